/* SPDX-License-Identifier: EUPL-1.2 */
#include "store-rows.h"

#include <stddef.h>

#define TEXT(type, field)                                                                                              \
  {                                                                                                                    \
#field, VD_COLUMN_TEXT, offsetof(type, field)                                                                      \
  }
#define NUMBER(type, field)                                                                                            \
  {                                                                                                                    \
#field, VD_COLUMN_NUMBER, offsetof(type, field)                                                                    \
  }
#define BYTES(type, field)                                                                                             \
  {                                                                                                                    \
#field, VD_COLUMN_BYTES, offsetof(type, field)                                                                     \
  }
/* GPtrArray frees its items by a function without a closure, so each table brings its own. */
#define TABLE(variable, text, type, columns)                                                                           \
  static void free_##type (gpointer row)                                                                               \
  {                                                                                                                    \
    vd_store_row_free (&variable, row);                                                                                \
  }                                                                                                                    \
  const VdStoreTable variable = { text, sizeof (type), columns, G_N_ELEMENTS (columns), free_##type }

static const VdStoreColumn kiosk_columns[] = { TEXT (VdKioskRow, id), TEXT (VdKioskRow, site),
                                               TEXT (VdKioskRow, token_hash) };
TABLE (vd_table_kiosks, "kiosks", VdKioskRow, kiosk_columns);

static const VdStoreColumn advisor_columns[] = { TEXT (VdAdvisorRow, id), TEXT (VdAdvisorRow, name),
                                                 TEXT (VdAdvisorRow, display_name), TEXT (VdAdvisorRow, password_hash),
                                                 TEXT (VdAdvisorRow, languages) };
TABLE (vd_table_advisors, "advisors", VdAdvisorRow, advisor_columns);

static const VdStoreColumn login_columns[] = { TEXT (VdLoginRow, token_hash), TEXT (VdLoginRow, advisor),
                                               NUMBER (VdLoginRow, created_s), NUMBER (VdLoginRow, used_s) };
TABLE (vd_table_logins, "logins", VdLoginRow, login_columns);

static const VdStoreColumn contact_columns[] = { TEXT (VdContactRow, id),          TEXT (VdContactRow, ticket),
                                                 TEXT (VdContactRow, kiosk),       TEXT (VdContactRow, site),
                                                 TEXT (VdContactRow, reason),      TEXT (VdContactRow, language),
                                                 NUMBER (VdContactRow, joined_us), TEXT (VdContactRow, state),
                                                 TEXT (VdContactRow, end),         TEXT (VdContactRow, call),
                                                 TEXT (VdContactRow, advisor),     NUMBER (VdContactRow, accepted_us),
                                                 NUMBER (VdContactRow, ended_us) };
TABLE (vd_table_contacts, "contacts", VdContactRow, contact_columns);

static const VdStoreColumn call_columns[] = {
  TEXT (VdCallRow, id),        TEXT (VdCallRow, contact),       TEXT (VdCallRow, advisor),
  NUMBER (VdCallRow, rung_us), NUMBER (VdCallRow, accepted_us), NUMBER (VdCallRow, ended_us),
  TEXT (VdCallRow, end)
};
TABLE (vd_table_calls, "calls", VdCallRow, call_columns);

static const VdStoreColumn paper_columns[] = {
  TEXT (VdPaperRow, id),      TEXT (VdPaperRow, contact),   TEXT (VdPaperRow, kiosk),
  TEXT (VdPaperRow, advisor), TEXT (VdPaperRow, kind),      TEXT (VdPaperRow, note),
  TEXT (VdPaperRow, state),   TEXT (VdPaperRow, reason),    NUMBER (VdPaperRow, attempt),
  NUMBER (VdPaperRow, pages), NUMBER (VdPaperRow, bytes),   TEXT (VdPaperRow, sha256),
  BYTES (VdPaperRow, key),    NUMBER (VdPaperRow, asked_s), NUMBER (VdPaperRow, received_s),
  TEXT (VdPaperRow, checked), NUMBER (VdPaperRow, handed_s), NUMBER (VdPaperRow, text_bytes)
};
TABLE (vd_table_papers, "papers", VdPaperRow, paper_columns);

static const VdStoreColumn upload_columns[] = { TEXT (VdUploadRow, id),       TEXT (VdUploadRow, paper),
                                                TEXT (VdUploadRow, contact),  TEXT (VdUploadRow, kiosk),
                                                NUMBER (VdUploadRow, length), TEXT (VdUploadRow, sha256),
                                                BYTES (VdUploadRow, key),     NUMBER (VdUploadRow, expires_s) };
TABLE (vd_table_uploads, "uploads", VdUploadRow, upload_columns);

static const VdStoreColumn audit_columns[] = { TEXT (VdAuditRow, id),     NUMBER (VdAuditRow, at_us),
                                               TEXT (VdAuditRow, who),    TEXT (VdAuditRow, what),
                                               TEXT (VdAuditRow, object), TEXT (VdAuditRow, detail) };
TABLE (vd_table_audit, "audit", VdAuditRow, audit_columns);

gpointer
vd_store_row_copy (const VdStoreTable *table, gconstpointer row)
{
  guint8 *copy = g_memdup2 (row, table->row_size);

  for (guint i = 0; i < table->n_columns; i++)
    {
      gpointer field = copy + table->columns[i].offset;

      if (table->columns[i].type == VD_COLUMN_TEXT)
        *(char **)field = g_strdup (*(char **)field);
      else if (table->columns[i].type == VD_COLUMN_BYTES && *(GBytes **)field)
        g_bytes_ref (*(GBytes **)field);
    }
  return copy;
}

void
vd_store_row_free (const VdStoreTable *table, gpointer row)
{
  if (!row)
    return;
  for (guint i = 0; i < table->n_columns; i++)
    {
      gpointer field = (guint8 *)row + table->columns[i].offset;

      if (table->columns[i].type == VD_COLUMN_TEXT)
        g_free (*(char **)field);
      else if (table->columns[i].type == VD_COLUMN_BYTES)
        g_clear_pointer ((GBytes **)field, g_bytes_unref);
    }
  g_free (row);
}

GPtrArray *
vd_store_rows_new (const VdStoreTable *table)
{
  return g_ptr_array_new_with_free_func (table->free_row);
}
