/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "wire.h"

#include <gst/rtp/rtp.h>
#include <gst/video/video.h>
#include <gst/webrtc/webrtc.h>
#include <nice/agent.h>

#include "pipeline.h"

#define TWCC_URI "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
#define TWCC_ID 3
/* The request to give relays back goes out at once and is repeated after 200 ms; with nicesrc down nobody reads its
 * answer. */
#define RELEASE_MS 300

/* The payload types leave room: webrtcbin gives the video's RTX the first number after 96, whatever the audio has.
 * Audio is linked first, so it is media line 0. MTU 1200 fits through every tunnel; 15-bit picture ids are what
 * browsers use. */
#define SENDER                                                                                                         \
  "webrtcbin name=webrtc bundle-policy=max-bundle latency=%d "                                                         \
  "appsrc name=audio is-live=true format=time caps=audio/x-opus,channels=1,rate=48000,channel-mapping-family=0 "       \
  "min-latency=0 max-latency=1000000000 max-time=1000000000 leaky-type=downstream ! "                                  \
  "rtpopuspay name=audio-pay pt=111 ssrc=%u ! "                                                                        \
  "capsfilter caps=\"application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,encoding-params=(string)2,"     \
  "payload=111,ssrc=(uint)%u,extmap-3=(string)" TWCC_URI "\" ! webrtc.sink_0 "                                         \
  "appsrc name=video is-live=true format=time caps=video/x-vp8 min-latency=0 max-latency=1000000000 "                  \
  "max-time=1000000000 leaky-type=downstream ! "                                                                       \
  "rtpvp8pay name=video-pay pt=96 ssrc=%u mtu=1200 picture-id-mode=15-bit ! "                                          \
  "capsfilter caps=\"application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96,ssrc=(uint)%u,"       \
  "extmap-3=(string)" TWCC_URI "\" ! webrtc.sink_1"

/* Encoded frames must not leak (the decoder would show rubbish till the next keyframe), decoded ones may: the newest
 * wins. Opus's own FEC stays off: it costs 120 ms of latency, which the picture shares. */
#define RECEIVE_VIDEO                                                                                                  \
  "rtpvp8depay request-keyframe=true wait-for-keyframe=true ! "                                                        \
  "queue max-size-buffers=0 max-size-bytes=0 max-size-time=2000000000 ! "                                              \
  "vp8dec name=decoder automatic-request-sync-points=true ! "                                                          \
  "queue max-size-buffers=8 max-size-bytes=0 max-size-time=0 leaky=downstream ! "                                      \
  "videoconvert ! video/x-raw,format=BGRA ! "                                                                          \
  "appsink name=screen sync=false async=false max-buffers=1 drop=true qos=false"
#define RECEIVE_AUDIO                                                                                                  \
  "rtpopusdepay ! opusdec plc=true use-inband-fec=false ! audioconvert ! audioresample ! " VD_SOUND_CAPS               \
  " ! appsink name=voice sync=false async=false"

static void
tally_clear (gpointer data)
{
  VdTally *tally = data;

  g_clear_pointer (&tally->voice, vd_voice_unref);
  g_clear_pointer (&tally->wishes, vd_fanout_unref);
}

static void
tally_release (gpointer data)
{
  g_atomic_rc_box_release_full (data, tally_clear);
}

static void
note_first (atomic_int_fast64_t *when_us)
{
  if (atomic_load_explicit (when_us, memory_order_relaxed) == 0)
    atomic_store (when_us, g_get_monotonic_time ());
}

static guint
count_packets (const GstPadProbeInfo *info)
{
  return info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST ? gst_buffer_list_length (GST_PAD_PROBE_INFO_BUFFER_LIST (info))
                                                     : 1;
}

