/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "paper-texts.h"
#include "page-image.h"
#include "paper-book-private.h"
#include "paper-proof.h"
#include "pdf-text.h"
#include "sealed-file.h"
#include "text-reader.h"

#include <glib/gstdio.h>

#define MAX_ADDED (4 * 1024 * 1024) /* what a text layer may add to its file: words are some bytes each when packed */
#define POINTS_AN_INCH 72

struct _VdPaperTexts
{
  GObject parent_instance;

  VdPaperBook *book;
  char *program, *languages, *setting;
  guint page_timeout_s;
  gboolean is_missing_told; /* and nothing was read since */
  GCancellable *reading;    /* of the paper that is read; NULL: none is */
};

G_DEFINE_FINAL_TYPE (VdPaperTexts, vd_paper_texts, G_TYPE_OBJECT)

/* One paper: what the worker needs of it, and what it made. */
typedef struct
{
  GWeakRef texts;
  VdKeySafe *safe;
  char *paper, *path, *fresh; /* @fresh: where the file with the words waits to take the place of that at @path */
  GBytes *wrapped_key;
  gsize
      sent_bytes; /* of the file as the visitor sent it: a desk that was killed may have put words behind it already */
  gint64 attempt;
  char *program, *languages;
  guint page_timeout_s;

  guint words; /* 0: there is no file at @fresh */
  gsize added_bytes;
  char *sha256;        /* of the file with the words */
  gboolean is_missing; /* the program, or a language of it: no paper's fault */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_weak_ref_clear (&job->texts);
  vd_key_safe_unref (job->safe);
  g_free (job->paper);
  g_free (job->path);
  g_free (job->fresh);
  g_bytes_unref (job->wrapped_key);
  g_free (job->program);
  g_free (job->languages);
  g_free (job->sha256);
  g_free (job);
}

/* The file as it was sent. */
static GBytes *
read_sent (const Job *job, GBytes *key, VdPdfShape *shape, GError **error)
{
  g_autoptr (GBytes) file = vd_sealed_file_read (job->path, key, error);
  g_autoptr (GBytes) sent = NULL;

  if (!file)
    return NULL;
  sent = g_bytes_new_from_bytes (file, 0, MIN (job->sent_bytes, g_bytes_get_size (file)));
  if (!vd_pdf_shape_parse (g_bytes_get_data (sent, NULL), g_bytes_get_size (sent), shape, error))
    return NULL;
  return g_steal_pointer (&sent);
}

static guint
get_dpi (const VdPdfPage *page)
{
  return CLAMP (page->width * 100 * POINTS_AN_INCH / page->wide, 70, 600);
}

static GPtrArray *
read_page (const Job *job, GBytes *sent, const VdPdfPage *page, GCancellable *cancellable, GError **error)
{
  guint width, height;
  g_autoptr (GBytes) pgm = vd_page_image_make_pgm (g_bytes_get_data (sent, NULL), page, &width, &height, error);

  return pgm ? vd_text_reader_read (job->program, job->languages, pgm, width, height, get_dpi (page),
                                    job->page_timeout_s, cancellable, error)
             : NULL;
}

/* All pages or none: half a text would be found in half of the searches. */
static gboolean
read_pages (Job *job, GBytes *sent, const VdPdfShape *shape, GPtrArray **pages, GCancellable *cancellable,
            GError **error)
{
  for (guint i = 0; i < shape->n_pages; i++)
    {
      pages[i] = read_page (job, sent, &shape->pages[i], cancellable, error);
      if (!pages[i])
        {
          g_prefix_error (error, "page %u: ", i + 1);
          return FALSE;
        }
      job->words += pages[i]->len;
    }
  return TRUE;
}

static gboolean
write_fresh (Job *job, GBytes *key, GBytes *sent, GBytes *whole, GError **error)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (whole, &size);

  job->added_bytes = size - g_bytes_get_size (sent);
  if (job->added_bytes > MAX_ADDED)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "there are too many words");
      return FALSE;
    }
  job->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, whole);
  return vd_sealed_file_write (job->fresh, key, data, size, error);
}

