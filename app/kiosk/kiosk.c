/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"

#define START_MAX_MS 1500 /* the door opens even if the desk does not answer */
#define STOP_MAX_MS 4000  /* of the 5 s that vd_kiosk_stop_async () may take */
#define STOP_CHECK_MS 20
/* docs/protocol.md: the desk keeps a call 60 s without its socket; after that there is nothing to come back to. */
#define OFFLINE_MAX_US (60 * G_USEC_PER_SEC)
#define MAX_REJOINS 5 /* of one visit: a desk that ends every contact at once is not asked for ever */

G_DEFINE_FINAL_TYPE (VdKiosk, vd_kiosk, G_TYPE_SIMPLE_ACTION_GROUP)

gboolean
vd_kiosk_is_in_call (VdKiosk *self)
{
  VdVisitState state = vd_visit_get_state (self->visit);

  return state >= VD_VISIT_CONNECTING && state <= VD_VISIT_SENDING;
}

void
vd_kiosk_set_state (VdKiosk *self, VdVisitState state, const char *why)
{
  if (vd_visit_get_state (self->visit) == state)
    return;
  vd_visit_move (self->visit, state, why);
  vd_kiosk_update_showing (self);
  if (state != VD_VISIT_IDLE && state != VD_VISIT_OUT_OF_ORDER)
    vd_kiosk_run_clock (self);
}

char *
vd_kiosk_send (VdKiosk *self, const char *kind, const char *first, ...)
{
  JsonObject *body = json_object_new ();
  va_list args;

  va_start (args, first);
  for (const char *name = first; name; name = va_arg (args, const char *))
    json_object_set_string_member (body, name, va_arg (args, const char *));
  va_end (args);
  return vd_link_send (self->link, kind, NULL, body);
}

void
vd_kiosk_open_studio (VdKiosk *self)
{
  g_clear_handle_id (&self->opener, g_source_remove);
  if (vd_studio_is_open (self->studio))
    return;
  vd_studio_open (self->studio);
  g_object_set (self->visit, "self-view", vd_studio_get_self_view (self->studio), NULL);
}

gboolean
vd_kiosk_join (VdKiosk *self)
{
  g_autofree char *language = NULL;

  g_object_get (self->visit, "language", &language, NULL);
  g_free (self->join);
  self->join = vd_kiosk_send (self, "contact.join", "reason", self->reason, "language", language, NULL);
  self->join_us = g_get_monotonic_time ();
  return self->join != NULL;
}

void
vd_kiosk_rejoin (VdKiosk *self, const char *why)
{
  g_message ("joining again: %s", why);
  vd_kiosk_drop_call (self);
  vd_kiosk_remember_past (self, self->contact);
  g_clear_pointer (&self->contact, g_free);
  g_object_set (self->visit, "ticket", NULL, "position", 0, "wait-min", -1, "wait-max", -1, "rejoined", TRUE, NULL);
  vd_kiosk_set_state (self, VD_VISIT_WAITING, why);
  if (++self->rejoins > MAX_REJOINS)
    vd_kiosk_end_visit (self, VD_VISIT_END_NOBODY, VD_TELL_NOTHING);
  else if (!vd_kiosk_join (self))
    vd_kiosk_end_visit (self, VD_VISIT_END_OFFLINE, VD_TELL_NOTHING);
}

static gboolean
is_refused (VdKiosk *self)
{
  gboolean refused;

  g_object_get (self->link, "refused", &refused, NULL);
  return refused;
}

void
vd_kiosk_return_to_door (VdKiosk *self, const char *why)
{
  vd_kiosk_set_state (self, VD_VISIT_IDLE, why);
  /* A kiosk that is not enrolled, or not any more, can do nothing but say so and show the telephone numbers. */
  if (is_refused (self))
    vd_kiosk_set_state (self, VD_VISIT_OUT_OF_ORDER, "the desk does not know this kiosk");
}

static void
open_door (VdKiosk *self, const char *why)
{
  g_clear_handle_id (&self->starter, g_source_remove);
  if (vd_visit_get_state (self->visit) == VD_VISIT_STARTING)
    vd_kiosk_return_to_door (self, why);
}

static gboolean
on_start_timeout (gpointer data)
{
  VdKiosk *self = data;

  self->starter = 0;
  open_door (self, "the desk does not answer yet");
  return G_SOURCE_REMOVE;
}

static void
on_tried (VdLink *link, GParamSpec *pspec, gpointer data)
{
  open_door (data, "started");
}

static void
on_online (VdLink *link, GParamSpec *pspec, gpointer data)
{
  VdKiosk *self = data;
  gboolean online = vd_link_is_online (link);

  self->offline_since_us = online ? 0 : g_get_monotonic_time ();
  if (self->call)
    vd_call_set_signalling (self->call, online);
  if (self->guest.call)
    vd_call_set_signalling (self->guest.call, online);
  self->join_us = g_get_monotonic_time ();
  g_object_set (self->visit, "online", online, NULL);
}

