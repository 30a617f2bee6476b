/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "paper-files.h"
#include "page-image.h"
#include "paper-book-private.h"
#include "paper-proof.h"
#include "sealed-file.h"
#include "sealed-paper.h"

#include <glib/gstdio.h>

char *
vd_paper_files_get_path (const char *folder, const char *paper, gint64 attempt)
{
  return g_strdup_printf ("%s/%s-%" G_GINT64_FORMAT ".sealed", folder, paper, attempt);
}

VdUploadStore *
vd_paper_book_get_uploads (VdPaperBook *self)
{
  g_return_val_if_fail (VD_IS_PAPER_BOOK (self), NULL);
  return self->uploads;
}

guint64
vd_paper_book_get_max_upload (VdPaperBook *self)
{
  return vd_sealed_paper_get_length (self->limits.max_bytes);
}

const guint8 *
vd_paper_book_get_public_key (VdPaperBook *self)
{
  return vd_key_safe_get_public (self->safe);
}

VdPaperViews *
vd_paper_book_get_views (VdPaperBook *self)
{
  return self->views;
}

void
vd_paper_book_record_shown (VdPaperBook *self, const VdPaperRow *row, const char *who)
{
  vd_paper_proof_shown (self->store, row, who);
}

gboolean
vd_paper_book_is_open (VdPaperBook *self, const char *paper)
{
  const VdPaperRow *row = vd_paper_book_get (self, paper);

  return row && (g_str_equal (row->state, "asked") || g_str_equal (row->state, "refused"));
}

gboolean
vd_paper_book_awaits (VdPaperBook *self, const char *paper)
{
  const VdPaperRow *row = vd_paper_book_get (self, paper);

  return vd_paper_book_is_open (self, paper) && !vd_paper_book_is_shown_only (self, row);
}

gboolean
vd_paper_files_keep (const char *fresh, const char *path, const char *paper)
{
  g_autoptr (GError) error = NULL;
  gboolean is_named = g_rename (fresh, path) == 0 || vd_file_error (&error, "name a file");

  if (is_named && vd_sync_folder_of (path, &error))
    return TRUE;
  g_warning ("paper %s cannot be kept: %s", paper, error->message);
  if (is_named && g_rename (path, fresh) != 0)
    g_warning ("its file stays: %s", path); /* until the next start, which knows it not */
  return FALSE;
}

typedef struct
{
  VdKeySafe *safe;
  char *path, *paper;
  GBytes *wrapped_key;
  gsize sent_bytes, known_bytes; /* of the file as it came; and with the text layer that its row knows */
  guint page, width;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *self = data;

  vd_key_safe_unref (self->safe);
  g_free (self->path);
  g_free (self->paper);
  g_bytes_unref (self->wrapped_key);
  g_free (self);
}

static GBytes *
read_file (const Reading *reading, GError **error)
{
  g_autoptr (GBytes) key = vd_key_safe_unwrap (reading->safe, reading->wrapped_key, reading->paper, error);

  return key ? vd_sealed_file_read (reading->path, key, error) : NULL;
}

/* A desk that was killed between putting words behind a file and writing that down has left some that no row knows. */
static GBytes *
cut_to_known (const Reading *reading, GBytes *file)
{
  return g_bytes_new_from_bytes (file, 0, MIN (reading->known_bytes, g_bytes_get_size (file)));
}

static GBytes *
read_page (GBytes *file, gsize sent_bytes, guint page, guint width, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  VdPdfShape shape;

  if (!vd_pdf_shape_parse (data, MIN (size, sent_bytes), &shape, error))
    return NULL;
  if (page > shape.n_pages)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "the paper has %u pages", shape.n_pages);
      return NULL;
    }
  return vd_page_image_make (data, &shape.pages[page - 1], width, error);
}

void
vd_paper_files_read_in_thread (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  const Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) file = read_file (reading, &error);
  GBytes *out = NULL;

  if (file)
    out = reading->page == 0 ? cut_to_known (reading, file)
                             : read_page (file, reading->sent_bytes, reading->page, reading->width, &error);
  if (out)
    g_task_return_pointer (task, out, (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, error);
}

/* The book lives on until its readers have the task; the last to let go of a task may be a reader's thread, which
 * cannot end itself, so it is not the task's own source. */
typedef struct
{
  VdPaperBook *book;
  GTask *task;
} Recording;

/* A look that could not be written down is no look. */
static void
after_record (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Recording *recording = data;
  g_autoptr (VdPaperBook) book = recording->book;
  g_autoptr (GTask) task = recording->task;
  GError *error = NULL;

  if (vd_store_sync_finish (VD_STORE (source), result, &error))
    g_thread_pool_push (book->readers, g_steal_pointer (&task), NULL);
  else
    g_task_return_error (task, error);
}

static Reading *
reading_new (VdPaperBook *self, const VdPaperRow *row, guint page, guint width)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->safe = vd_key_safe_ref (self->safe);
  reading->path = vd_paper_book_path_of (self, row);
  reading->paper = g_strdup (row->id);
  reading->wrapped_key = g_bytes_ref (row->key);
  reading->sent_bytes = (gsize)row->bytes;
  reading->known_bytes = (gsize)(row->bytes + MAX (row->text_bytes, 0));
  reading->page = page;
  reading->width = width;
  return reading;
}

void
vd_paper_book_read_async (VdPaperBook *self, const char *paper, guint page, guint width, const char *who,
                          GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  const VdPaperRow *row = vd_paper_book_get (self, paper);
  Recording *recording;

  g_task_set_source_tag (task, vd_paper_book_read_async);
  if (!row || !row->key)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "nothing is kept of this paper");
      return;
    }
  if (g_strcmp0 (row->checked, VD_PAPER_PENDING) == 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "the virus scanner has not said yet");
      return;
    }
  g_task_set_task_data (task, reading_new (self, row, page, width), reading_free);
  vd_paper_proof_read (self->store, row, who, page);
  recording = g_new (Recording, 1);
  recording->book = g_object_ref (self);
  recording->task = g_steal_pointer (&task);
  vd_store_sync_async (self->store, after_record, recording);
}

GBytes *
vd_paper_book_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
vd_paper_book_list_acts_async (VdPaperBook *self, const char *paper, GAsyncReadyCallback callback, gpointer data)
{
  vd_store_list_async (self->store, &vd_table_audit, "object", paper, callback, data);
}

GPtrArray *
vd_paper_book_list_acts_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
