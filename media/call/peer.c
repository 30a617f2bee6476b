/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "peer-private.h"

#include <gst/sdp/sdp.h>

#include "answer-sdp.h"
#include "pipeline.h"

/* STARTING ─PLAYING, offer made─► OFFERED ─answer─► CONNECTING ─DTLS up, right certificate─► READY ─gates─► OPEN
 *
 * and from each of them to CLOSED. */
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

void
vd_peer_set_state (VdPeer *self, VdPeerState state, const char *why)
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

static void
shut (VdPeer *self)
{
  vd_peer_rate_end (self);
  vd_wire_shut (self->wire, self->studio);
}

void
vd_peer_fail (VdPeer *self, VdCallEnd why, const char *text)
{
  if (self->state == VD_PEER_STATE_CLOSED)
    return;
  self->why = why;
  if (self->state == VD_PEER_STATE_OPEN)
    shut (self);
  vd_peer_set_state (self, VD_PEER_STATE_CLOSED, text);
}

/* A handshake that fails is told by the element that does it and by webrtcbin, in either order. */
static gboolean
is_handshake_error (VdPeer *self, GstObject *source)
{
  return self->state == VD_PEER_STATE_CONNECTING && g_str_has_prefix (vd_pipeline_get_kind (source), "dtls");
}

static void
on_error (gpointer owner, GstObject *source, const GError *error)
{
  VdPeer *self = owner;

  /* Whenever the other side goes first, its SCTP association fails before anything else is noticed. */
  if (vd_peer_is_text_error (self, source))
    return;
  vd_peer_fail (self, is_handshake_error (self, source) ? VD_CALL_END_NOT_CONNECTED : VD_CALL_END_FAILED,
                error->message);
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
  vd_peer_clear_candidates (self);
  g_clear_pointer (&self->tap, vd_line_tap_unref);
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
  g_signal_new ("text-open", VD_TYPE_PEER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  g_signal_new ("text", VD_TYPE_PEER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_CANDIDATE] = g_signal_new ("candidate", VD_TYPE_PEER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
}

static void
vd_peer_init (VdPeer *self)
{
  vd_peer_init_candidates (self);
  self->mailbox = vd_mailbox_new (self);
}

VdPeer *
vd_peer_new (VdStudio *studio, const VdIceConfig *ice, guint number, VdFeed *view, guint hold_relays_ms)
{
  VdPeer *self = g_object_new (VD_TYPE_PEER, NULL);

  self->studio = g_object_ref (studio);
  self->ice = vd_ice_config_copy (ice);
  self->number = number;
  self->view = g_object_ref (view);
  self->hold_relays_ms = ice->relay_only ? 0 : hold_relays_ms;
  return self;
}

void
vd_peer_start (VdPeer *self)
{
  g_autoptr (GError) error = NULL;

  self->wire = vd_wire_new (self->studio, self->ice, self->view, &error);
  if (!self->wire)
    {
      vd_peer_fail (self, VD_CALL_END_FAILED, error->message);
      return;
    }
  vd_peer_listen (self);
  vd_peer_make_text (self);
  vd_peer_rate_listen (self);
  vd_pipeline_watch (self->wire->pipeline, on_error, self);
  if (gst_element_set_state (GST_ELEMENT (self->wire->pipeline), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    vd_peer_fail (self, VD_CALL_END_FAILED, "the pipeline does not start");
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
      vd_peer_fail (self, VD_CALL_END_BAD_ANSWER, "bad answer");
      return FALSE;
    }
  vd_peer_set_state (self, VD_PEER_STATE_CONNECTING, "answered");
  answer = gst_webrtc_session_description_new (GST_WEBRTC_SDP_TYPE_ANSWER, message);
  vd_peer_set_remote (self, answer);
  gst_webrtc_session_description_free (answer);
  return TRUE;
}

void
vd_peer_open_gates (VdPeer *self)
{
  g_return_if_fail (self->state == VD_PEER_STATE_READY);

  self->figures.gates_us = g_get_monotonic_time ();
  vd_peer_rate_begin (self);
  vd_wire_open (self->wire, self->studio);
  self->was_relayed = vd_wire_is_relayed (self->wire);
  vd_peer_set_state (self, VD_PEER_STATE_OPEN, "gates open");
  vd_peer_open_text (self);
}

void
vd_peer_close (VdPeer *self, VdPeerStoppedFunc stopped, gpointer owner, GDestroyNotify destroy)
{
  VdWire *wire;
  g_autoptr (GstBus) bus = NULL;

  vd_peer_get_figures (self); /* the last ones stay */
  vd_peer_clear_candidates (self);
  if (self->wire)
    shut (self);
  wire = g_steal_pointer (&self->wire);
  vd_mailbox_close (self->mailbox);
  g_clear_pointer (&self->text, vd_text_channel_free);
  if (!wire)
    {
      if (stopped)
        stopped (owner, TRUE);
      if (destroy)
        destroy (owner);
      return;
    }
  vd_peer_set_state (self, VD_PEER_STATE_CLOSED, "closed by its call");
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

gboolean
vd_peer_was_relayed (VdPeer *self)
{
  return self->was_relayed;
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
  VdFreezes freezes;

  if (tally)
    {
      freezes = vd_tally_get_freezes (tally);
      self->figures.freezes = freezes.count;
      self->figures.frozen_us = freezes.total_us;
      self->figures.refused_frames = atomic_load (&tally->refused);
      self->figures.sent_packets = atomic_load (&tally->sent);
      self->figures.received_packets = atomic_load (&tally->received);
      self->figures.frames_shown = atomic_load (&tally->frames);
      self->figures.first_frame_us = atomic_load (&tally->first_frame_us);
      self->figures.first_sound_us = atomic_load (&tally->first_sound_us);
    }
  return self->figures;
}
