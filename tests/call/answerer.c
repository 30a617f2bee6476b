/* SPDX-License-Identifier: EUPL-1.2 */
#include "answerer.h"
#include "pipeline.h"

#include <gst/sdp/sdp.h>
#include <gst/video/video.h>
#include <gst/webrtc/webrtc.h>
#include <stdlib.h>

#include "mailbox.h"

#define TWCC "extmap-3=(string)\"http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\""
/* Its payload types are ours: an answerer of 1.22 does not map them. */
#define SENDING                                                                                                        \
  "webrtcbin name=webrtc bundle-policy=max-bundle latency=40 "                                                         \
  "audiotestsrc is-live=true ! opusenc ! rtpopuspay pt=111 ssrc=7001 ! "                                               \
  "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,encoding-params=(string)2,payload=111,"           \
  "ssrc=(uint)7001," TWCC " ! webrtc.sink_0 "                                                                          \
  "videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=180,framerate=30/1 ! "                        \
  "valve name=halt ! vp8enc name=encoder deadline=1 cpu-used=8 keyframe-max-dist=30 ! rtpvp8pay pt=96 ssrc=7002 ! "    \
  "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96,ssrc=(uint)7002," TWCC                  \
  " ! webrtc.sink_1"
#define LISTENING "webrtcbin name=webrtc bundle-policy=max-bundle latency=40"

#define VIDEO_CHAIN "rtpvp8depay ! vp8dec name=decoder ! fakesink name=last-video sync=false async=false"
#define AUDIO_CHAIN                                                                                                    \
  "rtpopusdepay ! opusdec ! audioconvert ! audio/x-raw,format=S16LE ! fakesink name=last sync=false async=false"

struct _VdAnswerer
{
  GObject *self_as_owner; /* what the mailbox keeps alive */
  VdMailbox *mailbox;
  GstElement *pipeline;
  GstElement *webrtc;
  GstPad *video_pad;
  GstWebRTCDataChannel *channel;
  GString *text;
  VdAnswererAnswer on_answer;
  VdAnswererCandidate on_candidate;
  gpointer data;
  guint video, audio, pictures, keyframes, loud, wishes; /* atomic */
};

/* GStreamer 1.22 lets go of a session's lock while it writes reports over its table of sources: where a source's first
 * packet comes just then, GLib says so and the rest of that one report is left out. Every other warning ends the test,
 * as everywhere. */
static void
take_log (const char *domain, GLogLevelFlags level, const char *message, gpointer next)
{
  if (g_strcmp0 (domain, "GLib") == 0 && strstr (message, "version == hash_table->version"))
    return;
  ((GLogFunc)next) (domain, level, message, NULL);
  if (level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING))
    abort ();
}

static void
watch_log (void)
{
  static gsize is_done;

  if (!g_once_init_enter (&is_done))
    return;
  g_log_set_always_fatal (G_LOG_FATAL_MASK); /* a handler cannot take back what GLib has called fatal */
  g_log_set_default_handler (take_log, (gpointer)g_log_set_default_handler (g_log_default_handler, NULL));
  g_once_init_leave (&is_done, 1);
}

static VdAnswerer *
from_owner (gpointer owner)
{
  return g_object_get_data (owner, "answerer");
}

static void
take_answer (gpointer owner, gpointer payload)
{
  VdAnswerer *self = from_owner (owner);
  GstWebRTCSessionDescription *answer = payload;
  g_autofree char *text = gst_sdp_message_as_text (answer->sdp);

  g_signal_emit_by_name (self->webrtc, "set-local-description", answer, NULL);
  self->on_answer (text, self->data);
}

static void
take_candidate (gpointer owner, gpointer payload)
{
  VdAnswerer *self = from_owner (owner);
  guint mline;
  const char *text;

  g_variant_get (payload, "(u&s)", &mline, &text);
  self->on_candidate (mline, text, self->data);
}

