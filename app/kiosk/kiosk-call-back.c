/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"
#include "telephone.h"

#include <string.h>

/* The telephone, where picture and sound do not come back: the visitor types a number, and the advisor calls. The call goes on being
 * repaired meanwhile. The number is a fact of the visit and dies with it; docs/protocol.md says where else it is. */

/* Of a visitor whose call ended while the number was being typed. */
#define TYPING_US (60 * G_USEC_PER_SEC)

static VdCallBack
get_stage (VdKiosk *self)
{
  VdCallBack stage;

  g_object_get (self->visit, "call-back", &stage, NULL);
  return stage;
}

static gboolean
is_shown (VdKiosk *self)
{
  gboolean shown;

  g_object_get (self->visit, "call-back-shown", &shown, NULL);
  return shown;
}

static void
set_stage (VdKiosk *self, VdCallBack stage, gboolean shown)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (VD_TYPE_CALL_BACK);

  g_message ("telephone: %s", g_enum_get_value (class, (int)stage)->value_nick);
  g_object_set (self->visit, "call-back", stage, "call-back-shown", shown, NULL);
}

static JsonObject *
make_body (VdKiosk *self, const char *state, const char *number)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "contact", self->contact);
  json_object_set_string_member (body, "state", state);
  if (number)
    json_object_set_string_member (body, "number", number);
  return body;
}

static char *
tell (VdKiosk *self, const char *state, const char *number)
{
  return self->contact ? vd_link_send (self->link, "contact.telephone", NULL, make_body (self, state, number)) : NULL;
}

/* Not while the line is away: it would lie among what is to be sent again. */
static void
send_number (VdKiosk *self)
{
  g_autofree char *typed = NULL;
  g_autofree char *number = NULL;

  if (!vd_link_is_online (self->link))
    return;
  g_object_get (self->visit, "telephone", &typed, NULL);
  number = vd_telephone_normalise (typed);
  g_return_if_fail (number);
  g_free (self->call_back.sent_id);
  self->call_back.sent_id = tell (self, "given", number);
}

static void
offer (VdKiosk *self)
{
  set_stage (self, VD_CALL_BACK_OFFERED, TRUE);
  g_free (tell (self, "offered", NULL));
}

static void
be_back (VdKiosk *self)
{
  VdCallBack stage = get_stage (self);

  if (stage == VD_CALL_BACK_NONE)
    return;
  /* What was typed stays, should the line go once more; so does a number that was given. */
  set_stage (self, stage == VD_CALL_BACK_SENDING || stage == VD_CALL_BACK_GIVEN ? stage : VD_CALL_BACK_NONE, FALSE);
  g_free (tell (self, "over", NULL));
}

void
vd_kiosk_watch_media (VdKiosk *self, VdCallTrouble trouble)
{
  gint64 silent_us = (trouble == VD_CALL_TROUBLE_LOST ? VD_CALL_LOST_S : VD_CALL_UNSTABLE_S) * G_USEC_PER_SEC;
  gint64 wait_us = (gint64)self->settings->telephone_after_s * G_USEC_PER_SEC;

  if (trouble == VD_CALL_TROUBLE_NONE)
    {
      self->call_back.due_us = 0;
      be_back (self);
    }
  else if (!self->call_back.due_us)
    self->call_back.due_us = g_get_monotonic_time () + MAX (wait_us - silent_us, 0);
}

static gboolean
is_due (VdKiosk *self, gint64 now_us)
{
  return self->accepted && self->call_back.due_us && now_us >= self->call_back.due_us &&
         vd_visit_get_state (self->visit) >= VD_VISIT_TALKING && vd_kiosk_is_in_call (self);
}

void
vd_kiosk_judge_call_back (VdKiosk *self, gint64 now_us)
{
  VdCallBack stage = get_stage (self);

  if (self->call_back.ends_us && now_us >= self->call_back.ends_us)
    vd_kiosk_end_visit (self, self->call_back.end, VD_TELL_NOTHING);
  else if (is_due (self, now_us) && stage == VD_CALL_BACK_NONE)
    offer (self);
  else if (is_due (self, now_us) && stage != VD_CALL_BACK_REFUSED && !is_shown (self))
    set_stage (self, stage, TRUE);
}

void
vd_kiosk_retell_call_back (VdKiosk *self, gboolean resumed)
{
  VdCallBack stage = get_stage (self);

  /* In a session that was resumed everything said arrives, except a number that was not sent at all. */
  if (stage == VD_CALL_BACK_SENDING && (!resumed || !self->call_back.sent_id))
    send_number (self);
  if (resumed)
    return;
  if (stage == VD_CALL_BACK_OFFERED || stage == VD_CALL_BACK_REFUSED)
    g_free (tell (self, stage == VD_CALL_BACK_OFFERED ? "offered" : "refused", NULL));
  else if (stage == VD_CALL_BACK_GIVEN)
    send_number (self);
}

void
vd_kiosk_take_call_back_answer (VdKiosk *self, const char *re, gboolean is_taken)
{
  if (!self->call_back.sent_id || g_strcmp0 (re, self->call_back.sent_id) != 0)
    return;
  g_clear_pointer (&self->call_back.sent_id, g_free);
  if (!is_taken)
    {
      /* No advisor has this contact any more, so nobody will mend the call either. */
      vd_kiosk_drop_call_back (self);
      vd_kiosk_end_visit (self, VD_VISIT_END_CALL_LOST, VD_TELL_FAILED);
      return;
    }
  if (get_stage (self) == VD_CALL_BACK_SENDING)
    set_stage (self, VD_CALL_BACK_GIVEN, is_shown (self));
  if (self->call_back.ends_us)
    vd_kiosk_end_visit (self, self->call_back.end, VD_TELL_NOTHING);
}

