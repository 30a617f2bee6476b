/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "store.h"

struct _VdStore
{
  GObject parent_instance;

  VdStoreBackend *backend; /* the thread's, but for opening and closing */
  GThreadPool *thread;     /* one thread, so jobs keep their order */
  guint audit_count;
  gint failed_writes; /* atomic: counted by the thread */
};

G_DEFINE_FINAL_TYPE (VdStore, vd_store, G_TYPE_OBJECT)

typedef enum
{
  JOB_SAVE,
  JOB_SAVE_ALL,
  JOB_REMOVE,
  JOB_PURGE,
  JOB_LIST,
  JOB_SYNC,
  JOB_SCRUB,
} JobKind;

typedef struct
{
  JobKind kind;
  const VdStoreTable *table;
  gpointer row;
  GArray *items; /* of VdStoreItem */
  char *column, *value;
  gint64 before;
  GTask *task;
} Job;

static void
job_free (Job *job)
{
  if (job->row)
    vd_store_row_free (job->table, job->row);
  g_clear_pointer (&job->items, g_array_unref);
  g_free (job->column);
  g_free (job->value);
  g_clear_object (&job->task);
  g_free (job);
}

static gboolean
write_row (VdStore *self, const Job *job, GError **error)
{
  const VdStoreEngine *engine = self->backend->engine;

  if (job->kind == JOB_SAVE)
    return engine->save (self->backend, job->table, job->row, error);
  if (job->kind == JOB_SAVE_ALL)
    return engine->save_all (self->backend, (const VdStoreItem *)job->items->data, job->items->len, error);
  if (job->kind == JOB_REMOVE)
    return engine->remove (self->backend, job->table, job->value, error);
  if (job->kind == JOB_SCRUB)
    return engine->scrub (self->backend, error);
  return engine->purge (self->backend, job->table, job->column, job->before, error);
}

static void
run_write (VdStore *self, const Job *job)
{
  g_autoptr (GError) error = NULL;

  if (write_row (self, job, &error))
    return;
  g_atomic_int_inc (&self->failed_writes);
  g_warning ("%s: %s", job->table ? job->table->name : "the store", error->message);
}

static void
run_list (VdStore *self, const Job *job)
{
  GError *error = NULL;
  GPtrArray *rows = self->backend->engine->list (self->backend, job->table, job->column, job->value, &error);

  if (rows)
    g_task_return_pointer (job->task, rows, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (job->task, error);
}

static void
run_sync (VdStore *self, const Job *job)
{
  GError *error = NULL;
  gint failed = g_atomic_int_exchange (&self->failed_writes, 0);

  if (!self->backend->engine->ping (self->backend, &error))
    g_task_return_error (job->task, error);
  else if (failed > 0)
    g_task_return_new_error (job->task, VD_STORE_ERROR, VD_STORE_ERROR_FAILED, "%d writes failed", failed);
  else
    g_task_return_boolean (job->task, TRUE);
}

/* On the store's thread. A GTask returns into the context of the caller who made it. */
static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  VdStore *self = user_data;

  if (job->kind == JOB_LIST)
    run_list (self, job);
  else if (job->kind == JOB_SYNC)
    run_sync (self, job);
  else
    run_write (self, job);
  job_free (job);
}

static void
push (VdStore *self, JobKind kind, const VdStoreTable *table, Job values)
{
  Job *job = g_memdup2 (&values, sizeof values);

  job->kind = kind;
  job->table = table;
  g_thread_pool_push (self->thread, job, NULL);
}

static void
vd_store_finalize (GObject *object)
{
  VdStore *self = VD_STORE (object);

  /* Not at once: what was handed over is written first. */
  g_thread_pool_free (self->thread, FALSE, TRUE);
  self->backend->engine->close (self->backend);
  G_OBJECT_CLASS (vd_store_parent_class)->finalize (object);
}

static void
vd_store_class_init (VdStoreClass *class)
{
  G_OBJECT_CLASS (class)->finalize = vd_store_finalize;
}