static gboolean
make_fresh (Job *job, GCancellable *cancellable, GError **error)
{
  GPtrArray *pages[VD_PDF_SHAPE_MAX_PAGES] = { NULL };
  g_autoptr (GBytes) key = vd_key_safe_unwrap (job->safe, job->wrapped_key, job->paper, error);
  VdPdfShape shape = { 0 };
  g_autoptr (GBytes) sent = key ? read_sent (job, key, &shape, error) : NULL, whole = NULL;
  gboolean good = sent && read_pages (job, sent, &shape, pages, cancellable, error);

  if (good && job->words > 0)
    {
      whole = vd_pdf_text_add (sent, &shape, pages);
      good = write_fresh (job, key, sent, whole, error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    g_clear_pointer (&pages[i], g_ptr_array_unref);
  return good;
}

/* Whether it is this one reading that failed, or none can be done, for now or until something is installed. */
static void
find_cause (Job *job, GError **error)
{
  g_autoptr (GError) why = NULL;

  if ((*error)->domain != G_SPAWN_ERROR && !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_FAILED))
    return;
  if (vd_text_reader_check (job->program, job->languages, &why))
    return;
  job->is_missing = g_error_matches (why, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_error_free (*error);
  *error = g_steal_pointer (&why);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (make_fresh (data, cancellable, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  find_cause (data, &error);
  g_task_return_error (task, error);
}

static void read_next (VdPaperTexts *self);

/* From here on the file has its words. A desk that is killed before it has written that down hands none of them out;
 * the next one adds them once more, if it reads text at all. */
static gboolean
put_in_place (const Job *job, GError **error)
{
  g_autoptr (GError) fault = NULL;

  if (g_rename (job->fresh, job->path) != 0)
    return vd_file_error (error, "name a file");
  if (!vd_sync_folder_of (job->path, &fault))
    g_warning ("a loss of power may cost paper %s its text layer: %s", job->paper, fault->message);
  return TRUE;
}

static gboolean
put_off (VdPaperTexts *self, const VdPaperRow *row, const GError *error)
{
  guint pause_s = vd_paper_book_put_off_text (self->book, row->id, error, g_get_monotonic_time ());

  if (pause_s > 0)
    g_warning ("the text of paper %s is read again in %u s: %s", row->id, pause_s, error->message);
  return pause_s > 0;
}

static void
tell_missing (VdPaperTexts *self, const char *why)
{
  if (!self->is_missing_told)
    g_warning ("%s: papers get no text layer: %s", self->setting, why);
  self->is_missing_told = TRUE;
}

/* It is still to be read, by a desk that can. */
static void
let_go (VdPaperTexts *self, const VdPaperRow *row, const GError *error)
{
  tell_missing (self, error->message);
  vd_paper_book_end_wait (self->book, row->id);
  vd_paper_book_tell (self->book, row);
}

static void
settle (VdPaperTexts *self, VdPaperRow *row, const Job *job, const GError *error)
{
  self->is_missing_told &= error != NULL;
  row->text_bytes = -1;
  if (error)
    g_warning ("paper %s gets no text layer: %s", job->paper, error->message);
  else if (job->words > 0)
    {
      row->text_bytes = (gint64)job->added_bytes;
      vd_paper_proof_read_text (self->book->store, row, job->sha256, job->words);
    }
  vd_paper_book_save (self->book, row);
  vd_paper_book_tell (self->book, row);
}

static void
conclude (VdPaperTexts *self, VdPaperRow *row, const Job *job, GError **error)
{
  if (!*error && job->words > 0)
    put_in_place (job, error);
  if (job->is_missing)
    let_go (self, row, *error);
  else if (!*error || !put_off (self, row, *error))
    settle (self, row, job, *error);
}

static void
after_work (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (VdPaperTexts) self = g_weak_ref_get (&job->texts);
  g_autoptr (GError) error = NULL;
  VdPaperRow *row;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (self)
    {
      g_clear_object (&self->reading);
      row = (VdPaperRow *)vd_paper_book_get (self->book, job->paper);
      /* Its time may have been over meanwhile: then its key is gone, and what is at @fresh opens to nobody. Or its
       * wait: then it may be on its way to the back office, and stays what it is there. */
      if (row && row->attempt == job->attempt && vd_paper_book_awaits_text (self->book, row))
        conclude (self, row, job, &error);
      read_next (self);
    }
  g_unlink (job->fresh);
}

static Job *
job_new (VdPaperTexts *self, const VdPaperRow *row)
{
  Job *job = g_new0 (Job, 1);

  g_weak_ref_init (&job->texts, self);
  job->safe = vd_key_safe_ref (self->book->safe);
  job->paper = g_strdup (row->id);
  job->path = vd_paper_book_path_of (self->book, row);
  job->fresh = g_strconcat (job->path, ".text", NULL);
  job->wrapped_key = g_bytes_ref (row->key);
  job->sent_bytes = (gsize)row->bytes;
  job->attempt = row->attempt;
  job->program = g_strdup (self->program);
  job->languages = g_strdup (self->languages);
  job->page_timeout_s = self->page_timeout_s;
  return job;
}

static void
read_one (VdPaperTexts *self, const VdPaperRow *row)
{
  g_autoptr (GTask) task = NULL;

  self->reading = g_cancellable_new ();
  vd_paper_book_set_reading (self->book, row->id, self->reading);
  task = g_task_new (NULL, self->reading, after_work, NULL);
  g_task_set_source_tag (task, read_one);
  g_task_set_check_cancellable (task, FALSE); /* the worker has killed the reader when it answers */
  g_task_set_task_data (task, job_new (self, row), job_free);
  g_task_run_in_thread (task, work);
}

static void
read_next (VdPaperTexts *self)
{
  for (guint i = 0; !self->reading && i < self->book->rows->len; i++)
    {
      const VdPaperRow *row = self->book->rows->pdata[i];

      if (vd_paper_book_may_read_text (self->book, row))
        read_one (self, row);
    }
}

static void
on_changed (VdPaperBook *book, const VdPaperRow *row, VdPaperTexts *self)
{
  read_next (self);
}

static void
vd_paper_texts_dispose (GObject *object)
{
  VdPaperTexts *self = VD_PAPER_TEXTS (object);

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  if (self->book)
    g_signal_handlers_disconnect_by_data (self->book, self);
  g_clear_object (&self->book);
  G_OBJECT_CLASS (vd_paper_texts_parent_class)->dispose (object);
}

static void
vd_paper_texts_finalize (GObject *object)
{
  VdPaperTexts *self = VD_PAPER_TEXTS (object);

  g_free (self->program);
  g_free (self->languages);
  g_free (self->setting);
  G_OBJECT_CLASS (vd_paper_texts_parent_class)->finalize (object);
}

static void
vd_paper_texts_class_init (VdPaperTextsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = vd_paper_texts_dispose;
  G_OBJECT_CLASS (class)->finalize = vd_paper_texts_finalize;
}

static void
vd_paper_texts_init (VdPaperTexts *self)
{
}

void
vd_paper_texts_check (VdPaperTexts *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (VD_IS_PAPER_TEXTS (self));
  if (vd_text_reader_check (self->program, self->languages, &error))
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    tell_missing (self, error->message);
  else
    g_warning ("%s: it cannot be told now whether papers get a text layer: %s", self->setting, error->message);
}

VdPaperTexts *
vd_paper_texts_new (VdPaperBook *book, const char *program, const char *languages, guint page_timeout_s,
                    const char *setting)
{
  VdPaperTexts *self = g_object_new (VD_TYPE_PAPER_TEXTS, NULL);

  self->book = g_object_ref (book);
  self->program = g_strdup (program);
  self->languages = g_strdup (languages);
  self->page_timeout_s = page_timeout_s;
  self->setting = g_strdup (setting);
  g_signal_connect (book, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (book, "text-due", G_CALLBACK (read_next), self);
  read_next (self);
  return self;
}
