/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the desk keeps, as plain rows. A table says which columns a row has and where they lie in its struct, so that a
 * store behind any engine needs three verbs only. The first column is the key. Columns of the same name and order exist
 * in the engine's own schema. */
typedef enum
{
  VD_COLUMN_TEXT,   /* char *, NULL allowed */
  VD_COLUMN_NUMBER, /* gint64 */
  VD_COLUMN_BYTES,  /* GBytes *, NULL allowed */
} VdColumnType;

typedef struct
{
  const char *name;
  VdColumnType type;
  gsize offset;
} VdStoreColumn;

typedef struct
{
  const char *name;
  gsize row_size;
  const VdStoreColumn *columns;
  guint n_columns;
  GDestroyNotify free_row;
} VdStoreTable;

typedef struct
{
  char *id, *site, *token_hash;
} VdKioskRow;

typedef struct
{
  char *id, *name, *display_name, *password_hash;
  char *languages; /* "fr;es", empty: any */
} VdAdvisorRow;

typedef struct
{
  char *token_hash, *advisor;
  gint64 created_s, used_s;
} VdLoginRow;

typedef struct
{
  char *id, *ticket, *kiosk, *site, *reason, *language;
  gint64 joined_us;
  char *state;          /* "waiting", "talking", "ended": a ring does not survive the desk */
  char *end;            /* NULL until ended */
  char *call, *advisor; /* while talking */
  gint64 accepted_us, ended_us;
} VdContactRow;

typedef struct
{
  char *id, *contact, *advisor;
  gint64 rung_us, accepted_us, ended_us;
  char *end;
} VdCallRow;

typedef struct
{
  char *id, *contact, *kiosk, *advisor;
  char *kind, *note, *state, *reason;
  gint64 attempt, pages, bytes;
  char *sha256; /* of the file as it was sent */
  GBytes *key;  /* of the sealed file, itself sealed; NULL: nothing stored */
  gint64 asked_s, received_s;
  char *checked;   /* by the virus scanner: papers/paper-book.h */
  gint64 handed_s; /* to the back office; 0: not yet */
  gint64 text_bytes; /* that the text layer adds to the file; 0: nobody has read it, below: nothing was found */
} VdPaperRow;

typedef struct
{
  char *id, *paper, *contact, *kiosk;
  gint64 length;
  char *sha256;
  GBytes *key; /* of the sealed part file */
  gint64 expires_s;
} VdUploadRow;

typedef struct
{
  char *id; /* made by the store: unique, sorts by time */
  gint64 at_us;
  char *who, *what, *object, *detail;
} VdAuditRow;

extern const VdStoreTable vd_table_kiosks, vd_table_advisors, vd_table_logins, vd_table_contacts, vd_table_calls,
    vd_table_papers, vd_table_uploads, vd_table_audit;

gpointer vd_store_row_copy (const VdStoreTable *table, gconstpointer row);
void vd_store_row_free (const VdStoreTable *table, gpointer row);
/* A list whose rows free themselves. */
GPtrArray *vd_store_rows_new (const VdStoreTable *table);

G_END_DECLS
