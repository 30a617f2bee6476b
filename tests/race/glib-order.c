/* SPDX-License-Identifier: EUPL-1.2 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <gio/gio.h>
#include <gst/gst.h>

/* Tells the thread sanitizer what GLib and GStreamer put in order. Their own code is not instrumented and their locks
 * are futexes, so that everything which they guard or hand over would look like a race. Preloaded by tests/race; each
 * function does what it is called, and says around it what it has waited for and what it lets others go on with.
 * Calls inside of a library do not pass here: what a library does by itself is not watched either. */

#undef g_object_unref
#undef g_idle_add
#undef g_timeout_add
#undef g_once_init_enter
#undef g_once_init_leave

/* Of the sanitizer's runtime; absent in whatever else the tests start. */
void __tsan_acquire (void *address) __attribute__ ((weak));
void __tsan_release (void *address) __attribute__ ((weak));

static void
acquire (gconstpointer what)
{
  if (__tsan_acquire && what)
    __tsan_acquire ((void *)what);
}

static void
release (gconstpointer what)
{
  if (__tsan_release && what)
    __tsan_release ((void *)what);
}

#define REAL(name)                                                                                                     \
  static __typeof__ (name) *real;                                                                                      \
  if (!real)                                                                                                           \
  real = (__typeof__ (name) *)dlsym (RTLD_NEXT, #name)

/* After it the thread has all that others did before they let go of @object. */
#define TAKES(name, type)                                                                                              \
  void name (type *object)                                                                                             \
  {                                                                                                                    \
    REAL (name);                                                                                                       \
    real (object);                                                                                                     \
    acquire (object);                                                                                                  \
  }
#define MAY_TAKE(name, type)                                                                                           \
  gboolean name (type *object)                                                                                         \
  {                                                                                                                    \
    gboolean taken;                                                                                                    \
    REAL (name);                                                                                                       \
    taken = real (object);                                                                                             \
    if (taken)                                                                                                         \
      acquire (object);                                                                                                \
    return taken;                                                                                                      \
  }
#define GIVES(name, type)                                                                                              \
  void name (type *object)                                                                                             \
  {                                                                                                                    \
    REAL (name);                                                                                                       \
    release (object);                                                                                                  \
    real (object);                                                                                                     \
  }

TAKES (g_mutex_lock, GMutex)
MAY_TAKE (g_mutex_trylock, GMutex)
GIVES (g_mutex_unlock, GMutex)
TAKES (g_rec_mutex_lock, GRecMutex)
MAY_TAKE (g_rec_mutex_trylock, GRecMutex)
GIVES (g_rec_mutex_unlock, GRecMutex)
TAKES (g_rw_lock_writer_lock, GRWLock)
GIVES (g_rw_lock_writer_unlock, GRWLock)
TAKES (g_rw_lock_reader_lock, GRWLock)
GIVES (g_rw_lock_reader_unlock, GRWLock)

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  REAL (g_cond_wait);
  release (mutex);
  real (cond, mutex);
  acquire (mutex);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_us)
{
  gboolean in_time;

  REAL (g_cond_wait_until);
  release (mutex);
  in_time = real (cond, mutex, end_us);
  acquire (mutex);
  return in_time;
}

/* Whoever drops the last reference has all that the others did with the object; who drops another one learns nothing,
 * or else objects that many threads refer to, as a clock, would put all of them in order. */
#define DROPS(name, type, count)                                                                                       \
  void name (type object)                                                                                              \
  {                                                                                                                    \
    REAL (name);                                                                                                       \
    release (object);                                                                                                  \
    if (count == 1)                                                                                                    \
      acquire (object);                                                                                                \
    real (object);                                                                                                     \
  }

#define OBJECT_COUNT g_atomic_int_get (&((GObject *)object)->ref_count)

DROPS (g_object_unref, gpointer, OBJECT_COUNT)
DROPS (gst_object_unref, gpointer, OBJECT_COUNT)
DROPS (gst_mini_object_unref, GstMiniObject *, g_atomic_int_get (&object->refcount))

gboolean
g_atomic_ref_count_dec (gatomicrefcount *count)
{
  gboolean is_last;

  REAL (g_atomic_ref_count_dec);
  release (count);
  is_last = real (count);
  if (is_last)
    acquire (count);
  return is_last;
}

static __thread GDestroyNotify clear_next;

static void
clear_last (gpointer block)
{
  GDestroyNotify clear = clear_next;

  acquire (block);
  clear (block);
}

