/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>
#include "picture.h"
#include "tray.h"

G_BEGIN_DECLS

/* The last frames of the document camera at full size, by reference: the sharpest of them becomes the page. Any thread.
 */
typedef struct _VdShotRing VdShotRing;

VdShotRing *vd_shot_ring_new (void);
void vd_shot_ring_free (VdShotRing *self);
void vd_shot_ring_push (VdShotRing *self, GstSample *sample); /* (transfer full) */
void vd_shot_ring_clear (VdShotRing *self);
/* The frames now in it, oldest first: GstSample. */
GPtrArray *vd_shot_ring_list (VdShotRing *self); /* (transfer full) */

/* The sharpest of @samples within @quad (0..1, NULL: everywhere), in RGB. */
VdPicture *vd_shot_best (GPtrArray *samples, const VdQuad *quad, GError **error); /* (transfer full) */

/* The page in it. @tray: (nullable) that the camera looks at. Lets go of @samples as soon as one of them is copied. */
VdPage *
vd_shot_make_page (GPtrArray *samples, const VdQuad *quad, const VdTray *tray, GError **error); /* (transfer full) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdShotRing, vd_shot_ring_free)

G_END_DECLS
