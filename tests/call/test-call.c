/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include <glib/gstdio.h>

#include "jitter-target.h"
#include "rig.h"

static gboolean
has_media_both_ways (VdRig *rig)
{
  VdCallFigures figures = vd_call_get_figures (rig->call);

  return figures.frames_shown > 5 && figures.first_sound_us > 0 && vd_answerer_get_pictures (rig->answerer) > 5 &&
         vd_answerer_get_audio_packets (rig->answerer) > 5;
}

static gboolean
is_heard (VdRig *rig)
{
  return vd_answerer_get_audio_packets (rig->answerer) > 5;
}

static gboolean
is_seen (VdRig *rig)
{
  return vd_answerer_get_pictures (rig->answerer) > 5;
}

static gboolean
is_offered (VdRig *rig)
{
  return vd_call_get_state (rig->call) >= VD_CALL_STATE_OFFERED;
}

static gboolean
has_ended (VdRig *rig)
{
  return vd_call_get_state (rig->call) == VD_CALL_STATE_ENDED;
}

static void
assert_no_media (VdRig *rig)
{
  VdCallFigures figures = vd_call_get_figures (rig->call);

  g_assert_cmpuint (figures.sent_packets, ==, 0);
  g_assert_cmpuint (figures.received_packets, ==, 0);
  g_assert_cmpuint (figures.frames_shown, ==, 0);
  g_assert_cmpint (figures.first_sound_us, ==, 0);
  g_assert_null (vd_feed_peek (vd_call_get_remote_view (rig->call)));
}

static guint
count (const char *text, const char *part)
{
  g_auto (GStrv) pieces = g_strsplit (text, part, -1);

  return g_strv_length (pieces) - 1;
}

/* What both browsers took in hundreds of calls, and what either refuses. */
static void
test_offer (void)
{
  VdRig rig = { .withhold_answer = TRUE };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) lines = NULL;

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  vd_rig_wait (&rig, is_offered, 20);
  g_assert_cmpuint (count (rig.offer, "m="), ==, 3);
  g_assert_nonnull (strstr (rig.offer, "a=group:BUNDLE audio0 video1 application2"));
  g_assert_cmpuint (count (rig.offer, "a=setup:actpass"), ==, 3);
  g_assert_cmpuint (count (rig.offer, "a=rtcp-mux\r"), ==, 2);
  g_assert_cmpuint (count (rig.offer, "a=sendrecv"), ==, 2);
  g_assert_cmpuint (count (rig.offer, "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc"), ==, 2);
  /* Repair for the picture only. */
  g_assert_cmpuint (count (rig.offer, "a=ssrc-group:FID"), ==, 1);
  g_assert_true (strstr (rig.offer, "a=ssrc-group:FID") > strstr (rig.offer, "m=video"));
  /* One payload type, one meaning in the whole bundle (RFC 8843). */
  lines = g_strsplit (rig.offer, "\r\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (g_str_has_prefix (lines[i], "a=rtpmap:"))
      g_assert_true (g_hash_table_add (seen, g_strndup (lines[i], strcspn (lines[i], " "))));
  g_assert_cmpuint (g_hash_table_size (seen), ==, 3);
  vd_rig_close (&rig);
}

static gboolean
has_line (VdRig *rig)
{
  VdCallLine line = vd_call_get_stats (rig->call).line;

  return line.is_known && line.sent_bps > 0 && line.received_bps > 0 && line.round_trip_ms >= 0;
}

static void
assert_stats (VdRig *rig)
{
  VdCallStats stats;

  vd_rig_wait (rig, has_line, 30);
  stats = vd_call_get_stats (rig->call);
  g_assert_cmpuint (stats.peers, ==, 1);
  g_assert_cmpuint (stats.failures, ==, 0);
  g_assert_cmpuint (stats.sums.frames_shown, >, 5);
  g_assert_cmpuint (stats.sums.refused_frames, ==, 0);
  g_assert_false (stats.line.is_relayed);
  g_assert_cmpuint (stats.line.target_bps, >=, 50000);
  g_assert_cmpint (stats.line.show_ms, >=, VD_JITTER_MIN_MS);
  g_assert_cmpint (stats.line.wait_ms, >, stats.line.show_ms);
  g_assert_cmpfloat (stats.line.loss_in, <, 0.5);
  if (stats.line.rung >= 0)
    g_assert_cmpint (stats.line.height, ==, 180);
}

