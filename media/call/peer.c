/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "peer.h"

#include <gst/sdp/sdp.h>
#include <gst/webrtc/webrtc.h>

#include "answer-sdp.h"
#include "candidate.h"
#include "mailbox.h"
#include "pipeline.h"
#include "wire.h"

/*  STARTING ──PLAYING, offer made──► OFFERED ──answer──► CONNECTING ──DTLS up, certificate right──► READY ──gates──►
 * OPEN └────────────────────────────────┴───────────────────┴───────────────────────────────────────┴─────► CLOSED
 * ◄───┘ */
#define BIT(state) (1u << VD_PEER_STATE_##state)
static const guint edges[] = {
  [VD_PEER_STATE_STARTING] = BIT (OFFERED) | BIT (CLOSED),
  [VD_PEER_STATE_OFFERED] = BIT (CONNECTING) | BIT (CLOSED),
  [VD_PEER_STATE_CONNECTING] = BIT (READY) | BIT (CLOSED),
  [VD_PEER_STATE_READY] = BIT (OPEN) | BIT (CLOSED),
  [VD_PEER_STATE_OPEN] = BIT (CLOSED),
  [VD_PEER_STATE_CLOSED] = 0,
};
#undef BIT

#define MAX_EARLY_CANDIDATES 64 /* before the answer is in place; a browser with many interfaces sends about 20 */

struct _VdPeer
{
  GObject parent_instance;

  guint number;
  VdStudio *studio;
  VdIceConfig *ice;
  VdFeed *view;

  VdPeerState state;
  VdCallEnd why;
  VdWire *wire;
  VdMailbox *mailbox;
  gboolean is_offering, has_gathered;
  gboolean is_remote_set;
  VdFingerprint expected;
  GPtrArray *early; /* of candidates, until the answer is in place */
  VdCallFigures figures;
};

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS
};

