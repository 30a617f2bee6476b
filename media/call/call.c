/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "call.h"

#include "ice-route.h"
#include "peer.h"
#include "studio-private.h"

/*  PREPARING ──► OFFERED ──► CONNECTING ──► READY ──gates──► TALKING
 *      ▲            │            │            │ renew           │ hang up, lost for 60 s
 *      └────────────┴────────────┴────────────┘                 │
 *  every state but the last two ──────────────► ENDING ──pipelines down──► ENDED
 *
 * While TALKING the peer may be replaced, by the watchdog or because the other side asks; the call stays TALKING. */
#define BIT(state) (1u << VD_CALL_STATE_##state)
static const struct
{
  guint edges;
  guint timeout_s; /* 0: none of its own */
} states[] = {
  [VD_CALL_STATE_PREPARING] = { BIT (OFFERED) | BIT (ENDING), 10 },
  [VD_CALL_STATE_OFFERED] = { BIT (CONNECTING) | BIT (PREPARING) | BIT (ENDING), 45 },
  [VD_CALL_STATE_CONNECTING] = { BIT (READY) | BIT (PREPARING) | BIT (ENDING), 15 },
  /* The desk lets a ring time out long before. */
  [VD_CALL_STATE_READY] = { BIT (TALKING) | BIT (PREPARING) | BIT (ENDING), 180 },
  [VD_CALL_STATE_TALKING] = { BIT (ENDING), 0 },
  [VD_CALL_STATE_ENDING] = { BIT (ENDED), 0 }, /* the stop of a pipeline has its own limit */
  [VD_CALL_STATE_ENDED] = { 0, 0 },
};
#undef BIT

#define TICK_MS 250
/* How long a direct way is looked for without relays: two round trips of a slow line and two checks lost, while it
 * rings; less where somebody waits for the picture's return. */
#define RINGING_DIRECT_MS 700
#define AWAITED_DIRECT_MS 300

struct _VdCall
{
  GObject parent_instance;

  VdStudio *studio;
  VdIceRoute *route;
  VdFeed *view;

  VdCallState state;
  VdCallTrouble trouble;
  VdCallEnd why;
  gboolean is_answered; /* the gates are to open as soon as a peer is ready */

  guint last_number;
  guint failures; /* of peers to connect */
  guint given_up; /* of pipelines that had to come down */
  VdPeer *peer;   /* the one that talks, or will */
  VdPeer *next;   /* made to replace it, while TALKING */
  guint n_stopping;
  VdCallFigures past; /* of the peers that are gone */

  guint tick_id;
  gint64 deadline_us; /* of the state; 0: none */
  VdCallLife life;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_TROUBLE,
  PROP_WHY,
  PROP_VIDEO_PAUSED,
  N_PROPS
};

enum
{
  SIGNAL_OFFER,
  SIGNAL_CANDIDATE,
  SIGNAL_TEXT_OPEN,
  SIGNAL_TEXT,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VdCall, vd_call, G_TYPE_OBJECT)
G_DEFINE_QUARK (vd_call_error, vd_call_error)

G_DEFINE_ENUM_TYPE (VdCallState, vd_call_state, G_DEFINE_ENUM_VALUE (VD_CALL_STATE_PREPARING, "preparing"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_STATE_OFFERED, "offered"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_STATE_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_STATE_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_STATE_TALKING, "talking"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_STATE_ENDING, "ending"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_STATE_ENDED, "ended"))

G_DEFINE_ENUM_TYPE (VdCallTrouble, vd_call_trouble, G_DEFINE_ENUM_VALUE (VD_CALL_TROUBLE_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_TROUBLE_UNSTABLE, "unstable"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_TROUBLE_LOST, "lost"))

G_DEFINE_ENUM_TYPE (VdCallEnd, vd_call_end, G_DEFINE_ENUM_VALUE (VD_CALL_END_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_END_HUNG_UP, "hung-up"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_END_NOT_CONNECTED, "not-connected"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_END_BAD_ANSWER, "bad-answer"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_END_WRONG_IDENTITY, "wrong-identity"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_END_LOST, "lost"), G_DEFINE_ENUM_VALUE (VD_CALL_END_FAILED, "failed"))