/* The answerer sends from the moment it is connected; of that nothing may be seen or heard, and nothing may leave. */
static void
test_talks (void)
{
  VdRig rig = { 0 };
  VdCallFigures figures;
  g_autoptr (VdFrame) frame = NULL;

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  vd_rig_wait_state (&rig, VD_CALL_STATE_READY);
  vd_rig_let_pass (1000);
  assert_no_media (&rig);
  g_assert_cmpuint (vd_answerer_get_video_packets (rig.answerer), ==, 0);
  g_assert_cmpuint (vd_answerer_get_audio_packets (rig.answerer), ==, 0);
  g_assert_cmpuint (rig.ends, ==, 1);

  vd_call_open_gates (rig.call);
  g_assert_cmpint (vd_call_get_state (rig.call), ==, VD_CALL_STATE_TALKING);
  vd_rig_wait (&rig, has_media_both_ways, 20);
  figures = vd_call_get_figures (rig.call);
  g_test_message ("first frame %.1f ms, first sound %.1f ms after the gates",
                  (figures.first_frame_us - figures.gates_us) / 1000.0,
                  (figures.first_sound_us - figures.gates_us) / 1000.0);
  g_assert_cmpint (figures.offered_us, <, figures.connected_us);
  g_assert_cmpint (figures.connected_us, <, figures.gates_us);
  frame = vd_feed_peek (vd_call_get_remote_view (rig.call));
  g_assert_cmpint (vd_frame_get_width (frame), ==, 320);
  g_clear_pointer (&frame, vd_frame_unref);
  assert_stats (&rig);
  vd_call_hang_up (rig.call);
  g_assert_null (vd_feed_peek (vd_call_get_remote_view (rig.call)));
  vd_rig_wait_state (&rig, VD_CALL_STATE_ENDED);
  g_assert_cmpstr (rig.edges->str, ==, "offered connecting ready talking ending ended ");
  g_assert_cmpint (vd_call_get_why (rig.call), ==, VD_CALL_END_HUNG_UP);
  g_assert_null (vd_feed_peek (vd_call_get_remote_view (rig.call)));
  g_assert_cmpuint (vd_call_get_figures (rig.call).frames_shown, >=, figures.frames_shown);
  vd_rig_close (&rig);
}

/* Accepted before it is connected: the gates open by themselves. */
static void
test_answered_early (void)
{
  VdRig rig = { 0 };

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  vd_call_open_gates (rig.call);
  g_assert_cmpint (vd_call_get_state (rig.call), ==, VD_CALL_STATE_PREPARING);
  vd_rig_wait_state (&rig, VD_CALL_STATE_TALKING);
  vd_rig_wait (&rig, has_media_both_ways, 20);
  g_assert_cmpstr (rig.edges->str, ==, "offered connecting ready talking ");
  vd_rig_close (&rig);
}

/* Another digit in both fingerprints: the SDP is whole, DTLS comes up, but it is somebody else. */
static char *
forge_fingerprints (char *sdp)
{
  for (char *at = sdp; (at = strstr (at, "sha-256 ")); at++)
    at[8] = at[8] == 'A' ? 'B' : 'A';
  return sdp;
}

static void
test_wrong_identity (void)
{
  VdRig rig = { .tamper = forge_fingerprints };

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  vd_call_open_gates (rig.call);
  vd_rig_wait (&rig, has_ended, 20);
  g_assert_cmpint (vd_call_get_why (rig.call), ==, VD_CALL_END_WRONG_IDENTITY);
  g_assert_cmpstr (rig.edges->str, ==, "offered connecting ending ended ");
  assert_no_media (&rig);
  g_assert_cmpuint (vd_answerer_get_video_packets (rig.answerer), ==, 0);
  vd_rig_close (&rig);
}

