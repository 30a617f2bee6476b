/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "page-finder.h"

G_BEGIN_DECLS

/* A kiosk's own tray as its fixed camera saw it empty, at installation; and, if an A4 sheet was shown to it then, how
 * large things in it are. Does not change once it is shared; any thread. */
typedef struct _VdTray VdTray;

/* @empty: a photograph of the tray with nothing in it, of the camera's full frame. */
VdTray *vd_tray_new (const VdPicture *empty); /* (transfer full) */
/* From two photographs by the tray's camera, made at installation: nothing in the tray, and an A4 sheet in it (NULL:
 * true sizes are guessed). */
VdTray *vd_tray_read (const char *empty_path, const char *a4_path, GError **error); /* (transfer full) */
/* The same for a kiosk that must start without: NULL if @empty_path is NULL, empty, or (told in the log) no picture. */
VdTray *vd_tray_read_or_none (const char *empty_path, const char *a4_path); /* (transfer full) */
VdTray *vd_tray_ref (VdTray *self);
void vd_tray_unref (VdTray *self);
/* @known: the corners, in 0..1 of the frame and clockwise from its top left, of a sheet of that size in millimetres. */
void vd_tray_calibrate (VdTray *self, const VdQuad *known, double width_mm, double height_mm);
/* The size of what lies in the tray with corners @quad (0..1). FALSE if the tray was never calibrated. */
gboolean vd_tray_measure (const VdTray *self, const VdQuad *quad, double *width_mm, double *height_mm);

/* As vd_page_finder_run (), for a picture by the tray's camera: what was there when it was empty does not count,
 * whatever the light is now. A picture of another shape is searched as any other. */
VdFinding vd_page_finder_run_tray (const VdTray *tray, const VdPicture *small);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdTray, vd_tray_unref)

G_END_DECLS
