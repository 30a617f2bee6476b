/* SPDX-License-Identifier: EUPL-1.2 */
#include "in-flight.h"

#include <string.h>

#define MS 1000
#define PACKET 1200
#define LINE_BPS (1920 * 1000)
#define ROUND_TRIP_US (30 * MS)

/* A sender, a line with a queue of any length, and reports that come back every 50 ms on a line that is no better. */
typedef struct
{
  VdInFlight flight;
  gint64 now_us;
  double line_bps, queue_bytes, owed_bytes;
  gint64 reports[64]; /* when the report comes for what was sent at 50 ms times this place */
  guint most_hold, n_held;
  double most_queue_bytes;
} World;

static World *
make (void)
{
  World *world = g_new0 (World, 1);

  world->line_bps = 2000 * 1000;
  vd_in_flight_set_line (&world->flight, LINE_BPS, ROUND_TRIP_US);
  return world;
}

static void
report (World *world)
{
  for (guint i = 0; i < G_N_ELEMENTS (world->reports); i++)
    {
      gint64 came_us = world->reports[i];

      if (came_us == 0 || came_us > world->now_us)
        continue;
      world->reports[i] = 0;
      /* The queue before the packets, and the one before the report. */
      vd_in_flight_report (&world->flight,
                           came_us - ROUND_TRIP_US - (gint64)(2e6 * world->queue_bytes * 8 / world->line_bps));
    }
}

/* @obeys: a picture that is held back sends so much less. */
static void
run (World *world, double seconds, gboolean obeys)
{
  for (guint ms = 0; ms < seconds * 1000; ms++)
    {
      guint hold = vd_in_flight_get_hold (&world->flight);

      world->now_us += MS;
      world->n_held += hold > 0;
      world->most_hold = MAX (world->most_hold, hold);
      world->owed_bytes += LINE_BPS / 8000.0 * (100 - (obeys ? hold : 0)) / 100;
      world->queue_bytes = MAX (world->queue_bytes - world->line_bps / 8000, 0);
      for (; world->owed_bytes >= PACKET; world->owed_bytes -= PACKET, world->queue_bytes += PACKET)
        vd_in_flight_note (&world->flight, PACKET, world->now_us);
      world->most_queue_bytes = MAX (world->most_queue_bytes, world->queue_bytes);
      if (world->now_us / MS % 50 == 0)
        world->reports[world->now_us / MS / 50 % G_N_ELEMENTS (world->reports)] =
            world->now_us + ROUND_TRIP_US + (gint64)(2e6 * world->queue_bytes * 8 / world->line_bps);
      report (world);
    }
}

/* As much as the line takes and reports that come every 50 ms: nothing is held back. */
static void
test_steady (void)
{
  g_autofree World *world = make ();

  run (world, 60, TRUE);
  g_assert_cmpuint (world->n_held, ==, 0);
}

/* A quarter of the line is left, no report comes in time, and a queue of 50 kB does not spill; before and after nothing
 * is held back. */
static void
test_step (void)
{
  g_autofree World *blind = make (), *world = make ();

  run (blind, 5, FALSE);
  blind->line_bps /= 4;
  run (blind, 0.5, FALSE);
  g_assert_cmpfloat (blind->most_queue_bytes, >, 70000);

  run (world, 5, TRUE);
  g_assert_cmpuint (world->n_held, ==, 0);
  world->line_bps /= 4;
  run (world, 0.5, TRUE);
  g_assert_cmpuint (world->most_hold, ==, 90);
  g_assert_cmpfloat (world->most_queue_bytes, <, 50000);
  world->line_bps *= 4;
  run (world, 2, TRUE);
  world->n_held = 0;
  run (world, 5, TRUE);
  g_assert_cmpuint (world->n_held, ==, 0);
}

/* One report in two is lost: the next tells of all that was sent before. */
static void
test_lost_reports (void)
{
  g_autofree VdInFlight *flight = g_new0 (VdInFlight, 1);

  vd_in_flight_set_line (flight, LINE_BPS, ROUND_TRIP_US);
  for (guint ms = 0; ms < 20000; ms += 5)
    {
      vd_in_flight_note (flight, PACKET, ms * MS);
      if (ms % 100 == 0)
        vd_in_flight_report (flight, (gint64)ms * MS - ROUND_TRIP_US);
      g_assert_cmpuint (vd_in_flight_get_hold (flight), ==, 0);
    }
}

static void
test_no_line (void)
{
  g_autofree VdInFlight *flight = g_new0 (VdInFlight, 1);

  for (guint i = 0; i < 3 * VD_IN_FLIGHT_PACKETS; i++)
    vd_in_flight_note (flight, PACKET, i);
  g_assert_cmpuint (vd_in_flight_get_hold (flight), ==, 0);
}

/* A line that is silent for minutes: what is forgotten is the oldest, and one report clears all of it. */
static void
test_silence (void)
{
  g_autofree VdInFlight *flight = g_new0 (VdInFlight, 1);

  vd_in_flight_set_line (flight, LINE_BPS, -1);
  for (guint i = 0; i < 3 * VD_IN_FLIGHT_PACKETS; i++)
    vd_in_flight_note (flight, PACKET, i * MS);
  g_assert_cmpuint (vd_in_flight_get_hold (flight), ==, 90);
  g_assert_cmpuint (flight->end - flight->begin, ==, VD_IN_FLIGHT_PACKETS);
  vd_in_flight_report (flight, -1);
  g_assert_cmpuint (vd_in_flight_get_hold (flight), ==, 90);
  vd_in_flight_report (flight, G_MAXINT64);
  g_assert_cmpuint (vd_in_flight_get_hold (flight), ==, 0);
  g_assert_cmpuint (flight->bytes, ==, 0);
  vd_in_flight_note (flight, PACKET, 0);
  g_assert_cmpuint (flight->end - flight->begin, ==, 1);
}

/* A keyframe of the narrowest line is no queue. */
static void
test_narrow (void)
{
  g_autofree VdInFlight *flight = g_new0 (VdInFlight, 1);

  vd_in_flight_set_line (flight, 50 * 1000, 0);
  for (guint i = 0; i < 5; i++)
    vd_in_flight_note (flight, PACKET, i);
  g_assert_cmpuint (vd_in_flight_get_hold (flight), ==, 0);
  vd_in_flight_note (flight, PACKET, 5);
  g_assert_cmpuint (vd_in_flight_get_hold (flight), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/in-flight/steady", test_steady);
  g_test_add_func ("/in-flight/step", test_step);
  g_test_add_func ("/in-flight/lost-reports", test_lost_reports);
  g_test_add_func ("/in-flight/no-line", test_no_line);
  g_test_add_func ("/in-flight/silence", test_silence);
  g_test_add_func ("/in-flight/narrow", test_narrow);
  return g_test_run ();
}