static void
test_bad_answer (void)
{
  VdRig rig = { .withhold_answer = TRUE };
  g_autoptr (GError) error = NULL;

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  vd_rig_wait (&rig, is_offered, 20);
  g_assert_false (vd_call_take_answer (rig.call, rig.peer, "v=0\r\ns=-\r\n", &error));
  g_assert_error (error, VD_CALL_ERROR, VD_CALL_ERROR_BAD_SDP);
  vd_rig_wait (&rig, has_ended, 20);
  g_assert_cmpint (vd_call_get_why (rig.call), ==, VD_CALL_END_BAD_ANSWER);
  vd_rig_close (&rig);
}

static void
test_stale_and_bad_candidates (void)
{
  const char *good = "candidate:1 1 udp 2113937151 192.0.2.99 40000 typ host";
  VdRig rig = { 0 };
  g_autoptr (GError) error = NULL;

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  vd_rig_wait (&rig, is_offered, 20);
  g_assert_false (vd_call_take_candidate (rig.call, rig.peer + 1, 0, good, &error));
  g_assert_error (error, VD_CALL_ERROR, VD_CALL_ERROR_STALE);
  g_clear_error (&error);
  g_assert_false (vd_call_take_answer (rig.call, rig.peer + 1, "v=0", &error));
  g_assert_error (error, VD_CALL_ERROR, VD_CALL_ERROR_STALE);
  g_clear_error (&error);
  g_assert_false (vd_call_take_candidate (rig.call, rig.peer, 0, "candidate:x", &error));
  g_assert_error (error, VD_CALL_ERROR, VD_CALL_ERROR_BAD_CANDIDATE);
  g_clear_error (&error);
  g_assert_true (vd_call_take_candidate (rig.call, rig.peer, 0, good, NULL));
  vd_rig_wait_state (&rig, VD_CALL_STATE_READY);
  g_assert_true (vd_call_take_candidate (rig.call, rig.peer, 0, "", NULL));
  /* A second answer is out of turn, and does no harm. */
  g_assert_false (vd_call_take_answer (rig.call, rig.peer, "v=0", &error));
  g_assert_error (error, VD_CALL_ERROR, VD_CALL_ERROR_STALE);
  g_assert_cmpint (vd_call_get_state (rig.call), ==, VD_CALL_STATE_READY);
  vd_call_hang_up (rig.call);
  g_clear_error (&error);
  g_assert_false (vd_call_take_candidate (rig.call, rig.peer, 0, good, &error));
  g_assert_error (error, VD_CALL_ERROR, VD_CALL_ERROR_STALE);
  g_clear_error (&error);
  g_assert_false (vd_call_take_answer (rig.call, rig.peer, "v=0", &error));
  g_assert_error (error, VD_CALL_ERROR, VD_CALL_ERROR_STALE);
  vd_rig_close (&rig);
}

/* Of ten thousand a few are tried, before the answer and after it; names and what is no candidate use none of them up.
 * The call comes up by the right ones, which the answerer finds itself. */
static void
test_too_many_candidates (void)
{
  VdRig rig = { 0 };
  guint taken = 0;

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  vd_rig_wait (&rig, is_offered, 20);
  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *named = g_strdup_printf ("candidate:1 1 udp 2113937151 %u.local 40000 typ host", i);
      g_autofree char *text =
          g_strdup_printf ("candidate:%u 1 udp %u 192.0.2.%u %u typ host", i, 2000000 + i, i % 250 + 1, 1024 + i);

      g_assert_true (vd_call_take_candidate (rig.call, rig.peer, 0, named, NULL));
      taken += vd_call_take_candidate (rig.call, rig.peer, 0, text, NULL);
      if (i % 1000 == 0)
        vd_rig_let_pass (50);
    }
  g_assert_cmpuint (taken, >=, 64);
  g_assert_cmpuint (taken, <=, 128);
  vd_rig_wait_state (&rig, VD_CALL_STATE_READY);
  vd_rig_close (&rig);
}

