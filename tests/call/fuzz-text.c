/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdint.h>

#include "t140.h"
#include "text-receiver.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What the other side writes, in pieces that end at a zero byte: each comes by the channel and again by the socket. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *all = g_strndup (size > 0 ? (const char *)data : "", size);
  g_autoptr (VdT140) view = vd_t140_new ();
  g_autoptr (VdTextReceiver) receiver = vd_text_receiver_new ();

  vd_text_receiver_listen (receiver, 1);
  for (const char *at = all; at < all + size; at += strlen (at) + 1)
    {
      guint64 before = vd_text_receiver_get_have (receiver);
      g_autofree char *fresh = vd_text_receiver_take (receiver, 1, at);
      g_autofree char *again = vd_text_receiver_take_piece (receiver, before, at);
      g_autofree char *clean = vd_t140_clean (at);

      vd_t140_take (view, fresh);
      if (*again || !g_utf8_validate (vd_t140_get_text (view), -1, NULL) || !g_utf8_validate (clean, -1, NULL) ||
          g_utf8_strlen (vd_t140_get_text (view), -1) > VD_T140_SHOWN_MAX)
        g_assert_not_reached ();
    }
  return 0;
}
