/* SPDX-License-Identifier: EUPL-1.2 */
#include "sealed-paper.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A box that gives its own first 32 bytes as the key: the stream behind it is what is tried. */
static GBytes *
unbox (const guint8 *box, gsize size, gpointer user_data, GError **error)
{
  return g_bytes_new (box, 32);
}

/* Anybody's bytes: refused, or shorter than they were. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) paper = vd_sealed_paper_open (data, size, unbox, NULL, &error);

  g_assert_true ((paper == NULL) == (error != NULL));
  g_assert_true (!paper || g_bytes_get_size (paper) < size);
  return 0;
}
