/* SPDX-License-Identifier: EUPL-1.2 */
#include "rig.h"
#include "studio-private.h"

static gboolean
has_self_view (VdRig *rig)
{
  g_autoptr (VdFrame) frame = vd_feed_peek (vd_studio_get_self_view (rig->studio));

  return frame != NULL;
}

static void
test_goes_away (void)
{
  VdStudio *studio = vd_studio_new (&vd_rig_settings);

  g_assert_false (vd_studio_is_open (studio));
  g_assert_finalize_object (studio);
}

static void
test_opens_and_closes (void)
{
  VdRig rig = { 0 };
  g_autoptr (VdFrame) frame = NULL;

  vd_rig_open (&rig, &vd_rig_settings);
  g_assert_true (vd_studio_is_open (rig.studio));
  vd_rig_wait_device (&rig, "camera-state", VD_DEVICE_STATE_WORKING);
  vd_rig_wait_device (&rig, "microphone-state", VD_DEVICE_STATE_WORKING);
  vd_rig_wait_device (&rig, "speaker-state", VD_DEVICE_STATE_WORKING);
  vd_rig_wait (&rig, has_self_view, 5);
  frame = vd_feed_peek (vd_studio_get_self_view (rig.studio));
  g_assert_cmpint (vd_frame_get_width (frame), ==, 320);
  g_assert_cmpint (vd_frame_get_height (frame), ==, 180);

  vd_studio_close (rig.studio);
  g_assert_cmpint (vd_rig_get_device (&rig, "camera-state"), ==, VD_DEVICE_STATE_CLOSED);
  /* The pipeline comes down in its thread; no picture may come back meanwhile. */
  vd_rig_let_pass (300);
  g_assert_null (vd_feed_peek (vd_studio_get_self_view (rig.studio)));
  vd_studio_open (rig.studio);
  vd_rig_wait_device (&rig, "camera-state", VD_DEVICE_STATE_WORKING);
  g_clear_pointer (&frame, vd_frame_unref);
  vd_rig_close (&rig);
}

/* Closed and opened again within a moment, while the devices are still being let go. */
static void
test_reopens_at_once (void)
{
  VdRig rig = { 0 };

  vd_rig_open (&rig, &vd_rig_settings);
  for (int i = 0; i < 5; i++)
    {
      vd_studio_close (rig.studio);
      vd_studio_open (rig.studio);
    }
  vd_rig_wait_device (&rig, "camera-state", VD_DEVICE_STATE_WORKING);
  vd_rig_wait_device (&rig, "microphone-state", VD_DEVICE_STATE_WORKING);
  vd_rig_close (&rig);
}

static void
test_none (void)
{
  VdStudioSettings settings = vd_rig_settings;
  VdRig rig = { 0 };

  settings.camera = settings.microphone = settings.speaker = "none";
  vd_rig_open (&rig, &settings);
  vd_rig_wait_device (&rig, "camera-state", VD_DEVICE_STATE_UNUSED);
  vd_rig_wait_device (&rig, "microphone-state", VD_DEVICE_STATE_UNUSED);
  vd_rig_wait_device (&rig, "speaker-state", VD_DEVICE_STATE_UNUSED);
  g_assert_false (vd_studio_has_something_to_send (rig.studio));
  vd_rig_close (&rig);
}

/* One that is missing leaves the others working. */
static void
test_missing (gconstpointer data)
{
  VdStudioSettings settings = vd_rig_settings;
  const char *names[] = { "camera-state", "microphone-state", "speaker-state" };
  const char **slots[] = { &settings.camera, &settings.microphone, &settings.speaker };
  guint missing = GPOINTER_TO_UINT (data);
  VdRig rig = { 0 };

  *slots[missing] = "A device nobody makes";
  vd_rig_open (&rig, &settings);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    vd_rig_wait_device (&rig, names[i], i == missing ? VD_DEVICE_STATE_MISSING : VD_DEVICE_STATE_WORKING);
  vd_rig_close (&rig);
}

