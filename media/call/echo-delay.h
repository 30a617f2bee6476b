/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much later the loudspeaker is heard by the microphone than the devices say. Televisions, Bluetooth and many
 * speakerphones keep 50 to 200 ms to themselves, and a canceller that is told nothing of them finds no echo at all
 * (webrtc-audio-processing 0.3 looks 100 ms far, and best within the first 30).
 *
 * Pure. The loudness of four bands, every 5 ms, of what is played and of what is heard are held against each other at
 * every delay; the times say when a sample was played and heard, in the same clock. 48 kHz mono. */
#define VD_ECHO_DELAY_BANDS 4
#define VD_ECHO_DELAY_HOP 240 /* 5 ms */
#define VD_ECHO_DELAY_LEAST_MS (-40)
#define VD_ECHO_DELAY_MOST_MS 320
#define VD_ECHO_DELAY_LAGS ((VD_ECHO_DELAY_MOST_MS - VD_ECHO_DELAY_LEAST_MS) / 5 + 1)
#define VD_ECHO_DELAY_HISTORY 256 /* hops: 1.28 s */

typedef struct
{
  double state[VD_ECHO_DELAY_BANDS][2]; /* of the filters */
  double power[VD_ECHO_DELAY_BANDS];    /* of this hop */
  double mean[VD_ECHO_DELAY_BANDS];     /* of the loudness, over half a second */
  guint n_samples;                      /* of this hop */
  gint64 hop_us;                        /* when it began */
} VdEchoListener;

typedef struct
{
  VdEchoListener far, near;
  double played[VD_ECHO_DELAY_HISTORY][VD_ECHO_DELAY_BANDS];
  gint64 played_hop[VD_ECHO_DELAY_HISTORY]; /* which it is, at number % VD_ECHO_DELAY_HISTORY */
  double match[VD_ECHO_DELAY_LAGS];
  double far_power, near_power;
  int found_ms, candidate_ms;
  guint sure_for; /* hops that the candidate has been the best */
  gboolean is_found;
} VdEchoDelay;

/* All zero is a good beginning. */
void vd_echo_delay_note_played (VdEchoDelay *self, gint64 played_us, const gint16 *samples, guint n_samples);
void vd_echo_delay_note_heard (VdEchoDelay *self, gint64 heard_us, const gint16 *samples, guint n_samples);
/* Whether a delay is known, and which; changes seldom, since a canceller begins anew with each change. */
gboolean vd_echo_delay_get_ms (const VdEchoDelay *self, int *delay_ms);

G_END_DECLS
