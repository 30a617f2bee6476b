/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "picture.h"

G_BEGIN_DECLS

/* Baseline JPEG of exactly the kind docs/paper-pdf.md allows (JFIF header, nothing of the camera), in locked memory. */
GBytes *vd_jpeg_encode (const VdPicture *picture, int quality, double dpi); /* (transfer full) */

/* Decodes @data, which may come from anywhere. @longest: 0 for full size, else the picture may come out smaller, down
 * to a longer side of @longest (and never below it if the file is larger). Truncated or corrupt data, or more than
 * VD_PICTURE_MAX_PIXELS: VD_PAPERS_ERROR_BAD_PICTURE. */
VdPicture *vd_jpeg_decode (const guint8 *data, gsize size, int longest, GError **error); /* (transfer full) */

G_END_DECLS
