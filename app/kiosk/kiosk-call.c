/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"

/* Connected, and still nothing to see or hear: an advisor without camera whose microphone is off. That is a call all
 * the same. */
#define SILENT_CALL_US (3 * G_USEC_PER_SEC)
#define MAX_TRIALS 2
/* So long a call is still being repaired when the telephone is offered: the visitor types, and the advisor rings. */
#define REPAIR_S 240

/* NULL for a call that is over. */
static const char *
get_id_of (VdKiosk *self, VdCall *call)
{
  return call == self->call ? self->call_id : call == self->guest.call ? self->guest.call_id : NULL;
}

static void
on_offer (VdCall *call, guint peer, const char *sdp, gpointer data)
{
  VdKiosk *self = data;
  const char *call_id = get_id_of (self, call);
  JsonObject *body;
  g_autofree char *id = NULL;

  if (!call_id)
    return;
  body = json_object_new ();
  json_object_set_string_member (body, "call", call_id);
  json_object_set_int_member (body, "peer", peer);
  json_object_set_string_member (body, "sdp", sdp);
  id = vd_link_send (self->link, "call.offer", NULL, body);
}

static void
on_candidate (VdCall *call, guint peer, guint mline, const char *candidate, gpointer data)
{
  VdKiosk *self = data;
  const char *call_id = get_id_of (self, call);
  JsonObject *body;
  g_autofree char *id = NULL;

  if (!call_id)
    return;
  body = json_object_new ();
  json_object_set_string_member (body, "call", call_id);
  json_object_set_int_member (body, "peer", peer);
  json_object_set_int_member (body, "mline", mline);
  json_object_set_string_member (body, "candidate", candidate);
  id = vd_link_send (self->link, "call.candidate", NULL, body);
}

/* A call that ended by itself: the media did not come up, or went for good. */
static void
on_call_failed (VdKiosk *self)
{
  g_autofree char *id = NULL;
  VdCallEnd why = vd_call_get_why (self->call);

  g_message ("the call ended by itself (%d)", (int)why);
  /* It would be the same the next time, and both people are to know. */
  if (why == VD_CALL_END_WRONG_IDENTITY)
    {
      vd_kiosk_end_visit (self, VD_VISIT_END_UNSAFE, VD_TELL_UNSAFE);
      return;
    }
  if (self->accepted || vd_visit_get_state (self->visit) != VD_VISIT_WAITING)
    {
      vd_kiosk_end_visit (self, VD_VISIT_END_CALL_LOST, VD_TELL_FAILED);
      return;
    }
  if (++self->trials >= MAX_TRIALS)
    {
      vd_kiosk_end_visit (self, VD_VISIT_END_CALL_LOST, VD_TELL_FAILED);
      return;
    }
  /* The desk ends this contact or lets it wait on; either is heard of, and answered, as a message. */
  id = vd_kiosk_send (self, "call.hangup", "call", self->call_id, "why", "failed", NULL);
  vd_kiosk_drop_call (self);
}

static void
release_ended (VdKiosk *self, VdCall *call)
{
  vd_kiosk_close_stats (self, call);
  g_signal_handlers_disconnect_by_data (call, self);
  g_ptr_array_remove (self->ending, call);
  vd_kiosk_check_erased (self);
}

static void
on_call_state (VdCall *call, GParamSpec *pspec, gpointer data)
{
  g_autoptr (VdKiosk) self = g_object_ref (data);
  g_autoptr (VdCall) held = g_object_ref (call);

  if (vd_call_get_state (call) != VD_CALL_STATE_ENDED)
    return;
  if (call == self->call)
    on_call_failed (self);
  else if (call == self->guest.call)
    vd_kiosk_fail_guest (self);
  if (g_ptr_array_find (self->ending, call, NULL))
    release_ended (self, call);
}

static void
on_call_trouble (VdCall *call, GParamSpec *pspec, gpointer data)
{
  VdKiosk *self = data;
  VdCallTrouble trouble;

  if (call != self->call)
    return;
  g_object_get (call, "trouble", &trouble, NULL);
  /* The same line carries both: a new peer is only as fast as the socket is. */
  vd_link_set_urgent (self->link, trouble != VD_CALL_TROUBLE_NONE);
  g_object_set (self->visit, "call-trouble", trouble, NULL);
  vd_kiosk_watch_media (self, trouble);
}

static void
add_servers (VdIceConfig *ice, JsonArray *servers)
{
  for (guint i = 0; i < json_array_get_length (servers); i++)
    {
      JsonObject *server = json_array_get_object_element (servers, i);
      JsonArray *urls = json_object_get_array_member (server, "urls");

      for (guint j = 0; j < json_array_get_length (urls); j++)
        vd_ice_config_add (ice, json_array_get_string_element (urls, j),
                           json_object_get_string_member_with_default (server, "username", NULL),
                           json_object_get_string_member_with_default (server, "credential", NULL));
    }
}

VdCall *
vd_kiosk_make_call (VdKiosk *self, JsonObject *body)
{
  g_autoptr (VdIceConfig) ice = vd_ice_config_new ();
  VdCall *call;

  add_servers (ice, json_object_get_array_member (body, "ice_servers"));
  ice->relay_only = json_object_get_boolean_member (body, "relay_only") || self->settings->relay_only;
  vd_kiosk_open_studio (self);
  call = vd_call_new (self->studio, ice);
  vd_kiosk_begin_stats (call, json_object_get_string_member (body, "call"));
  vd_call_set_signalling (call, vd_link_is_online (self->link));
  vd_call_set_patience (call, self->settings->telephone_after_s + REPAIR_S);
  g_signal_connect_object (call, "offer", G_CALLBACK (on_offer), self, 0);
  g_signal_connect_object (call, "candidate", G_CALLBACK (on_candidate), self, 0);
  g_signal_connect_object (call, "notify::state", G_CALLBACK (on_call_state), self, 0);
  g_signal_connect_object (call, "notify::trouble", G_CALLBACK (on_call_trouble), self, 0);
  g_signal_connect_object (call, "notify::video-paused", G_CALLBACK (vd_kiosk_tell_media), self, G_CONNECT_SWAPPED);
  return call;
}

