/* SPDX-License-Identifier: EUPL-1.2 */
#include "packet-pacer.h"

#define PACKET 1200
#define MS 1000
#define LINE_BPS (1000 * 1000)

/* Sends @count packets as they may leave; returns when the last one left. */
static gint64
send (VdPacketPacer *pacer, guint count, gint64 now_us)
{
  for (guint i = 0; i < count; i++)
    {
      now_us += vd_packet_pacer_get_wait_us (pacer, now_us);
      vd_packet_pacer_note (pacer, PACKET, now_us);
    }
  return now_us;
}

static void
test_no_pace (void)
{
  VdPacketPacer pacer = { 0 };

  g_assert_cmpint (send (&pacer, 1000, 7 * MS), ==, 7 * MS);
}

/* An ordinary picture never waits: 25 frames a second of the whole rate. */
static void
test_ordinary_frames (void)
{
  VdPacketPacer pacer = { 0 };

  vd_packet_pacer_set_line (&pacer, LINE_BPS);
  for (gint64 now_us = MS; now_us < 10 * G_USEC_PER_SEC; now_us += 40 * MS)
    g_assert_cmpint (send (&pacer, 4, now_us), ==, now_us);
}

/* Nor does one of twice the size on a fast line, where the next is as much smaller. */
static void
test_uneven_frames (void)
{
  VdPacketPacer pacer = { 0 };

  vd_packet_pacer_set_line (&pacer, 5 * LINE_BPS / 2);
  for (gint64 now_us = MS; now_us < 10 * G_USEC_PER_SEC; now_us += 66 * MS)
    {
      g_assert_cmpint (send (&pacer, 17, now_us), ==, now_us);
      g_assert_cmpint (send (&pacer, 1, now_us + 33 * MS), ==, now_us + 33 * MS);
    }
}

/* 60 kB: at 1.75 Mbit/s, but for what may leave at once. */
static void
test_keyframe (void)
{
  VdPacketPacer pacer = { 0 };
  gint64 last_us;

  vd_packet_pacer_set_line (&pacer, LINE_BPS);
  last_us = send (&pacer, 50, G_USEC_PER_SEC) - G_USEC_PER_SEC;
  g_assert_cmpint (last_us, >, 200 * MS);
  g_assert_cmpint (last_us, <, 230 * MS);
}

/* The line breaks down behind a large frame: nothing waits for ever, and no packet longer than is of use. */
static void
test_breakdown (void)
{
  VdPacketPacer pacer = { 0 };

  vd_packet_pacer_set_line (&pacer, 10 * LINE_BPS);
  send (&pacer, 100, G_USEC_PER_SEC);
  vd_packet_pacer_set_line (&pacer, LINE_BPS / 20);
  g_assert_cmpint (vd_packet_pacer_get_wait_us (&pacer, G_USEC_PER_SEC), <=, 300 * MS);
}

/* A clock that stands still or goes back makes nobody wait longer. */
static void
test_clock (void)
{
  VdPacketPacer pacer = { 0 };

  vd_packet_pacer_set_line (&pacer, LINE_BPS);
  vd_packet_pacer_note (&pacer, 20 * PACKET, G_USEC_PER_SEC);
  g_assert_cmpint (vd_packet_pacer_get_wait_us (&pacer, MS), ==, vd_packet_pacer_get_wait_us (&pacer, MS));
  g_assert_cmpint (vd_packet_pacer_get_wait_us (&pacer, 2 * G_USEC_PER_SEC), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/packet-pacer/no-pace", test_no_pace);
  g_test_add_func ("/packet-pacer/ordinary-frames", test_ordinary_frames);
  g_test_add_func ("/packet-pacer/uneven-frames", test_uneven_frames);
  g_test_add_func ("/packet-pacer/keyframe", test_keyframe);
  g_test_add_func ("/packet-pacer/breakdown", test_breakdown);
  g_test_add_func ("/packet-pacer/clock", test_clock);
  return g_test_run ();
}
