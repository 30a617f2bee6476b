/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-link"

#include "link-private.h"

#include "desk-session.h"

#include <string.h>

static const char *const state_names[] = { "stopped", "connecting", "greeting", "online", "pausing" };

#define TO(state) (1u << VD_LINK_##state)
static const guint edges[] = {
  [VD_LINK_STOPPED] = TO (CONNECTING),
  [VD_LINK_CONNECTING] = TO (GREETING) | TO (PAUSING) | TO (STOPPED),
  [VD_LINK_GREETING] = TO (ONLINE) | TO (PAUSING) | TO (STOPPED),
  [VD_LINK_ONLINE] = TO (PAUSING) | TO (STOPPED),
  [VD_LINK_PAUSING] = TO (CONNECTING) | TO (STOPPED),
};
#undef TO

#define BACK_OFF_FIRST_MS 500 /* both: docs/protocol.md, Heartbeat */
#define BACK_OFF_LAST_MS 15000
#define STABLE_US                                                                                                      \
  (10 * G_USEC_PER_SEC) /* a shorter connection is one more failure: no hammering on a desk that drops us */
/* When somebody waits. */
#define URGENT_SILENCE_MS 2500
#define URGENT_PING_MS 1000
#define URGENT_PAUSE_MS 250

enum
{
  PROP_ONLINE = 1,
  PROP_REFUSED,
  PROP_TRIED,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VdLink, vd_link, G_TYPE_OBJECT)

static void
set_flag (VdLink *self, gboolean *flag, gboolean value, guint prop)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

void
vd_link_set_state (VdLink *self, VdLinkState state, const char *why)
{
  VdLinkState old = self->state;

  g_assert (edges[old] & (1u << state));
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->pinger, g_source_remove);
  g_clear_handle_id (&self->leaver, g_source_remove);
  self->state = state;
  g_message ("%s → %s (%s)", state_names[old], state_names[state], why);
  if ((old == VD_LINK_ONLINE) != (state == VD_LINK_ONLINE))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ONLINE]);
}

void
vd_link_set_refused (VdLink *self, gboolean refused)
{
  set_flag (self, &self->refused, refused, PROP_REFUSED);
}

static gboolean
on_pause_over (gpointer data)
{
  VdLink *self = data;

  self->timer = 0;
  self->not_before_us = 0;
  vd_link_start (self);
  return G_SOURCE_REMOVE;
}

static guint
pause_ms (VdLink *self)
{
  gint64 now_us = g_get_monotonic_time ();
  guint ms;

  if (self->online_since_us && now_us - self->online_since_us > STABLE_US)
    vd_back_off_reset (&self->back_off);
  self->online_since_us = 0;
  if (self->urgent)
    ms = URGENT_PAUSE_MS;
  else
    ms = vd_back_off_next_ms (&self->back_off, g_random_double ());
  if (self->not_before_us > now_us)
    ms += (guint)((self->not_before_us - now_us) / 1000);
  return ms;
}

void
vd_link_lose (VdLink *self, gushort close_code, const char *why)
{
  vd_link_drop_socket (self, close_code);
  vd_link_session_pause (&self->memory);
  vd_link_set_state (self, VD_LINK_PAUSING, why);
  set_flag (self, &self->tried, TRUE, PROP_TRIED);
  if (self->state == VD_LINK_PAUSING && !self->timer)
    self->timer = g_timeout_add (pause_ms (self), on_pause_over, self);
}

static gboolean
on_silence (gpointer data)
{
  VdLink *self = data;

  self->timer = 0;
  vd_link_lose (self, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, "the line is dead");
  return G_SOURCE_REMOVE;
}

void
vd_link_await (VdLink *self, guint ms)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (ms, on_silence, self);
}

void
vd_link_heard (VdLink *self)
{
  if (self->state != VD_LINK_ONLINE)
    return;
  vd_link_await (self, self->urgent ? URGENT_SILENCE_MS : self->heartbeat_s * 2500); /* two and a half */
}

static gboolean
on_ping_due (gpointer data)
{
  VdLink *self = data;
  g_autoptr (VdMessage) ping = vd_message_new ("ping", NULL, NULL);

  vd_link_send_message (self, ping);
  return G_SOURCE_CONTINUE;
}

static void
keep_pinging (VdLink *self)
{
  g_clear_handle_id (&self->pinger, g_source_remove);
  self->pinger = g_timeout_add (self->urgent ? URGENT_PING_MS : self->heartbeat_s * 1000, on_ping_due, self);
}