void
vd_kiosk_prepare_call (VdKiosk *self, JsonObject *body)
{
  self->call_id = g_strdup (json_object_get_string_member (body, "call"));
  self->accepted = FALSE;
  self->call = vd_kiosk_make_call (self, body);
  vd_kiosk_begin_text (self);
  g_object_set (self->visit, "ringing", TRUE, NULL);
}

/* Says of `what` whether the advisor gets it, and if not by the visitor's wish, why not. */
static void
tell_of_device (JsonObject *body, const char *what, gboolean on, VdDeviceState state, gboolean has_room)
{
  g_autofree char *why = g_strconcat (what, "_why", NULL);
  /* Closed during a call: it is being opened. */
  gboolean works = state == VD_DEVICE_STATE_WORKING || state == VD_DEVICE_STATE_CLOSED;

  json_object_set_boolean_member (body, what, on && works && has_room);
  if (on && !works)
    json_object_set_string_member (body, why, "device");
  else if (on && !has_room)
    json_object_set_string_member (body, why, "line");
}

static void
tell_media (VdKiosk *self, const char *call_id)
{
  JsonObject *body = json_object_new ();
  VdDeviceState microphone, camera;
  gboolean microphone_on, camera_on;
  g_autofree char *id = NULL;

  g_object_get (self->visit, "microphone-state", &microphone, "microphone-on", &microphone_on, "camera-state", &camera,
                "camera-on", &camera_on, NULL);
  json_object_set_string_member (body, "call", call_id);
  tell_of_device (body, "microphone", microphone_on, microphone, TRUE);
  tell_of_device (body, "camera", camera_on, camera, !vd_call_is_video_paused (self->call));
  id = vd_link_send (self->link, "call.media", NULL, body);
}

void
vd_kiosk_tell_media (VdKiosk *self)
{
  if (!self->call_id || !self->accepted || self->adrift)
    return;
  tell_media (self, self->call_id);
  if (self->guest.is_open)
    tell_media (self, self->guest.call_id);
}

static void
on_remote_frame (VdFeed *feed, gpointer data)
{
  vd_kiosk_check_connected (data);
}

void
vd_kiosk_accept_call (VdKiosk *self, const char *advisor)
{
  VdFeed *view = vd_call_get_remote_view (self->call);

  self->accepted = TRUE;
  vd_kiosk_note_answer (self->call);
  vd_call_open_gates (self->call);
  g_object_set (self->visit, "advisor-name", advisor, "remote-view", view, "ringing", FALSE, NULL);
  g_signal_connect_object (view, "frame", G_CALLBACK (on_remote_frame), self, 0);
  vd_kiosk_set_state (self, VD_VISIT_CONNECTING, "answered");
  vd_kiosk_tell_media (self);
  vd_kiosk_accept_text (self);
  vd_kiosk_check_connected (self);
}

void
vd_kiosk_check_connected (VdKiosk *self)
{
  VdCallFigures figures;

  if (vd_visit_get_state (self->visit) != VD_VISIT_CONNECTING || !self->call)
    return;
  figures = vd_call_get_figures (self->call);
  if (!figures.first_frame_us && !figures.first_sound_us &&
      !(figures.gates_us && g_get_monotonic_time () - figures.gates_us > SILENT_CALL_US))
    return;
  g_signal_handlers_disconnect_by_func (vd_call_get_remote_view (self->call), on_remote_frame, self);
  vd_kiosk_set_state (self, VD_VISIT_TALKING,
                      figures.first_frame_us   ? "seen"
                      : figures.first_sound_us ? "heard"
                                               : "connected");
  vd_kiosk_next_paper (self);
}

void
vd_kiosk_drop_call (VdKiosk *self)
{
  VdCall *call;

  vd_kiosk_drop_guest (self);
  vd_kiosk_end_text (self);
  call = g_steal_pointer (&self->call);
  vd_kiosk_remember_past (self, self->call_id);
  g_clear_pointer (&self->call_id, g_free);
  self->accepted = FALSE;
  vd_link_set_urgent (self->link, FALSE);
  g_object_set (self->visit, "ringing", FALSE, "remote-view", NULL, "advisor-name", NULL, "call-trouble",
                VD_CALL_TROUBLE_NONE, NULL);
  if (call)
    vd_kiosk_retire_call (self, call);
}

void
vd_kiosk_retire_call (VdKiosk *self, VdCall *call)
{
  vd_feed_clear (vd_call_get_remote_view (call));
  g_signal_handlers_disconnect_by_func (vd_call_get_remote_view (call), on_remote_frame, self);
  /* A desk that was restarted knows nothing of the call. */
  if (self->adrift)
    vd_kiosk_drop_stats (call);
  vd_kiosk_note_hang_up (call);
  if (vd_call_get_state (call) == VD_CALL_STATE_ENDED)
    {
      vd_kiosk_close_stats (self, call);
      g_signal_handlers_disconnect_by_data (call, self);
      g_object_unref (call);
      return;
    }
  g_ptr_array_add (self->ending, call);
  vd_call_hang_up (call);
}