static GstPadProbeReturn
on_sent (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  atomic_fetch_add (&((VdTally *)data)->sent, count_packets (info));
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_arrived (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  atomic_fetch_add (&((VdTally *)data)->arrived, count_packets (info));
  return GST_PAD_PROBE_OK;
}

/* Before the depayloader: nothing of an unverified peer reaches a decoder. */
static GstPadProbeReturn
on_received (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  VdTally *tally = data;

  if (!atomic_load (&tally->is_open))
    return GST_PAD_PROBE_DROP;
  atomic_fetch_add (&tally->received, count_packets (info));
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_drop (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return GST_PAD_PROBE_DROP;
}

static GstPadProbeReturn
on_wish (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  VdTally *tally = data;

  if (gst_video_event_is_force_key_unit (GST_PAD_PROBE_INFO_EVENT (info)) && atomic_load (&tally->is_open))
    vd_fanout_want_keyframe (tally->wishes);
  return GST_PAD_PROBE_OK;
}

/* The first picture is shown the moment it is decoded; from the second on they wait for their time, which evens out
 * what the network did to their rhythm. */
static void
on_picture (gpointer data)
{
  VdTally *tally = data;

  note_first (&tally->first_frame_us);
  if (atomic_fetch_add (&tally->frames, 1) == 0)
    gst_base_sink_set_sync (tally->paced, TRUE);
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

static void
add_probe (GstPad *pad, GstPadProbeType type, GstPadProbeCallback func, VdTally *tally)
{
  gst_pad_add_probe (pad, type, func, g_atomic_rc_box_acquire (tally), tally_release);
}

#define PACKETS (GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST)

/* webrtcbin's thread. A source that the browser replaced (another SSRC on the same line) must go on flowing somewhere:
 * an unlinked pad would stop the whole transport. */
static void
take_line (VdTally *tally, GstPad *pad, GstElement *chain)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (chain, "sink");
  g_autoptr (GstPad) old = gst_pad_get_peer (sink);

  if (old)
    {
      gst_pad_add_probe (old, PACKETS, on_drop, NULL, NULL);
      gst_pad_unlink (old, sink);
    }
  add_probe (pad, PACKETS, on_received, tally);
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
  if (chain)
    take_line (tally, pad, chain);
  else
    gst_pad_add_probe (pad, PACKETS, on_drop, NULL, NULL);
}

/* webrtcbin makes these while it builds its transport. */
static void
on_deep_element (GstBin *bin, GstBin *sub_bin, GstElement *element, gpointer data)
{
  GstElementFactory *factory = gst_element_get_factory (element);
  const char *name = factory ? GST_OBJECT_NAME (factory) : "";
  g_autoptr (GstPad) pad = NULL;

  if (g_str_equal (name, "nicesrc"))
    {
      pad = gst_element_get_static_pad (element, "src");
      add_probe (pad, PACKETS, on_arrived, data);
    }
  /* Without this the very first packet waits a whole latency for one before it that may have been overtaken; three
   * packets in a row are proof enough that none was. */
  else if (g_str_equal (name, "rtpjitterbuffer"))
    g_object_set (element, "faststart-min-packets", 3, NULL);
}

static void
add_twcc (GstElement *payloader)
{
  GstRTPHeaderExtension *extension = gst_rtp_header_extension_create_from_uri (TWCC_URI);

  g_return_if_fail (extension);
  gst_rtp_header_extension_set_id (extension, TWCC_ID);
  g_signal_emit_by_name (payloader, "add-extension", extension);
  gst_object_unref (extension);
}

static void
prepare_line (VdWire *self, const char *pad_name, const char *payloader_name, gboolean with_repair)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (self->webrtc, pad_name);
  g_autoptr (GstElement) payloader = gst_bin_get_by_name (GST_BIN (self->pipeline), payloader_name);
  g_autoptr (GstWebRTCRTPTransceiver) transceiver = NULL;

  add_twcc (payloader);
  add_probe (pad, PACKETS, on_sent, self->tally);
  g_object_get (pad, "transceiver", &transceiver, NULL);
  /* RTX on audio makes Chromium refuse the whole offer. By pad, because a transceiver has no kind before caps flow. */
  g_object_set (transceiver, "direction", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDRECV, "do-nack", with_repair, NULL);
}

/* Whether there are relays among them. */
static gboolean
add_servers (VdWire *self, const VdIceConfig *ice)
{
  gboolean has_relay = FALSE;

  for (guint i = 0; i < ice->servers->len; i++)
    {
      g_autofree char *uri = vd_ice_server_to_uri (g_ptr_array_index (ice->servers, i));
      gboolean is_taken = FALSE;

      if (uri && g_str_has_prefix (uri, "stun:"))
        g_object_set (self->webrtc, "stun-server", uri, NULL);
      else if (uri)
        g_signal_emit_by_name (self->webrtc, "add-turn-server", uri, &is_taken);
      if (!uri || (g_str_has_prefix (uri, "turn:") && !is_taken))
        g_message ("ICE server %u of %u cannot be used", i + 1, ice->servers->len);
      has_relay = has_relay || is_taken;
    }
  return has_relay;
}

static void
on_relays_released (GObject *agent, GAsyncResult *result, gpointer is_done)
{
  *(gboolean *)is_done = TRUE;
}

static gboolean
on_release_timeout (gpointer is_done)
{
  *(gboolean *)is_done = TRUE;
  return G_SOURCE_REMOVE;
}

/* The last thing of a pipeline, in the thread that took it down: libnice gives relays back only when asked, and the
 * server would keep each for ten more minutes. */
static void
release_relays (gpointer data)
{
  g_autoptr (GObject) ice_agent = data;
  g_autoptr (GObject) agent = NULL;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) timeout = g_timeout_source_new (RELEASE_MS);
  gboolean is_done = FALSE;

  g_object_get (ice_agent, "agent", &agent, NULL);
  g_main_context_push_thread_default (context);
  g_source_set_callback (timeout, on_release_timeout, &is_done, NULL);
  g_source_attach (timeout, context);
  nice_agent_close_async (NICE_AGENT (agent), on_relays_released, &is_done);
  while (!is_done)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (timeout);
  g_main_context_pop_thread_default (context);
}