/* Also told several times for one change, and for such as do not concern us: nothing that holds is dropped for it. */
static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, gpointer data)
{
  VdKiosk *self = data;

  if (!available)
    return;
  vd_link_check (self->link);
  if (self->call)
    vd_call_doubt (self->call);
  if (self->guest.call)
    vd_call_doubt (self->guest.call);
}

static void
on_refused (VdLink *link, GParamSpec *pspec, gpointer data)
{
  VdKiosk *self = data;
  VdVisitState state = vd_visit_get_state (self->visit);

  if (is_refused (self) && state == VD_VISIT_IDLE)
    vd_kiosk_set_state (self, VD_VISIT_OUT_OF_ORDER, "the desk does not know this kiosk");
  else if (!is_refused (self) && state == VD_VISIT_OUT_OF_ORDER)
    vd_kiosk_set_state (self, VD_VISIT_IDLE, "the desk knows this kiosk again");
}

static void
on_welcomed (VdLink *link, JsonObject *body, gboolean resumed, gpointer data)
{
  vd_kiosk_take_welcome (data, body, resumed);
  vd_kiosk_retell_call_back (data, resumed);
}

static void
on_message (VdLink *link, const VdMessage *message, gpointer data)
{
  vd_kiosk_take_message (data, message);
}

static void
on_visit_notify (VdVisit *visit, GParamSpec *pspec, gpointer data)
{
  vd_kiosk_update_actions (data);
}

static void
on_pages_changed (GListModel *pages, guint position, guint removed, guint added, gpointer data)
{
  vd_kiosk_update_actions (data);
}

static void
on_media_notify (VdStudio *studio, GParamSpec *pspec, gpointer data)
{
  vd_kiosk_tell_media (data);
}

static void
bind_facts (VdKiosk *self)
{
  static const char *const studio_facts[] = { "camera-state", "microphone-state", "speaker-state", "microphone-on",
                                              "camera-on" };

  for (guint i = 0; i < G_N_ELEMENTS (studio_facts); i++)
    {
      g_autofree char *notify = g_strconcat ("notify::", studio_facts[i], NULL);

      g_object_bind_property (self->studio, studio_facts[i], self->visit, studio_facts[i], G_BINDING_SYNC_CREATE);
      /* After the binding, so that what is told is what the screen shows. */
      g_signal_connect_object (self->studio, notify, G_CALLBACK (on_media_notify), self, G_CONNECT_AFTER);
    }
  /* Between the visitor and the kiosk: the desk need not know. */
  g_object_bind_property (self->studio, "microphone-level", self->visit, "microphone-level", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->studio, "microphone-deaf", self->visit, "microphone-deaf", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->document_camera, "missing", self->visit, "document-camera-missing",
                          G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->scanner, "available", self->visit, "scanner-available", G_BINDING_SYNC_CREATE);
}

static void
vd_kiosk_dispose (GObject *object)
{
  VdKiosk *self = VD_KIOSK (object);

  vd_kiosk_stop_clock (self);
  g_clear_handle_id (&self->starter, g_source_remove);
  g_clear_handle_id (&self->opener, g_source_remove);
  if (self->paper_over)
    g_cancellable_cancel (self->paper_over);
  if (self->link)
    vd_link_stop (self->link);
  if (self->call)
    vd_kiosk_drop_call (self);
  g_clear_object (&self->link);
  g_clear_object (&self->outbox);
  g_clear_object (&self->showing);
  g_clear_object (&self->scanner);
  g_clear_object (&self->document_camera);
  g_clear_object (&self->studio);
  g_clear_object (&self->paper_over);
  g_clear_object (&self->visit);
  G_OBJECT_CLASS (vd_kiosk_parent_class)->dispose (object);
}

static void
vd_kiosk_finalize (GObject *object)
{
  VdKiosk *self = VD_KIOSK (object);

  g_free (self->reason);
  g_free (self->join);
  g_free (self->abandoned_join);
  g_free (self->contact);
  g_free (self->call_id);
  g_free (self->leave_id);
  g_free (self->call_back.sent_id);
  g_queue_clear_full (&self->past, g_free);
  g_ptr_array_unref (self->ending);
  g_ptr_array_unref (self->page_refs);
  g_hash_table_unref (self->sent);
  g_hash_table_unref (self->receipts);
  G_OBJECT_CLASS (vd_kiosk_parent_class)->finalize (object);
}

static void
vd_kiosk_class_init (VdKioskClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = vd_kiosk_dispose;
  object_class->finalize = vd_kiosk_finalize;
}

static void
free_page_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
vd_kiosk_init (VdKiosk *self)
{
  self->ending = g_ptr_array_new_with_free_func (g_object_unref);
  self->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->receipts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->page_refs = g_ptr_array_new_with_free_func (free_page_ref);
  self->paper_over = g_cancellable_new ();
  self->replace_index = -1;
  self->paper_pages_max = 1;
  self->offline_max_us = OFFLINE_MAX_US;
}

