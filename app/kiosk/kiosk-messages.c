/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"

/* FALSE and a VD_PROTOCOL_ERROR goes back to the desk; nothing has changed then. */
typedef gboolean (*TakeFunc) (VdKiosk *self, const VdMessage *message, GError **error);

static const char *
get (const VdMessage *message, const char *member)
{
  return json_object_get_string_member_with_default (message->body, member, NULL);
}

static gboolean
refuse (GError **error, VdProtocolError code, const char *text)
{
  g_set_error_literal (error, VD_PROTOCOL_ERROR, (int)code, text);
  return FALSE;
}

static gboolean
is_state (VdKiosk *self, VdVisitState state)
{
  return vd_visit_get_state (self->visit) == state;
}

/* TRUE if @message is about what @ours names. Late words about what is over are dropped: *error stays NULL then. */
static gboolean
is_about (VdKiosk *self, const VdMessage *message, const char *member, const char *ours, GError **error)
{
  const char *id = get (message, member);

  if (g_strcmp0 (id, ours) == 0)
    return TRUE;
  if (vd_kiosk_is_past (self, id))
    return FALSE;
  return refuse (error, VD_PROTOCOL_ERROR_NOT_FOUND, "not of this visit");
}

static void
set_wait (VdKiosk *self, JsonObject *body, const char *min_name, const char *max_name)
{
  JsonNode *node = json_object_get_member (body, "wait");
  JsonObject *wait = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  int min = -1, max = -1;

  if (wait)
    {
      min = (int)json_object_get_int_member (wait, "min");
      max = json_object_get_null_member (wait, "max") ? -1 : (int)json_object_get_int_member (wait, "max");
    }
  g_object_set (self->visit, min_name, min, max_name, max, NULL);
}

void
vd_kiosk_set_desk_state (VdKiosk *self, JsonObject *body)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (VD_TYPE_DESK_STATE);
  GEnumValue *value = g_enum_get_value_by_nick (class, json_object_get_string_member (body, "state"));
  JsonArray *keys = json_object_get_array_member (body, "reasons");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) reasons = NULL;

  for (guint i = 0; i < json_array_get_length (keys); i++)
    g_strv_builder_add (builder, json_array_get_string_element (keys, i));
  reasons = g_strv_builder_end (builder);
  g_object_set (self->visit, "desk-state", value ? value->value : VD_DESK_STATE_UNKNOWN, "desk-waiting",
                (guint)MIN (json_object_get_int_member (body, "waiting"), G_MAXINT), "opens-at",
                json_object_get_string_member_with_default (body, "opens_at", NULL), "reasons", reasons, NULL);
  set_wait (self, body, "desk-wait-min", "desk-wait-max");
}

static gboolean
take_desk_state (VdKiosk *self, const VdMessage *message, GError **error)
{
  vd_kiosk_set_desk_state (self, message->body);
  return TRUE;
}

static gboolean
take_queued (VdKiosk *self, const VdMessage *message, GError **error)
{
  g_autofree char *id = NULL;

  if (self->abandoned_join && g_strcmp0 (message->re, self->abandoned_join) == 0)
    {
      g_clear_pointer (&self->abandoned_join, g_free);
      vd_kiosk_remember_past (self, get (message, "contact"));
      id = vd_kiosk_send (self, "contact.leave", "contact", get (message, "contact"), "why", "left", NULL);
      return TRUE;
    }
  if (self->join && g_strcmp0 (message->re, self->join) == 0)
    {
      g_clear_pointer (&self->join, g_free);
      self->contact = g_strdup (get (message, "contact"));
    }
  else if (!is_about (self, message, "contact", self->contact, error))
    return FALSE;
  g_object_set (self->visit, "ticket", get (message, "ticket"), "position",
                (guint)json_object_get_int_member (message->body, "position"), NULL);
  set_wait (self, message->body, "wait-min", "wait-max");
  return TRUE;
}

static void
follow_end (VdKiosk *self, const char *why)
{
  if (g_str_equal (why, "nobody"))
    vd_kiosk_end_visit (self, VD_VISIT_END_NOBODY, VD_TELL_NOTHING);
  else if (g_str_equal (why, "closed"))
    vd_kiosk_end_visit (self, VD_VISIT_END_CLOSED, VD_TELL_NOTHING);
  else if (is_state (self, VD_VISIT_WAITING))
    /* The desk lost our line, or a call did not come up: whoever waits here still wants an advisor. */
    vd_kiosk_rejoin (self, why);
  else
    vd_kiosk_end_visit (
        self, g_str_equal (why, "done") || g_str_equal (why, "left") ? VD_VISIT_END_DONE : VD_VISIT_END_CALL_LOST,
        VD_TELL_NOTHING);
}

static gboolean
take_contact_ended (VdKiosk *self, const VdMessage *message, GError **error)
{
  if (!is_about (self, message, "contact", self->contact, error))
    return FALSE;
  follow_end (self, get (message, "why"));
  return TRUE;
}

