/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "wire-private.h"

#include "pipeline.h"

/* Encoded frames must not leak (the decoder would show rubbish till the next keyframe), decoded ones may: the newest
 * wins. So they wait for their time before they are decoded, where a tenth of a second of them is a few kilobytes.
 * Opus's own FEC stays off: it costs 120 ms of latency, which the picture shares. */
#define RECEIVE_VIDEO                                                                                                  \
  "rtpvp8depay request-keyframe=true wait-for-keyframe=true ! "                                                        \
  "queue max-size-buffers=0 max-size-bytes=0 max-size-time=2000000000 ! "                                              \
  "vp8dec name=decoder threads=1 automatic-request-sync-points=true ! "                                                \
  "queue max-size-buffers=2 max-size-bytes=0 max-size-time=0 leaky=downstream ! "                                      \
  "videoconvert ! video/x-raw,format=BGRA ! "                                                                          \
  "appsink name=screen sync=false async=false max-buffers=1 drop=true qos=false enable-last-sample=false"
#define DECODING_US 15000  /* what is left to do then */
#define MAX_WAIT_US 500000 /* for the longest delay and lips (wire.c): what is further off is no time but a fault */
#define RECEIVE_AUDIO                                                                                                  \
  "rtpopusdepay ! opusdec plc=true use-inband-fec=false ! audioconvert ! audioresample ! " VD_SOUND_CAPS               \
  " ! appsink name=voice sync=false async=false enable-last-sample=false"
static void
note_first (atomic_int_fast64_t *when_us)
{
  if (atomic_load_explicit (when_us, memory_order_relaxed) == 0)
    atomic_store (when_us, g_get_monotonic_time ());
}

/* Before the depayloader: nothing of an unverified peer reaches a decoder. */
static GstPadProbeReturn
on_received (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  VdTally *tally = data;

  if (!atomic_load (&tally->is_open))
    return GST_PAD_PROBE_DROP;
  atomic_fetch_add (&tally->received, vd_tally_count (info));
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_drop (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return GST_PAD_PROBE_DROP;
}

/* How long the frame has to wait, in microseconds, so that what the network did to their rhythm is evened out. */
static gint64
get_wait_us (GstPad *pad, GstBuffer *buffer, int show_ms)
{
  g_autoptr (GstElement) decoder = gst_pad_get_parent_element (pad);
  g_autoptr (GstEvent) event = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
  const GstSegment *segment;
  guint64 taken;

  if (!decoder || !event)
    return 0;
  gst_event_parse_segment (event, &segment);
  taken = gst_segment_to_running_time (segment, GST_FORMAT_TIME, GST_BUFFER_PTS (buffer));
  if (taken == GST_CLOCK_TIME_NONE)
    return 0;
  return MIN (show_ms * G_TIME_SPAN_MILLISECOND - DECODING_US +
                  GST_CLOCK_DIFF (gst_element_get_current_running_time (decoder), taken) / 1000,
              MAX_WAIT_US);
}

/* Whole frames, before the decoder. The first is shown the moment it is decoded. */
static GstPadProbeReturn
on_frame_to_decode (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  VdTally *tally = data;
  gboolean may_pass;
  GstMapInfo map;

  if (atomic_load (&tally->frames) > 0)
    vd_tally_wait (tally, get_wait_us (pad, GST_PAD_PROBE_INFO_BUFFER (info), vd_tally_get_delay (tally).show_ms));
  if (!gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ))
    return GST_PAD_PROBE_DROP;
  may_pass = vd_vp8_gate_lets_pass (&tally->gate, map.data, map.size);
  gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);
  if (may_pass)
    return GST_PAD_PROBE_OK;
  if (atomic_fetch_add (&tally->refused, 1) == 0)
    g_message ("a picture that is broken or too large was refused");
  return GST_PAD_PROBE_DROP;
}

static void
on_picture (gpointer data)
{
  VdTally *tally = data;

  note_first (&tally->first_frame_us);
  g_mutex_lock (&tally->lock);
  vd_freezes_add (&tally->freezes, g_get_monotonic_time ());
  g_mutex_unlock (&tally->lock);
  atomic_fetch_add (&tally->frames, 1);
}

