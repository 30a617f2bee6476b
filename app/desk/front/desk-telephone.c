/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "desk-private.h"
#include "telephone.h"

#include <string.h>

/* The number at which a visitor can be called where the picture and the sound do not come back. It is in this process's memory and in
 * what is on its way to that one console, from the moment the visitor has typed it until the advisor's wrap-up of that contact is over;
 * never in the store, in a log or in the metrics. A desk that is restarted has lost it: the kiosk tells it again while the visit lasts. */

typedef struct
{
  char *kiosk, *advisor;
  const char *state; /* of the kiosk's last word, interned; NULL: none yet */
  char *number;      /* (nullable) */
} VdTelephoneNote;

static void
wipe (char *number)
{
  if (number)
    explicit_bzero (number, strlen (number));
  g_free (number);
}

static void
note_free (gpointer data)
{
  VdTelephoneNote *note = data;

  g_free (note->kiosk);
  g_free (note->advisor);
  wipe (note->number);
  g_free (note);
}

GHashTable *
vd_desk_new_telephones (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, note_free);
}

void
vd_desk_begin_telephone (VdDesk *self, const VdContact *contact)
{
  VdTelephoneNote *note = g_hash_table_lookup (self->telephones, contact->id);

  if (!note)
    {
      note = g_new0 (VdTelephoneNote, 1);
      note->kiosk = g_strdup (contact->kiosk);
      g_hash_table_insert (self->telephones, g_strdup (contact->id), note);
    }
  g_free (note->advisor);
  note->advisor = g_strdup (contact->advisor);
}

static JsonObject *
make_body (const char *contact, const VdTelephoneNote *note)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "contact", contact);
  json_object_set_string_member (body, "state", note->state);
  if (note->number)
    json_object_set_string_member (body, "number", note->number);
  return body;
}

/* While the number is there, or may be in a moment, the next visitor does not ring. */
static gboolean
is_to_be_called (const VdTelephoneNote *note)
{
  return note->number || g_str_equal (note->state, "offered");
}

gboolean
vd_desk_take_telephone (VdDesk *self, VdSession *session, const VdMessage *message, GError **error)
{
  const char *contact = vd_desk_text (message, "contact");
  const char *state = vd_desk_text (message, "state");
  const char *number = json_object_get_string_member_with_default (message->body, "number", NULL);
  VdTelephoneNote *note = g_hash_table_lookup (self->telephones, contact);

  if (!note || !g_str_equal (note->kiosk, vd_session_get_owner (session)))
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_NOT_FOUND, "no talk of this kiosk, or it is over");
  if (number && (!g_str_equal (state, "given") || !vd_telephone_is_normal (number)))
    return vd_desk_refuse (error, VD_PROTOCOL_ERROR_BAD_MESSAGE, "not a number that can be called");
  note->state = g_intern_string (state);
  if (number)
    {
      wipe (note->number);
      note->number = g_strdup (number);
    }
  vd_router_set_called_back (self->router, contact, note->advisor, is_to_be_called (note));
  vd_desk_send (self, VD_ROLE_CONSOLE, note->advisor, message->kind, make_body (contact, note));
  return TRUE;
}

void
vd_desk_tell_telephone (VdDesk *self, VdSession *session)
{
  GHashTableIter iter;
  const char *contact;
  const VdTelephoneNote *note;

  if (vd_session_get_role (session) != VD_ROLE_CONSOLE)
    return;
  g_hash_table_iter_init (&iter, self->telephones);
  while (g_hash_table_iter_next (&iter, (gpointer *)&contact, (gpointer *)&note))
    if (note->state && g_str_equal (note->advisor, vd_session_get_owner (session)))
      vd_session_send (session, "contact.telephone", NULL, make_body (contact, note));
}

static gboolean
is_needless (gpointer contact, gpointer data, gpointer desk)
{
  VdDesk *self = desk;
  const VdTelephoneNote *note = data;
  const VdAdvisor *advisor;

  if (vd_router_get_contact (self->router, contact))
    return FALSE;
  advisor = vd_router_get_advisor (self->router, note->advisor);
  return !advisor || advisor->state != VD_ADVISOR_WRAP_UP ||
         g_strcmp0 (g_hash_table_lookup (self->last_contact, note->advisor), contact) != 0;
}

void
vd_desk_forget_telephones (VdDesk *self)
{
  g_hash_table_foreach_remove (self->telephones, is_needless, self);
}
