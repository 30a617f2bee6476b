/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "store-backend.h"

#include <sqlite3.h>

/* Another process (add-advisor, enroll-kiosk) may hold the lock for a moment. */
#define BUSY_MS 5000

typedef struct
{
  VdStoreBackend parent;
  sqlite3 *db;
} SqliteStore;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)
G_DEFINE_QUARK (vd - store - error - quark, vd_store_error)

/* One entry per version of the schema, run in order; an entry is never edited once it was released. */
static const char *const migrations[] = {
  "CREATE TABLE kiosks (id TEXT PRIMARY KEY, site TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE) STRICT;"
  "CREATE TABLE advisors (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, display_name TEXT NOT NULL, password_hash "
  "TEXT NOT NULL, languages TEXT NOT NULL) STRICT;"
  "CREATE TABLE logins (token_hash TEXT PRIMARY KEY, advisor TEXT NOT NULL REFERENCES advisors, created_s INTEGER NOT "
  "NULL, used_s INTEGER NOT NULL) STRICT;"
  "CREATE TABLE contacts (id TEXT PRIMARY KEY, ticket TEXT NOT NULL, kiosk TEXT NOT NULL, site TEXT NOT NULL, reason "
  "TEXT NOT NULL, language TEXT NOT NULL,"
  " joined_us INTEGER NOT NULL, state TEXT NOT NULL, end TEXT, call TEXT, advisor TEXT, accepted_us INTEGER NOT NULL, "
  "ended_us INTEGER NOT NULL) STRICT;"
  "CREATE INDEX contacts_by_state ON contacts (state);"
  "CREATE TABLE calls (id TEXT PRIMARY KEY, contact TEXT NOT NULL, advisor TEXT NOT NULL, rung_us INTEGER NOT NULL, "
  "accepted_us INTEGER NOT NULL,"
  " ended_us INTEGER NOT NULL, end TEXT) STRICT;"
  "CREATE TABLE papers (id TEXT PRIMARY KEY, contact TEXT NOT NULL, kiosk TEXT NOT NULL, advisor TEXT NOT NULL, kind "
  "TEXT NOT NULL, note TEXT NOT NULL,"
  " state TEXT NOT NULL, reason TEXT, attempt INTEGER NOT NULL, pages INTEGER NOT NULL, bytes INTEGER NOT NULL, sha256 "
  "TEXT, key BLOB,"
  " asked_s INTEGER NOT NULL, received_s INTEGER NOT NULL) STRICT;"
  "CREATE TABLE uploads (id TEXT PRIMARY KEY, paper TEXT NOT NULL, contact TEXT NOT NULL, kiosk TEXT NOT NULL, length "
  "INTEGER NOT NULL, sha256 TEXT NOT NULL,"
  " key BLOB NOT NULL, expires_s INTEGER NOT NULL) STRICT;"
  "CREATE TABLE audit (id TEXT PRIMARY KEY, at_us INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, object TEXT "
  "NOT NULL, detail TEXT) STRICT;",
  "CREATE INDEX audit_by_object ON audit (object);",
  "ALTER TABLE papers ADD COLUMN checked TEXT;"
  "ALTER TABLE papers ADD COLUMN handed_s INTEGER NOT NULL DEFAULT 0;",
  "ALTER TABLE papers ADD COLUMN text_bytes INTEGER NOT NULL DEFAULT 0;",
};

static gboolean
fail (SqliteStore *self, VdStoreError code, GError **error)
{
  g_set_error (error, VD_STORE_ERROR, code, "SQLite: %s", sqlite3_errmsg (self->db));
  return FALSE;
}

static gboolean
execute (SqliteStore *self, const char *sql, GError **error)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail (self, VD_STORE_ERROR_FAILED, error);
}

static sqlite3_stmt *
prepare (SqliteStore *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) == SQLITE_OK)
    return statement;
  fail (self, VD_STORE_ERROR_FAILED, error);
  return NULL;
}

static gboolean
run (SqliteStore *self, sqlite3_stmt *statement, GError **error)
{
  return sqlite3_step (statement) == SQLITE_DONE || fail (self, VD_STORE_ERROR_FAILED, error);
}

