/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which frames of a camera to encode so that they come at a lower rate, evenly. Frames are left out before the encoder
 * and not by caps: another frame rate in the caps would make vp8enc begin anew, with a keyframe, where libvpx follows
 * the timestamps by itself. Pure. */
typedef struct
{
  gint64 last_us, due_us; /* 0, 0: none taken yet */
} VdFramePacer;

/* Whether the frame of @at_us is one of @fps a second; @fps > 0. */
gboolean vd_frame_pacer_takes (VdFramePacer *self, gint64 at_us, int fps);

G_END_DECLS