static const char *
nick (GType type, int value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);

  return g_enum_get_value (klass, value)->value_nick;
}

static gboolean
set_state (VdCall *self, VdCallState state, const char *why)
{
  if (self->state == state)
    return TRUE;
  g_return_val_if_fail (states[self->state].edges & (1u << state), FALSE);
  g_message ("call: %s → %s (%s)", nick (VD_TYPE_CALL_STATE, self->state), nick (VD_TYPE_CALL_STATE, state), why);
  self->state = state;
  self->deadline_us = states[state].timeout_s ? g_get_monotonic_time () + states[state].timeout_s * G_USEC_PER_SEC : 0;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  return TRUE;
}

static void
set_trouble (VdCall *self, VdCallTrouble trouble)
{
  if (self->trouble == trouble)
    return;
  g_message ("call: trouble %s → %s", nick (VD_TYPE_CALL_TROUBLE, self->trouble), nick (VD_TYPE_CALL_TROUBLE, trouble));
  self->trouble = trouble;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TROUBLE]);
}

static gboolean
is_over (VdCall *self)
{
  return self->state == VD_CALL_STATE_ENDING || self->state == VD_CALL_STATE_ENDED;
}

static void
add_figures (VdCallFigures *sum, VdPeer *peer)
{
  VdCallFigures one = vd_peer_get_figures (peer);
  gint64 *whens[] = { &sum->offered_us, &sum->connected_us, &sum->gates_us, &sum->first_frame_us,
                      &sum->first_sound_us };
  gint64 ones[] = { one.offered_us, one.connected_us, one.gates_us, one.first_frame_us, one.first_sound_us };

  sum->sent_packets += one.sent_packets;
  sum->received_packets += one.received_packets;
  sum->frames_shown += one.frames_shown;
  sum->feedbacks += one.feedbacks;
  sum->refused_frames += one.refused_frames;
  sum->freezes += one.freezes;
  sum->frozen_us += one.frozen_us;
  for (guint i = 0; i < G_N_ELEMENTS (whens); i++)
    if (*whens[i] == 0)
      *whens[i] = ones[i];
}

static void
on_peer_stopped (gpointer owner, gboolean is_clean)
{
  VdCall *self = owner;

  if (!is_clean)
    {
      self->given_up++;
      vd_studio_note_stuck (self->studio);
    }
  self->n_stopping--;
  if (self->state == VD_CALL_STATE_ENDING && self->n_stopping == 0)
    set_state (self, VD_CALL_STATE_ENDED, "all is closed");
}

static void
drop_peer (VdCall *self, VdPeer **peer)
{
  g_autoptr (VdPeer) gone = g_steal_pointer (peer);

  if (!gone)
    return;
  g_signal_handlers_disconnect_by_data (gone, self);
  g_signal_emit (self, signals[SIGNAL_TEXT_OPEN], 0, vd_peer_get_number (gone), FALSE);
  self->n_stopping++;
  vd_peer_close (gone, on_peer_stopped, g_object_ref (self), g_object_unref);
  add_figures (&self->past, gone);
}

/* The one way to the end. */
static void
end (VdCall *self, VdCallEnd why)
{
  if (is_over (self))
    return;
  g_clear_handle_id (&self->tick_id, g_source_remove);
  self->why = why;
  /* Held up by one, so that ENDED comes after ENDING and after both peers were asked to stop. */
  self->n_stopping++;
  drop_peer (self, &self->next);
  drop_peer (self, &self->peer);
  vd_feed_clear (self->view);
  set_trouble (self, VD_CALL_TROUBLE_NONE);
  set_state (self, VD_CALL_STATE_ENDING, nick (VD_TYPE_CALL_END, why));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WHY]);
  on_peer_stopped (self, TRUE);
}

