/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

#include "room.h"

G_BEGIN_DECLS

/* The real chains of the sound (sound-chain.h) in a simulated room: what the far side says is played, the microphone
 * hears it by way of the room, and what would be sent is kept. Block by block on timestamps, not on a clock: the same
 * figures on any machine. */
typedef void (*VdEchoPrepareFunc) (GstElement *canceller);

typedef struct
{
  VdRoomSettings room;
  guint seconds;
  const gint16 *far;         /* nullable: nobody; @seconds of it */
  const gint16 *near;        /* nullable: likewise */
  guint change_at_s;         /* 0: the room stays as it is */
  double volume;             /* of the loudspeaker; 0: as loud as can be */
  gboolean is_bare;          /* without a canceller */
  gboolean is_unaligned;     /* without echo-aligner.h */
  VdEchoPrepareFunc prepare; /* nullable: changes the canceller's settings */
} VdEchoRun;

typedef struct
{
  gint16 *microphone, *sent;
  guint n_samples;
} VdEchoResult;
void vd_echo_result_clear (VdEchoResult *self);

VdEchoResult vd_echo_run (const VdEchoRun *run);

/* Mean power between two times, in dB below full scale. */
double vd_echo_power_db (const gint16 *samples, double from_s, double to_s);
/* How much weaker the echo is in what is sent than at the microphone: only the far side may have spoken. */
double vd_echo_erle_db (const VdEchoResult *result, double from_s, double to_s);
/* How much of @alone, which was sent when nobody else spoke, is left in @both: 0, or less than 0. What is not like it
 * (echo that is left, distortion) counts for nothing. */
double vd_echo_kept_db (const gint16 *alone, const gint16 *both, double from_s, double to_s);

G_END_DECLS
