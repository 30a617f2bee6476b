/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "peer-private.h"

#include <gst/sdp/sdp.h>

static void
description_free (gpointer data)
{
  if (data)
    gst_webrtc_session_description_free (data);
}

/* The offer as it is sent. Chromium begins at 300 kbit/s, at which its first keyframe alone takes a fifth of a second
 * to leave; the start bitrate (kbit/s) is its own parameter, which others ignore. webrtcbin cannot write it, and need
 * not know it. */
static char *
offer_to_text (const GstSDPMessage *offer)
{
  GstSDPMessage *sent = NULL;
  char *text;

  gst_sdp_message_copy (offer, &sent);
  for (guint i = 0; i < gst_sdp_message_medias_len (sent); i++)
    {
      GstSDPMedia *media = (GstSDPMedia *)gst_sdp_message_get_media (sent, i);

      if (g_str_equal (gst_sdp_media_get_media (media), "video"))
        gst_sdp_media_add_attribute (media, "fmtp", "96 x-google-start-bitrate=1200");
    }
  text = gst_sdp_message_as_text (sent);
  gst_sdp_message_free (sent);
  return text;
}

/* Letters from webrtcbin's thread, on the main thread. */

static void
take_offer (gpointer owner, gpointer payload)
{
  VdPeer *self = owner;
  GstWebRTCSessionDescription *offer = payload;
  g_autofree char *text = NULL;

  if (self->state != VD_PEER_STATE_STARTING)
    return;
  if (!offer)
    {
      vd_peer_fail (self, VD_CALL_END_FAILED, "no offer could be made");
      return;
    }
  g_signal_emit_by_name (self->wire->webrtc, "set-local-description", offer, NULL);
  text = offer_to_text (offer->sdp);
  self->figures.offered_us = g_get_monotonic_time ();
  vd_peer_set_state (self, VD_PEER_STATE_OFFERED, "the offer is made");
  g_signal_emit_by_name (self, "offer", text);
}

/* webrtcbin 1.26 says itself that this was the last candidate, 1.22 leaves it to the state of gathering. */
static void
say_all_gathered (VdPeer *self)
{
  if (self->has_gathered)
    return;
  self->has_gathered = TRUE;
  vd_peer_tell_candidate (self, 0, "");
}

static void
take_local_candidate (gpointer owner, gpointer payload)
{
  VdPeer *self = owner;
  guint mline;
  const char *text;

  g_variant_get (payload, "(u&s)", &mline, &text);
  if (self->state == VD_PEER_STATE_CLOSED)
    return;
  if (*text)
    vd_peer_tell_candidate (self, mline, text);
  else
    say_all_gathered (self);
}

static void
take_remote_set (gpointer owner, gpointer payload)
{
  VdPeer *self = owner;

  if (self->state != VD_PEER_STATE_CONNECTING)
    return;
  if (!GPOINTER_TO_INT (payload))
    {
      vd_peer_fail (self, VD_CALL_END_BAD_ANSWER, "the answer was refused");
      return;
    }
  vd_peer_begin_checks (self);
}

static void
take_connection_state (gpointer owner, gpointer payload)
{
  VdPeer *self = owner;
  GstWebRTCPeerConnectionState state;

  if (self->state == VD_PEER_STATE_CLOSED)
    return;
  g_object_get (self->wire->webrtc, "connection-state", &state, NULL);
  if (state == GST_WEBRTC_PEER_CONNECTION_STATE_FAILED)
    vd_peer_fail (self, VD_CALL_END_NOT_CONNECTED, "ICE or DTLS failed");
  if (state != GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED || self->state != VD_PEER_STATE_CONNECTING)
    return;
  if (!vd_peer_is_verified (self))
    {
      vd_peer_fail (self, VD_CALL_END_WRONG_IDENTITY,
                    "the certificate is not the one of the answer: somebody in the middle");
      return;
    }
  self->figures.connected_us = g_get_monotonic_time ();
  vd_peer_set_state (self, VD_PEER_STATE_READY, "connected, certificate checked");
}

/* A pair is nominated: relays can take nothing over any more. */
static void
take_ice_state (gpointer owner, gpointer payload)
{
  VdPeer *self = owner;
  GstWebRTCICEConnectionState state;

  if (self->state == VD_PEER_STATE_CLOSED)
    return;
  g_object_get (self->wire->webrtc, "ice-connection-state", &state, NULL);
  if (state == GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED || state == GST_WEBRTC_ICE_CONNECTION_STATE_COMPLETED)
    vd_peer_release_relays (self);
}