/* A blob of nothing is not NULL, of which SQLite would make the other. */
static void
bind_blob (sqlite3_stmt *statement, int index, GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  sqlite3_bind_blob64 (statement, index, size > 0 ? data : "", size, SQLITE_STATIC);
}

static void
bind_field (sqlite3_stmt *statement, int index, const VdStoreColumn *column, gconstpointer row)
{
  gconstpointer field = (const guint8 *)row + column->offset;

  if (column->type == VD_COLUMN_TEXT)
    sqlite3_bind_text (statement, index, *(char *const *)field, -1, SQLITE_STATIC);
  else if (column->type == VD_COLUMN_NUMBER)
    sqlite3_bind_int64 (statement, index, *(const gint64 *)field);
  else if (*(GBytes *const *)field)
    bind_blob (statement, index, *(GBytes *const *)field);
}

static void
append_names (GString *sql, const VdStoreTable *table)
{
  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, "%s\"%s\"", i > 0 ? ", " : "", table->columns[i].name);
}

static gboolean
save (VdStoreBackend *backend, const VdStoreTable *table, gconstpointer row, GError **error)
{
  SqliteStore *self = (SqliteStore *)backend;
  g_autoptr (GString) sql = g_string_new ("INSERT INTO ");
  g_autoptr (sqlite3_stmt) statement = NULL;

  g_string_append_printf (sql, "%s (", table->name);
  append_names (sql, table);
  g_string_append (sql, ") VALUES (");
  for (guint i = 0; i < table->n_columns; i++)
    g_string_append (sql, i > 0 ? ", ?" : "?");
  g_string_append_printf (sql, ") ON CONFLICT (%s) DO UPDATE SET ", table->columns[0].name);
  for (guint i = 1; i < table->n_columns; i++)
    g_string_append_printf (sql, "%s\"%s\" = excluded.\"%s\"", i > 1 ? ", " : "", table->columns[i].name,
                            table->columns[i].name);
  statement = prepare (self, sql->str, error);
  if (!statement)
    return FALSE;
  for (guint i = 0; i < table->n_columns; i++)
    bind_field (statement, (int)i + 1, &table->columns[i], row);
  return run (self, statement, error);
}

static gboolean
save_all (VdStoreBackend *backend, const VdStoreItem *items, gsize n_items, GError **error)
{
  SqliteStore *self = (SqliteStore *)backend;
  gboolean good = execute (self, "BEGIN IMMEDIATE", error);

  if (!good)
    return FALSE;
  for (gsize i = 0; good && i < n_items; i++)
    good = save (backend, items[i].table, items[i].row, error);
  if (good && execute (self, "COMMIT", error))
    return TRUE;
  execute (self, "ROLLBACK", NULL);
  return FALSE;
}

static gboolean
remove_row (VdStoreBackend *backend, const VdStoreTable *table, const char *key, GError **error)
{
  SqliteStore *self = (SqliteStore *)backend;
  g_autofree char *sql = g_strdup_printf ("DELETE FROM %s WHERE %s = ?", table->name, table->columns[0].name);
  g_autoptr (sqlite3_stmt) statement = prepare (self, sql, error);

  if (!statement)
    return FALSE;
  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  return run (self, statement, error);
}

static gboolean
purge (VdStoreBackend *backend, const VdStoreTable *table, const char *column, gint64 before, GError **error)
{
  SqliteStore *self = (SqliteStore *)backend;
  g_autofree char *sql = g_strdup_printf ("DELETE FROM %s WHERE %s > 0 AND %s < ?", table->name, column, column);
  g_autoptr (sqlite3_stmt) statement = prepare (self, sql, error);

  if (!statement)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, before);
  return run (self, statement, error);
}

static void
read_field (sqlite3_stmt *statement, int index, const VdStoreColumn *column, gpointer row)
{
  gpointer field = (guint8 *)row + column->offset;

  if (column->type == VD_COLUMN_TEXT)
    *(char **)field = g_strdup ((const char *)sqlite3_column_text (statement, index));
  else if (column->type == VD_COLUMN_NUMBER)
    *(gint64 *)field = sqlite3_column_int64 (statement, index);
  else if (sqlite3_column_type (statement, index) != SQLITE_NULL)
    *(GBytes **)field =
        g_bytes_new (sqlite3_column_blob (statement, index), (gsize)sqlite3_column_bytes (statement, index));
}

