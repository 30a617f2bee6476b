/* SPDX-License-Identifier: EUPL-1.2 */
#include "room.h"

#include <math.h>
#include <string.h>

#include "echo-delay.h"

#define BLOCK 480
#define SECONDS 8
static const VdRoomSettings office = { .seed = 3, .delay_ms = 10, .rt60_ms = 250, .echo_db = -6, .noise_db = -90 };

static double
get_db (const gint16 *samples, guint n_samples)
{
  double power = 1e-9;

  for (guint i = 0; i < n_samples; i++)
    power += (double)samples[i] * samples[i] / n_samples;
  return 10 * log10 (power / (32768.0 * 32768.0));
}

/* The direct sound comes when it should, the tail dies away, and all of it is as loud as was asked for. */
static void
test_impulse (void)
{
  g_autoptr (VdRoom) room = vd_room_new (&office);
  static gint16 played[VD_ROOM_RATE], heard[VD_ROOM_RATE];
  guint first = 0;
  double power = 0;

  played[0] = 30000;
  vd_room_hear (room, played, NULL, heard, VD_ROOM_RATE);
  while (first < VD_ROOM_RATE && abs (heard[first]) < 500)
    first++;
  g_assert_cmpuint (first, ==, 480);
  for (guint i = 0; i < VD_ROOM_RATE; i++)
    power += (double)heard[i] * heard[i];
  g_assert_cmpfloat (fabs (10 * log10 (power / (30000.0 * 30000.0)) + 6), <, 0.5);
  g_assert_cmpfloat (get_db (heard + 480, 2400), >, get_db (heard + 480 + 9600, 2400) + 30);
}

static void
test_change_is_as_loud (void)
{
  g_autoptr (VdRoom) room = vd_room_new (&office);
  g_autofree gint16 *speech = vd_room_speak (1, 190, -20, 2 * VD_ROOM_RATE);
  static gint16 before[2 * VD_ROOM_RATE], after[2 * VD_ROOM_RATE];

  vd_room_hear (room, speech, NULL, before, 2 * VD_ROOM_RATE);
  vd_room_change (room, 77);
  vd_room_hear (room, speech, NULL, after, 2 * VD_ROOM_RATE);
  /* Of other frequencies: rooms differ in that by a few dB. */
  g_assert_cmpfloat (fabs (get_db (before, 2 * VD_ROOM_RATE) - get_db (after, 2 * VD_ROOM_RATE)), <, 6);
  g_assert_cmpint (memcmp (before, after, sizeof before), !=, 0);
}

static void
test_speech (void)
{
  g_autofree gint16 *speech = vd_room_speak (5, 120, -26, 10 * VD_ROOM_RATE);
  guint silent = 0;

  g_assert_cmpfloat (get_db (speech, 10 * VD_ROOM_RATE), <, -25.5);
  g_assert_cmpfloat (get_db (speech, 10 * VD_ROOM_RATE), >, -30);
  for (guint i = 0; i < 1000; i++)
    silent += get_db (speech + i * BLOCK, BLOCK) < -80;
  /* Pauses, but not only. */
  g_assert_cmpuint (silent, >, 50);
  g_assert_cmpuint (silent, <, 500);
}

/* Holds what is played and heard against each other for SECONDS; returns whether a delay was found. */
static gboolean
find_delay (const VdRoomSettings *settings, double near_db, int *delay_ms)
{
  g_autoptr (VdRoom) room = vd_room_new (settings);
  g_autofree VdEchoDelay *delay = g_new0 (VdEchoDelay, 1);
  g_autofree gint16 *far = vd_room_speak (1, 190, -20, SECONDS * VD_ROOM_RATE);
  g_autofree gint16 *near = vd_room_speak (2, 115, near_db, SECONDS * VD_ROOM_RATE);
  gint16 heard[BLOCK];

  for (guint i = 0; i < SECONDS * 100; i++)
    {
      vd_echo_delay_note_played (delay, (gint64)i * 10000, far + i * BLOCK, BLOCK);
      vd_room_hear (room, far + i * BLOCK, near + i * BLOCK, heard, BLOCK);
      vd_echo_delay_note_heard (delay, (gint64)i * 10000, heard, BLOCK);
    }
  return vd_echo_delay_get_ms (delay, delay_ms);
}

/* Within the bias of the room's tail, also beside somebody who speaks. */
static void
test_finds_delay (void)
{
  static const int delays_ms[] = { 5, 40, 120, 250 };
  VdRoomSettings room = office;
  int found_ms;

  for (guint i = 0; i < G_N_ELEMENTS (delays_ms); i++)
    {
      room.delay_ms = delays_ms[i];
      g_assert_true (find_delay (&room, -90, &found_ms));
      g_assert_cmpint (found_ms, >=, delays_ms[i]);
      g_assert_cmpint (found_ms, <=, delays_ms[i] + 20);
      g_assert_true (find_delay (&room, -26, &found_ms));
      g_assert_cmpint (ABS (found_ms - delays_ms[i]), <=, 25);
    }
}

static void
test_finds_no_delay_in_silence (void)
{
  VdRoomSettings room = office;
  int found_ms;

  room.echo_db = -90;
  g_assert_false (find_delay (&room, -100, &found_ms));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/room/impulse", test_impulse);
  g_test_add_func ("/call/room/change", test_change_is_as_loud);
  g_test_add_func ("/call/room/speech", test_speech);
  g_test_add_func ("/call/echo-delay/finds", test_finds_delay);
  g_test_add_func ("/call/echo-delay/silence", test_finds_no_delay_in_silence);
  return g_test_run ();
}