static void
take_gathering_state (gpointer owner, gpointer payload)
{
  VdPeer *self = owner;
  GstWebRTCICEGatheringState state;

  if (self->state == VD_PEER_STATE_CLOSED)
    return;
  g_object_get (self->wire->webrtc, "ice-gathering-state", &state, NULL);
  if (state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
    say_all_gathered (self);
}

/* webrtcbin's thread: nothing but posting. */

static void
on_offer_made (GstPromise *promise, gpointer data)
{
  const GstStructure *reply = gst_promise_get_reply (promise);
  GstWebRTCSessionDescription *offer = NULL;

  if (reply)
    gst_structure_get (reply, "offer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &offer, NULL);
  vd_mailbox_post (data, take_offer, offer, description_free);
  gst_promise_unref (promise);
}

static void
on_remote_set (GstPromise *promise, gpointer data)
{
  const GstStructure *reply = gst_promise_get_reply (promise);
  gboolean is_fine =
      gst_promise_wait (promise) == GST_PROMISE_RESULT_REPLIED && !(reply && gst_structure_has_field (reply, "error"));

  vd_mailbox_post (data, take_remote_set, GINT_TO_POINTER (is_fine), NULL);
  gst_promise_unref (promise);
}

static void
on_local_candidate (GstElement *webrtc, guint mline, const char *text, gpointer data)
{
  vd_mailbox_post (data, take_local_candidate, g_variant_ref_sink (g_variant_new ("(us)", mline, text)),
                   (GDestroyNotify)g_variant_unref);
}

static void
on_connection_state (GstElement *webrtc, GParamSpec *spec, gpointer data)
{
  vd_mailbox_post (data, take_connection_state, NULL, NULL);
}

static void
on_ice_state (GstElement *webrtc, GParamSpec *spec, gpointer data)
{
  vd_mailbox_post (data, take_ice_state, NULL, NULL);
}

static void
on_gathering_state (GstElement *webrtc, GParamSpec *spec, gpointer data)
{
  vd_mailbox_post (data, take_gathering_state, NULL, NULL);
}

/* A transition that completed. Asked for here and not in on-negotiation-needed, which needs caps on the sink pads and
 * so would wait for media. */
static void
take_playing (gpointer owner, gpointer payload)
{
  VdPeer *self = owner;

  if (self->state != VD_PEER_STATE_STARTING || self->is_offering)
    return;
  self->is_offering = TRUE;
  g_signal_emit_by_name (self->wire->webrtc, "create-offer", NULL,
                         gst_promise_new_with_change_func (on_offer_made, vd_mailbox_ref (self->mailbox),
                                                           (GDestroyNotify)vd_mailbox_unref));
}

static GstBusSyncReply
on_sync_message (GstBus *bus, GstMessage *message, gpointer data)
{
  GstState state;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_STATE_CHANGED || !GST_IS_PIPELINE (GST_MESSAGE_SRC (message)))
    return GST_BUS_PASS;
  gst_message_parse_state_changed (message, NULL, &state, NULL);
  if (state == GST_STATE_PLAYING)
    vd_mailbox_post (data, take_playing, NULL, NULL);
  return GST_BUS_PASS;
}

static void
connect_signal (VdPeer *self, const char *name, GCallback callback)
{
  g_signal_connect_data (self->wire->webrtc, name, callback, vd_mailbox_ref (self->mailbox),
                         (GClosureNotify)(void *)vd_mailbox_unref, 0);
}

void
vd_peer_set_remote (VdPeer *self, GstWebRTCSessionDescription *answer)
{
  g_signal_emit_by_name (self->wire->webrtc, "set-remote-description", answer,
                         gst_promise_new_with_change_func (on_remote_set, vd_mailbox_ref (self->mailbox),
                                                           (GDestroyNotify)vd_mailbox_unref));
}

void
vd_peer_listen (VdPeer *self)
{
  g_autoptr (GstBus) bus = gst_pipeline_get_bus (self->wire->pipeline);

  connect_signal (self, "on-ice-candidate", G_CALLBACK (on_local_candidate));
  connect_signal (self, "notify::connection-state", G_CALLBACK (on_connection_state));
  connect_signal (self, "notify::ice-connection-state", G_CALLBACK (on_ice_state));
  connect_signal (self, "notify::ice-gathering-state", G_CALLBACK (on_gathering_state));
  gst_bus_set_sync_handler (bus, on_sync_message, vd_mailbox_ref (self->mailbox), (GDestroyNotify)vd_mailbox_unref);
}
