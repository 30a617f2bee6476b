/* SPDX-License-Identifier: EUPL-1.2 */
#include "echo-run.h"

#include <gst/app/app.h>
#include <math.h>
#include <string.h>

#include "echo-aligner.h"
#include "sound-chain.h"

#define BLOCK 480
#define BLOCK_NS (10 * GST_MSECOND)
#define BLOCK_BYTES (BLOCK * sizeof (gint16))
/* 40 ms of loudspeaker and 10 of the source of silence. */
#define LATENCY_BLOCKS 5
#define WAIT_US (20 * G_USEC_PER_SEC)

typedef struct
{
  GstPipeline *pipeline;
  GstAppSrc *far, *microphone;
  GstAppSink *loudspeaker;
  VdEchoAligner *aligner;
  GAsyncQueue *sent; /* GstBuffer */
} Rig;

/* A live source as a device is one, and as late. */
static GstElement *
make_source (GstClockTime latency)
{
  GstElement *source = gst_element_factory_make ("appsrc", NULL);
  g_autoptr (GstCaps) caps = gst_caps_from_string (VD_SOUND_CAPS);

  g_object_set (source, "caps", caps, "format", GST_FORMAT_TIME, "is-live", TRUE, "min-latency", (gint64)latency,
                "max-latency", (gint64)GST_SECOND, NULL);
  return source;
}

static GstPadProbeReturn
on_sent (GstPad *pad, GstPadProbeInfo *info, gpointer queue)
{
  g_async_queue_push (queue, gst_buffer_ref (GST_PAD_PROBE_INFO_BUFFER (info)));
  return GST_PAD_PROBE_OK;
}

static void
watch_sent (Rig *rig)
{
  g_autoptr (GstElement) mute = gst_bin_get_by_name (GST_BIN (rig->pipeline), "mute");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (mute, "src");

  rig->sent = g_async_queue_new_full ((GDestroyNotify)gst_buffer_unref);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_sent, g_async_queue_ref (rig->sent),
                     (GDestroyNotify)g_async_queue_unref);
}

static void
adjust (Rig *rig, const VdEchoRun *run)
{
  g_autoptr (GstElement) volume = gst_bin_get_by_name (GST_BIN (rig->pipeline), "volume");
  g_autoptr (GstElement) canceller = gst_bin_get_by_name (GST_BIN (rig->pipeline), "canceller");
  g_autoptr (GstElement) probe = gst_bin_get_by_name (GST_BIN (rig->pipeline), "probe");

  g_object_set (volume, "volume", vd_sound_chain_get_gain (run->volume > 0 ? run->volume : 1), NULL);
  if (canceller && run->prepare)
    run->prepare (canceller);
  if (canceller && !run->is_unaligned)
    rig->aligner = vd_echo_aligner_new (probe, canceller, 0);
}

static void
begin (Rig *rig, const VdEchoRun *run)
{
  g_autoptr (VdFanout) fanout = vd_fanout_new ();
  g_autoptr (VdEar) ear = vd_ear_new (fanout);
  GstElement *far = make_source (10 * GST_MSECOND);
  GstElement *microphone = make_source (10 * GST_MSECOND);
  GstElement *loudspeaker = gst_element_factory_make ("appsink", NULL);
  VdCanceller canceller = run->is_bare ? VD_CANCELLER_OFF : VD_CANCELLER_CANCEL;

  rig->pipeline = GST_PIPELINE (gst_object_ref_sink (gst_pipeline_new (NULL)));
  rig->far = gst_object_ref (GST_APP_SRC (far));
  rig->microphone = gst_object_ref (GST_APP_SRC (microphone));
  rig->loudspeaker = gst_object_ref (GST_APP_SINK (loudspeaker));
  g_object_set (loudspeaker, "sync", FALSE, "async", FALSE, NULL);
  g_assert_true (vd_sound_chain_add_playback (rig->pipeline, ear, far, loudspeaker, !run->is_bare, NULL));
  g_assert_true (vd_sound_chain_add_capture (rig->pipeline, ear, microphone, canceller, NULL));
  adjust (rig, run);
  watch_sent (rig);
  gst_element_set_state (GST_ELEMENT (rig->pipeline), GST_STATE_PLAYING);
}

static void
push (GstAppSrc *source, const gint16 *samples, guint64 block)
{
  GstBuffer *buffer = gst_buffer_new_memdup (samples, BLOCK_BYTES);

  GST_BUFFER_PTS (buffer) = block * BLOCK_NS;
  GST_BUFFER_DURATION (buffer) = BLOCK_NS;
  g_assert_cmpint (gst_app_src_push_buffer (source, buffer), ==, GST_FLOW_OK);
}

