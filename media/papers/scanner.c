/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-papers"

#include "scanner.h"
#include "page-maker.h"
#include "scan-stream.h"
#include "scanner-private.h"

#include <string.h>

/* A driver that says nothing for that long hangs. Warming a lamp takes up to a minute; listing asks the network. */
#define SCAN_SILENCE_S 75
#define PROBE_SILENCE_S 20
/* After its last word: a carriage goes home in that time. A driver that takes longer is killed, its pages are good. */
#define CLOSE_SILENCE_S 10
#define READ_SIZE (256 * 1024)

struct _VdScanner
{
  GObject parent_instance;

  char *setting, *helper;
  guint probe_silence_s, scan_silence_s;
  GCancellable *probing; /* while a probe runs */
  char *device;          /* the one found, (nullable) */
  gboolean is_available;
  gboolean is_scanning;
};

enum
{
  PROP_AVAILABLE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (VdScanner, vd_scanner, G_TYPE_OBJECT)

/* One run of visiodesk-scan, from start to its last record; owned by its task. */
typedef struct
{
  GSubprocess *process;
  GInputStream *output;
  VdScanStream *stream;
  GPtrArray *pages; /* VdPage */
  guint8 *chunk;
  guint silence_s, silence_timer;
  gboolean has_hung;
  GCancellable *stop; /* of the reading: by the caller's cancellable or by silence */
  gulong cancel_id;
  GCancellable *outer;
} Run;

static void
run_free (void *data)
{
  Run *run = data;

  g_clear_handle_id (&run->silence_timer, g_source_remove);
  if (run->outer)
    g_cancellable_disconnect (run->outer, run->cancel_id);
  g_clear_object (&run->outer);
  if (run->process)
    g_subprocess_force_exit (run->process); /* no driver outlives its run; nothing happens if it has ended */
  g_clear_object (&run->process);
  g_clear_object (&run->stop);
  g_clear_pointer (&run->stream, vd_scan_stream_free);
  g_clear_pointer (&run->pages, g_ptr_array_unref);
  if (run->chunk)
    explicit_bzero (run->chunk, READ_SIZE);
  g_free (run->chunk);
  g_free (run);
}

static void
on_outer_cancelled (GCancellable *outer, gpointer data)
{
  g_cancellable_cancel (data);
}

static gboolean
on_silence (gpointer data)
{
  Run *run = data;

  run->silence_timer = 0;
  run->has_hung = !vd_scan_stream_is_finished (run->stream);
  if (!run->has_hung)
    g_message ("the scanner's driver did not close for %u s and was ended", CLOSE_SILENCE_S);
  g_cancellable_cancel (run->stop);
  return G_SOURCE_REMOVE;
}

static void
restart_silence (Run *run)
{
  guint patience_s = vd_scan_stream_is_finished (run->stream) ? MIN (run->silence_s, CLOSE_SILENCE_S) : run->silence_s;

  g_clear_handle_id (&run->silence_timer, g_source_remove);
  run->silence_timer = g_timeout_add_seconds (patience_s, on_silence, run);
}

static void
finish_run (GTask *task, GError *error)
{
  Run *run = g_task_get_task_data (task);
  GError *why = NULL;

  g_clear_handle_id (&run->silence_timer, g_source_remove);
  if (run->has_hung)
    why = g_error_new (VD_PAPERS_ERROR, VD_PAPERS_ERROR_FAILED, "the scanner did not answer for %u s and was given up",
                       run->silence_s);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
           (g_cancellable_is_cancelled (run->outer) || !vd_scan_stream_is_finished (run->stream)))
    why = g_error_new_literal (VD_PAPERS_ERROR, VD_PAPERS_ERROR_CANCELLED, "scanning was cancelled");
  else if (error && !vd_scan_stream_is_finished (run->stream))
    why = error->domain == VD_PAPERS_ERROR
              ? g_error_copy (error)
              : g_error_new (VD_PAPERS_ERROR, VD_PAPERS_ERROR_FAILED, "the scanner's program: %s", error->message);
  else if (!vd_scan_stream_is_finished (run->stream))
    why = g_error_new_literal (VD_PAPERS_ERROR, VD_PAPERS_ERROR_FAILED, "the scanner's program ended in the middle");
  else if (vd_scan_stream_get_outcome (run->stream) != VD_SCAN_DONE)
    why = vd_scan_stream_make_error (run->stream);
  if (why)
    g_task_return_error (task, why);
  else
    g_task_return_boolean (task, TRUE);
}

