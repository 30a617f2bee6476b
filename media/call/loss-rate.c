/* SPDX-License-Identifier: EUPL-1.2 */
#include "loss-rate.h"

#include <math.h>

/* draft-ietf-rmcat-gcc-02 §6. */
#define LOSS_LOW 0.02
#define LOSS_HIGH 0.10
#define RISE 1.05 /* each UPDATE_US */
#define LONGEST_RISE_US (G_USEC_PER_SEC)
#define CUT 0.5
/* What gets through is not what the line loses: where a queue spills for a second after the line has become narrower,
 * the law alone would end at nothing. */
#define CUT_FLOOR 0.6
#define UPDATE_US (200 * 1000)
/* Of fewer packets one lost is 5 % and more, which says nothing. */
#define UPDATE_PACKETS 20
#define SMOOTHING 0.3
#define STEADY_SMOOTHING 0.03
#define CEILING 1.1

/* 3 s at 500 kbit/s are about 200 packets: 5 % are 10 ± 3, so half of what was there before can be told from none.
 * More loss is known sooner. */
#define TEST_US (3 * G_USEC_PER_SEC)
#define TEST_LEAST_US (1 * G_USEC_PER_SEC)
#define TEST_LOST 15
#define TEST_PACKETS 60
/* For as long as a test takes, the law may go no lower than this share of what is tested. */
#define TEST_FLOOR 0.5
#define TEST_LOWER 0.8
#define TEST_STAYS 0.5
#define TEST_PAUSE_US (10 * G_USEC_PER_SEC) /* doubles each time that the loss turns out to be ours */
#define MAX_REFUSALS 3
/* Beyond this the picture is lost to retransmissions anyway, whoever is to blame. */
#define OWN_MAX 0.15

void
vd_loss_rate_init (VdLossRate *self, double start_bps)
{
  *self = (VdLossRate){ .bps = start_bps };
}

void
vd_loss_rate_count (VdLossRate *self, guint received, guint lost)
{
  self->received += received;
  self->lost += lost;
}

static void
enter_test (VdLossRate *self, VdLossTest test, gint64 now_us)
{
  self->test = test;
  self->test_us = now_us;
  self->test_received = self->test_lost = 0;
}

static double
seen_in_test (const VdLossRate *self)
{
  guint all = self->test_received + self->test_lost;

  return all > 0 ? (double)self->test_lost / all : 0;
}

static void
lower (VdLossRate *self, const VdLossInput *input)
{
  self->tested_loss = seen_in_test (self);
  self->tested_bps = MIN (self->bps, input->ceiling_bps);
  self->bps = MAX (self->tested_bps * TEST_LOWER, input->min_bps);
  self->binding = TRUE;
  enter_test (self, VD_LOSS_TEST_LOWERED, input->now_us);
}

static void
conclude (VdLossRate *self, const VdLossInput *input)
{
  double seen = seen_in_test (self);

  if (seen >= self->tested_loss * TEST_STAYS)
    {
      self->steady = seen;
      self->refusals = 0;
      self->own = MIN (seen, OWN_MAX);
      self->bps = self->tested_bps;
    }
  else
    self->refusals = MIN (self->refusals + 1, MAX_REFUSALS);
  self->next_test_us = input->now_us + (TEST_PAUSE_US << self->refusals) / 2;
  enter_test (self, VD_LOSS_TEST_NONE, input->now_us);
}

static gboolean
has_seen_enough (const VdLossRate *self, gint64 now_us)
{
  gint64 for_us = now_us - self->test_us;

  if (self->test_received + self->test_lost < TEST_PACKETS)
    return FALSE;
  return for_us >= TEST_US || (for_us >= TEST_LEAST_US && self->test_lost >= TEST_LOST);
}

static void
step_test (VdLossRate *self, const VdLossInput *input)
{
  gboolean lossy = self->loss - self->own >= LOSS_LOW;
  gboolean long_enough = has_seen_enough (self, input->now_us);

  if (self->test != VD_LOSS_TEST_NONE && !input->calm)
    enter_test (self, VD_LOSS_TEST_NONE, input->now_us); /* a queue: this loss may well be ours */
  else if (self->test == VD_LOSS_TEST_NONE && lossy && input->calm && input->now_us >= self->next_test_us)
    enter_test (self, VD_LOSS_TEST_WATCHING, input->now_us);
  else if (self->test == VD_LOSS_TEST_WATCHING && !lossy)
    enter_test (self, VD_LOSS_TEST_NONE, input->now_us);
  else if (self->test == VD_LOSS_TEST_WATCHING && long_enough)
    lower (self, input);
  else if (self->test == VD_LOSS_TEST_LOWERED && long_enough)
    conclude (self, input);
}

/* Once for what one rate has lost: no second time before the lower one can have shown. */
static void
cut (VdLossRate *self, double share, const VdLossInput *input)
{
  if (self->cut_us && input->now_us - self->cut_us < UPDATE_US + input->response_us)
    return;
  self->cut_us = input->now_us;
  self->bps = MIN (self->bps, input->ceiling_bps * CEILING);
  self->bps = MIN (self->bps, MAX (self->bps * (1 - share), CUT_FLOOR * input->received_bps));
}

static void
apply_law (VdLossRate *self, const VdLossInput *input, gint64 passed_us)
{
  double over = MAX (self->loss - self->own, 0);
  double most_bps = input->ceiling_bps * CEILING;

  if (over >= LOSS_LOW || self->test == VD_LOSS_TEST_LOWERED)
    {
      if (!self->binding)
        self->bps = MIN (self->bps, input->ceiling_bps);
      self->binding = TRUE;
      if (over > LOSS_HIGH)
        cut (self, CUT * over, input);
    }
  else if (self->binding)
    {
      self->bps *= pow (RISE, (double)passed_us / UPDATE_US);
      self->binding = self->bps < most_bps;
    }
  /* While it binds, a dip of the ceiling does not pull it down for good. */
  if (!self->binding)
    self->bps = most_bps;
  if (self->test == VD_LOSS_TEST_LOWERED)
    self->bps = MAX (self->bps, TEST_FLOOR * self->tested_bps);
  self->bps = MAX (self->bps, input->min_bps);
}

void
vd_loss_rate_update (VdLossRate *self, const VdLossInput *input)
{
  guint all = self->received + self->lost;
  gint64 passed_us = input->now_us - self->updated_us;

  if (all < UPDATE_PACKETS || passed_us < UPDATE_US)
    return;
  self->loss += SMOOTHING * ((double)self->lost / all - self->loss);
  self->steady += STEADY_SMOOTHING * ((double)self->lost / all - self->steady);
  self->own = MIN (self->own, self->steady);
  self->test_received += self->received;
  self->test_lost += self->lost;
  self->received = self->lost = 0;
  self->updated_us = input->now_us;
  step_test (self, input);
  apply_law (self, input, MIN (passed_us, LONGEST_RISE_US));
}