static void
on_offer (VdPeer *peer, const char *sdp, VdCall *self)
{
  g_signal_emit (self, signals[SIGNAL_OFFER], 0, vd_peer_get_number (peer), sdp);
}

static void
on_candidate (VdPeer *peer, guint mline, const char *candidate, VdCall *self)
{
  g_signal_emit (self, signals[SIGNAL_CANDIDATE], 0, vd_peer_get_number (peer), mline, candidate);
}

static void
on_text_open (VdPeer *peer, gboolean is_open, VdCall *self)
{
  g_signal_emit (self, signals[SIGNAL_TEXT_OPEN], 0, vd_peer_get_number (peer), is_open);
}

static void
on_text (VdPeer *peer, const char *text, VdCall *self)
{
  g_signal_emit (self, signals[SIGNAL_TEXT], 0, vd_peer_get_number (peer), text);
}

static void
on_ready (VdCall *self, VdPeer *peer)
{
  if (peer == self->peer)
    set_state (self, VD_CALL_STATE_READY, "connected, certificate checked");
  if (!self->is_answered || vd_peer_get_state (peer) != VD_PEER_STATE_READY)
    return;
  vd_peer_open_gates (peer);
  vd_call_life_open (&self->life, peer == self->next, g_get_monotonic_time ());
  if (peer == self->peer)
    set_state (self, VD_CALL_STATE_TALKING, "gates open");
}

static void
drop_attempt (VdCall *self)
{
  self->failures += vd_peer_get_state (self->next) != VD_PEER_STATE_OPEN;
  drop_peer (self, &self->next);
  vd_call_life_fail (&self->life, g_get_monotonic_time ());
}

static void
on_peer_closed (VdCall *self, VdPeer *peer)
{
  VdCallEnd why = vd_peer_get_why (peer);

  /* Somebody in the middle is no accident of the network: no second try. */
  if (self->state != VD_CALL_STATE_TALKING || why == VD_CALL_END_WRONG_IDENTITY)
    {
      self->failures += why == VD_CALL_END_NOT_CONNECTED;
      end (self, why);
    }
  else if (peer == self->next)
    drop_attempt (self);
  else
    vd_call_life_lose (&self->life, g_get_monotonic_time ());
}

static void
on_peer_state (VdPeer *peer, GParamSpec *spec, VdCall *self)
{
  gboolean is_first = peer == self->peer && self->state != VD_CALL_STATE_TALKING;

  switch (vd_peer_get_state (peer))
    {
    case VD_PEER_STATE_OFFERED:
      if (is_first)
        set_state (self, VD_CALL_STATE_OFFERED, "the offer is made");
      break;
    case VD_PEER_STATE_CONNECTING:
      if (is_first)
        set_state (self, VD_CALL_STATE_CONNECTING, "answered");
      break;
    case VD_PEER_STATE_READY:
      on_ready (self, peer);
      break;
    case VD_PEER_STATE_CLOSED:
      on_peer_closed (self, peer);
      break;
    case VD_PEER_STATE_STARTING:
    case VD_PEER_STATE_OPEN:
      break;
    }
}

static void
make_peer (VdCall *self, VdPeer **slot, guint hold_relays_ms)
{
  VdPeer *peer = vd_peer_new (self->studio, vd_ice_route_get_config (self->route), ++self->last_number, self->view,
                              hold_relays_ms);

  *slot = peer;
  g_signal_connect (peer, "offer", G_CALLBACK (on_offer), self);
  g_signal_connect (peer, "candidate", G_CALLBACK (on_candidate), self);
  g_signal_connect (peer, "text-open", G_CALLBACK (on_text_open), self);
  g_signal_connect (peer, "text", G_CALLBACK (on_text), self);
  g_signal_connect (peer, "notify::state", G_CALLBACK (on_peer_state), self);
  g_object_ref (peer);
  vd_peer_start (peer);
  g_object_unref (peer);
}