static void
on_answer_made (GstPromise *promise, gpointer data)
{
  const GstStructure *reply = gst_promise_get_reply (promise);
  GstWebRTCSessionDescription *answer = NULL;

  if (reply)
    gst_structure_get (reply, "answer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &answer, NULL);
  if (answer)
    vd_mailbox_post (data, take_answer, answer, (GDestroyNotify)gst_webrtc_session_description_free);
  gst_promise_unref (promise);
}

/* A browser sends its feedback every 50 to 100 ms; rtpsession, left alone, when RTCP has time for it. */
static void
hurry_feedback (VdAnswerer *self)
{
  g_autoptr (GstElement) rtpbin = gst_bin_get_by_name (GST_BIN (self->webrtc), "rtpbin");
  g_autoptr (GObject) session = NULL;

  g_signal_emit_by_name (rtpbin, "get-internal-session", 0u, &session);
  if (session)
    g_object_set (session, "twcc-feedback-interval", (guint64)(50 * GST_MSECOND), "rtcp-min-interval",
                  (guint64)(50 * GST_MSECOND), "bandwidth", 1e7, NULL);
}

static void
ask_for_answer (gpointer owner, gpointer payload)
{
  VdAnswerer *self = from_owner (owner);

  hurry_feedback (self);
  g_signal_emit_by_name (self->webrtc, "create-answer", NULL,
                         gst_promise_new_with_change_func (on_answer_made, vd_mailbox_ref (self->mailbox),
                                                           (GDestroyNotify)vd_mailbox_unref));
}

static void
on_offer_set (GstPromise *promise, gpointer data)
{
  vd_mailbox_post (data, ask_for_answer, NULL, NULL);
  gst_promise_unref (promise);
}

static void
on_candidate (GstElement *webrtc, guint mline, const char *text, VdAnswerer *self)
{
  vd_mailbox_post (self->mailbox, take_candidate, g_variant_ref_sink (g_variant_new ("(us)", mline, text)),
                   (GDestroyNotify)g_variant_unref);
}

static GstPadProbeReturn
on_packet (GstPad *pad, GstPadProbeInfo *info, gpointer counter)
{
  g_atomic_int_inc ((guint *)counter);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_depayed (GstPad *pad, GstPadProbeInfo *info, gpointer counter)
{
  if (!GST_BUFFER_FLAG_IS_SET (GST_PAD_PROBE_INFO_BUFFER (info), GST_BUFFER_FLAG_DELTA_UNIT))
    g_atomic_int_inc ((guint *)counter);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_sound (GstPad *pad, GstPadProbeInfo *info, gpointer counter)
{
  gboolean is_loud = FALSE;
  GstMapInfo map;

  gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ);
  for (gsize i = 0; i < map.size / 2; i++)
    is_loud = is_loud || ABS (((gint16 *)map.data)[i]) > 300;
  gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);
  if (is_loud)
    g_atomic_int_inc ((guint *)counter);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_wish (GstPad *pad, GstPadProbeInfo *info, gpointer counter)
{
  if (gst_video_event_is_force_key_unit (GST_PAD_PROBE_INFO_EVENT (info)))
    g_atomic_int_inc ((guint *)counter);
  return GST_PAD_PROBE_OK;
}

static void
count_wishes (VdAnswerer *self)
{
  g_autoptr (GstElement) encoder = gst_bin_get_by_name (GST_BIN (self->pipeline), "encoder");
  g_autoptr (GstPad) pad = encoder ? gst_element_get_static_pad (encoder, "src") : NULL;

  if (pad)
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, on_wish, &self->wishes, NULL);
}

static void
probe (GstElement *chain, const char *name, GstPadProbeCallback func, guint *counter)
{
  g_autoptr (GstElement) element = gst_bin_get_by_name (GST_BIN (chain), name);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, "sink");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, func, counter, NULL);
}

