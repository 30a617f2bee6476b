/* SPDX-License-Identifier: EUPL-1.2 */
#include "echo-run.h"

#include <math.h>

/* Wide of what is measured (tests/bench/run echo), since what is asserted must hold with webrtc-audio-processing 0.3
 * and with 1.x: that the canceller works in each of these rooms, and that whoever speaks at the same time is heard. */
static const VdRoomSettings office = { .seed = 3, .delay_ms = 10, .rt60_ms = 250, .echo_db = -6, .noise_db = -70 };
#define FAR_HZ 190
#define FAR_DB (-20)
#define NEAR_HZ 115
#define NEAR_DB (-26)

static gint16 *
speak (guint32 seed, double pitch_hz, double level_db, guint seconds)
{
  return vd_room_speak (seed, pitch_hz, level_db, seconds * VD_ROOM_RATE);
}

static double
get_erle (const VdRoomSettings *room, guint change_at_s, double from_s, guint seconds)
{
  g_autofree gint16 *far = speak (1, FAR_HZ, FAR_DB, seconds);
  VdEchoRun run = { .room = *room, .seconds = seconds, .far = far, .change_at_s = change_at_s };
  VdEchoResult result = vd_echo_run (&run);
  double erle_db = vd_echo_erle_db (&result, from_s, seconds);

  g_test_message ("ERLE %.1f dB", erle_db);
  vd_echo_result_clear (&result);
  return erle_db;
}

static void
test_single_talk (void)
{
  g_assert_cmpfloat (get_erle (&office, 0, 3, 10), >, 20);
}

/* A television or a Bluetooth loudspeaker: 120 ms that nobody told of. */
static void
test_late_devices (void)
{
  VdRoomSettings room = office;

  room.delay_ms = 120;
  g_assert_cmpfloat (get_erle (&room, 0, 6, 12), >, 20);
}

static void
test_drift (void)
{
  VdRoomSettings room = office;

  room.drift_ppm = 100;
  g_assert_cmpfloat (get_erle (&room, 0, 3, 12), >, 15);
}

static void
test_changed_room (void)
{
  g_assert_cmpfloat (get_erle (&office, 5, 8, 12), >, 20);
}

static void
test_both_speak (void)
{
  guint seconds = 12;
  g_autofree gint16 *far = speak (1, FAR_HZ, FAR_DB, seconds);
  g_autofree gint16 *near = speak (2, NEAR_HZ, NEAR_DB, seconds);
  VdEchoRun run = { .room = office, .seconds = seconds, .far = far, .near = near };
  VdEchoResult both, alone;
  double kept_db, gain_db;

  both = vd_echo_run (&run);
  run.far = NULL;
  alone = vd_echo_run (&run);
  kept_db = vd_echo_kept_db (alone.sent, both.sent, 4, seconds);
  gain_db = vd_echo_power_db (alone.sent, 4, seconds) - vd_echo_power_db (near, 4, seconds);
  g_test_message ("of the near voice %.1f dB are left while both speak; alone it is sent %.1f dB louder", kept_db,
                  gain_db);
  g_assert_cmpfloat (kept_db, >, -8);
  /* Alone it is neither swallowed nor blown up. */
  g_assert_cmpfloat (gain_db, >, -3);
  g_assert_cmpfloat (gain_db, <, 16);
  vd_echo_result_clear (&both);
  vd_echo_result_clear (&alone);
}

/* Without a canceller of ours what is heard is sent, to the sample: where somebody else cancels, nobody distorts. */
static void
test_bare (void)
{
  g_autofree gint16 *far = speak (1, FAR_HZ, FAR_DB, 2);
  VdEchoRun run = { .room = office, .seconds = 2, .far = far, .is_bare = TRUE };
  VdEchoResult result = vd_echo_run (&run);

  g_assert_cmpfloat (vd_echo_power_db (result.microphone, 0.5, 2), >, -40);
  g_assert_cmpmem (result.microphone, result.n_samples * sizeof (gint16), result.sent,
                   result.n_samples * sizeof (gint16));
  vd_echo_result_clear (&result);
}

/* The loudspeaker's volume is before the probe: turned down, there is less echo, and it is cancelled as well. */
static void
test_turned_down (void)
{
  g_autofree gint16 *far = speak (1, FAR_HZ, FAR_DB, 8);
  VdEchoRun run = { .room = office, .seconds = 8, .far = far };
  VdEchoResult loud = vd_echo_run (&run);
  VdEchoResult soft;

  run.volume = 0.6;
  soft = vd_echo_run (&run);
  g_assert_cmpfloat (fabs (vd_echo_power_db (loud.microphone, 3, 8) - vd_echo_power_db (soft.microphone, 3, 8) - 12), <,
                     0.5);
  g_assert_cmpfloat (vd_echo_erle_db (&soft, 3, 8), >, 15);
  vd_echo_result_clear (&loud);
  vd_echo_result_clear (&soft);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/echo/single-talk", test_single_talk);
  g_test_add_func ("/call/echo/late-devices", test_late_devices);
  g_test_add_func ("/call/echo/drift", test_drift);
  g_test_add_func ("/call/echo/changed-room", test_changed_room);
  g_test_add_func ("/call/echo/both-speak", test_both_speak);
  g_test_add_func ("/call/echo/bare", test_bare);
  g_test_add_func ("/call/echo/turned-down", test_turned_down);
  return g_test_run ();
}