gboolean
vd_kiosk_is_giving_number (VdKiosk *self)
{
  VdCallBack stage = get_stage (self);

  return stage == VD_CALL_BACK_SENDING || (stage == VD_CALL_BACK_OFFERED && is_shown (self));
}

gboolean
vd_kiosk_wait_for_number (VdKiosk *self, VdVisitEnd end, gboolean *begins)
{
  gint64 now_us = g_get_monotonic_time ();

  if (!vd_kiosk_is_giving_number (self))
    return FALSE;
  if (self->call_back.ends_us)
    return now_us < self->call_back.ends_us;
  self->call_back.ends_us = now_us + TYPING_US;
  self->call_back.end = end;
  *begins = TRUE;
  g_object_set (self->visit, "call-back-shown", TRUE, NULL);
  return TRUE;
}

VdVisitEnd
vd_kiosk_mend_end (VdKiosk *self, VdVisitEnd end)
{
  return get_stage (self) == VD_CALL_BACK_GIVEN ? VD_VISIT_END_CALL_BACK : end;
}

void
vd_kiosk_drop_call_back (VdKiosk *self)
{
  if (get_stage (self) == VD_CALL_BACK_OFFERED)
    g_free (tell (self, "refused", NULL));
  /* It must not wait here for a line, with nobody's visit around it. */
  if (self->call_back.sent_id)
    vd_link_take_back (self->link, self->call_back.sent_id, make_body (self, "refused", NULL));
  g_clear_pointer (&self->call_back.sent_id, g_free);
  self->call_back = (VdKioskCallBack){ 0 };
  g_object_set (self->visit, "call-back", VD_CALL_BACK_NONE, "call-back-shown", FALSE, "telephone", NULL,
                "telephone-tried", FALSE, NULL);
}

/* What the visitor does. */

static gboolean
is_typing (VdKiosk *self)
{
  return is_shown (self) && get_stage (self) == VD_CALL_BACK_OFFERED;
}

static gboolean
has_typed (VdKiosk *self)
{
  g_autofree char *typed = NULL;

  g_object_get (self->visit, "telephone", &typed, NULL);
  return is_typing (self) && typed && *typed;
}

static gboolean
can_change (VdKiosk *self)
{
  VdCallBack stage = get_stage (self);

  return is_shown (self) && (stage == VD_CALL_BACK_SENDING || stage == VD_CALL_BACK_GIVEN);
}

static gboolean
is_refused (VdKiosk *self)
{
  return get_stage (self) == VD_CALL_BACK_REFUSED && self->call_back.due_us;
}

static void
set_typed (VdKiosk *self, const char *typed)
{
  g_object_set (self->visit, "telephone", typed, "telephone-tried", FALSE, NULL);
}

static void
type (VdKiosk *self, GVariant *parameter)
{
  const char *key = g_variant_get_string (parameter, NULL);
  g_autofree char *typed = NULL;
  g_autofree char *longer = NULL;

  g_object_get (self->visit, "telephone", &typed, NULL);
  if (!*key || !strchr ("+0123456789", *key) || key[1] || (*key == '+' && typed && *typed) ||
      (typed && strlen (typed) >= VD_TELEPHONE_MAX_TYPED))
    return;
  longer = g_strconcat (typed ? typed : "", key, NULL);
  set_typed (self, longer);
}

static void
erase (VdKiosk *self, GVariant *parameter)
{
  g_autofree char *typed = NULL;

  g_object_get (self->visit, "telephone", &typed, NULL);
  typed[strlen (typed) - 1] = '\0';
  set_typed (self, *typed ? typed : NULL);
}

static void
give (VdKiosk *self, GVariant *parameter)
{
  g_autofree char *typed = NULL;

  g_object_get (self->visit, "telephone", &typed, NULL);
  if (vd_telephone_judge (typed) != VD_TELEPHONE_GOOD)
    {
      g_object_set (self->visit, "telephone-tried", TRUE, NULL);
      return;
    }
  set_stage (self, VD_CALL_BACK_SENDING, TRUE);
  send_number (self);
}

static void
change (VdKiosk *self, GVariant *parameter)
{
  g_clear_pointer (&self->call_back.sent_id, g_free);
  set_stage (self, VD_CALL_BACK_OFFERED, TRUE);
}

/* The call is waited for on its own screen, or there is none any more. */
static void
refuse (VdKiosk *self, GVariant *parameter)
{
  set_stage (self, VD_CALL_BACK_REFUSED, FALSE);
  g_free (tell (self, "refused", NULL));
  if (self->call_back.ends_us)
    vd_kiosk_end_visit (self, self->call_back.end, VD_TELL_NOTHING);
}

static void
reconsider (VdKiosk *self, GVariant *parameter)
{
  offer (self);
}

#define IN_TALK (VD_IN (TALKING) | VD_IN (FRAMING) | VD_IN (REVIEW) | VD_IN (CORNERS) | VD_IN (SENDING))
static const VdActionRow rows[] = {
  { "telephone-type", "s", IN_TALK, is_typing, type },
  { "telephone-erase", NULL, IN_TALK, has_typed, erase },
  { "telephone-give", NULL, IN_TALK, has_typed, give },
  { "telephone-change", NULL, IN_TALK, can_change, change },
  { "telephone-refuse", NULL, IN_TALK, is_typing, refuse },
  { "telephone-reconsider", NULL, IN_TALK, is_refused, reconsider },
};

const VdActionRow *
vd_kiosk_get_call_back_actions (guint *n_rows)
{
  *n_rows = G_N_ELEMENTS (rows);
  return rows;
}
