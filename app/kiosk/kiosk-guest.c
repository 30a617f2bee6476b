/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"

/* Three in a call: somebody whom the advisor asked to join, with a call of his own that is fed from the same studio. He
 * may take the conversation over. docs/protocol.md, "Three in a call". */

/* The visitor reads who joins before anybody new sees or hears them. */
#define ANNOUNCE_MS 1000
/* As for the advisor: somebody without camera whose microphone is off has joined all the same. */
#define SILENT_US (3 * G_USEC_PER_SEC)

static void
on_text_open (VdCall *call, guint peer, gboolean is_open, gpointer data)
{
  VdKiosk *self = data;

  if (call != self->guest.call)
    return;
  if (is_open)
    self->guest.text_peer = peer;
  else if (self->guest.text_peer == peer)
    self->guest.text_peer = 0;
}

static void
on_frame (VdFeed *feed, gpointer data)
{
  vd_kiosk_check_guest (data);
}

static void
set_signed (VdKiosk *self, gboolean is_signed)
{
  if (self->call)
    vd_call_set_signed (self->call, is_signed);
}

void
vd_kiosk_prepare_guest (VdKiosk *self, JsonObject *body)
{
  JsonObject *invitation = json_object_get_object_member (body, "guest");

  self->guest.call_id = g_strdup (json_object_get_string_member (body, "call"));
  self->guest.call = vd_kiosk_make_call (self, body);
  g_signal_connect_object (self->guest.call, "text-open", G_CALLBACK (on_text_open), self, 0);
  g_object_set (self->visit, "guest-as", json_object_get_string_member (invitation, "as"), NULL);
}

static gboolean
on_announced (gpointer data)
{
  VdKiosk *self = data;
  VdFeed *view = vd_call_get_remote_view (self->guest.call);
  g_autofree char *as = NULL;

  self->guest.announcer = 0;
  self->guest.is_open = TRUE;
  g_object_get (self->visit, "guest-as", &as, NULL);
  set_signed (self, g_strcmp0 (as, "signer") == 0);
  g_object_set (self->visit, "guest-view", view, NULL);
  g_signal_connect_object (view, "frame", G_CALLBACK (on_frame), self, 0);
  vd_kiosk_note_answer (self->guest.call);
  vd_call_open_gates (self->guest.call);
  vd_kiosk_tell_media (self);
  return G_SOURCE_REMOVE;
}

void
vd_kiosk_accept_guest (VdKiosk *self, const char *name)
{
  g_object_set (self->visit, "guest-name", name, NULL);
  self->guest.announcer = g_timeout_add (ANNOUNCE_MS, on_announced, self);
}

void
vd_kiosk_check_guest (VdKiosk *self)
{
  VdCallFigures figures;
  gboolean is_silent;
  g_autofree char *id = NULL;

  if (!self->guest.is_open || self->guest.is_seen)
    return;
  figures = vd_call_get_figures (self->guest.call);
  is_silent = figures.gates_us && g_get_monotonic_time () - figures.gates_us > SILENT_US;
  if (!figures.first_frame_us && !figures.first_sound_us && !is_silent)
    return;
  self->guest.is_seen = TRUE;
  g_signal_handlers_disconnect_by_func (vd_call_get_remote_view (self->guest.call), on_frame, self);
  g_object_set (self->visit, "guest-joined", TRUE, NULL);
  id = vd_kiosk_send (self, "join.seen", "call", self->guest.call_id, NULL);
}

/* Nothing is known of a guest any more; what becomes of his call is the caller's. */
static VdCall *
forget_guest (VdKiosk *self)
{
  VdCall *call = g_steal_pointer (&self->guest.call);

  if (call)
    {
      g_signal_handlers_disconnect_by_func (call, on_text_open, self);
      g_signal_handlers_disconnect_by_func (vd_call_get_remote_view (call), on_frame, self);
    }
  g_clear_handle_id (&self->guest.announcer, g_source_remove);
  g_clear_pointer (&self->guest.call_id, g_free);
  self->guest = (VdKioskGuest){ 0 };
  g_object_set (self->visit, "guest-as", NULL, "guest-name", NULL, "guest-joined", FALSE, "guest-view", NULL,
                "guest-camera-on", TRUE, NULL);
  return call;
}

void
vd_kiosk_drop_guest (VdKiosk *self)
{
  if (!self->guest.call)
    return;
  vd_kiosk_remember_past (self, self->guest.call_id);
  vd_kiosk_retire_call (self, forget_guest (self));
  set_signed (self, FALSE);
}

void
vd_kiosk_fail_guest (VdKiosk *self)
{
  g_autofree char *id = vd_kiosk_send (self, "call.hangup", "call", self->guest.call_id, "why", "failed", NULL);

  vd_kiosk_drop_guest (self);
}

gboolean
vd_kiosk_promote_guest (VdKiosk *self)
{
  g_autofree char *call_id = g_strdup (self->guest.call_id);
  g_autofree char *name = NULL;
  guint text_peer = self->guest.text_peer;
  VdCallTrouble trouble;
  gboolean camera_on;

  if (!self->guest.is_open)
    return FALSE;
  g_object_get (self->visit, "guest-name", &name, "guest-camera-on", &camera_on, NULL);
  vd_kiosk_end_text (self);
  vd_kiosk_remember_past (self, self->call_id);
  vd_kiosk_retire_call (self, g_steal_pointer (&self->call));
  g_free (self->call_id);
  self->call_id = g_steal_pointer (&call_id);
  self->call = forget_guest (self);
  g_object_get (self->call, "trouble", &trouble, NULL);
  vd_link_set_urgent (self->link, trouble != VD_CALL_TROUBLE_NONE);
  g_object_set (self->visit, "advisor-name", name, "remote-view", vd_call_get_remote_view (self->call),
                "advisor-present", TRUE, "advisor-camera-on", camera_on, "advisor-microphone-on", TRUE, "call-trouble",
                trouble, NULL);
  vd_kiosk_watch_media (self, trouble);
  vd_kiosk_begin_text (self);
  if (text_peer)
    vd_kiosk_open_text (self, text_peer);
  vd_kiosk_accept_text (self);
  return TRUE;
}
