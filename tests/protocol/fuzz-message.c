/* SPDX-License-Identifier: EUPL-1.2 */
/* First byte: who sends (K, D, C); the rest is the frame. What is taken must survive being written and read again. */
#include "message.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (VdMessage) message = NULL;
  g_autofree char *bad_id = NULL;
  VdRole from;

  if (size == 0)
    return 0;
  from = data[0] == 'K' ? VD_ROLE_KIOSK : data[0] == 'C' ? VD_ROLE_CONSOLE : VD_ROLE_DESK;
  message = vd_message_parse ((const char *)data + 1, size - 1, from, &bad_id, NULL);
  if (message)
    {
      gsize length = 0;
      g_autofree char *text = vd_message_to_text (message, &length);
      g_autoptr (VdMessage) again =
          length <= VD_MESSAGE_MAX_BYTES ? vd_message_parse (text, length, from, NULL, NULL) : NULL;

      if (length <= VD_MESSAGE_MAX_BYTES && !again)
        g_error ("what was read could not be read again");
    }
  return 0;
}
