/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"

#define PAST_MAX 32

void
vd_kiosk_remember_past (VdKiosk *self, const char *id)
{
  if (!id)
    return;
  g_queue_push_tail (&self->past, g_strdup (id));
  if (g_queue_get_length (&self->past) > PAST_MAX)
    g_free (g_queue_pop_head (&self->past));
}

gboolean
vd_kiosk_is_past (VdKiosk *self, const char *id)
{
  return g_queue_find_custom (&self->past, id, (GCompareFunc)g_strcmp0) != NULL;
}

static void
tell_desk (VdKiosk *self, VdTell tell)
{
  static const char *const whys[] = { NULL, "left", "walked-away", "done", "failed", "failed" };

  g_clear_pointer (&self->leave_id, g_free);
  if (tell == VD_TELL_NOTHING || self->adrift)
    return;
  if (tell == VD_TELL_UNSAFE && self->call_id)
    self->leave_id = vd_kiosk_send (self, "call.hangup", "call", self->call_id, "why", "unsafe", NULL);
  else if (tell == VD_TELL_HUNG_UP && self->call_id && self->accepted)
    self->leave_id = vd_kiosk_send (self, "call.hangup", "call", self->call_id, "why", "done", NULL);
  else if (self->contact)
    self->leave_id = vd_kiosk_send (self, "contact.leave", "contact", self->contact, "why", whys[tell], NULL);
}

static void
clear_feeds (VdKiosk *self)
{
  vd_feed_clear (vd_studio_get_self_view (self->studio));
  vd_feed_clear (vd_document_camera_get_view (self->document_camera));
}

/* All that is known of the visitor and does not need time to go. */
static void
forget (VdKiosk *self)
{
  /* The contact is made after all if its join is still on the way: it is left as soon as it is named. */
  if (self->join)
    {
      g_free (self->abandoned_join);
      self->abandoned_join = g_steal_pointer (&self->join);
    }
  vd_kiosk_remember_past (self, self->contact);
  g_clear_pointer (&self->contact, g_free);
  g_clear_pointer (&self->reason, g_free);
  self->trials = self->rejoins = 0;
  g_hash_table_remove_all (self->sent);
  g_hash_table_remove_all (self->receipts);
  self->adrift = FALSE;
  g_object_set (self->studio, "microphone-on", TRUE, "camera-on", TRUE, NULL);
  vd_studio_set_volume (self->studio, self->settings->volume);
}

static void
close_all (VdKiosk *self, VdTell tell)
{
  vd_kiosk_drop_call_back (self);
  tell_desk (self, tell);
  g_clear_handle_id (&self->opener, g_source_remove);
  vd_kiosk_close_papers (self);
  vd_kiosk_drop_call (self);
  forget (self);
  clear_feeds (self);
}

static gboolean
is_by_visitor (VdTell tell)
{
  return tell == VD_TELL_LEFT || tell == VD_TELL_WALKED_AWAY || tell == VD_TELL_HUNG_UP;
}

/* TRUE while the visitor still gives the number to be called at: the farewell follows. */
static gboolean
put_off (VdKiosk *self, VdVisitEnd end, VdTell tell)
{
  gboolean begins = FALSE;

  if (is_by_visitor (tell) || !vd_kiosk_wait_for_number (self, end, &begins))
    return FALSE;
  if (begins)
    {
      tell_desk (self, tell);
      vd_kiosk_drop_call (self);
    }
  return TRUE;
}

void
vd_kiosk_end_visit (VdKiosk *self, VdVisitEnd end, VdTell tell)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (VD_TYPE_VISIT_END);

  if (put_off (self, end, tell))
    return;
  end = vd_kiosk_mend_end (self, end);
  close_all (self, tell);
  self->farewell_due_us = g_get_monotonic_time () + (gint64)self->settings->farewell_s * G_USEC_PER_SEC;
  g_object_set (self->visit, "end", end, NULL);
  vd_kiosk_set_state (self, VD_VISIT_FAREWELL, g_enum_get_value (class, (int)end)->value_nick);
  vd_kiosk_check_erased (self);
}

void
vd_kiosk_give_up (VdKiosk *self)
{
  close_all (self, VD_TELL_NOTHING);
  vd_studio_close (self->studio);
  clear_feeds (self);
  vd_kiosk_return_to_door (self, "back to the door");
}

gboolean
vd_kiosk_check_erased (VdKiosk *self)
{
  VdVisitState state = vd_visit_get_state (self->visit);
  gboolean erased;

  if (state >= VD_VISIT_REASON && state <= VD_VISIT_SENDING)
    return FALSE;
  /* The devices stay open until the last call has let go of them. */
  if (self->ending->len == 0 && vd_studio_is_open (self->studio))
    {
      vd_studio_close (self->studio);
      clear_feeds (self);
    }
  erased = self->ending->len == 0 && !self->call && self->jobs == 0 && !self->contact && !self->paper &&
           g_queue_is_empty (&self->papers) && !vd_studio_is_open (self->studio) && vd_outbox_is_empty (self->outbox) &&
           !vd_kiosk_has_live_pages (self);
  if (state == VD_VISIT_FAREWELL)
    g_object_set (self->visit, "erased", erased, NULL);
  return erased;
}