/* One that breaks at start or during the visit leaves the others working. */
static void
test_failing (gconstpointer data)
{
  static const char *const broken[] = { "filesrc location=/proc/nowhere", "audiotestsrc is-live=true num-buffers=20",
                                        "filesink location=/proc/nowhere/nothing" };
  VdStudioSettings settings = vd_rig_settings;
  const char *names[] = { "camera-state", "microphone-state", "speaker-state" };
  const char **slots[] = { &settings.camera, &settings.microphone, &settings.speaker };
  guint failing = GPOINTER_TO_UINT (data);
  VdRig rig = { 0 };

  *slots[failing] = broken[failing];
  vd_rig_open (&rig, &settings);
  vd_rig_wait_device (&rig, names[failing], VD_DEVICE_STATE_FAILED);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (i != failing)
      vd_rig_wait_device (&rig, names[i], VD_DEVICE_STATE_WORKING);
  g_assert_cmpint (vd_rig_get_device (&rig, names[failing]), ==, VD_DEVICE_STATE_FAILED);
  vd_rig_close (&rig);
}

/* A camera that delivers some frames and then ends is seen to stall, and is started again. */
static void
test_camera_stalls (void)
{
  VdStudioSettings settings = vd_rig_settings;
  VdRig rig = { 0 };

  settings.camera = "videotestsrc is-live=true num-buffers=40";
  vd_rig_open (&rig, &settings);
  vd_rig_wait_device (&rig, "camera-state", VD_DEVICE_STATE_WORKING);
  vd_rig_wait_device (&rig, "camera-state", VD_DEVICE_STATE_FAILED);
  g_assert_null (vd_feed_peek (vd_studio_get_self_view (rig.studio)));
  vd_rig_wait_device (&rig, "camera-state", VD_DEVICE_STATE_WORKING);
  g_assert_cmpint (vd_rig_get_device (&rig, "microphone-state"), ==, VD_DEVICE_STATE_WORKING);
  vd_rig_close (&rig);
}

static GstPadProbeReturn
on_reader_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer count)
{
  g_atomic_int_inc ((guint *)count);
  return GST_PAD_PROBE_OK;
}

/* The encoder makes nothing while nobody reads, begins with a keyframe, and stops for a camera that is off. */
static void
test_encodes_on_demand (void)
{
  VdRig rig = { 0 };
  g_autoptr (GstElement) pipeline = gst_parse_launch (
      "appsrc name=in is-live=true format=time caps=video/x-vp8 ! vp8dec ! fakesink name=out async=false", NULL);
  g_autoptr (GstElement) reader = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (sink, "sink");
  guint decoded = 0;
  guint before;

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_wait_device (&rig, "camera-state", VD_DEVICE_STATE_WORKING);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_reader_buffer, &decoded, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  vd_rig_let_pass (300);
  g_assert_cmpuint (g_atomic_int_get (&decoded), ==, 0);
  vd_fanout_add (vd_studio_get_video (rig.studio), GST_APP_SRC (reader), TRUE);
  for (guint i = 0; i < 500 && g_atomic_int_get (&decoded) < 10; i++)
    vd_rig_let_pass (10);
  g_assert_cmpuint (g_atomic_int_get (&decoded), >=, 10);

  g_object_set (rig.studio, "camera-on", FALSE, NULL);
  vd_rig_let_pass (500);
  before = g_atomic_int_get (&decoded);
  vd_rig_let_pass (300);
  g_assert_cmpuint (g_atomic_int_get (&decoded), ==, before);
  g_object_set (rig.studio, "camera-on", TRUE, NULL);
  for (guint i = 0; i < 500 && (guint)g_atomic_int_get (&decoded) < before + 5; i++)
    vd_rig_let_pass (10);
  g_assert_cmpuint (g_atomic_int_get (&decoded), >=, before + 5);

  vd_fanout_remove (vd_studio_get_video (rig.studio), GST_APP_SRC (reader));
  gst_element_set_state (pipeline, GST_STATE_NULL);
  vd_rig_close (&rig);
}

static guint64
wish (VdFanout *fanout, GstElement *encoder)
{
  guint64 pause_ns;

  vd_fanout_want_keyframe (fanout);
  g_object_get (encoder, "min-force-key-unit-interval", &pause_ns, NULL);
  return pause_ns;
}