void
g_atomic_rc_box_release_full (gpointer block, GDestroyNotify clear)
{
  GDestroyNotify outer = clear_next;

  REAL (g_atomic_rc_box_release_full);
  release (block);
  clear_next = clear;
  real (block, clear_last);
  clear_next = outer;
}

gboolean
g_once_init_enter (volatile void *location)
{
  gboolean is_first;

  REAL (g_once_init_enter);
  is_first = real (location);
  if (!is_first)
    acquire ((gconstpointer)location);
  return is_first;
}

void
g_once_init_leave (volatile void *location, gsize result)
{
  REAL (g_once_init_leave);
  release ((gconstpointer)location);
  real (location, result);
}

/* From one thread to the main loop of another: what is posted goes with what was done before. */
typedef struct
{
  GSourceFunc function;
  gpointer data;
  GDestroyNotify destroy;
} Letter;

static Letter *
seal (GSourceFunc function, gpointer data, GDestroyNotify destroy)
{
  Letter *letter = g_new0 (Letter, 1);

  *letter = (Letter){ function, data, destroy };
  release (letter);
  return letter;
}

static gboolean
open_letter (gpointer data)
{
  Letter *letter = data;

  acquire (letter);
  return letter->function (letter->data);
}

static void
throw_away (gpointer data)
{
  Letter *letter = data;

  acquire (letter);
  if (letter->destroy)
    letter->destroy (letter->data);
  g_free (letter);
}

guint
g_idle_add_full (gint priority, GSourceFunc function, gpointer data, GDestroyNotify destroy)
{
  REAL (g_idle_add_full);
  return real (priority, open_letter, seal (function, data, destroy), throw_away);
}

guint
g_idle_add (GSourceFunc function, gpointer data)
{
  return g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, function, data, NULL);
}

guint
g_timeout_add_full (gint priority, guint interval_ms, GSourceFunc function, gpointer data, GDestroyNotify destroy)
{
  REAL (g_timeout_add_full);
  return real (priority, interval_ms, open_letter, seal (function, data, destroy), throw_away);
}

guint
g_timeout_add (guint interval_ms, GSourceFunc function, gpointer data)
{
  return g_timeout_add_full (G_PRIORITY_DEFAULT, interval_ms, function, data, NULL);
}

void
g_main_context_invoke_full (GMainContext *context, gint priority, GSourceFunc function, gpointer data,
                            GDestroyNotify destroy)
{
  REAL (g_main_context_invoke_full);
  real (context, priority, open_letter, seal (function, data, destroy), throw_away);
}

void
g_main_context_invoke (GMainContext *context, GSourceFunc function, gpointer data)
{
  g_main_context_invoke_full (context, G_PRIORITY_DEFAULT, function, data, NULL);
}

/* Tasks: to the worker, and back with the result. */
typedef struct
{
  GTaskThreadFunc function;
} Work;

static void
do_work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = g_object_get_data (G_OBJECT (task), "race-work");

  acquire (task);
  work->function (task, source, data, cancellable);
}

void
g_task_run_in_thread (GTask *task, GTaskThreadFunc function)
{
  Work *work = g_new0 (Work, 1);

  REAL (g_task_run_in_thread);
  work->function = function;
  g_object_set_data_full (G_OBJECT (task), "race-work", work, g_free);
  release (task);
  real (task, do_work);
}

void
g_task_return_pointer (GTask *task, gpointer result, GDestroyNotify destroy)
{
  REAL (g_task_return_pointer);
  release (task);
  real (task, result, destroy);
}

void
g_task_return_boolean (GTask *task, gboolean result)
{
  REAL (g_task_return_boolean);
  release (task);
  real (task, result);
}

void
g_task_return_error (GTask *task, GError *error)
{
  REAL (g_task_return_error);
  release (task);
  real (task, error);
}

gpointer
g_task_propagate_pointer (GTask *task, GError **error)
{
  REAL (g_task_propagate_pointer);
  acquire (task);
  return real (task, error);
}

gboolean
g_task_propagate_boolean (GTask *task, GError **error)
{
  REAL (g_task_propagate_boolean);
  acquire (task);
  return real (task, error);
}

void
g_async_queue_push (GAsyncQueue *queue, gpointer data)
{
  REAL (g_async_queue_push);
  release (queue);
  real (queue, data);
}

gpointer
g_async_queue_pop (GAsyncQueue *queue)
{
  gpointer data;

  REAL (g_async_queue_pop);
  data = real (queue);
  acquire (queue);
  return data;
}