static void read_more (GTask *task);

/* Worker thread: a page of 8 megapixels takes half a second to judge and encode. */
static void
make_pages_in_thread (GTask *work, void *source, void *data, GCancellable *cancellable)
{
  Run *run = data;
  VdPicture *picture;
  double dpi;

  while ((picture = vd_scan_stream_take_page (run->stream, &dpi)))
    {
      g_ptr_array_add (run->pages, vd_page_maker_run_scan (picture, dpi));
      vd_picture_free (picture);
    }
  g_task_return_boolean (work, TRUE);
}

static void
on_pages_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  g_task_propagate_boolean (G_TASK (result), NULL); /* never fails; what the worker did is ours from here on */
  read_more (task);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gssize size = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);
  g_autoptr (GTask) work = NULL;

  if (size <= 0 || !vd_scan_stream_feed (run->stream, run->chunk, size, &error))
    {
      finish_run (task, error);
      return;
    }
  g_clear_handle_id (&run->silence_timer, g_source_remove); /* now it is us who take time */
  /* Pages are made between two reads, so the stream has one user at a time. */
  work = g_task_new (NULL, NULL, on_pages_made, g_object_ref (task));
  g_task_set_task_data (work, run, NULL);
  if (vd_scan_stream_has_page (run->stream))
    g_task_run_in_thread (work, make_pages_in_thread);
  else
    g_task_return_boolean (work, TRUE);
}

static void
read_more (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  restart_silence (run);
  g_input_stream_read_async (run->output, run->chunk, READ_SIZE, G_PRIORITY_DEFAULT, run->stop, on_read,
                             g_object_ref (task));
}

static const char *
find_helper (VdScanner *self)
{
  return self->helper ? self->helper : VD_SCAN_HELPER;
}

/* Starts the helper with @arguments and reads it to the end; the task's value is then TRUE, with the run as its data.
 */
static void
run_helper (GTask *task, const char *verb, const char *device, guint silence_s)
{
  VdScanner *self = g_task_get_source_object (task);
  Run *run = g_new0 (Run, 1);
  GCancellable *outer = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;

  run->silence_s = silence_s;
  run->stream = vd_scan_stream_new ();
  run->pages = g_ptr_array_new_with_free_func (g_object_unref);
  run->chunk = g_malloc (READ_SIZE);
  run->stop = g_cancellable_new ();
  g_task_set_task_data (task, run, run_free);
  g_task_set_check_cancellable (task, FALSE); /* finish_run () says so in our own words */
  run->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                                   find_helper (self), verb, device, NULL);
  if (!run->process)
    {
      g_task_return_new_error (task, VD_PAPERS_ERROR, VD_PAPERS_ERROR_NO_SOURCE,
                               "the scanner's program does not start: %s", error->message);
      return;
    }
  if (outer)
    {
      run->outer = g_object_ref (outer);
      run->cancel_id =
          g_cancellable_connect (outer, G_CALLBACK (on_outer_cancelled), g_object_ref (run->stop), g_object_unref);
    }
  run->output = g_subprocess_get_stdout_pipe (run->process);
  read_more (task);
}

static void
set_available (VdScanner *self, gboolean available)
{
  if (self->is_available == available)
    return;
  self->is_available = available;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
}

static void
on_probed (GObject *source, GAsyncResult *result, gpointer data)
{
  VdScanner *self = VD_SCANNER (source);
  g_autoptr (GError) error = NULL;
  Run *run = g_task_get_task_data (G_TASK (result));
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);
  GPtrArray *devices = vd_scan_stream_get_devices (run->stream);
  gboolean is_auto = g_str_equal (self->setting, "auto");

  g_clear_object (&self->probing);
  if (!ok && !g_error_matches (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_CANCELLED))
    g_message ("looking for a scanner: %s", error->message);
  g_clear_pointer (&self->device, g_free);
  if (ok && devices->len > 0)
    {
      self->device = g_strdup (is_auto ? g_ptr_array_index (devices, 0) : self->setting);
      g_message ("scanner found: %s", self->device);
    }
  set_available (self, self->device != NULL);
}

