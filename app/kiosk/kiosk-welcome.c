/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"

#include "sealed-paper.h"

/* What the desk knows of this kiosk when a session begins, and whether that is what the kiosk knows itself. */

static JsonObject *
get_object_or_null (JsonObject *body, const char *member)
{
  JsonNode *node = json_object_has_member (body, member) ? json_object_get_member (body, member) : NULL;

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* The desk may have handed the call over meanwhile, or know nothing of a guest. */
static void
compare_guest (VdKiosk *self, const char *call, JsonObject *join)
{
  const char *known = join ? json_object_get_string_member (join, "call") : NULL;

  if (!self->guest.call || g_strcmp0 (known, self->guest.call_id) == 0)
    return;
  if (g_strcmp0 (call, self->guest.call_id) != 0 || !vd_kiosk_promote_guest (self))
    vd_kiosk_drop_guest (self);
}

/* A new session, and the desk knows of our contact: is it where we think it is? */
static void
compare_visit (VdKiosk *self, JsonObject *visit)
{
  const char *call = json_object_get_string_member_with_default (visit, "call", NULL);
  JsonArray *papers = json_object_get_array_member (visit, "papers");

  self->adrift = FALSE;
  compare_guest (self, call, get_object_or_null (visit, "join"));
  g_object_set (self->visit, "ticket", json_object_get_string_member (visit, "ticket"), NULL);
  if (self->call_id && g_strcmp0 (call, self->call_id) != 0)
    {
      if (self->accepted)
        {
          vd_kiosk_end_visit (self, VD_VISIT_END_CALL_LOST, VD_TELL_FAILED);
          return;
        }
      vd_kiosk_drop_call (self);
    }
  for (guint i = 0; vd_kiosk_is_in_call (self) && i < json_array_get_length (papers); i++)
    vd_kiosk_take_paper (self, json_array_get_object_element (papers, i));
  /* What was said of it in the session that is gone may have been lost with it. */
  vd_kiosk_tell_media (self);
}

/* A new session, and the desk knows nothing of us. */
static void
start_over (VdKiosk *self)
{
  if (vd_visit_get_state (self->visit) == VD_VISIT_WAITING || vd_visit_get_state (self->visit) == VD_VISIT_CONNECTING)
    vd_kiosk_rejoin (self, "the desk was restarted");
  else if (vd_kiosk_is_in_call (self))
    {
      /* Sound and picture do not pass through the desk: the talk may go on, but no paper has a place to go. */
      g_message ("the desk was restarted: the call goes on without it");
      self->adrift = TRUE;
      vd_kiosk_drop_guest (self);
      vd_kiosk_close_papers (self);
      if (vd_visit_get_state (self->visit) != VD_VISIT_TALKING)
        vd_kiosk_set_state (self, VD_VISIT_TALKING, "the desk was restarted");
    }
}

/* Who stands in the middle may say any key: the one that was pinned at installation counts more. */
static void
take_paper_key (VdKiosk *self, const char *told)
{
  const char *pinned = self->settings->desk_key;
  guint8 key[VD_SEALED_PAPER_PUBLIC_BYTES];
  gboolean good = vd_sealed_paper_key_parse (told, key) && (!pinned || !*pinned || g_str_equal (pinned, told));

  if (!good)
    g_warning ("the desk's key is not the one of [papers] desk-key, or it tells none: no paper can be sent");
  vd_outbox_set_key (self->outbox, good ? key : NULL);
}

void
vd_kiosk_take_welcome (VdKiosk *self, JsonObject *body, gboolean resumed)
{
  JsonObject *limits = json_object_get_object_member (body, "limits");
  JsonObject *visit;
  g_autofree char *id = NULL;

  self->paper_bytes_max = (guint64)json_object_get_int_member (limits, "paper_bytes");
  self->paper_pages_max = (guint)CLAMP (json_object_get_int_member (limits, "paper_pages"), 1, 20);
  if (resumed)
    return;
  g_clear_pointer (&self->abandoned_join, g_free);
  take_paper_key (self, json_object_get_string_member_with_default (body, "paper_key", NULL));
  g_object_set (self->visit, "site", json_object_get_string_member_with_default (body, "site", NULL), NULL);
  if (json_object_has_member (body, "desk"))
    vd_kiosk_set_desk_state (self, json_object_get_object_member (body, "desk"));
  visit = get_object_or_null (body, "visit");
  if (visit && self->contact && g_str_equal (json_object_get_string_member (visit, "contact"), self->contact))
    {
      compare_visit (self, visit);
      return;
    }
  /* A contact that nobody here stands behind: left by a kiosk that crashed. */
  if (visit)
    id = vd_kiosk_send (self, "contact.leave", "contact", json_object_get_string_member (visit, "contact"), "why",
                        "failed", NULL);
  start_over (self);
  vd_outbox_take_up (self->outbox);
}