static void
make_next (VdCall *self)
{
  drop_peer (self, &self->next);
  vd_call_life_attempt (&self->life, g_get_monotonic_time ());
  /* Where a relay was needed it will be again. */
  make_peer (self, &self->next, vd_peer_was_relayed (self->peer) ? 0 : AWAITED_DIRECT_MS);
}

/* Something came through the new peer, or the time for that is up. */
static void
take_next (VdCall *self, gint64 now_us)
{
  drop_peer (self, &self->peer);
  self->peer = g_steal_pointer (&self->next);
  vd_call_life_replace (&self->life, vd_peer_get_arrived (self->peer), now_us);
}

static gint64
get_mute_us (VdCall *self, gint64 now_us)
{
  VdCallFigures figures = vd_peer_get_figures (self->peer);

  return figures.sent_packets == 0 && vd_studio_has_something_to_send (self->studio) ? now_us - figures.gates_us : 0;
}

static VdCallSigns
read_signs (VdCall *self, gint64 now_us)
{
  return (VdCallSigns){
    .is_open = vd_peer_get_state (self->peer) == VD_PEER_STATE_OPEN,
    .arrived = vd_peer_get_arrived (self->peer),
    .mute_us = get_mute_us (self, now_us),
    .has_next = self->next != NULL,
    .next_is_open = self->next && vd_peer_get_state (self->next) == VD_PEER_STATE_OPEN,
    .next_is_seen = self->next && vd_peer_get_figures (self->next).frames_shown > 0,
  };
}

static void
act (VdCall *self, VdCallAct act, gint64 now_us)
{
  switch (act)
    {
    case VD_CALL_ACT_NONE:
      break;
    case VD_CALL_ACT_REMAKE:
      g_warning ("call: nothing leaves, the peer is made anew");
      G_GNUC_FALLTHROUGH;
    case VD_CALL_ACT_MAKE_NEXT:
      make_next (self);
      break;
    case VD_CALL_ACT_TAKE_NEXT:
      take_next (self, now_us);
      break;
    case VD_CALL_ACT_DROP_NEXT:
      drop_attempt (self);
      break;
    case VD_CALL_ACT_GIVE_UP:
      end (self, VD_CALL_END_LOST);
      break;
    }
}

static void
check_life (VdCall *self, gint64 now_us)
{
  VdCallSigns signs = read_signs (self, now_us);
  VdCallTrouble trouble;
  VdCallAct needed = vd_call_life_check (&self->life, &signs, now_us, &trouble);

  /* First: whoever is told of trouble may hang up, or change what the signs said. */
  act (self, needed, now_us);
  if (!is_over (self))
    set_trouble (self, trouble);
}

static void
forgive_stall (VdCall *self, gint64 now_us)
{
  gint64 stall_us = vd_call_life_forgive_stall (&self->life, TICK_MS * G_TIME_SPAN_MILLISECOND, now_us);

  if (stall_us == 0)
    return;
  g_message ("call: this process stood still for %" G_GINT64_FORMAT " ms", stall_us / G_TIME_SPAN_MILLISECOND);
  if (self->deadline_us)
    self->deadline_us += stall_us;
}

static gboolean
on_tick (gpointer data)
{
  g_autoptr (VdCall) self = g_object_ref (data);
  gint64 now_us = g_get_monotonic_time ();

  forgive_stall (self, now_us);
  if (self->state == VD_CALL_STATE_TALKING)
    check_life (self, now_us);
  else if (self->deadline_us && now_us > self->deadline_us)
    end (self, self->state == VD_CALL_STATE_PREPARING ? VD_CALL_END_FAILED : VD_CALL_END_NOT_CONNECTED);
  return is_over (self) ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
on_video_paused (VdUplink *uplink, GParamSpec *spec, VdCall *self)
{
  if (self->state == VD_CALL_STATE_TALKING)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VIDEO_PAUSED]);
}