void
vd_scanner_probe (VdScanner *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (VD_IS_SCANNER (self));
  if (self->probing || g_str_equal (self->setting, "none"))
    return;
  self->probing = g_cancellable_new ();
  task = g_task_new (self, self->probing, on_probed, NULL);
  g_task_set_source_tag (task, vd_scanner_probe);
  run_helper (task, "list", g_str_equal (self->setting, "auto") ? NULL : self->setting, self->probe_silence_s);
}

gboolean
vd_scanner_is_available (VdScanner *self)
{
  g_return_val_if_fail (VD_IS_SCANNER (self), FALSE);
  return self->is_available;
}

void
vd_scanner_scan_async (VdScanner *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  const char *device;

  g_return_if_fail (VD_IS_SCANNER (self));
  g_task_set_source_tag (task, vd_scanner_scan_async);
  if (self->is_scanning)
    {
      g_task_return_new_error (task, VD_PAPERS_ERROR, VD_PAPERS_ERROR_BUSY, "the scanner is scanning already");
      return;
    }
  if (g_str_equal (self->setting, "none"))
    {
      g_task_return_new_error (task, VD_PAPERS_ERROR, VD_PAPERS_ERROR_NO_SOURCE, "the scanner is set to \"none\"");
      return;
    }
  self->is_scanning = TRUE;
  device = self->device ? self->device : g_str_equal (self->setting, "auto") ? NULL : self->setting;
  run_helper (task, "scan", device, self->scan_silence_s);
}

GPtrArray *
vd_scanner_scan_finish (VdScanner *self, GAsyncResult *result, GError **error)
{
  Run *run;
  GPtrArray *pages;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  run = g_task_get_task_data (G_TASK (result));
  if (run)
    self->is_scanning = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  if (run->pages->len == 0)
    {
      g_set_error_literal (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_EMPTY, "the scanner gave no page");
      return NULL;
    }
  pages = g_steal_pointer (&run->pages);
  return pages;
}

static void
vd_scanner_dispose (GObject *object)
{
  VdScanner *self = VD_SCANNER (object);

  if (self->probing)
    g_cancellable_cancel (self->probing);
  g_clear_object (&self->probing);
  G_OBJECT_CLASS (vd_scanner_parent_class)->dispose (object);
}

static void
vd_scanner_finalize (GObject *object)
{
  VdScanner *self = VD_SCANNER (object);

  g_free (self->setting);
  g_free (self->helper);
  g_free (self->device);
  G_OBJECT_CLASS (vd_scanner_parent_class)->finalize (object);
}

static void
vd_scanner_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_AVAILABLE)
    g_value_set_boolean (value, VD_SCANNER (object)->is_available);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_scanner_class_init (VdScannerClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = vd_scanner_dispose;
  object_class->finalize = vd_scanner_finalize;
  object_class->get_property = vd_scanner_get_property;
  properties[PROP_AVAILABLE] = g_param_spec_boolean (
      "available", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
vd_scanner_init (VdScanner *self)
{
  self->probe_silence_s = PROBE_SILENCE_S;
  self->scan_silence_s = SCAN_SILENCE_S;
}

void
vd_scanner_set_patience (VdScanner *self, guint probe_s, guint scan_s)
{
  g_return_if_fail (VD_IS_SCANNER (self));
  self->probe_silence_s = probe_s;
  self->scan_silence_s = scan_s;
}

VdScanner *
vd_scanner_new (const char *setting, const char *helper)
{
  VdScanner *self;

  g_return_val_if_fail (setting, NULL);
  self = g_object_new (VD_TYPE_SCANNER, NULL);
  self->setting = g_strdup (setting);
  self->helper = helper && *helper ? g_strdup (helper) : NULL;
  return self;
}