static void
on_pad_added (GstElement *webrtc, GstPad *pad, VdAnswerer *self)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  g_autoptr (GstPad) sink = NULL;
  gboolean is_video;
  GstElement *chain;

  if (GST_PAD_DIRECTION (pad) != GST_PAD_SRC)
    return;
  is_video = g_strcmp0 (gst_structure_get_string (gst_caps_get_structure (caps, 0), "media"), "video") == 0;
  chain = gst_parse_bin_from_description (is_video ? VIDEO_CHAIN : AUDIO_CHAIN, TRUE, NULL);
  gst_bin_add (GST_BIN (self->pipeline), chain);
  gst_element_sync_state_with_parent (chain);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_packet, is_video ? &self->video : &self->audio, NULL);
  probe (chain, is_video ? "last-video" : "last", is_video ? on_packet : on_sound,
         is_video ? &self->pictures : &self->loud);
  if (is_video)
    {
      probe (chain, "decoder", on_depayed, &self->keyframes);
      g_set_object (&self->video_pad, pad);
    }
  sink = gst_element_get_static_pad (chain, "sink");
  gst_pad_link (pad, sink);
}

static void
take_channel (gpointer owner, gpointer payload)
{
  VdAnswerer *self = from_owner (owner);
  g_autofree char *protocol = NULL;
  g_autofree char *label = NULL;
  gboolean is_ordered = FALSE;

  g_object_get (payload, "protocol", &protocol, "label", &label, "ordered", &is_ordered, NULL);
  g_assert_cmpstr (protocol, ==, "t140");
  g_assert_cmpstr (label, ==, "rtt");
  g_assert_true (is_ordered);
  g_set_object (&self->channel, payload);
}

static void
take_text (gpointer owner, gpointer payload)
{
  g_string_append (from_owner (owner)->text, payload);
}

static void
on_text (GstWebRTCDataChannel *channel, const char *text, VdAnswerer *self)
{
  vd_mailbox_post (self->mailbox, take_text, g_strdup (text), g_free);
}

static void
on_channel (GstElement *webrtc, GstWebRTCDataChannel *channel, VdAnswerer *self)
{
  g_signal_connect (channel, "on-message-string", G_CALLBACK (on_text), self);
  vd_mailbox_post (self->mailbox, take_channel, g_object_ref (channel), g_object_unref);
}

/* A test sees by what does not come. */
static void
on_error (gpointer owner, GstObject *source, const GError *error)
{
}

VdAnswerer *
vd_answerer_new (gboolean sends, VdAnswererAnswer on_answer, VdAnswererCandidate on_found, gpointer data)
{
  VdAnswerer *self = g_new0 (VdAnswerer, 1);
  g_autoptr (GObject) agent = NULL;
  g_autoptr (GstObject) ice = NULL;

  self->self_as_owner = g_object_new (G_TYPE_OBJECT, NULL);
  g_object_set_data (self->self_as_owner, "answerer", self);
  self->mailbox = vd_mailbox_new (self->self_as_owner);
  watch_log ();
  self->on_answer = on_answer;
  self->on_candidate = on_found;
  self->data = data;
  self->text = g_string_new ("");
  self->pipeline = gst_pipeline_new ("answerer");
  gst_object_ref_sink (self->pipeline);
  if (sends)
    {
      gst_object_unref (self->pipeline);
      self->pipeline = gst_object_ref_sink (gst_parse_launch (SENDING, NULL));
      count_wishes (self);
    }
  else
    gst_bin_add (GST_BIN (self->pipeline), gst_parse_launch (LISTENING, NULL));
  self->webrtc = gst_bin_get_by_name (GST_BIN (self->pipeline), "webrtc");
  g_object_get (self->webrtc, "ice-agent", &ice, NULL);
  g_object_set (ice, "ice-tcp", FALSE, NULL);
  g_object_get (ice, "agent", &agent, NULL);
  g_object_set (agent, "upnp", FALSE, NULL);
  g_signal_connect (self->webrtc, "on-ice-candidate", G_CALLBACK (on_candidate), self);
  g_signal_connect (self->webrtc, "on-data-channel", G_CALLBACK (on_channel), self);
  g_signal_connect (self->webrtc, "pad-added", G_CALLBACK (on_pad_added), self);
  /* With GStreamer 1.26 no reports are sent where nobody passes latency on. */
  vd_pipeline_watch (GST_PIPELINE (self->pipeline), on_error, self);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  return self;
}

