/* SPDX-License-Identifier: EUPL-1.2 */
#include "scan-stream.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* The first byte says in what bites the rest comes: a pipe cuts records anywhere. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (VdScanStream) stream = vd_scan_stream_new ();
  size_t bite = size > 0 ? data[0] + 1 : 1;
  gboolean ok = TRUE;

  for (size_t at = 1; ok && at < size; at += bite)
    {
      g_autoptr (GError) error = NULL;
      double dpi;
      VdPicture *picture;

      ok = vd_scan_stream_feed (stream, data + at, MIN (bite, size - at), &error);
      g_assert_true (ok == (error == NULL));
      while ((picture = vd_scan_stream_take_page (stream, &dpi)))
        {
          g_assert_true (dpi >= 30 && picture->width >= 16 && picture->height >= 16);
          vd_picture_free (picture);
        }
    }
  g_assert_true (ok || !vd_scan_stream_is_finished (stream));
  return 0;
}
