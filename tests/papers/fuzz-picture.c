/* SPDX-License-Identifier: EUPL-1.2 */
#include "picture-file.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A picture file of anybody's: it is read whole or refused, and never more than its limit is taken. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  int rotation = -1;
  g_autoptr (VdPicture) picture = vd_picture_file_decode (data, size, &rotation, &error);

  g_assert_true ((picture != NULL) == (error == NULL));
  if (picture)
    g_assert_true (picture->width >= 1 && picture->height >= 1 && rotation % 90 == 0);
  return 0;
}