static GPtrArray *
list (VdStoreBackend *backend, const VdStoreTable *table, const char *column, const char *value, GError **error)
{
  SqliteStore *self = (SqliteStore *)backend;
  g_autoptr (GPtrArray) rows = vd_store_rows_new (table);
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  g_autoptr (sqlite3_stmt) statement = NULL;
  int result;

  append_names (sql, table);
  g_string_append_printf (sql, " FROM %s", table->name);
  if (column)
    g_string_append_printf (sql, " WHERE \"%s\" = ?", column);
  g_string_append_printf (sql, " ORDER BY %s", table->columns[0].name);
  statement = prepare (self, sql->str, error);
  if (!statement)
    return NULL;
  if (column)
    sqlite3_bind_text (statement, 1, value, -1, SQLITE_STATIC);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      guint8 *row = g_malloc0 (table->row_size);

      for (guint i = 0; i < table->n_columns; i++)
        read_field (statement, (int)i, &table->columns[i], row);
      g_ptr_array_add (rows, row);
    }
  if (result == SQLITE_DONE)
    return g_steal_pointer (&rows);
  fail (self, VD_STORE_ERROR_FAILED, error);
  return NULL;
}

/* secure_delete zeroes the database's own pages; the write-ahead log still has them as they were. */
static gboolean
scrub (VdStoreBackend *backend, GError **error)
{
  return execute ((SqliteStore *)backend, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

static gboolean
ping (VdStoreBackend *backend, GError **error)
{
  return execute ((SqliteStore *)backend, "SELECT count (*) FROM kiosks", error);
}

static void
close_store (VdStoreBackend *backend)
{
  SqliteStore *self = (SqliteStore *)backend;

  sqlite3_close_v2 (self->db);
  g_free (self);
}

static const VdStoreEngine sqlite_engine = { save, save_all, remove_row, list, purge, scrub, ping, close_store };

static gint64
get_version (SqliteStore *self)
{
  g_autoptr (sqlite3_stmt) statement = prepare (self, "PRAGMA user_version", NULL);

  return statement && sqlite3_step (statement) == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : -1;
}

static gboolean
migrate (SqliteStore *self, GError **error)
{
  gint64 version;

  /* The lock first: two processes started together must not migrate twice. */
  if (!execute (self, "BEGIN IMMEDIATE", error))
    return FALSE;
  version = get_version (self);
  if (version < 0 || version > (gint64)G_N_ELEMENTS (migrations))
    {
      g_set_error (error, VD_STORE_ERROR, VD_STORE_ERROR_OPEN,
                   "the store has schema %" G_GINT64_FORMAT ", this program knows %u", version,
                   (guint)G_N_ELEMENTS (migrations));
      execute (self, "ROLLBACK", NULL);
      return FALSE;
    }
  for (gint64 i = version; i < (gint64)G_N_ELEMENTS (migrations); i++)
    {
      g_autofree char *step = g_strdup_printf ("%s PRAGMA user_version = %" G_GINT64_FORMAT, migrations[i], i + 1);

      if (!execute (self, step, error))
        return FALSE;
    }
  return execute (self, "COMMIT", error);
}

VdStoreBackend *
vd_sqlite_store_open (const char *path, GError **error)
{
  SqliteStore *self = g_new0 (SqliteStore, 1);
  gboolean good;

  self->parent.engine = &sqlite_engine;
  if (sqlite3_open_v2 (path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) !=
      SQLITE_OK)
    {
      g_set_error (error, VD_STORE_ERROR, VD_STORE_ERROR_OPEN, "%s: %s", path, sqlite3_errmsg (self->db));
      close_store (&self->parent);
      return NULL;
    }
  sqlite3_busy_timeout (self->db, BUSY_MS);
  /* FULL: once the kiosk was told that a paper is here, it erases its own copy. secure_delete: a key that is deleted
   * must not stay in the file. */
  good =
      execute (
          self,
          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
          error) &&
      migrate (self, error);
  if (good)
    return &self->parent;
  close_store (&self->parent);
  return NULL;
}
