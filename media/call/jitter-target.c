/* SPDX-License-Identifier: EUPL-1.2 */
#include "jitter-target.h"

#include <math.h>

#define START_SHOW_MS 30
/* A voice before its lips is noticed from 45 ms on, and borne up to here (ITU-R BT.1359). */
#define LIPS_MS 90
#define START_REPAIR_MS 80
/* Three times the mean deviation: of a hundred packets less than one comes later. */
#define DEVIATIONS 3
#define FALL_MS_PER_S 10
/* Where packets are lost all the time, their second coming is waited for, so that the picture does not hop. */
#define LOSSY 0.01
#define ROUND_TRIPS 1.2
/* A gap is noticed when the next packets come, and the other side takes a moment to answer. */
#define NOTICE_MS 20
/* What was sent again may be lost again. To give up costs more than the time of the keyframe: most of a second without
 * a picture, where one more try ends it nine times in ten. */
#define REPAIRS 5
/* Asked for twice in that time: a browser leaves out what it has sent within its own round trip, which is not ours, so
 * a wish too many costs a few bytes, but one that was lost, or came a moment too soon to count, is made good at once.
 */
#define TRIES 2
#define RETRY_MIN_MS 40
/* The shortest round trip counts, of five to ten seconds: one that stood in a queue, or waited for a busy processor,
 * would put off every try that follows. */
#define NEWEST_US ((gint64)5 * G_USEC_PER_SEC)

void
vd_jitter_target_init (VdJitterTarget *self)
{
  *self = (VdJitterTarget){ .hear_ms = START_SHOW_MS,
                            .show_ms = START_SHOW_MS,
                            .wait_ms = START_SHOW_MS + REPAIRS * START_REPAIR_MS,
                            .retry_ms = START_REPAIR_MS / TRIES,
                            .heard_ms = START_SHOW_MS,
                            .shown_ms = START_SHOW_MS,
                            .least_ms = G_MAXINT,
                            .newest_ms = G_MAXINT };
}

static double
get_repair_ms (VdJitterTarget *self, int round_trip_ms, gint64 now_us)
{
  if (self->newest_us == 0 || now_us - self->newest_us >= NEWEST_US)
    {
      self->least_ms = self->newest_ms;
      self->newest_ms = G_MAXINT;
      self->newest_us = now_us;
    }
  if (round_trip_ms >= 0)
    self->newest_ms = MIN (self->newest_ms, round_trip_ms);
  self->least_ms = MIN (self->least_ms, self->newest_ms);
  return self->least_ms < G_MAXINT ? ROUND_TRIPS * self->least_ms + NOTICE_MS : START_REPAIR_MS;
}

static void
fall (double *delay_ms, double wanted_ms, double passed_s)
{
  wanted_ms = MAX (wanted_ms, *delay_ms - FALL_MS_PER_S * passed_s);
  *delay_ms = CLAMP (wanted_ms, VD_JITTER_MIN_MS, VD_JITTER_MAX_MS);
}

void
vd_jitter_target_update (VdJitterTarget *self, const VdJitterNews *news, gint64 now_us)
{
  double repair_ms = get_repair_ms (self, news->round_trip_ms, now_us);
  double jitter_ms = isfinite (news->jitter_ms) ? MAX (news->jitter_ms, 0) : 0;
  gboolean is_lossy = news->loss > LOSSY;
  double hear_ms = VD_JITTER_MIN_MS + DEVIATIONS * jitter_ms + (is_lossy ? repair_ms : 0);
  double show_ms = hear_ms + (is_lossy ? MIN (repair_ms, LIPS_MS) : 0);
  double passed_s = self->updated_us ? (double)MAX (now_us - self->updated_us, 0) / G_USEC_PER_SEC : 0;

  self->updated_us = now_us;
  fall (&self->heard_ms, hear_ms, passed_s);
  fall (&self->shown_ms, show_ms, passed_s);
  self->hear_ms = self->heard_ms;
  self->show_ms = self->shown_ms;
  self->retry_ms = CLAMP (repair_ms / TRIES, RETRY_MIN_MS, VD_JITTER_MAX_MS);
  self->wait_ms = CLAMP (self->shown_ms + REPAIRS * repair_ms, self->show_ms, VD_JITTER_WAIT_MAX_MS);
}

gint64
vd_jitter_target_get_round_trip_us (const VdJitterTarget *self)
{
  return self->least_ms < G_MAXINT ? self->least_ms * (gint64)1000 : -1;
}
