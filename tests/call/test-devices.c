/* SPDX-License-Identifier: EUPL-1.2 */
#include "plug.h"
#include "rig.h"

#include "studio-private.h"

static const char *const states[] = { "camera-state", "microphone-state", "speaker-state" };

static VdStudioSettings
get_settings (void)
{
  VdStudioSettings settings = vd_rig_settings;

  settings.camera = "plugcamera";
  settings.microphone = "plugmicrophone";
  settings.speaker = "plugspeaker";
  return settings;
}

static void
wait_state (VdRig *rig, Plug plug, VdDeviceState state)
{
  vd_rig_wait_device (rig, states[plug], state);
}

static void
wait_all_work (VdRig *rig)
{
  for (Plug plug = 0; plug < N_PLUGS; plug++)
    wait_state (rig, plug, VD_DEVICE_STATE_WORKING);
}

static gboolean
is_all_closed (VdRig *rig)
{
  return plug_count_open (PLUG_CAMERA) + plug_count_open (PLUG_MICROPHONE) + plug_count_open (PLUG_SPEAKER) == 0;
}

/* Pulled out while it is used: the others go on, and it comes back without anybody's touch. */
static void
test_pulled_out (gconstpointer data)
{
  Plug plug = GPOINTER_TO_UINT (data);
  VdStudioSettings settings = get_settings ();
  VdRig rig = { 0 };

  vd_rig_open (&rig, &settings);
  wait_all_work (&rig);
  plug_set (plug, FALSE);
  wait_state (&rig, plug, VD_DEVICE_STATE_FAILED);
  vd_rig_let_pass (1000);
  for (Plug other = 0; other < N_PLUGS; other++)
    g_assert_cmpint (vd_rig_get_device (&rig, states[other]), ==,
                     other == plug ? VD_DEVICE_STATE_FAILED : VD_DEVICE_STATE_WORKING);
  plug_set (plug, TRUE);
  wait_all_work (&rig);
  vd_rig_close (&rig);
}

/* Out when the visit begins. */
static void
test_comes_later (gconstpointer data)
{
  Plug plug = GPOINTER_TO_UINT (data);
  VdStudioSettings settings = get_settings ();
  VdRig rig = { 0 };

  plug_set (plug, FALSE);
  vd_rig_open (&rig, &settings);
  wait_state (&rig, plug, VD_DEVICE_STATE_FAILED);
  plug_set (plug, TRUE);
  wait_all_work (&rig);
  vd_rig_close (&rig);
}

/* Both sides of the sound at once, as with one speakerphone. */
static void
test_speakerphone (void)
{
  VdStudioSettings settings = get_settings ();
  VdRig rig = { 0 };

  vd_rig_open (&rig, &settings);
  wait_all_work (&rig);
  plug_set (PLUG_MICROPHONE, FALSE);
  plug_set (PLUG_SPEAKER, FALSE);
  wait_state (&rig, PLUG_MICROPHONE, VD_DEVICE_STATE_FAILED);
  wait_state (&rig, PLUG_SPEAKER, VD_DEVICE_STATE_FAILED);
  plug_set (PLUG_MICROPHONE, TRUE);
  plug_set (PLUG_SPEAKER, TRUE);
  wait_all_work (&rig);
  vd_rig_close (&rig);
}

/* No device is open before a visit or after it, not even one that was being tried. */
static void
test_closed_outside_a_visit (void)
{
  VdStudioSettings settings = get_settings ();
  VdRig rig = { 0 };
  guint opened;

  rig.studio = vd_studio_new (&settings);
  vd_rig_let_pass (300);
  g_assert_true (is_all_closed (&rig));
  vd_studio_open (rig.studio);
  wait_all_work (&rig);
  vd_studio_close (rig.studio);
  vd_rig_wait (&rig, is_all_closed, 10);
  opened = plug_count_opened (PLUG_CAMERA) + plug_count_opened (PLUG_MICROPHONE) + plug_count_opened (PLUG_SPEAKER);
  vd_rig_let_pass (3500);
  g_assert_true (is_all_closed (&rig));
  g_assert_cmpuint (plug_count_opened (PLUG_CAMERA) + plug_count_opened (PLUG_MICROPHONE) +
                        plug_count_opened (PLUG_SPEAKER),
                    ==, opened);

  vd_studio_open (rig.studio);
  wait_all_work (&rig);
  plug_set (PLUG_MICROPHONE, FALSE);
  wait_state (&rig, PLUG_MICROPHONE, VD_DEVICE_STATE_FAILED);
  plug_set (PLUG_MICROPHONE, TRUE);
  vd_studio_close (rig.studio);
  vd_rig_wait (&rig, is_all_closed, 10);
  vd_rig_let_pass (3500);
  g_assert_true (is_all_closed (&rig));
  vd_rig_close (&rig);
}

