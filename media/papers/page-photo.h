/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include "page.h"

G_BEGIN_DECLS

/* The whole photograph a page was made of. It stays with the page, in the same locked memory, so that a person can say
 * where the sheet's corners are; it goes with the page, and is never sent. A scan has none. Main thread, but for what
 * says otherwise. */
gboolean vd_page_has_photo (VdPage *self);
/* Where the corners were found or put, in 0..1 of the photograph's width and height. FALSE: nobody knows. */
gboolean vd_page_get_corners (VdPage *self, VdQuad *corners);
/* The photograph as the camera saw it, at most @longest pixels on its longer side. NULL if there is none. Any thread. */
VdFrame *vd_page_get_photo (VdPage *self, int longest); /* (transfer full) (nullable) */

/* Makes the page again, in a worker thread, with the sheet's corners where a person put them: clockwise from its top
 * left, in 0..1, legal after corner-move.h. The new page keeps the photograph, and is turned as the old one was. */
void vd_page_adjust_async (VdPage *self, const VdQuad *corners, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer data);
/* VD_PAPERS_ERROR_BAD_PICTURE: there is no photograph. */
VdPage *vd_page_adjust_finish (VdPage *self, GAsyncResult *result, GError **error); /* (transfer full) */

G_END_DECLS