/* At every stage: at once, while the offer is out, when connected. */
static void
test_hang_up_early (gconstpointer data)
{
  VdCallState state = GPOINTER_TO_UINT (data);
  VdRig rig = { .withhold_answer = state == VD_CALL_STATE_OFFERED };

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  vd_rig_wait_state (&rig, state);
  vd_call_hang_up (rig.call);
  vd_call_hang_up (rig.call);
  vd_call_open_gates (rig.call);
  vd_call_renew (rig.call);
  vd_rig_wait (&rig, has_ended, 5);
  g_assert_cmpint (vd_call_get_why (rig.call), ==, VD_CALL_END_HUNG_UP);
  assert_no_media (&rig);
  vd_rig_close (&rig);
}

static void
test_without_camera (void)
{
  VdStudioSettings settings = vd_rig_settings;
  VdRig rig = { 0 };

  settings.camera = "none";
  vd_rig_open (&rig, &settings);
  vd_rig_call (&rig, NULL);
  vd_call_open_gates (rig.call);
  vd_rig_wait_state (&rig, VD_CALL_STATE_TALKING);
  vd_rig_wait (&rig, is_heard, 20);
  g_assert_cmpuint (vd_answerer_get_video_packets (rig.answerer), ==, 0);
  vd_rig_close (&rig);
}

static void
test_without_sound (void)
{
  VdStudioSettings settings = vd_rig_settings;
  VdRig rig = { 0 };

  settings.microphone = "A microphone nobody makes";
  settings.speaker = "none";
  vd_rig_open (&rig, &settings);
  vd_rig_call (&rig, NULL);
  vd_call_open_gates (rig.call);
  vd_rig_wait_state (&rig, VD_CALL_STATE_TALKING);
  vd_rig_wait (&rig, is_seen, 20);
  g_assert_cmpuint (vd_answerer_get_audio_packets (rig.answerer), ==, 0);
  vd_rig_close (&rig);
}

static void
test_mutes (void)
{
  VdStudioSettings settings = vd_rig_settings;
  VdRig rig = { 0 };
  guint packets, loud, pictures;

  /* The noise suppressor takes the test tone for noise. */
  settings.echo_canceller = FALSE;
  vd_rig_open (&rig, &settings);
  vd_rig_call (&rig, NULL);
  vd_call_open_gates (rig.call);
  vd_rig_wait_state (&rig, VD_CALL_STATE_TALKING);
  vd_rig_wait (&rig, has_media_both_ways, 20);
  g_assert_cmpuint (vd_answerer_get_loud (rig.answerer), >, 0);

  g_object_set (rig.studio, "microphone-on", FALSE, "camera-on", FALSE, NULL);
  vd_rig_let_pass (500);
  packets = vd_answerer_get_audio_packets (rig.answerer);
  loud = vd_answerer_get_loud (rig.answerer);
  pictures = vd_answerer_get_video_packets (rig.answerer);
  vd_rig_let_pass (500);
  g_assert_cmpuint (vd_answerer_get_audio_packets (rig.answerer), >, packets);
  g_assert_cmpuint (vd_answerer_get_loud (rig.answerer), ==, loud);
  g_assert_cmpuint (vd_answerer_get_video_packets (rig.answerer), ==, pictures);

  g_object_set (rig.studio, "microphone-on", TRUE, "camera-on", TRUE, NULL);
  for (guint i = 0; i < 500 && vd_answerer_get_pictures (rig.answerer) < pictures + 5; i++)
    vd_rig_let_pass (10);
  g_assert_cmpuint (vd_answerer_get_loud (rig.answerer), >, loud);
  g_assert_cmpuint (vd_answerer_get_video_packets (rig.answerer), >, pictures);
  vd_rig_close (&rig);
}

static gboolean
is_played (VdRig *rig)
{
  g_autofree char *played = NULL;
  gsize size = 0;
  guint loud = 0;

  g_file_get_contents (g_getenv ("VD_TEST_PLAYED"), &played, &size, NULL);
  for (gsize i = 0; i < size / 2; i++)
    loud += ABS (((gint16 *)(gpointer)played)[i]) > 3000;
  return loud > 4800;
}

