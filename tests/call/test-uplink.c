/* SPDX-License-Identifier: EUPL-1.2 */
/* The rate reaches the encoder, and the picture the other side. A second, invented peer has the slow line: the slowest
 * decides. */
#include "rig.h"
#include "studio-private.h"

static const int slow; /* the invented peer */

static VdUplink *
uplink (VdRig *rig)
{
  return vd_studio_get_uplink (rig->studio);
}

static void
tell (VdRig *rig, guint target_bps)
{
  const VdLineNews news = { .target_bps = target_bps, .is_heard = TRUE };

  vd_uplink_tell (uplink (rig), &slow, &news);
}

static gboolean
is_seen (VdRig *rig)
{
  return vd_answerer_get_pictures (rig->answerer) > 5;
}

static void
begin (VdRig *rig)
{
  VdStudioSettings settings = vd_rig_settings;

  settings.width = 640;
  settings.height = 400;
  vd_rig_open (rig, &settings);
  vd_rig_call (rig, NULL);
  vd_call_open_gates (rig->call);
  vd_rig_wait_state (rig, VD_CALL_STATE_TALKING);
  vd_uplink_join (uplink (rig), &slow);
  vd_rig_wait (rig, is_seen, 40);
}

static void
finish (VdRig *rig)
{
  vd_uplink_leave (uplink (rig), &slow);
  vd_rig_close (rig);
}

static gboolean
is_smaller (VdRig *rig)
{
  tell (rig, 350000);
  return vd_answerer_get_width (rig->answerer) == 576;
}

/* Another size without a break: the answerer's decoder goes on. */
static void
test_size_follows (void)
{
  VdRig rig = { 0 };
  guint pictures;

  begin (&rig);
  g_assert_cmpint (vd_answerer_get_width (rig.answerer), ==, 640);
  vd_rig_wait (&rig, is_smaller, 40);
  pictures = vd_answerer_get_pictures (rig.answerer);
  for (guint i = 0; i < 1000 && vd_answerer_get_pictures (rig.answerer) < pictures + 5; i++)
    vd_rig_let_pass (10);
  g_assert_cmpuint (vd_answerer_get_pictures (rig.answerer), >=, pictures + 5);
  finish (&rig);
}

static gboolean
is_paused (VdRig *rig)
{
  gboolean paused;

  tell (rig, 100000);
  g_object_get (rig->call, "video-paused", &paused, NULL);
  return paused;
}

static void
count_notify (VdCall *call, GParamSpec *spec, guint *count)
{
  (*count)++;
}

/* With no room for a picture none is encoded, the voice goes on, and the call says so. */
static void
test_audio_only (void)
{
  VdRig rig = { 0 };
  guint pictures, voices, told = 0;

  begin (&rig);
  g_signal_connect (rig.call, "notify::video-paused", G_CALLBACK (count_notify), &told);
  vd_rig_wait (&rig, is_paused, 40);
  g_assert_cmpuint (told, ==, 1);
  vd_rig_let_pass (500);
  pictures = vd_answerer_get_video_packets (rig.answerer);
  voices = vd_answerer_get_audio_packets (rig.answerer);
  for (guint i = 0; i < 1000 && vd_answerer_get_audio_packets (rig.answerer) < voices + 20; i++)
    vd_rig_let_pass (10);
  g_assert_cmpuint (vd_answerer_get_audio_packets (rig.answerer), >=, voices + 20);
  /* One may still have been on its way. */
  g_assert_cmpuint (vd_answerer_get_video_packets (rig.answerer), <=, pictures + 1);
  finish (&rig);
}

/* What the answerer says of our packets reaches the estimator: the plan is told by somebody who is heard. */
static gboolean
is_estimated (VdRig *rig)
{
  return vd_call_get_figures (rig->call).feedbacks > 5;
}

static void
test_feedback (void)
{
  VdRig rig = { 0 };

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  vd_call_open_gates (rig.call);
  vd_rig_wait_state (&rig, VD_CALL_STATE_TALKING);
  vd_rig_wait (&rig, is_estimated, 20);
  vd_rig_close (&rig);
}

static void
test_signed (void)
{
  VdRig rig = { 0 };
  gboolean is_signed;

  begin (&rig);
  vd_call_set_signed (rig.call, TRUE);
  for (guint i = 0; i < 20; i++)
    {
      tell (&rig, 230000);
      vd_rig_let_pass (100);
    }
  g_assert_cmpint (vd_uplink_get_plan (uplink (&rig)).fps, >=, 20);
  g_assert_cmpint (vd_uplink_get_plan (uplink (&rig)).height, ==, 270);
  vd_call_set_signed (rig.call, FALSE);
  tell (&rig, 230000);
  vd_call_set_signed (rig.call, TRUE);
  vd_uplink_leave (uplink (&rig), &slow);
  vd_rig_hang_up (&rig);
  /* The next visitor may not sign. */
  g_object_get (uplink (&rig), "signed-conversation", &is_signed, NULL);
  g_assert_false (is_signed);
  vd_rig_close (&rig);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/uplink/feedback", test_feedback);
  g_test_add_func ("/call/uplink/size-follows", test_size_follows);
  g_test_add_func ("/call/uplink/audio-only", test_audio_only);
  g_test_add_func ("/call/uplink/signed", test_signed);
  return g_test_run ();
}
