/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "steadiness.h"
#include "tray.h"

G_BEGIN_DECLS

/* One look at a frame of the live view: the sheet in it and what can be told of it before it is taken. @full_width,
 * @full_height: of the frames a page would be made from, 0 if none has come yet. @tray: (nullable) that the camera
 * looks at. Any thread. */
VdSight vd_sheet_look (VdFrame *frame, int full_width, int full_height, const VdTray *tray, VdAdvice *advice);

/* Samples the face of the sheet found in @small, whose pixels @finding is in, and tells the quad in 0..1. */
VdSight vd_sight_new (const VdPicture *small, const VdFinding *finding);

G_END_DECLS