/* What the other side says comes out of the loudspeaker, here a file: a tenth of a second of its loud tone at least. */
static void
test_is_heard_here (void)
{
  VdStudioSettings settings = vd_rig_settings;
  g_autofree char *folder = g_dir_make_tmp ("vd-call-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "played", NULL);
  g_autofree char *speaker = g_strdup_printf (
      "audioconvert ! audio/x-raw,format=S16LE ! filesink sync=true buffer-mode=unbuffered location=%s", path);
  VdRig rig = { 0 };

  g_setenv ("VD_TEST_PLAYED", path, TRUE);
  settings.speaker = speaker;
  vd_rig_open (&rig, &settings);
  vd_rig_call (&rig, NULL);
  vd_rig_wait_state (&rig, VD_CALL_STATE_READY);
  vd_rig_let_pass (500);
  g_assert_false (is_played (&rig));
  vd_call_open_gates (rig.call);
  vd_rig_wait (&rig, is_played, 20);
  vd_rig_close (&rig);
  g_remove (path);
  g_rmdir (folder);
}

static void
talk_a_while (VdRig *rig)
{
  vd_rig_open (rig, &vd_rig_settings);
  vd_rig_call (rig, NULL);
  vd_call_open_gates (rig->call);
  vd_rig_wait_state (rig, VD_CALL_STATE_TALKING);
  vd_rig_wait (rig, is_seen, 20);
  vd_rig_let_pass (1500);
}

/* A wish for a keyframe is granted, a flood of them once a second. */
static void
test_keyframes (void)
{
  VdRig rig = { 0 };
  guint keyframes, seconds;
  gint64 began_us;

  talk_a_while (&rig);
  keyframes = vd_answerer_get_keyframes (rig.answerer);
  began_us = g_get_monotonic_time ();
  for (guint i = 0; i < 200; i++)
    {
      vd_answerer_ask_keyframe (rig.answerer);
      vd_rig_let_pass (10);
    }
  g_assert_cmpuint (vd_answerer_get_keyframes (rig.answerer), >, keyframes);
  /* One may have been under way before, and one be made at either end. */
  seconds = (guint)((g_get_monotonic_time () - began_us) / G_USEC_PER_SEC);
  g_assert_cmpuint (vd_answerer_get_keyframes (rig.answerer), <=, keyframes + seconds + 3);
  vd_rig_close (&rig);
}

/* A browser that was busy has lost nothing: it is asked for nothing. */
static void
test_halting_picture (void)
{
  VdRig rig = { 0 };
  guint wishes;

  talk_a_while (&rig);
  wishes = vd_answerer_get_wishes (rig.answerer);
  for (guint i = 0; i < 6; i++)
    {
      vd_answerer_set_halted (rig.answerer, TRUE);
      vd_rig_let_pass (400);
      vd_answerer_set_halted (rig.answerer, FALSE);
      vd_rig_let_pass (200);
    }
  g_assert_cmpuint (vd_answerer_get_wishes (rig.answerer), ==, wishes);
  vd_rig_close (&rig);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/call/offer", test_offer);
  g_test_add_func ("/call/call/talks", test_talks);
  g_test_add_func ("/call/call/halting-picture", test_halting_picture);
  g_test_add_func ("/call/call/answered-early", test_answered_early);
  g_test_add_func ("/call/call/wrong-identity", test_wrong_identity);
  g_test_add_func ("/call/call/bad-answer", test_bad_answer);
  g_test_add_func ("/call/call/stale-and-bad-candidates", test_stale_and_bad_candidates);
  g_test_add_func ("/call/call/too-many-candidates", test_too_many_candidates);
  g_test_add_data_func ("/call/call/hang-up/preparing", GUINT_TO_POINTER (VD_CALL_STATE_PREPARING), test_hang_up_early);
  g_test_add_data_func ("/call/call/hang-up/offered", GUINT_TO_POINTER (VD_CALL_STATE_OFFERED), test_hang_up_early);
  g_test_add_data_func ("/call/call/hang-up/ready", GUINT_TO_POINTER (VD_CALL_STATE_READY), test_hang_up_early);
  g_test_add_func ("/call/call/without-camera", test_without_camera);
  g_test_add_func ("/call/call/without-sound", test_without_sound);
  g_test_add_func ("/call/call/mutes", test_mutes);
  g_test_add_func ("/call/call/is-heard-here", test_is_heard_here);
  g_test_add_func ("/call/call/keyframes", test_keyframes);
  return g_test_run ();
}
