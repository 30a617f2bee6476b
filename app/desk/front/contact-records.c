/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "contact-records.h"

#include "ticket.h"

struct _VdContactRecords
{
  VdStore *store;
  GHashTable *open; /* id → VdContactRow */
};

static void
free_row (gpointer row)
{
  vd_store_row_free (&vd_table_contacts, row);
}

VdContactRecords *
vd_contact_records_new (VdStore *store)
{
  VdContactRecords *self = g_new0 (VdContactRecords, 1);

  self->store = g_object_ref (store);
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_row);
  return self;
}

void
vd_contact_records_free (VdContactRecords *self)
{
  g_hash_table_unref (self->open);
  g_object_unref (self->store);
  g_free (self);
}

static VdContact *
row_to_contact (const VdContactRow *row)
{
  VdContact *contact = vd_contact_new (row->id, row->kiosk, row->site, row->reason, row->language);

  contact->ticket = g_strdup (row->ticket);
  contact->joined_us = row->joined_us;
  if (!g_str_equal (row->state, "talking"))
    return contact;
  contact->state = VD_CONTACT_TALKING;
  contact->call = g_strdup (row->call);
  contact->advisor = g_strdup (row->advisor);
  contact->accepted_us = row->accepted_us;
  return contact;
}

GPtrArray *
vd_contact_records_load (VdContactRecords *self, const VdOpeningHours *hours, gint64 now_us, guint *last_ticket,
                         GError **error)
{
  g_autoptr (GPtrArray) rows = vd_store_list (self->store, &vd_table_contacts, NULL, NULL, error);
  GPtrArray *contacts;
  int today = vd_opening_hours_get_day (hours, now_us / G_USEC_PER_SEC);

  *last_ticket = 0;
  if (!rows)
    return NULL;
  contacts = g_ptr_array_new ();
  for (guint i = 0; i < rows->len; i++)
    {
      const VdContactRow *row = rows->pdata[i];
      VdContactRow *kept;

      if (vd_opening_hours_get_day (hours, row->joined_us / G_USEC_PER_SEC) == today)
        *last_ticket = MAX (*last_ticket, vd_ticket_number (row->ticket));
      if (g_str_equal (row->state, "ended"))
        continue;
      kept = vd_store_row_copy (&vd_table_contacts, row);
      g_hash_table_replace (self->open, kept->id, kept);
      g_ptr_array_add (contacts, row_to_contact (row));
    }
  return contacts;
}

void
vd_contact_records_joined (VdContactRecords *self, const VdContact *contact)
{
  VdContactRow *row = g_new0 (VdContactRow, 1);

  row->id = g_strdup (contact->id);
  row->ticket = g_strdup (contact->ticket);
  row->kiosk = g_strdup (contact->kiosk);
  row->site = g_strdup (contact->site);
  row->reason = g_strdup (contact->reason);
  row->language = g_strdup (contact->language);
  row->joined_us = contact->joined_us;
  row->state = g_strdup ("waiting");
  g_hash_table_replace (self->open, row->id, row);
  vd_store_save (self->store, &vd_table_contacts, row);
}

static void
save_call (VdContactRecords *self, const VdContactRow *row)
{
  VdCallRow call = { .id = row->call,
                     .contact = row->id,
                     .advisor = row->advisor,
                     .rung_us = row->joined_us,
                     .accepted_us = row->accepted_us,
                     .ended_us = row->ended_us,
                     .end = row->end };

  vd_store_save (self->store, &vd_table_calls, &call);
}

void
vd_contact_records_accepted (VdContactRecords *self, const VdContact *contact)
{
  VdContactRow *row = g_hash_table_lookup (self->open, contact->id);

  if (!row)
    return;
  g_free (row->state);
  row->state = g_strdup ("talking");
  g_free (row->call);
  row->call = g_strdup (contact->call);
  g_free (row->advisor);
  row->advisor = g_strdup (contact->advisor);
  row->accepted_us = contact->accepted_us;
  vd_store_save (self->store, &vd_table_contacts, row);
  save_call (self, row);
}

void
vd_contact_records_handed_over (VdContactRecords *self, const VdContact *contact, gint64 now_us)
{
  VdContactRow *row = g_hash_table_lookup (self->open, contact->id);
  VdContactRow first;

  if (!row)
    return;
  first = *row;
  first.ended_us = now_us;
  first.end = (char *)"handed-over";
  save_call (self, &first);
  vd_contact_records_accepted (self, contact);
}

void
vd_contact_records_ended (VdContactRecords *self, const char *contact, const char *why, gint64 now_us)
{
  VdContactRow *row = g_hash_table_lookup (self->open, contact);

  if (!row)
    return;
  g_free (row->state);
  row->state = g_strdup ("ended");
  g_free (row->end);
  row->end = g_strdup (why);
  row->ended_us = now_us;
  vd_store_save (self->store, &vd_table_contacts, row);
  if (row->call)
    save_call (self, row);
  g_hash_table_remove (self->open, contact);
}