/* TRUE if @message is about the call of whoever was asked to join. */
static gboolean
is_of_guest (VdKiosk *self, const VdMessage *message)
{
  return self->guest.call_id && g_strcmp0 (get (message, "call"), self->guest.call_id) == 0;
}

/* The advisor's call or the guest's; NULL as is_about () is FALSE. */
static VdCall *
find_call (VdKiosk *self, const VdMessage *message, GError **error)
{
  if (is_of_guest (self, message))
    return self->guest.call;
  return is_about (self, message, "call", self->call_id, error) ? self->call : NULL;
}

static gboolean
prepare_guest (VdKiosk *self, const VdMessage *message, GError **error)
{
  if (!vd_kiosk_is_in_call (self) || !self->accepted || self->guest.call)
    return refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "no talk to join, or somebody joins it already");
  vd_kiosk_prepare_guest (self, message->body);
  return TRUE;
}

static gboolean
take_prepare (VdKiosk *self, const VdMessage *message, GError **error)
{
  if (!is_about (self, message, "contact", self->contact, error))
    return FALSE;
  if (json_object_has_member (message->body, "guest"))
    return prepare_guest (self, message, error);
  if (!is_state (self, VD_VISIT_WAITING) || self->call)
    return refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "there is a call already");
  vd_kiosk_prepare_call (self, message->body);
  return TRUE;
}

/* What the call says of a description or candidate, as the desk is told. */
static gboolean
pass_call_error (GError *problem, GError **error)
{
  if (g_error_matches (problem, VD_CALL_ERROR, VD_CALL_ERROR_STALE))
    {
      g_error_free (problem);
      return TRUE;
    }
  refuse (error, VD_PROTOCOL_ERROR_BAD_MESSAGE, problem->message);
  g_error_free (problem);
  return FALSE;
}

static gboolean
take_answer (VdKiosk *self, const VdMessage *message, GError **error)
{
  VdCall *call = find_call (self, message, error);
  GError *problem = NULL;

  if (!call)
    return FALSE;
  if (!vd_call_take_answer (call, (guint)json_object_get_int_member (message->body, "peer"), get (message, "sdp"),
                            &problem))
    return pass_call_error (problem, error);
  return TRUE;
}

static gboolean
take_candidate (VdKiosk *self, const VdMessage *message, GError **error)
{
  VdCall *call = find_call (self, message, error);
  GError *problem = NULL;

  if (!call)
    return FALSE;
  if (!vd_call_take_candidate (call, (guint)json_object_get_int_member (message->body, "peer"),
                               (guint)json_object_get_int_member (message->body, "mline"), get (message, "candidate"),
                               &problem))
    return pass_call_error (problem, error);
  return TRUE;
}

static gboolean
accept_guest (VdKiosk *self, const VdMessage *message, GError **error)
{
  if (self->guest.announcer || self->guest.is_open)
    return refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "answered already");
  vd_kiosk_accept_guest (
      self, json_object_get_string_member (json_object_get_object_member (message->body, "advisor"), "name"));
  return TRUE;
}

static gboolean
take_accepted (VdKiosk *self, const VdMessage *message, GError **error)
{
  if (is_of_guest (self, message))
    return accept_guest (self, message, error);
  if (!is_about (self, message, "call", self->call_id, error))
    return FALSE;
  if (self->accepted || !is_state (self, VD_VISIT_WAITING))
    return refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "answered already");
  vd_kiosk_accept_call (
      self, json_object_get_string_member (json_object_get_object_member (message->body, "advisor"), "name"));
  return TRUE;
}

static gboolean
take_withdrawn (VdKiosk *self, const VdMessage *message, GError **error)
{
  if (is_of_guest (self, message))
    {
      vd_kiosk_drop_guest (self);
      return TRUE;
    }
  if (!is_about (self, message, "call", self->call_id, error))
    return FALSE;
  if (!is_state (self, VD_VISIT_WAITING) && !is_state (self, VD_VISIT_CONNECTING))
    return refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "the talk has begun");
  vd_kiosk_drop_call (self);
  if (is_state (self, VD_VISIT_CONNECTING))
    vd_kiosk_set_state (self, VD_VISIT_WAITING, get (message, "why"));
  return TRUE;
}

static gboolean
take_renew (VdKiosk *self, const VdMessage *message, GError **error)
{
  VdCall *call = find_call (self, message, error);

  if (!call)
    return FALSE;
  vd_call_renew (call);
  return TRUE;
}

static gboolean
take_media (VdKiosk *self, const VdMessage *message, GError **error)
{
  if (is_of_guest (self, message))
    {
      g_object_set (self->visit, "guest-camera-on", json_object_get_boolean_member (message->body, "camera"), NULL);
      return TRUE;
    }
  if (!is_about (self, message, "call", self->call_id, error))
    return FALSE;
  g_object_set (self->visit, "advisor-microphone-on", json_object_get_boolean_member (message->body, "microphone"),
                "advisor-camera-on", json_object_get_boolean_member (message->body, "camera"), NULL);
  return TRUE;
}

