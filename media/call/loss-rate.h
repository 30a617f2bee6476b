/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The loss's share of rate control: over 10 % down, under 2 % up, between them neither.
 *
 * A radio line loses packets at any rate, and the plain law then takes away the picture for nothing. So steady loss
 * without a queue is put to the test once: if it stays at a lower rate it is the line's own, and only what goes beyond
 * it counts. Pure. */
typedef enum
{
  VD_LOSS_TEST_NONE,
  VD_LOSS_TEST_WATCHING, /* there is loss: is it steady? */
  VD_LOSS_TEST_LOWERED,  /* at a lower rate: does it stay? */
} VdLossTest;

typedef struct
{
  double bps;
  gboolean binding;     /* there was loss, and what it cost is not yet back: otherwise only the delay limits */
  double loss;          /* smoothed, 0..1 */
  double steady;        /* the same over some seconds */
  double own;           /* what the line loses at any rate */
  guint received, lost; /* since the last update */
  gint64 updated_us;
  gint64 cut_us; /* 0: never */

  VdLossTest test;
  gint64 test_us; /* when it came to this state */
  gint64 next_test_us;
  guint refusals; /* in a row */
  guint test_received, test_lost;
  double tested_bps, tested_loss;
} VdLossRate;

typedef struct
{
  double ceiling_bps; /* no use being far above what the delay allows */
  double min_bps;
  double received_bps; /* what gets through; 0: not known */
  gint64 response_us;  /* until a lower rate can show: the round trip, and the queue that stands on it */
  gboolean calm;       /* no queue is building up */
  gint64 now_us;
} VdLossInput;

void vd_loss_rate_init (VdLossRate *self, double start_bps);
void vd_loss_rate_count (VdLossRate *self, guint received, guint lost);
void vd_loss_rate_update (VdLossRate *self, const VdLossInput *input);

G_END_DECLS
