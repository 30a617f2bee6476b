/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A room with a loudspeaker, a microphone and somebody who speaks, in figures: 48 kHz mono, the same for the same
 * seed everywhere.
 *
 * The way from the loudspeaker to the microphone is the direct sound and a tail of sparse random echoes that die away
 * (velvet noise: as dense as 2000 a second it sounds like a room). */
#define VD_ROOM_RATE 48000

typedef struct
{
  guint32 seed;
  double delay_ms;  /* of the direct sound: devices that are later than they say, and the air */
  double rt60_ms;   /* how long the tail takes to be 60 dB down */
  double echo_db;   /* how loud the whole echo is at the microphone, against what was played */
  double drift_ppm; /* how much slower the microphone's clock is */
  double noise_db;  /* of the room, below full scale */
  double bend;      /* of the loudspeaker: 0 none; at 1 a full-scale sample loses a third */
} VdRoomSettings;

typedef struct _VdRoom VdRoom;
VdRoom *vd_room_new (const VdRoomSettings *settings);
void vd_room_free (VdRoom *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdRoom, vd_room_free)

/* What the microphone gets of @played while @near (nullable) is spoken. */
void vd_room_hear (VdRoom *self, const gint16 *played, const gint16 *near, gint16 *heard, guint n_samples);
/* Somebody steps before the loudspeaker: another way for the sound, as loud. */
void vd_room_change (VdRoom *self, guint32 seed);

/* @n_samples like speech: syllables of vowels and hisses, phrases and pauses, a voice of @pitch_hz. Its mean power
 * while it speaks is @level_db below full scale. */
gint16 *vd_room_speak (guint32 seed, double pitch_hz, double level_db, guint n_samples); /* g_free () */

G_END_DECLS