static void
make_parts (VdKiosk *self)
{
  const VdKioskSettings *s = self->settings;
  const VdStudioSettings studio = { .camera = s->camera,
                                    .microphone = s->microphone,
                                    .speaker = s->speaker,
                                    .width = s->width,
                                    .height = s->height,
                                    .fps = s->fps,
                                    .echo_canceller = s->echo_canceller,
                                    .mirror_self_view = TRUE };

  self->visit = vd_visit_new (s->default_language);
  self->link = vd_link_new (s->desk_url, s->token, s->ca_file);
  self->outbox = vd_outbox_new (s->desk_url, s->token, s->ca_file, s->spool_dir);
  self->showing = vd_showing_new (s->desk_url, s->token, s->ca_file);
  vd_outbox_set_pace (self->outbox, s->send_kbps * 1000u / 8);
  self->studio = vd_studio_new (&studio);
  self->document_camera = vd_document_camera_new (s->document_camera, s->document_width, s->document_height);
  vd_document_camera_set_tray (self->document_camera, vd_tray_read_or_none (s->tray, s->tray_a4));
  self->scanner = vd_scanner_new (s->scanner, s->scan_helper && *s->scan_helper ? s->scan_helper : NULL);
  self->idle = (VdIdleWatch){ .warning_s = s->idle_warning_s, .leave_s = s->leave_s };
}

VdKiosk *
vd_kiosk_new (const VdKioskSettings *settings)
{
  VdKiosk *self = g_object_new (VD_TYPE_KIOSK, NULL);

  self->settings = settings;
  make_parts (self);
  vd_studio_set_volume (self->studio, settings->volume);
  bind_facts (self);
  vd_kiosk_connect_papers (self);
  g_signal_connect_object (self->link, "notify::tried", G_CALLBACK (on_tried), self, 0);
  g_signal_connect_object (self->link, "notify::online", G_CALLBACK (on_online), self, 0);
  g_signal_connect_object (self->link, "notify::refused", G_CALLBACK (on_refused), self, 0);
  g_signal_connect_object (self->link, "welcomed", G_CALLBACK (on_welcomed), self, 0);
  g_signal_connect_object (self->link, "message", G_CALLBACK (on_message), self, 0);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed", G_CALLBACK (on_network_changed), self,
                           0);
  vd_kiosk_add_actions (self);
  g_signal_connect_object (self->visit, "notify", G_CALLBACK (on_visit_notify), self, 0);
  g_signal_connect_object (vd_visit_get_pages (self->visit), "items-changed", G_CALLBACK (on_pages_changed), self, 0);
  return self;
}

void
vd_kiosk_start (VdKiosk *self)
{
  g_return_if_fail (VD_IS_KIOSK (self));
  self->offline_since_us = g_get_monotonic_time ();
  self->starter = g_timeout_add (START_MAX_MS, on_start_timeout, self);
  vd_scanner_probe (self->scanner);
  vd_link_start (self->link);
}

/* Until the desk has heard that the visit is over and everything is closed, or there is no more time. */
static gboolean
on_stop_check (gpointer data)
{
  g_autoptr (GTask) task = g_object_ref (data);
  VdKiosk *self = g_task_get_source_object (task);
  gint64 began_us = GPOINTER_TO_SIZE (g_task_get_task_data (task));
  gboolean told = !self->leave_id || !vd_link_is_online (self->link);

  if ((!vd_kiosk_check_erased (self) || !told) && g_get_monotonic_time () - began_us < STOP_MAX_MS * 1000)
    return G_SOURCE_CONTINUE;
  vd_link_stop (self->link);
  vd_kiosk_stop_clock (self);
  if (vd_visit_get_state (self->visit) == VD_VISIT_FAREWELL)
    vd_kiosk_return_to_door (self, "stopped");
  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

void
vd_kiosk_stop_async (VdKiosk *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  g_autoptr (GSource) check = g_timeout_source_new (STOP_CHECK_MS);
  VdVisitState state;

  g_return_if_fail (VD_IS_KIOSK (self));
  g_task_set_source_tag (task, vd_kiosk_stop_async);
  g_task_set_task_data (task, GSIZE_TO_POINTER (g_get_monotonic_time ()), NULL);
  g_clear_handle_id (&self->starter, g_source_remove);
  state = vd_visit_get_state (self->visit);
  vd_kiosk_drop_call_back (self);
  if (state >= VD_VISIT_REASON && state <= VD_VISIT_SENDING)
    vd_kiosk_end_visit (self, VD_VISIT_END_CALL_LOST, VD_TELL_FAILED);
  g_task_attach_source (task, check, on_stop_check);
}

gboolean
vd_kiosk_stop_finish (VdKiosk *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

VdVisit *
vd_kiosk_get_visit (VdKiosk *self)
{
  g_return_val_if_fail (VD_IS_KIOSK (self), NULL);
  return self->visit;
}

gboolean
vd_kiosk_needs_restart (VdKiosk *self)
{
  g_return_val_if_fail (VD_IS_KIOSK (self), FALSE);
  return vd_visit_get_state (self->visit) == VD_VISIT_IDLE && vd_studio_needs_restart (self->studio);
}

void
vd_kiosk_touched (VdKiosk *self)
{
  g_return_if_fail (VD_IS_KIOSK (self));
  vd_idle_watch_touch (&self->idle, g_get_monotonic_time ());
}