static GstFlowReturn
on_voice (GstAppSink *sink, gpointer data)
{
  VdTally *tally = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);
  GstBuffer *buffer = sample ? gst_sample_get_buffer (sample) : NULL;
  GstMapInfo map;

  if (!buffer || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return GST_FLOW_EOS;
  note_first (&tally->first_sound_us);
  vd_voice_push (tally->voice, (const gint16 *)(gpointer)map.data, map.size / sizeof (gint16));
  gst_buffer_unmap (buffer, &map);
  return GST_FLOW_OK;
}

/* webrtcbin's thread. A source that the browser replaced (another SSRC on the same line) must go on flowing somewhere:
 * an unlinked pad would stop the whole transport. */
static void
take_line (VdTally *tally, GstPad *pad, GstElement *chain)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (chain, "sink");
  g_autoptr (GstPad) old = gst_pad_get_peer (sink);

  if (old)
    {
      gst_pad_add_probe (old, VD_TALLY_PACKETS, on_drop, NULL, NULL);
      gst_pad_unlink (old, sink);
    }
  vd_tally_probe (tally, pad, VD_TALLY_PACKETS, on_received);
  gst_pad_link (pad, sink);
}

static void
on_pad_added (GstElement *webrtc, GstPad *pad, gpointer data)
{
  VdTally *tally = data;
  g_autoptr (GstObject) pipeline = gst_object_get_parent (GST_OBJECT (webrtc));
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const GstStructure *format = caps ? gst_caps_get_structure (caps, 0) : NULL;
  const char *codec = format ? gst_structure_get_string (format, "encoding-name") : NULL;
  g_autoptr (GstElement) chain = NULL;

  if (GST_PAD_DIRECTION (pad) != GST_PAD_SRC || !pipeline)
    return;
  if (g_strcmp0 (codec, "VP8") == 0)
    chain = gst_bin_get_by_name (GST_BIN (pipeline), "receive-video");
  else if (g_strcmp0 (codec, "OPUS") == 0)
    chain = gst_bin_get_by_name (GST_BIN (pipeline), "receive-audio");
  vd_wire_apply_delay (tally);
  if (chain)
    take_line (tally, pad, chain);
  else
    gst_pad_add_probe (pad, VD_TALLY_PACKETS, on_drop, NULL, NULL);
}

gboolean
vd_wire_add_receivers (VdWire *self, VdFeed *view, GError **error)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_voice };
  GstElement *video = vd_pipeline_add_chain (self->pipeline, "receive-video", RECEIVE_VIDEO, error);
  GstElement *audio = video ? vd_pipeline_add_chain (self->pipeline, "receive-audio", RECEIVE_AUDIO, error) : NULL;
  g_autoptr (GstElement) decoder = NULL;
  g_autoptr (GstElement) screen = NULL;
  g_autoptr (GstElement) voice = NULL;
  g_autoptr (GstPad) pad = NULL;

  if (!audio)
    return FALSE;
  screen = gst_bin_get_by_name (GST_BIN (video), "screen");
  decoder = gst_bin_get_by_name (GST_BIN (video), "decoder");
  pad = gst_element_get_static_pad (decoder, "sink");
  vd_tally_probe (self->tally, pad, GST_PAD_PROBE_TYPE_BUFFER, on_frame_to_decode);
  voice = gst_bin_get_by_name (GST_BIN (audio), "voice");
  self->screen =
      vd_picture_sink_new (GST_APP_SINK (screen), view, on_picture, vd_tally_ref (self->tally), vd_tally_unref);
  gst_app_sink_set_callbacks (GST_APP_SINK (voice), &callbacks, vd_tally_ref (self->tally), vd_tally_unref);
  g_signal_connect_data (self->webrtc, "pad-added", G_CALLBACK (on_pad_added), vd_tally_ref (self->tally),
                         (GClosureNotify)(void *)vd_tally_unref, 0);
  return TRUE;
}