/* In a call: what is left goes on, and the sound that is back is sent. */
static gboolean
hears_and_sees (VdRig *rig)
{
  return vd_answerer_get_video_packets (rig->answerer) > 10 && vd_answerer_get_audio_packets (rig->answerer) > 10;
}

static gboolean
has_more_video (VdRig *rig)
{
  return vd_answerer_get_video_packets (rig->answerer) > rig->before.video + 20;
}

static gboolean
has_more_audio (VdRig *rig)
{
  return vd_answerer_get_audio_packets (rig->answerer) > rig->before.audio + 20;
}

static void
test_in_a_call (void)
{
  VdStudioSettings settings = get_settings ();
  g_autoptr (VdIceConfig) ice = vd_ice_config_new ();
  VdRig rig = { 0 };

  vd_rig_open (&rig, &settings);
  wait_all_work (&rig);
  vd_rig_call (&rig, ice);
  vd_rig_wait_state (&rig, VD_CALL_STATE_READY);
  vd_call_open_gates (rig.call);
  vd_rig_wait (&rig, hears_and_sees, 30);

  plug_set (PLUG_MICROPHONE, FALSE);
  wait_state (&rig, PLUG_MICROPHONE, VD_DEVICE_STATE_FAILED);
  rig.before.video = vd_answerer_get_video_packets (rig.answerer);
  vd_rig_wait (&rig, has_more_video, 30);
  rig.before.audio = vd_answerer_get_audio_packets (rig.answerer);
  plug_set (PLUG_MICROPHONE, TRUE);
  vd_rig_wait (&rig, has_more_audio, 60);

  plug_set (PLUG_CAMERA, FALSE);
  wait_state (&rig, PLUG_CAMERA, VD_DEVICE_STATE_FAILED);
  rig.before.audio = vd_answerer_get_audio_packets (rig.answerer);
  vd_rig_wait (&rig, has_more_audio, 30);
  rig.before.video = vd_answerer_get_video_packets (rig.answerer);
  plug_set (PLUG_CAMERA, TRUE);
  vd_rig_wait (&rig, has_more_video, 60);
  g_assert_cmpint (vd_call_get_state (rig.call), ==, VD_CALL_STATE_TALKING);
  vd_rig_close (&rig);
}

/* Who speaks sees it, and who is muted does not. */
static void
test_level (void)
{
  VdStudioSettings settings = get_settings ();
  VdRig rig = { 0 };
  guint level = 0;

  vd_rig_open (&rig, &settings);
  for (guint i = 0; i < 2000 && level < 3; i++)
    {
      vd_rig_let_pass (10);
      g_object_get (rig.studio, "microphone-level", &level, NULL);
    }
  g_assert_cmpuint (level, >=, 3);
  g_object_set (rig.studio, "microphone-on", FALSE, NULL);
  for (guint i = 0; i < 2000 && level > 0; i++)
    {
      vd_rig_let_pass (10);
      g_object_get (rig.studio, "microphone-level", &level, NULL);
    }
  g_assert_cmpuint (level, ==, 0);
  vd_rig_close (&rig);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  plug_register ();
  g_test_add_data_func ("/call/devices/pulled-out/camera", GUINT_TO_POINTER (PLUG_CAMERA), test_pulled_out);
  g_test_add_data_func ("/call/devices/pulled-out/microphone", GUINT_TO_POINTER (PLUG_MICROPHONE), test_pulled_out);
  g_test_add_data_func ("/call/devices/pulled-out/speaker", GUINT_TO_POINTER (PLUG_SPEAKER), test_pulled_out);
  g_test_add_data_func ("/call/devices/comes-later/microphone", GUINT_TO_POINTER (PLUG_MICROPHONE), test_comes_later);
  g_test_add_data_func ("/call/devices/comes-later/speaker", GUINT_TO_POINTER (PLUG_SPEAKER), test_comes_later);
  g_test_add_func ("/call/devices/speakerphone", test_speakerphone);
  g_test_add_func ("/call/devices/closed-outside-a-visit", test_closed_outside_a_visit);
  g_test_add_func ("/call/devices/in-a-call", test_in_a_call);
  g_test_add_func ("/call/devices/level", test_level);
  return g_test_run ();
}
