/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include "page.h"

G_BEGIN_DECLS

/* Writes @pages (1 to 20 VdPage) as one PDF/A-2b: one JPEG image a page, passed through, true size in points, /Rotate for turned pages,
 * the watermark in the pixels of those that have one (which costs decoding and encoding them once more),
 * XMP, sRGB output intent, document id. @title and @created may be shown by viewers; no personal data.
 * Runs in a worker thread; the bytes live in locked memory and are zeroed when freed. */
void vd_pdf_write_async (GPtrArray *pages, const char *title, GDateTime *created, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data);
GBytes *vd_pdf_write_finish (GAsyncResult *result, GError **error); /* (transfer full) */

G_END_DECLS
