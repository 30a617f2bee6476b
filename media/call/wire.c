/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "wire-private.h"

#include "pipeline.h"
#include "port-gate.h"

#include <gst/rtp/rtp.h>
#include <gst/video/video.h>
#include <gst/webrtc/webrtc.h>

#define TWCC_URI "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
#define TWCC_ID 3
#define RTCP_INTERVAL_NS G_GUINT64_CONSTANT (50000000)
#define SESSION_BPS 3e6 /* reports get a twentieth of it (RFC 3550 §6.2): at most 20 kbit/s */
/* A gap is asked for at once by the third packet after it; where none follows, after so long. */
#define NOTICE_MS 10
/* Of sources at a time: a browser sends a voice, a picture and its repair, and begins anew a few times in a call. Each
 * costs a jitter buffer with a thread. */
#define MAX_SOURCES 16
#define MAX_LIPS_NS ((gint64)200 * GST_MSECOND)
#define START_WAIT_MS 60 /* until a line has begun: see wire-delay.c */

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

static GstPadProbeReturn
on_sent (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  atomic_fetch_add (&((VdTally *)data)->sent, vd_tally_count (info));
  return GST_PAD_PROBE_OK;
}

/* Of each that is refused nothing remains in its list, if it came in one. Nothing passes once the wire is shut: while
 * its elements are stopped, from the last to the first, those behind would get what they cannot take any more. */
static gboolean
judge_arrived (GstBuffer **buffer, guint i, gpointer data)
{
  VdTally *tally = data;
  GstMapInfo map;
  gboolean may_pass;

  if (!gst_buffer_map (*buffer, &map, GST_MAP_READ))
    return TRUE;
  may_pass = !atomic_load (&tally->is_shut) && vd_port_gate_lets_pass (map.data, map.size);
  gst_buffer_unmap (*buffer, &map);
  if (may_pass)
    atomic_fetch_add (&tally->arrived, 1);
  else
    gst_clear_buffer (buffer);
  return TRUE;
}

/* The line lives by what passes here: no stranger's datagram is a sign of life. */
static GstPadProbeReturn
on_arrived (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST)
    {
      info->data = gst_buffer_list_make_writable (info->data);
      gst_buffer_list_foreach (info->data, judge_arrived, data);
      return GST_PAD_PROBE_OK;
    }
  judge_arrived ((GstBuffer **)&info->data, 0, data);
  /* What the probe took away is gone, as if it had been handled. */
  return info->data ? GST_PAD_PROBE_OK : GST_PAD_PROBE_HANDLED;
}

static GstPadProbeReturn
on_wish (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  VdTally *tally = data;

  if (gst_video_event_is_force_key_unit (GST_PAD_PROBE_INFO_EVENT (info)) && atomic_load (&tally->is_open))
    vd_fanout_want_keyframe (tally->wishes);
  return GST_PAD_PROBE_OK;
}

/* webrtcbin makes these while it builds its transport. */
static void
on_deep_element (GstBin *bin, GstBin *sub_bin, GstElement *element, gpointer data)
{
  const char *kind = vd_pipeline_get_kind (element);
  g_autoptr (GstPad) pad = NULL;

  if (g_str_equal (kind, "nicesrc"))
    {
      pad = gst_element_get_static_pad (element, "src");
      vd_tally_probe (data, pad, VD_TALLY_PACKETS, on_arrived);
    }
  /* Without this the very first packet waits a whole latency for one before it that may have been overtaken; two
   * in a row are proof enough that none was, and as many has a browser's first picture: for a third one it waited for
   * the next picture. And it is not for us to guess when the next one is due: a browser
   * that was busy for a tenth of a second would be asked for what it has not sent, and that given up as lost. Nor is
   * the rhythm of a picture's packets any measure of when to ask, and to ask again. */
  else if (g_str_equal (kind, "rtpjitterbuffer"))
    {
      g_object_set (element, "faststart-min-packets", 2, "rtx-next-seqnum", FALSE, "rtx-delay", NOTICE_MS,
                    "rtx-min-retry-timeout", 0, NULL);
      vd_tally_add_buffer (data, element);
    }
  /* What a browser is asked to send again goes with RTCP, and only one report in two may go before its time: at the
   * usual pace a wish waited half a second, longer than the picture waits for what is missing. Left to measure what
   * passes, it begins with next to nothing: in a call's first second a report came every 1.4 s, and what was missing of
   * the first picture was asked for too late, the picture itself after three seconds. */
  else if (g_str_equal (kind, "rtpsession"))
    g_object_set (element, "rtcp-min-interval", RTCP_INTERVAL_NS, "bandwidth", SESSION_BPS, NULL);
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
  vd_tally_probe (self->tally, pad, VD_TALLY_PACKETS, on_sent);
  g_object_get (pad, "transceiver", &transceiver, NULL);
  /* RTX on audio makes Chromium refuse the whole offer. By pad, because a transceiver has no kind before caps flow. */
  g_object_set (transceiver, "direction", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDRECV, "do-nack", with_repair, NULL);
}