static gboolean
take_text (VdKiosk *self, const VdMessage *message, GError **error)
{
  if (!is_about (self, message, "call", self->call_id, error))
    return FALSE;
  if (g_str_equal (message->kind, "call.text"))
    vd_kiosk_take_text (self, message->body);
  else
    vd_kiosk_take_text_ask (self, message->body);
  return TRUE;
}

static gboolean
take_presence (VdKiosk *self, const VdMessage *message, GError **error)
{
  if (!is_about (self, message, "call", self->call_id, error))
    return FALSE;
  g_object_set (self->visit, "advisor-present", json_object_get_boolean_member (message->body, "present"), NULL);
  return TRUE;
}

static gboolean
take_call_ended (VdKiosk *self, const VdMessage *message, GError **error)
{
  const char *why = get (message, "why");

  if (is_of_guest (self, message))
    {
      vd_kiosk_drop_guest (self);
      return TRUE;
    }
  if (!is_about (self, message, "call", self->call_id, error))
    return FALSE;
  if (g_str_equal (why, "handed-over") && vd_kiosk_promote_guest (self))
    return TRUE;
  vd_kiosk_end_visit (
      self, g_str_equal (why, "done") || g_str_equal (why, "left") ? VD_VISIT_END_DONE : VD_VISIT_END_CALL_LOST,
      VD_TELL_NOTHING);
  return TRUE;
}

static gboolean
take_paper (VdKiosk *self, const VdMessage *message, GError **error)
{
  if (vd_kiosk_is_past (self, get (message, "paper")))
    return TRUE;
  if (!vd_kiosk_is_in_call (self))
    return refuse (error, VD_PROTOCOL_ERROR_OUT_OF_TURN, "no talk, no paper");
  vd_kiosk_take_paper (self, message->body);
  return TRUE;
}

static gboolean
take_point (VdKiosk *self, const VdMessage *message, GError **error)
{
  guint count;

  if (!vd_kiosk_is_paper (self, get (message, "paper")))
    return TRUE; /* it was on the table a moment ago */
  g_object_get (self->visit, "pointer-count", &count, NULL);
  g_object_set (self->visit, "pointer-x", (double)json_object_get_int_member (message->body, "x") / 1000, "pointer-y",
                (double)json_object_get_int_member (message->body, "y") / 1000, "pointer-count", count + 1, NULL);
  return TRUE;
}

static gboolean
take_error (VdKiosk *self, const VdMessage *message, GError **error)
{
  const char *code = get (message, "code");

  g_message ("the desk says %s to one of ours", code);
  if (self->abandoned_join && g_strcmp0 (message->re, self->abandoned_join) == 0)
    g_clear_pointer (&self->abandoned_join, g_free);
  vd_kiosk_take_call_back_answer (self, message->re, FALSE);
  if (!self->join || g_strcmp0 (message->re, self->join) != 0)
    return TRUE;
  g_clear_pointer (&self->join, g_free);
  vd_kiosk_end_visit (self, g_str_equal (code, "closed") ? VD_VISIT_END_CLOSED : VD_VISIT_END_NOBODY, VD_TELL_NOTHING);
  return TRUE;
}

static gboolean
take_ok (VdKiosk *self, const VdMessage *message, GError **error)
{
  if (self->leave_id && g_strcmp0 (message->re, self->leave_id) == 0)
    g_clear_pointer (&self->leave_id, g_free);
  vd_kiosk_take_call_back_answer (self, message->re, TRUE);
  return TRUE;
}

static const struct
{
  const char *kind;
  TakeFunc take;
} handlers[] = {
  { "desk.state", take_desk_state },
  { "contact.queued", take_queued },
  { "contact.ended", take_contact_ended },
  { "call.prepare", take_prepare },
  { "call.answer", take_answer },
  { "call.candidate", take_candidate },
  { "call.accepted", take_accepted },
  { "call.withdrawn", take_withdrawn },
  { "call.renew", take_renew },
  { "call.media", take_media },
  { "call.text", take_text },
  { "call.text-ask", take_text },
  { "call.presence", take_presence },
  { "call.ended", take_call_ended },
  { "paper.state", take_paper },
  { "paper.point", take_point },
  { "error", take_error },
  { "ok", take_ok },
};

void
vd_kiosk_take_message (VdKiosk *self, const VdMessage *message)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    {
      if (!g_str_equal (handlers[i].kind, message->kind))
        continue;
      if (!handlers[i].take (self, message, &error) && error)
        break;
      return;
    }
  if (!error)
    refuse (&error, VD_PROTOCOL_ERROR_NOT_ALLOWED, "not for a kiosk");
  g_message ("refused %s: %s", message->kind, vd_protocol_error_to_code ((VdProtocolError)error->code));
  vd_link_send_error (self->link, message, (VdProtocolError)error->code, error->message);
}