static void
vd_call_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  VdCall *self = VD_CALL (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_TROUBLE:
      g_value_set_enum (value, self->trouble);
      break;
    case PROP_WHY:
      g_value_set_enum (value, self->why);
      break;
    case PROP_VIDEO_PAUSED:
      g_value_set_boolean (value, vd_call_is_video_paused (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
vd_call_dispose (GObject *object)
{
  VdCall *self = VD_CALL (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->next)
    g_signal_handlers_disconnect_by_data (self->next, self);
  if (self->peer)
    g_signal_handlers_disconnect_by_data (self->peer, self);
  g_clear_object (&self->next);
  g_clear_object (&self->peer);
  g_clear_object (&self->view);
  g_clear_object (&self->studio);
  g_clear_object (&self->route);

  G_OBJECT_CLASS (vd_call_parent_class)->dispose (object);
}

static void
vd_call_class_init (VdCallClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vd_call_get_property;
  object_class->dispose = vd_call_dispose;

  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, VD_TYPE_CALL_STATE, VD_CALL_STATE_PREPARING, flags);
  props[PROP_TROUBLE] = g_param_spec_enum ("trouble", NULL, NULL, VD_TYPE_CALL_TROUBLE, VD_CALL_TROUBLE_NONE, flags);
  props[PROP_WHY] = g_param_spec_enum ("why", NULL, NULL, VD_TYPE_CALL_END, VD_CALL_END_NONE, flags);
  props[PROP_VIDEO_PAUSED] = g_param_spec_boolean ("video-paused", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_OFFER] = g_signal_new ("offer", VD_TYPE_CALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                        G_TYPE_UINT, G_TYPE_STRING);
  signals[SIGNAL_TEXT_OPEN] = g_signal_new ("text-open", VD_TYPE_CALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[SIGNAL_TEXT] = g_signal_new ("text", VD_TYPE_CALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                       G_TYPE_UINT, G_TYPE_STRING);
  signals[SIGNAL_CANDIDATE] = g_signal_new ("candidate", VD_TYPE_CALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_STRING);
}

static void
vd_call_init (VdCall *self)
{
  gint64 now_us = g_get_monotonic_time ();

  self->view = vd_feed_new ();
  self->tick_id = g_timeout_add (TICK_MS, on_tick, self);
  self->deadline_us = now_us + states[VD_CALL_STATE_PREPARING].timeout_s * G_USEC_PER_SEC;
  vd_call_life_init (&self->life, now_us);
}

static void
on_route_ready (gpointer data)
{
  VdCall *self = data;

  if (!self->peer && !is_over (self))
    make_peer (self, &self->peer, RINGING_DIRECT_MS);
}

VdCall *
vd_call_new (VdStudio *studio, const VdIceConfig *ice)
{
  VdCall *self = g_object_new (VD_TYPE_CALL, NULL);

  self->studio = g_object_ref (studio);
  self->route = vd_ice_route_new (ice, NULL);
  g_signal_connect_object (vd_studio_get_uplink (studio), "notify::video-paused", G_CALLBACK (on_video_paused), self,
                           0);
  vd_ice_route_prepare (self->route, on_route_ready, self);
  return self;
}

static VdPeer *
find_peer (VdCall *self, guint number, GError **error)
{
  if (self->peer && vd_peer_get_number (self->peer) == number)
    return self->peer;
  if (self->next && vd_peer_get_number (self->next) == number)
    return self->next;
  g_set_error (error, VD_CALL_ERROR, VD_CALL_ERROR_STALE, "peer %u is gone", number);
  return NULL;
}

gboolean
vd_call_take_answer (VdCall *self, guint number, const char *sdp, GError **error)
{
  g_autoptr (VdPeer) peer = NULL;

  g_return_val_if_fail (VD_IS_CALL (self) && sdp, FALSE);

  peer = find_peer (self, number, error);
  if (!peer)
    return FALSE;
  g_object_ref (peer);
  return vd_peer_take_answer (peer, sdp, error);
}

gboolean
vd_call_take_candidate (VdCall *self, guint number, guint mline, const char *candidate, GError **error)
{
  VdPeer *peer;

  g_return_val_if_fail (VD_IS_CALL (self) && candidate, FALSE);

  peer = find_peer (self, number, error);
  return peer && vd_peer_take_candidate (peer, mline, candidate, error);
}

void
vd_call_open_gates (VdCall *self)
{
  g_return_if_fail (VD_IS_CALL (self));

  if (is_over (self) || self->is_answered)
    return;
  self->is_answered = TRUE;
  if (self->state == VD_CALL_STATE_READY)
    on_ready (self, self->peer);
}

void
vd_call_renew (VdCall *self)
{
  g_return_if_fail (VD_IS_CALL (self));

  if (is_over (self))
    return;
  if (self->state == VD_CALL_STATE_TALKING)
    {
      make_next (self);
      return;
    }
  drop_peer (self, &self->peer);
  set_state (self, VD_CALL_STATE_PREPARING, "renewed");
  make_peer (self, &self->peer, RINGING_DIRECT_MS);
}

void
vd_call_doubt (VdCall *self)
{
  g_return_if_fail (VD_IS_CALL (self));

  if (self->state == VD_CALL_STATE_TALKING)
    vd_call_life_doubt (&self->life, g_get_monotonic_time ());
}

void
vd_call_set_patience (VdCall *self, guint seconds)
{
  g_return_if_fail (VD_IS_CALL (self));

  vd_call_life_set_patience (&self->life, seconds);
}

void
vd_call_set_signalling (VdCall *self, gboolean is_up)
{
  g_return_if_fail (VD_IS_CALL (self));

  if (!vd_call_life_set_signalling (&self->life, is_up))
    return;
  if (!is_up || self->state != VD_CALL_STATE_TALKING || self->trouble == VD_CALL_TROUBLE_NONE)
    return;
  if (self->trouble == VD_CALL_TROUBLE_UNSTABLE)
    vd_call_doubt (self);
  /* What was on its way when the line was cut had no chance, and its time is used up. */
  else if (!self->next || vd_peer_get_state (self->next) < VD_PEER_STATE_READY)
    make_next (self);
}

void
vd_call_hang_up (VdCall *self)
{
  g_return_if_fail (VD_IS_CALL (self));

  end (self, VD_CALL_END_HUNG_UP);
}

void
vd_call_send_text (VdCall *self, guint number, const char *text)
{
  VdPeer *peer = find_peer (self, number, NULL);

  if (peer)
    vd_peer_send_text (peer, text);
}

VdCallState
vd_call_get_state (VdCall *self)
{
  return self->state;
}

gboolean
vd_call_is_video_paused (VdCall *self)
{
  return self->state == VD_CALL_STATE_TALKING && vd_uplink_is_video_paused (vd_studio_get_uplink (self->studio));
}

void
vd_call_set_signed (VdCall *self, gboolean is_signed)
{
  g_return_if_fail (VD_IS_CALL (self));

  g_object_set (vd_studio_get_uplink (self->studio), "signed-conversation", is_signed, NULL);
}

VdCallEnd
vd_call_get_why (VdCall *self)
{
  return self->why;
}

VdFeed *
vd_call_get_remote_view (VdCall *self)
{
  return self->view;
}

VdCallFigures
vd_call_get_figures (VdCall *self)
{
  VdCallFigures figures = self->past;

  if (self->peer)
    add_figures (&figures, self->peer);
  if (self->next)
    add_figures (&figures, self->next);
  return figures;
}

VdCallStats
vd_call_get_stats (VdCall *self)
{
  VdCallStats stats = { 0 };

  g_return_val_if_fail (VD_IS_CALL (self), stats);

  stats.sums = vd_call_get_figures (self);
  stats.peers = self->last_number;
  stats.failures = self->failures;
  stats.given_up = self->given_up;
  if (self->peer)
    stats.line = vd_peer_get_line (self->peer);
  return stats;
}