/* What the other side's reports may do here: make so many sources, and put a picture off so that lips and voice meet.
 * Where the reports of the two drift apart that is seconds (3, if left alone), and the sink then shows a picture every
 * two, for the rest of the call. */
static void
limit_reports (VdWire *self)
{
  g_autoptr (GstElement) rtpbin = gst_bin_get_by_name (GST_BIN (self->webrtc), "rtpbin");

  g_object_set (rtpbin, "max-streams", MAX_SOURCES, "max-ts-offset", MAX_LIPS_NS, NULL);
}

static gboolean
add_sender (VdWire *self, GError **error)
{
  guint audio_ssrc = g_random_int_range (1, G_MAXINT32);
  guint video_ssrc = audio_ssrc + 1;
  g_autofree char *description =
      g_strdup_printf (SENDER, START_WAIT_MS, audio_ssrc, audio_ssrc, video_ssrc, video_ssrc);
  GstElement *sender = gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, error);
  g_autoptr (GstPad) pad = NULL;

  if (!sender)
    return FALSE;
  self->pipeline = GST_PIPELINE (gst_object_ref_sink (sender));
  self->webrtc = gst_bin_get_by_name (GST_BIN (sender), "webrtc");
  self->audio = GST_APP_SRC (gst_bin_get_by_name (GST_BIN (sender), "audio"));
  self->video = GST_APP_SRC (gst_bin_get_by_name (GST_BIN (sender), "video"));
  pad = gst_element_get_static_pad (GST_ELEMENT (self->video), "src");
  vd_tally_probe (self->tally, pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, on_wish);
  return TRUE;
}

VdWire *
vd_wire_new (VdStudio *studio, const VdIceConfig *ice, VdFeed *view, GError **error)
{
  VdWire *self = g_new0 (VdWire, 1);
  g_autoptr (GstClock) clock = gst_system_clock_obtain ();
  VdJitterTarget target;

  self->tally = vd_tally_new (vd_studio_get_video (studio));
  if (!add_sender (self, error) || !vd_wire_add_receivers (self, view, error))
    {
      vd_wire_free (self);
      return NULL;
    }
  limit_reports (self);
  gst_pipeline_use_clock (self->pipeline, clock);
  g_signal_connect_data (self->webrtc, "deep-element-added", G_CALLBACK (on_deep_element), vd_tally_ref (self->tally),
                         (GClosureNotify)(void *)vd_tally_unref, 0);
  vd_wire_repeat_handshake (self);
  prepare_line (self, "sink_0", "audio-pay", FALSE);
  prepare_line (self, "sink_1", "video-pay", TRUE);
  vd_wire_prepare_ice (self, ice);
  vd_jitter_target_init (&target);
  vd_wire_set_delay (self, &target);
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
  vd_tally_shut (self->tally);
  vd_fanout_remove (vd_studio_get_video (studio), self->video);
  vd_fanout_remove (vd_studio_get_audio (studio), self->audio);
  vd_studio_remove_voice (studio, self->tally->voice);
  vd_picture_sink_cut (self->screen);
}

void
vd_wire_free (VdWire *self)
{
  if (self->tally)
    vd_tally_close (self->tally);
  g_clear_object (&self->webrtc);
  g_clear_object (&self->audio);
  g_clear_object (&self->video);
  g_clear_object (&self->pipeline);
  g_clear_pointer (&self->screen, vd_picture_sink_unref);
  g_clear_pointer (&self->tally, vd_tally_unref);
  g_free (self);
}