/* The first picture may be lost as a whole: who has just come need not wait a second for the next. */
static void
test_new_reader_waits_less (void)
{
  g_autoptr (VdFanout) fanout = vd_fanout_new ();
  g_autoptr (GstElement) encoder = gst_object_ref_sink (gst_element_factory_make ("vp8enc", NULL));
  g_autoptr (GstElement) old = gst_object_ref_sink (gst_element_factory_make ("appsrc", NULL));
  g_autoptr (GstElement) young = gst_object_ref_sink (gst_element_factory_make ("appsrc", NULL));

  vd_fanout_want_keyframe (fanout); /* of nobody */
  vd_fanout_set_encoder (fanout, encoder);
  g_assert_cmpuint (wish (fanout, encoder), ==, GST_SECOND);
  vd_fanout_add (fanout, GST_APP_SRC (old), TRUE);
  g_assert_cmpuint (wish (fanout, encoder), <, GST_SECOND);
  vd_rig_let_pass (1600);
  g_assert_cmpuint (wish (fanout, encoder), ==, GST_SECOND);
  vd_fanout_add (fanout, GST_APP_SRC (young), TRUE);
  g_assert_cmpuint (wish (fanout, encoder), <, GST_SECOND);
  vd_fanout_remove (fanout, GST_APP_SRC (young));
  g_assert_cmpuint (wish (fanout, encoder), ==, GST_SECOND);
  vd_fanout_remove (fanout, GST_APP_SRC (old));
}

static void
test_closing_unmutes (void)
{
  VdRig rig = { 0 };
  gboolean microphone_on, camera_on;

  vd_rig_open (&rig, &vd_rig_settings);
  g_object_set (rig.studio, "microphone-on", FALSE, "camera-on", FALSE, NULL);
  vd_studio_set_volume (rig.studio, 0.3);
  vd_studio_close (rig.studio);
  g_object_get (rig.studio, "microphone-on", &microphone_on, "camera-on", &camera_on, NULL);
  g_assert_true (microphone_on && camera_on);
  vd_rig_close (&rig);
}

/* What cannot be got rid of is counted: three times is too much. */
static void
test_needs_restart (void)
{
  VdStudio *studio = vd_studio_new (&vd_rig_settings);

  for (guint i = 0; i < 3; i++)
    {
      g_assert_false (vd_studio_needs_restart (studio));
      vd_studio_note_stuck (studio);
    }
  g_assert_true (vd_studio_needs_restart (studio));
  g_assert_finalize_object (studio);
}

static void
test_state_edges (void)
{
  for (VdDeviceState state = VD_DEVICE_STATE_CLOSED; state <= VD_DEVICE_STATE_UNUSED; state++)
    {
      g_assert_cmpint (vd_device_state_can_change (state, VD_DEVICE_STATE_CLOSED), ==, state != VD_DEVICE_STATE_CLOSED);
      g_assert_false (vd_device_state_can_change (state, state));
    }
  g_assert_false (vd_device_state_can_change (VD_DEVICE_STATE_UNUSED, VD_DEVICE_STATE_WORKING));
  g_assert_false (vd_device_state_can_change (VD_DEVICE_STATE_WORKING, VD_DEVICE_STATE_MISSING));
  g_assert_true (vd_device_state_can_change (VD_DEVICE_STATE_FAILED, VD_DEVICE_STATE_WORKING));
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "camera", "microphone", "speaker" };

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/studio/goes-away", test_goes_away);
  g_test_add_func ("/call/studio/opens-and-closes", test_opens_and_closes);
  g_test_add_func ("/call/studio/reopens-at-once", test_reopens_at_once);
  g_test_add_func ("/call/studio/none", test_none);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *missing = g_strdup_printf ("/call/studio/missing/%s", names[i]);
      g_autofree char *failing = g_strdup_printf ("/call/studio/failing/%s", names[i]);

      g_test_add_data_func (missing, GUINT_TO_POINTER (i), test_missing);
      g_test_add_data_func (failing, GUINT_TO_POINTER (i), test_failing);
    }
  g_test_add_func ("/call/studio/camera-stalls", test_camera_stalls);
  g_test_add_func ("/call/studio/encodes-on-demand", test_encodes_on_demand);
  g_test_add_func ("/call/studio/new-reader-waits-less", test_new_reader_waits_less);
  g_test_add_func ("/call/studio/closing-unmutes", test_closing_unmutes);
  g_test_add_func ("/call/studio/needs-restart", test_needs_restart);
  g_test_add_func ("/call/studio/state-edges", test_state_edges);
  return g_test_run ();
}
