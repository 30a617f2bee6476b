/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether @data is a baseline JPEG as docs/paper-pdf.md has it: its segments in whole, no room for anything else, a
 * frame of
 * @width × @height and one (@gray) or three components. Nothing is decoded. */
gboolean vd_jpeg_shape_check (const guint8 *data, gsize size, guint width, guint height, gboolean gray);

G_END_DECLS