static void
vd_store_init (VdStore *self)
{
  self->thread = g_thread_pool_new (run_job, self, 1, TRUE, NULL);
}

VdStore *
vd_store_new (VdStoreBackend *backend)
{
  VdStore *self = g_object_new (VD_TYPE_STORE, NULL);

  self->backend = backend;
  return self;
}

void
vd_store_save (VdStore *self, const VdStoreTable *table, gconstpointer row)
{
  push (self, JOB_SAVE, table, (Job){ .row = vd_store_row_copy (table, row) });
}

static void
item_clear (gpointer data)
{
  VdStoreItem *item = data;

  vd_store_row_free (item->table, item->row);
}

void
vd_store_save_all (VdStore *self, const VdStoreItem *items, gsize n_items)
{
  GArray *copies = g_array_sized_new (FALSE, FALSE, sizeof *items, (guint)n_items);

  g_array_set_clear_func (copies, item_clear);
  for (gsize i = 0; i < n_items; i++)
    {
      VdStoreItem copy = { items[i].table, vd_store_row_copy (items[i].table, items[i].row) };

      g_array_append_val (copies, copy);
    }
  push (self, JOB_SAVE_ALL, NULL, (Job){ .items = copies });
}

void
vd_store_remove (VdStore *self, const VdStoreTable *table, const char *key)
{
  push (self, JOB_REMOVE, table, (Job){ .value = g_strdup (key) });
}

void
vd_store_purge (VdStore *self, const VdStoreTable *table, const char *column, gint64 before)
{
  push (self, JOB_PURGE, table, (Job){ .column = g_strdup (column), .before = before });
}

void
vd_store_scrub (VdStore *self)
{
  push (self, JOB_SCRUB, NULL, (Job){ 0 });
}

void
vd_store_audit (VdStore *self, gint64 now_us, const char *who, const char *what, const char *object, const char *detail)
{
  g_autofree char *id =
      g_strdup_printf ("%020" G_GINT64_FORMAT "-%06u-%08x", now_us, self->audit_count++, g_random_int ());
  VdAuditRow row = { .id = id,
                     .at_us = now_us,
                     .who = (char *)who,
                     .what = (char *)what,
                     .object = (char *)object,
                     .detail = (char *)detail };

  vd_store_save (self, &vd_table_audit, &row);
}

void
vd_store_list_async (VdStore *self, const VdStoreTable *table, const char *column, const char *value,
                     GAsyncReadyCallback callback, gpointer data)
{
  push (
      self, JOB_LIST, table,
      (Job){ .column = g_strdup (column), .value = g_strdup (value), .task = g_task_new (self, NULL, callback, data) });
}

GPtrArray *
vd_store_list_finish (VdStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
vd_store_sync_async (VdStore *self, GAsyncReadyCallback callback, gpointer data)
{
  push (self, JOB_SYNC, NULL, (Job){ .task = g_task_new (self, NULL, callback, data) });
}

gboolean
vd_store_sync_finish (VdStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_waited (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* A context of its own: nothing else of the program runs while one waits. */
static GAsyncResult *
wait_for (VdStore *self, JobKind kind, const VdStoreTable *table, const char *column, const char *value)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  GAsyncResult *result = NULL;

  g_main_context_push_thread_default (context);
  push (self, kind, table,
        (Job){ .column = g_strdup (column),
               .value = g_strdup (value),
               .task = g_task_new (self, NULL, on_waited, &result) });
  while (!result)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  return result;
}

GPtrArray *
vd_store_list (VdStore *self, const VdStoreTable *table, const char *column, const char *value, GError **error)
{
  g_autoptr (GAsyncResult) result = wait_for (self, JOB_LIST, table, column, value);

  return vd_store_list_finish (self, result, error);
}

gboolean
vd_store_sync (VdStore *self, GError **error)
{
  g_autoptr (GAsyncResult) result = wait_for (self, JOB_SYNC, NULL, NULL, NULL);

  return vd_store_sync_finish (self, result, error);
}