void
vd_link_go_online (VdLink *self, const char *why)
{
  self->online_since_us = g_get_monotonic_time ();
  self->not_before_us = 0;
  vd_link_set_refused (self, FALSE);
  vd_link_set_state (self, VD_LINK_ONLINE, why);
  vd_link_heard (self);
  keep_pinging (self);
  set_flag (self, &self->tried, TRUE, PROP_TRIED);
}

static void
vd_link_dispose (GObject *object)
{
  vd_link_stop (VD_LINK (object));
  G_OBJECT_CLASS (vd_link_parent_class)->dispose (object);
}

static void
vd_link_finalize (GObject *object)
{
  VdLink *self = VD_LINK (object);

  if (self->token)
    explicit_bzero (self->token, strlen (self->token));
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_clear_object (&self->session);
  g_clear_object (&self->attempt);
  G_OBJECT_CLASS (vd_link_parent_class)->finalize (object);
}

static void
vd_link_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VdLink *self = VD_LINK (object);

  if (id == PROP_ONLINE)
    g_value_set_boolean (value, vd_link_is_online (self));
  else
    g_value_set_boolean (value, id == PROP_REFUSED ? self->refused : self->tried);
}

static void
vd_link_class_init (VdLinkClass *class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = vd_link_dispose;
  object_class->finalize = vd_link_finalize;
  object_class->get_property = vd_link_get_property;

  props[PROP_ONLINE] = g_param_spec_boolean ("online", NULL, NULL, FALSE, flags);
  props[PROP_REFUSED] = g_param_spec_boolean ("refused", NULL, NULL, FALSE, flags);
  props[PROP_TRIED] = g_param_spec_boolean ("tried", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_signal_new ("welcomed", VD_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, JSON_TYPE_OBJECT,
                G_TYPE_BOOLEAN);
  g_signal_new ("message", VD_TYPE_LINK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
vd_link_init (VdLink *self)
{
  self->back_off = (VdBackOff){ .first_ms = BACK_OFF_FIRST_MS, .last_ms = BACK_OFF_LAST_MS };
}

VdLink *
vd_link_new (const char *desk_url, const char *token, const char *ca_file)
{
  VdLink *self = g_object_new (VD_TYPE_LINK, NULL);
  g_autoptr (GError) error = NULL;

  self->token = g_strdup (token);
  self->uri = vd_desk_uri (desk_url, "/ws/kiosk");
  self->session = vd_desk_session_new (ca_file, 0, &error);
  if (!self->session)
    g_warning ("the desk cannot be reached: %s", error->message);
  return self;
}

void
vd_link_start (VdLink *self)
{
  g_return_if_fail (VD_IS_LINK (self));
  if ((self->state == VD_LINK_STOPPED || self->state == VD_LINK_PAUSING) && self->session && self->uri)
    vd_link_dial (self, self->state == VD_LINK_PAUSING ? "trying again" : "started");
}

/* Whether the line holds, known after URGENT_SILENCE_MS. */
static void
probe (VdLink *self)
{
  on_ping_due (self);
  vd_link_await (self, URGENT_SILENCE_MS);
}

void
vd_link_check (VdLink *self)
{
  g_return_if_fail (VD_IS_LINK (self));
  if (self->state == VD_LINK_ONLINE)
    probe (self);
  else if (self->state == VD_LINK_PAUSING && self->not_before_us <= g_get_monotonic_time ())
    vd_link_start (self);
}

void
vd_link_set_urgent (VdLink *self, gboolean urgent)
{
  g_return_if_fail (VD_IS_LINK (self));
  if (self->urgent == urgent)
    return;
  self->urgent = urgent;
  if (self->state == VD_LINK_ONLINE)
    keep_pinging (self);
  if (urgent)
    vd_link_check (self);
  else
    vd_link_heard (self);
}

void
vd_link_stop (VdLink *self)
{
  g_return_if_fail (VD_IS_LINK (self));
  if (self->state == VD_LINK_STOPPED)
    return;
  if (self->attempt)
    g_cancellable_cancel (self->attempt);
  vd_link_drop_socket (self, SOUP_WEBSOCKET_CLOSE_NORMAL);
  vd_link_session_forget (&self->memory);
  vd_link_set_state (self, VD_LINK_STOPPED, "stopped");
}

gboolean
vd_link_is_online (VdLink *self)
{
  g_return_val_if_fail (VD_IS_LINK (self), FALSE);
  return self->state == VD_LINK_ONLINE;
}
