/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the visitor is heard, from the loudness of ten periods a second. Pure.
 *
 * The level is what a meter shows: 0 is silence, VD_HEARING_LEVEL_MAX a shout. "Deaf" is a microphone that is on and
 * gives nothing, not even the loudspeaker's own sound, while the other side speaks: switched off at the device,
 * covered, or the wrong one. A visitor who only listens is not taken for it, since a microphone that works hears the
 * room. */
#define VD_HEARING_LEVEL_MAX 8
typedef struct
{
  guint level;
  gboolean is_deaf;
  guint silent_ms, spoken_ms; /* of the microphone, and of the other side within that */
} VdHearing;

/* @raw_db: of the microphone as it comes; @sent_db: of what is sent; @far_db: of what the other side says; all of the
 * last @ms, below full scale. @is_on: not muted by the visitor. Returns whether anything changed. */
gboolean vd_hearing_step (VdHearing *self, double raw_db, double sent_db, double far_db, gboolean is_on, guint ms);

G_END_DECLS