static void
pull_played (Rig *rig, gint16 *samples)
{
  g_autoptr (GstSample) sample = gst_app_sink_try_pull_sample (rig->loudspeaker, WAIT_US * GST_USECOND);

  g_assert_nonnull (sample);
  g_assert_cmpuint (gst_buffer_extract (gst_sample_get_buffer (sample), 0, samples, BLOCK_BYTES), ==, BLOCK_BYTES);
}

static void
pull_sent (Rig *rig, gint16 *samples)
{
  g_autoptr (GstBuffer) buffer = g_async_queue_timeout_pop (rig->sent, WAIT_US);

  g_assert_nonnull (buffer);
  g_assert_cmpuint (gst_buffer_extract (buffer, 0, samples, BLOCK_BYTES), ==, BLOCK_BYTES);
}

/* These sinks wait for no clock and so have no latency: told is what the real ones have, before anything flows. */
static void
settle (Rig *rig)
{
  gst_element_get_state (GST_ELEMENT (rig->pipeline), NULL, NULL, GST_CLOCK_TIME_NONE);
  gst_element_send_event (GST_ELEMENT (rig->pipeline), gst_event_new_latency (LATENCY_BLOCKS * BLOCK_NS));
}

static void
end (Rig *rig)
{
  gst_element_set_state (GST_ELEMENT (rig->pipeline), GST_STATE_NULL);
  g_clear_pointer (&rig->aligner, vd_echo_aligner_unref);
  g_async_queue_unref (rig->sent);
  gst_object_unref (rig->far);
  gst_object_unref (rig->microphone);
  gst_object_unref (rig->loudspeaker);
  gst_object_unref (rig->pipeline);
}

VdEchoResult
vd_echo_run (const VdEchoRun *run)
{
  static const gint16 silence[BLOCK];
  guint n_blocks = run->seconds * 100;
  VdEchoResult result = { g_new0 (gint16, n_blocks * BLOCK), g_new0 (gint16, n_blocks * BLOCK), n_blocks * BLOCK };
  g_autoptr (VdRoom) room = vd_room_new (&run->room);
  g_autofree gint16 *played = g_new0 (gint16, n_blocks * BLOCK);
  Rig rig = { 0 };

  begin (&rig, run);
  settle (&rig);
  for (guint i = 0; i < n_blocks; i++)
    {
      const gint16 *in_air = i >= LATENCY_BLOCKS ? played + (i - LATENCY_BLOCKS) * BLOCK : silence;

      if (run->change_at_s > 0 && i == run->change_at_s * 100)
        vd_room_change (room, run->room.seed + 100);
      push (rig.far, run->far ? run->far + i * BLOCK : silence, i);
      pull_played (&rig, played + i * BLOCK);
      vd_room_hear (room, in_air, run->near ? run->near + i * BLOCK : NULL, result.microphone + i * BLOCK, BLOCK);
      push (rig.microphone, result.microphone + i * BLOCK, i);
      pull_sent (&rig, result.sent + i * BLOCK);
    }
  end (&rig);
  return result;
}

void
vd_echo_result_clear (VdEchoResult *self)
{
  g_clear_pointer (&self->microphone, g_free);
  g_clear_pointer (&self->sent, g_free);
}

static double
get_product (const gint16 *a, const gint16 *b, double from_s, double to_s)
{
  double sum = 0;

  for (guint i = (guint)(from_s * VD_ROOM_RATE); i < (guint)(to_s * VD_ROOM_RATE); i++)
    sum += (double)a[i] * b[i];
  return sum;
}

double
vd_echo_power_db (const gint16 *samples, double from_s, double to_s)
{
  double power = get_product (samples, samples, from_s, to_s) / ((to_s - from_s) * VD_ROOM_RATE);

  return 10 * log10 (MAX (power, 1e-3) / (32768.0 * 32768.0));
}

double
vd_echo_erle_db (const VdEchoResult *result, double from_s, double to_s)
{
  return vd_echo_power_db (result->microphone, from_s, to_s) - vd_echo_power_db (result->sent, from_s, to_s);
}

double
vd_echo_kept_db (const gint16 *alone, const gint16 *both, double from_s, double to_s)
{
  double share = get_product (alone, both, from_s, to_s) / MAX (get_product (alone, alone, from_s, to_s), 1);

  return 20 * log10 (MAX (share, 1e-5));
}
