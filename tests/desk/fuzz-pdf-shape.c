/* SPDX-License-Identifier: EUPL-1.2 */
#include "pdf-shape.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A file of anybody's: refused, or every page it gives lies within it. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  VdPdfShape shape;
  gboolean ok = vd_pdf_shape_parse (data, size, &shape, &error);

  g_assert_true (ok == (error == NULL));
  for (guint i = 0; ok && i < shape.n_pages; i++)
    g_assert_true (shape.pages[i].jpeg_offset + shape.pages[i].jpeg_length < size);
  return 0;
}
