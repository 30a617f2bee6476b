/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define VD_PDF_SHAPE_MAX_PAGES 20
#define VD_PDF_SHAPE_MAX_BYTES (25 * 1024 * 1024)

typedef struct
{
  gsize jpeg_offset, jpeg_length; /* in the file */
  guint width, height;            /* pixels, as stored */
  guint rotate;                   /* 0, 90, 180, 270: clockwise, to stand upright */
  guint wide, high;               /* hundredths of a point, before it is turned */
  gboolean gray;
} VdPdfPage;

typedef struct
{
  guint n_pages;
  gsize xref; /* where the table of its objects begins */
  VdPdfPage pages[VD_PDF_SHAPE_MAX_PAGES];
} VdPdfShape;

/* Accepts the files of docs/paper-pdf.md and no others: every byte is either one that the values found so far demand,
 * or one of these values. @error: G_IO_ERROR_INVALID_DATA, saying where. Pure; any bytes may be given. */
gboolean vd_pdf_shape_parse (const guint8 *data, gsize size, VdPdfShape *shape, GError **error);

G_END_DECLS