void
vd_answerer_take_offer (VdAnswerer *self, const char *sdp)
{
  GstWebRTCSessionDescription *offer;
  GstSDPMessage *message;

  g_assert_cmpint (gst_sdp_message_new_from_text (sdp, &message), ==, GST_SDP_OK);
  offer = gst_webrtc_session_description_new (GST_WEBRTC_SDP_TYPE_OFFER, message);
  g_signal_emit_by_name (self->webrtc, "set-remote-description", offer,
                         gst_promise_new_with_change_func (on_offer_set, vd_mailbox_ref (self->mailbox),
                                                           (GDestroyNotify)vd_mailbox_unref));
  gst_webrtc_session_description_free (offer);
}

void
vd_answerer_take_candidate (VdAnswerer *self, guint mline, const char *candidate)
{
  g_signal_emit_by_name (self->webrtc, "add-ice-candidate", mline, candidate);
}

void
vd_answerer_free (VdAnswerer *self)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);

  vd_mailbox_close (self->mailbox);
  g_signal_handlers_disconnect_by_data (self->webrtc, self);
  if (self->channel)
    g_signal_handlers_disconnect_by_data (self->channel, self);
  gst_bus_remove_watch (bus);
  gst_bus_set_flushing (bus, TRUE);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_object (&self->channel);
  g_string_free (self->text, TRUE);
  g_clear_object (&self->video_pad);
  g_clear_object (&self->webrtc);
  g_clear_object (&self->pipeline);
  g_clear_object (&self->self_as_owner);
  vd_mailbox_unref (self->mailbox);
  g_free (self);
}

GstElement *
vd_answerer_get_webrtc (VdAnswerer *self)
{
  return self->webrtc;
}

gboolean
vd_answerer_has_text (VdAnswerer *self)
{
  GstWebRTCDataChannelState state = GST_WEBRTC_DATA_CHANNEL_STATE_CONNECTING;

  if (self->channel)
    g_object_get (self->channel, "ready-state", &state, NULL);
  return state == GST_WEBRTC_DATA_CHANNEL_STATE_OPEN;
}

void
vd_answerer_send_text (VdAnswerer *self, const char *text)
{
  g_assert_true (vd_answerer_has_text (self));
  g_signal_emit_by_name (self->channel, "send-string", text);
}

const char *
vd_answerer_get_text (VdAnswerer *self)
{
  return self->text->str;
}

guint
vd_answerer_get_video_packets (VdAnswerer *self)
{
  return g_atomic_int_get (&self->video);
}

guint
vd_answerer_get_audio_packets (VdAnswerer *self)
{
  return g_atomic_int_get (&self->audio);
}

guint
vd_answerer_get_pictures (VdAnswerer *self)
{
  return g_atomic_int_get (&self->pictures);
}

int
vd_answerer_get_width (VdAnswerer *self)
{
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "last-video");
  g_autoptr (GstPad) pad = sink ? gst_element_get_static_pad (sink, "sink") : NULL;
  g_autoptr (GstCaps) caps = pad ? gst_pad_get_current_caps (pad) : NULL;
  int width = 0;

  if (caps)
    gst_structure_get_int (gst_caps_get_structure (caps, 0), "width", &width);
  return width;
}

guint
vd_answerer_get_keyframes (VdAnswerer *self)
{
  return g_atomic_int_get (&self->keyframes);
}

guint
vd_answerer_get_wishes (VdAnswerer *self)
{
  return g_atomic_int_get (&self->wishes);
}

void
vd_answerer_set_halted (VdAnswerer *self, gboolean is_halted)
{
  g_autoptr (GstElement) valve = gst_bin_get_by_name (GST_BIN (self->pipeline), "halt");

  g_object_set (valve, "drop", is_halted, NULL);
}

guint
vd_answerer_get_loud (VdAnswerer *self)
{
  return g_atomic_int_get (&self->loud);
}

void
vd_answerer_ask_keyframe (VdAnswerer *self)
{
  g_assert_nonnull (self->video_pad);
  gst_pad_send_event (self->video_pad, gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE, TRUE, 0));
}

void
vd_answerer_freeze (VdAnswerer *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
}