enum
{
  SIGNAL_OFFER,
  SIGNAL_CANDIDATE,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VdPeer, vd_peer, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (VdPeerState, vd_peer_state, G_DEFINE_ENUM_VALUE (VD_PEER_STATE_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (VD_PEER_STATE_OFFERED, "offered"),
                    G_DEFINE_ENUM_VALUE (VD_PEER_STATE_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (VD_PEER_STATE_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (VD_PEER_STATE_OPEN, "open"),
                    G_DEFINE_ENUM_VALUE (VD_PEER_STATE_CLOSED, "closed"))

static void
set_state (VdPeer *self, VdPeerState state, const char *why)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (VD_TYPE_PEER_STATE);

  if (self->state == state)
    return;
  g_return_if_fail (edges[self->state] & (1u << state));
  g_message ("peer %u: %s → %s (%s)", self->number, g_enum_get_value (klass, self->state)->value_nick,
             g_enum_get_value (klass, state)->value_nick, why);
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

/* Closes with a reason of our own. Media stops here and now; the owner then calls vd_peer_close () for the pipeline. */
static void
fail (VdPeer *self, VdCallEnd why, const char *text)
{
  if (self->state == VD_PEER_STATE_CLOSED)
    return;
  self->why = why;
  if (self->state == VD_PEER_STATE_OPEN)
    vd_wire_shut (self->wire, self->studio);
  set_state (self, VD_PEER_STATE_CLOSED, text);
}

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
      fail (self, VD_CALL_END_FAILED, "no offer could be made");
      return;
    }
  g_signal_emit_by_name (self->wire->webrtc, "set-local-description", offer, NULL);
  text = offer_to_text (offer->sdp);
  self->figures.offered_us = g_get_monotonic_time ();
  set_state (self, VD_PEER_STATE_OFFERED, "the offer is made");
  g_signal_emit (self, signals[SIGNAL_OFFER], 0, text);
}

static void
take_local_candidate (gpointer owner, gpointer payload)
{
  VdPeer *self = owner;
  guint mline;
  const char *text;

  g_variant_get (payload, "(u&s)", &mline, &text);
  if (self->state != VD_PEER_STATE_CLOSED)
    g_signal_emit (self, signals[SIGNAL_CANDIDATE], 0, mline, text);
}

static void
add_candidate (VdPeer *self, const char *text)
{
  /* With everything in one bundle, all candidates belong to line 0. An empty one tells libnice that no more will come.
   */
  g_signal_emit_by_name (self->wire->webrtc, "add-ice-candidate", 0u, text);
}

static void
take_remote_set (gpointer owner, gpointer payload)
{
  VdPeer *self = owner;

  if (self->state != VD_PEER_STATE_CONNECTING)
    return;
  if (!GPOINTER_TO_INT (payload))
    {
      fail (self, VD_CALL_END_BAD_ANSWER, "the answer was refused");
      return;
    }
  self->is_remote_set = TRUE;
  for (guint i = 0; i < self->early->len; i++)
    add_candidate (self, g_ptr_array_index (self->early, i));
  g_ptr_array_set_size (self->early, 0);
}

/* Whether the certificate of one transceiver's transport is the one that the answer promised. */
static gboolean
is_expected (VdPeer *self, GstWebRTCRTPTransceiver *transceiver)
{
  g_autoptr (GstWebRTCRTPReceiver) receiver = NULL;
  g_autoptr (GstWebRTCDTLSTransport) transport = NULL;
  g_autofree char *pem = NULL;
  GstWebRTCDTLSTransportState state = GST_WEBRTC_DTLS_TRANSPORT_STATE_NEW;
  VdFingerprint actual;

  g_object_get (transceiver, "receiver", &receiver, NULL);
  if (receiver)
    g_object_get (receiver, "transport", &transport, NULL);
  if (transport)
    g_object_get (transport, "state", &state, "remote-certificate", &pem, NULL);
  return state == GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED && pem && vd_fingerprint_of_pem (pem, &actual) &&
         vd_fingerprint_equal (&actual, &self->expected);
}

static gboolean
is_verified (VdPeer *self)
{
  g_autoptr (GArray) transceivers = NULL;
  gboolean is_right;

  g_signal_emit_by_name (self->wire->webrtc, "get-transceivers", &transceivers);
  is_right = transceivers && transceivers->len > 0;
  for (guint i = 0; transceivers && i < transceivers->len; i++)
    is_right = is_right && is_expected (self, g_array_index (transceivers, GstWebRTCRTPTransceiver *, i));
  return is_right;
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
    fail (self, VD_CALL_END_NOT_CONNECTED, "ICE or DTLS failed");
  if (state != GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED || self->state != VD_PEER_STATE_CONNECTING)
    return;
  if (!is_verified (self))
    {
      fail (self, VD_CALL_END_WRONG_IDENTITY, "the certificate is not the one of the answer: somebody in the middle");
      return;
    }
  self->figures.connected_us = g_get_monotonic_time ();
  set_state (self, VD_PEER_STATE_READY, "connected, certificate checked");
}

static void
take_gathering_state (gpointer owner, gpointer payload)
{
  VdPeer *self = owner;
  GstWebRTCICEGatheringState state;

  if (self->state == VD_PEER_STATE_CLOSED)
    return;
  g_object_get (self->wire->webrtc, "ice-gathering-state", &state, NULL);
  /* webrtcbin 1.22.0 never says that this was the last one. */
  if (state != GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE || self->has_gathered)
    return;
  self->has_gathered = TRUE;
  g_signal_emit (self, signals[SIGNAL_CANDIDATE], 0, 0u, "");
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
on_gathering_state (GstElement *webrtc, GParamSpec *spec, gpointer data)
{
  vd_mailbox_post (data, take_gathering_state, NULL, NULL);
}

static void
on_error (gpointer owner, GstObject *source, const GError *error)
{
  VdPeer *self = owner;

  fail (self, VD_CALL_END_FAILED, error->message);
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

static void
vd_peer_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_enum (value, VD_PEER (object)->state);
}

static void
vd_peer_dispose (GObject *object)
{
  VdPeer *self = VD_PEER (object);

  if (self->wire)
    vd_peer_close (self, NULL, NULL, NULL);
  g_clear_object (&self->studio);
  g_clear_pointer (&self->ice, vd_ice_config_free);
  g_clear_object (&self->view);
  g_clear_pointer (&self->early, g_ptr_array_unref);
  if (self->mailbox)
    vd_mailbox_close (self->mailbox);
  g_clear_pointer (&self->mailbox, vd_mailbox_unref);

  G_OBJECT_CLASS (vd_peer_parent_class)->dispose (object);
}

static void
vd_peer_class_init (VdPeerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vd_peer_get_property;
  object_class->dispose = vd_peer_dispose;

  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, VD_TYPE_PEER_STATE, VD_PEER_STATE_STARTING,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_OFFER] =
      g_signal_new ("offer", VD_TYPE_PEER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_CANDIDATE] = g_signal_new ("candidate", VD_TYPE_PEER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
}

static void
vd_peer_init (VdPeer *self)
{
  self->early = g_ptr_array_new_with_free_func (g_free);
  self->mailbox = vd_mailbox_new (self);
}

VdPeer *
vd_peer_new (VdStudio *studio, const VdIceConfig *ice, guint number, VdFeed *view)
{
  VdPeer *self = g_object_new (VD_TYPE_PEER, NULL);

  self->studio = g_object_ref (studio);
  self->ice = vd_ice_config_copy (ice);
  self->number = number;
  self->view = g_object_ref (view);
  return self;
}

void
vd_peer_start (VdPeer *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstBus) bus = NULL;

  self->wire = vd_wire_new (self->studio, self->ice, self->view, &error);
  if (!self->wire)
    {
      fail (self, VD_CALL_END_FAILED, error->message);
      return;
    }
  connect_signal (self, "on-ice-candidate", G_CALLBACK (on_local_candidate));
  connect_signal (self, "notify::connection-state", G_CALLBACK (on_connection_state));
  connect_signal (self, "notify::ice-gathering-state", G_CALLBACK (on_gathering_state));
  bus = gst_pipeline_get_bus (self->wire->pipeline);
  gst_bus_set_sync_handler (bus, on_sync_message, vd_mailbox_ref (self->mailbox), (GDestroyNotify)vd_mailbox_unref);
  vd_pipeline_watch (self->wire->pipeline, on_error, self);
  if (gst_element_set_state (GST_ELEMENT (self->wire->pipeline), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    fail (self, VD_CALL_END_FAILED, "the pipeline does not start");
}

gboolean
vd_peer_take_answer (VdPeer *self, const char *sdp, GError **error)
{
  g_autofree char *clean = NULL;
  GstSDPMessage *message = NULL;
  GstWebRTCSessionDescription *answer;

  if (self->state != VD_PEER_STATE_OFFERED)
    {
      g_set_error (error, VD_CALL_ERROR, VD_CALL_ERROR_STALE, "peer %u expects no answer", self->number);
      return FALSE;
    }
  clean = vd_answer_sdp_check (sdp, &self->expected, error);
  if (!clean || gst_sdp_message_new_from_text (clean, &message) != GST_SDP_OK)
    {
      if (clean)
        g_set_error (error, VD_CALL_ERROR, VD_CALL_ERROR_BAD_SDP, "the answer does not parse");
      g_clear_pointer (&message, gst_sdp_message_free);
      fail (self, VD_CALL_END_BAD_ANSWER, "bad answer");
      return FALSE;
    }
  set_state (self, VD_PEER_STATE_CONNECTING, "answered");
  answer = gst_webrtc_session_description_new (GST_WEBRTC_SDP_TYPE_ANSWER, message);
  g_signal_emit_by_name (self->wire->webrtc, "set-remote-description", answer,
                         gst_promise_new_with_change_func (on_remote_set, vd_mailbox_ref (self->mailbox),
                                                           (GDestroyNotify)vd_mailbox_unref));
  gst_webrtc_session_description_free (answer);
  return TRUE;
}

gboolean
vd_peer_take_candidate (VdPeer *self, guint mline, const char *candidate, GError **error)
{
  VdCandidateVerdict verdict = vd_candidate_judge (candidate);

  if (self->state == VD_PEER_STATE_CLOSED || self->state == VD_PEER_STATE_STARTING)
    {
      g_set_error (error, VD_CALL_ERROR, VD_CALL_ERROR_STALE, "peer %u takes no candidates", self->number);
      return FALSE;
    }
  if (verdict == VD_CANDIDATE_BAD || self->early->len >= MAX_EARLY_CANDIDATES)
    {
      g_set_error (error, VD_CALL_ERROR, VD_CALL_ERROR_BAD_CANDIDATE,
                   verdict == VD_CANDIDATE_BAD ? "not a candidate" : "too many candidates before the answer");
      return FALSE;
    }
  if (verdict == VD_CANDIDATE_IGNORE)
    return TRUE;
  if (self->is_remote_set)
    add_candidate (self, candidate);
  else
    g_ptr_array_add (self->early, g_strdup (candidate));
  return TRUE;
}

void
vd_peer_open_gates (VdPeer *self)
{
  g_return_if_fail (self->state == VD_PEER_STATE_READY);

  self->figures.gates_us = g_get_monotonic_time ();
  vd_wire_open (self->wire, self->studio);
  set_state (self, VD_PEER_STATE_OPEN, "gates open");
}

void
vd_peer_close (VdPeer *self, VdPeerStoppedFunc stopped, gpointer owner, GDestroyNotify destroy)
{
  VdWire *wire;
  g_autoptr (GstBus) bus = NULL;

  vd_peer_get_figures (self); /* the last ones stay */
  wire = g_steal_pointer (&self->wire);
  vd_mailbox_close (self->mailbox);
  if (!wire)
    {
      if (stopped)
        stopped (owner, TRUE);
      if (destroy)
        destroy (owner);
      return;
    }
  vd_wire_shut (wire, self->studio);
  set_state (self, VD_PEER_STATE_CLOSED, "closed by its call");
  bus = gst_pipeline_get_bus (wire->pipeline);
  gst_bus_set_sync_handler (bus, NULL, NULL, NULL);
  vd_pipeline_stop (gst_object_ref (wire->pipeline), stopped, owner, destroy);
  vd_wire_free (wire);
}

guint
vd_peer_get_number (VdPeer *self)
{
  return self->number;
}

VdPeerState
vd_peer_get_state (VdPeer *self)
{
  return self->state;
}

VdCallEnd
vd_peer_get_why (VdPeer *self)
{
  return self->why;
}

guint64
vd_peer_get_arrived (VdPeer *self)
{
  return self->wire ? atomic_load (&self->wire->tally->arrived) : 0;
}

VdCallFigures
vd_peer_get_figures (VdPeer *self)
{
  VdTally *tally = self->wire ? self->wire->tally : NULL;

  if (tally)
    {
      self->figures.sent_packets = atomic_load (&tally->sent);
      self->figures.received_packets = atomic_load (&tally->received);
      self->figures.frames_shown = atomic_load (&tally->frames);
      self->figures.first_frame_us = atomic_load (&tally->first_frame_us);
      self->figures.first_sound_us = atomic_load (&tally->first_sound_us);
    }
  return self->figures;
}