static void
prepare_ice (VdWire *self, const VdIceConfig *ice)
{
  g_autoptr (GstObject) ice_agent = NULL;
  g_autoptr (GObject) agent = NULL;

  g_object_get (self->webrtc, "ice-agent", &ice_agent, NULL);
  g_object_set (ice_agent, "ice-tcp", FALSE, NULL);
  g_object_get (ice_agent, "agent", &agent, NULL);
  /* No UPnP: a kiosk does not open ports. Checked keepalives, or a pulled cable is never noticed. */
  g_object_set (agent, "upnp", FALSE, "keepalive-conncheck", TRUE, NULL);
  if (ice->relay_only)
    g_object_set (self->webrtc, "ice-transport-policy", GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY, NULL);
  if (add_servers (self, ice))
    g_object_set_data_full (G_OBJECT (self->pipeline), "relays", g_object_ref (ice_agent), release_relays);
}

static gboolean
add_receivers (VdWire *self, VdFeed *view, GError **error)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_voice };
  GstElement *video = vd_pipeline_add_chain (self->pipeline, "receive-video", RECEIVE_VIDEO, error);
  GstElement *audio = video ? vd_pipeline_add_chain (self->pipeline, "receive-audio", RECEIVE_AUDIO, error) : NULL;
  g_autoptr (GstElement) screen = NULL;
  g_autoptr (GstElement) voice = NULL;

  if (!audio)
    return FALSE;
  screen = gst_bin_get_by_name (GST_BIN (video), "screen");
  voice = gst_bin_get_by_name (GST_BIN (audio), "voice");
  self->tally->paced = GST_BASE_SINK (screen);
  self->screen = vd_picture_sink_new (GST_APP_SINK (screen), view, on_picture, g_atomic_rc_box_acquire (self->tally),
                                      tally_release);
  gst_app_sink_set_callbacks (GST_APP_SINK (voice), &callbacks, g_atomic_rc_box_acquire (self->tally), tally_release);
  return TRUE;
}

static gboolean
add_sender (VdWire *self, GError **error)
{
  guint audio_ssrc = g_random_int_range (1, G_MAXINT32);
  guint video_ssrc = audio_ssrc + 1;
  g_autofree char *description =
      g_strdup_printf (SENDER, VD_SOUND_JITTER_MS, audio_ssrc, audio_ssrc, video_ssrc, video_ssrc);
  GstElement *sender = gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  g_autoptr (GstPad) pad = NULL;

  if (!sender)
    return FALSE;
  self->pipeline = GST_PIPELINE (gst_object_ref_sink (sender));
  self->webrtc = gst_bin_get_by_name (GST_BIN (sender), "webrtc");
  self->audio = GST_APP_SRC (gst_bin_get_by_name (GST_BIN (sender), "audio"));
  self->video = GST_APP_SRC (gst_bin_get_by_name (GST_BIN (sender), "video"));
  pad = gst_element_get_static_pad (GST_ELEMENT (self->video), "src");
  add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, on_wish, self->tally);
  return TRUE;
}

VdWire *
vd_wire_new (VdStudio *studio, const VdIceConfig *ice, VdFeed *view, GError **error)
{
  VdWire *self = g_new0 (VdWire, 1);
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();

  self->tally = g_atomic_rc_box_new0 (VdTally);
  self->tally->voice = vd_voice_new ();
  self->tally->wishes = vd_fanout_ref (vd_studio_get_video (studio));
  if (!add_sender (self, error) || !add_receivers (self, view, error))
    {
      vd_wire_free (self);
      return NULL;
    }
  gst_pipeline_use_clock (self->pipeline, clock);
  g_signal_connect_data (self->webrtc, "pad-added", G_CALLBACK (on_pad_added), g_atomic_rc_box_acquire (self->tally),
                         (GClosureNotify)(void *)tally_release, 0);
  g_signal_connect_data (self->webrtc, "deep-element-added", G_CALLBACK (on_deep_element),
                         g_atomic_rc_box_acquire (self->tally), (GClosureNotify)(void *)tally_release, 0);
  prepare_line (self, "sink_0", "audio-pay", FALSE);
  prepare_line (self, "sink_1", "video-pay", TRUE);
  prepare_ice (self, ice);
  return self;
}

void
vd_wire_open (VdWire *self, VdStudio *studio)
{
  atomic_store (&self->tally->is_open, TRUE);
  vd_studio_add_voice (studio, self->tally->voice);
  vd_fanout_add (vd_studio_get_audio (studio), self->audio, FALSE);
  vd_fanout_add (vd_studio_get_video (studio), self->video, TRUE);
}

void
vd_wire_shut (VdWire *self, VdStudio *studio)
{
  atomic_store (&self->tally->is_open, FALSE);
  vd_fanout_remove (vd_studio_get_video (studio), self->video);
  vd_fanout_remove (vd_studio_get_audio (studio), self->audio);
  vd_studio_remove_voice (studio, self->tally->voice);
  vd_picture_sink_cut (self->screen);
}

void
vd_wire_free (VdWire *self)
{
  g_clear_object (&self->webrtc);
  g_clear_object (&self->audio);
  g_clear_object (&self->video);
  g_clear_object (&self->pipeline);
  g_clear_pointer (&self->screen, vd_picture_sink_unref);
  g_clear_pointer (&self->tally, tally_release);
  g_free (self);
}
