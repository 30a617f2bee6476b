/* SPDX-License-Identifier: EUPL-1.2 */
#include "queue-drain.h"

/* Below the first a person does not notice it. */
#define WORTH_US (40 * 1000)
#define EMPTY_US (30 * 1000)
#define TRY_US (3 * G_USEC_PER_SEC)
#define BAN_US (30 * G_USEC_PER_SEC) /* doubles once */
#define MAX_FUTILE 1
/* A queue that others fill swings by more than this in a second and a half. */
#define STILL_US (25 * 1000)
/* A queue of this length would be emptied by sending nothing; a third still carries the voice and a slow picture. */
#define FULL_US (500.0 * 1000)
#define LEAST_SHARE 0.3

gboolean
vd_queue_drain_is_banned (const VdQueueDrain *self, gint64 now_us)
{
  return now_us < self->banned_until_us;
}

void
vd_queue_drain_begin (VdQueueDrain *self, gint64 queue_us, gint64 now_us)
{
  if (self->until_us != 0 || queue_us < WORTH_US || vd_queue_drain_is_banned (self, now_us))
    return;
  self->until_us = now_us + TRY_US;
  self->worst_us = queue_us;
  self->least_us = self->most_us = -1;
}

static void
look (VdQueueDrain *self, gint64 queue_us, gint64 now_us)
{
  self->worst_us = MAX (self->worst_us, queue_us);
  if (self->until_us - now_us > TRY_US / 2)
    return;
  self->least_us = self->least_us < 0 ? queue_us : MIN (self->least_us, queue_us);
  self->most_us = MAX (self->most_us, queue_us);
}

/* Time is up. */
static void
conclude (VdQueueDrain *self, gint64 queue_us, gint64 now_us)
{
  self->until_us = 0;
  if (queue_us <= self->worst_us / 2)
    {
      self->futile = 0;
      vd_queue_drain_begin (self, queue_us, now_us); /* it works: another try */
    }
  else if (self->most_us - self->least_us < STILL_US)
    self->way_is_longer = TRUE;
  else
    {
      self->banned_until_us = now_us + (BAN_US << self->futile);
      self->futile = MIN (self->futile + 1, MAX_FUTILE);
    }
}

double
vd_queue_drain_get_share (VdQueueDrain *self, gint64 queue_us, gint64 now_us)
{
  double patience;

  look (self, queue_us, now_us);
  if (queue_us <= EMPTY_US)
    self->until_us = self->banned_until_us = self->futile = 0; /* empty: nobody keeps it full, or no longer */
  if (self->until_us && now_us >= self->until_us)
    conclude (self, queue_us, now_us);
  if (self->until_us == 0)
    return 1;
  /* Less and less: a queue that keeps its length because all of us together send just what the line carries must be
   * told from a way that is longer. */
  patience = 0.7 + 0.3 * (self->until_us - now_us) / TRY_US;
  return MAX (patience * (1 - (queue_us - EMPTY_US) / FULL_US), LEAST_SHARE);
}

gboolean
vd_queue_drain_take_way_is_longer (VdQueueDrain *self)
{
  gboolean is_longer = self->way_is_longer;

  self->way_is_longer = FALSE;
  return is_longer;
}
