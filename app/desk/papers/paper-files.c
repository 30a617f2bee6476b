/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "paper-files.h"
#include "page-image.h"
#include "paper-book-private.h"
#include "sealed-file.h"

VdUploadStore *
vd_paper_book_get_uploads (VdPaperBook *self)
{
  g_return_val_if_fail (VD_IS_PAPER_BOOK (self), NULL);
  return self->uploads;
}

guint64
vd_paper_book_get_max_bytes (VdPaperBook *self)
{
  return self->limits.max_bytes;
}

gboolean
vd_paper_book_awaits (VdPaperBook *self, const char *paper)
{
  const VdPaperRow *row = vd_paper_book_get (self, paper);

  return row && (g_str_equal (row->state, "asked") || g_str_equal (row->state, "refused"));
}

typedef struct
{
  char *path;
  GBytes *key;
  guint page, width;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *self = data;

  g_free (self->path);
  g_bytes_unref (self->key);
  g_free (self);
}

static GBytes *
read_page (GBytes *file, guint page, guint width, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  VdPdfShape shape;

  if (!vd_pdf_shape_parse (data, size, &shape, error))
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
  g_autoptr (GBytes) file = vd_sealed_file_read (reading->path, reading->key, &error);
  GBytes *out = NULL;

  if (file)
    out = reading->page == 0 ? g_bytes_ref (file) : read_page (file, reading->page, reading->width, &error);
  if (out)
    g_task_return_pointer (task, out, (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, error);
}

void
vd_paper_book_read_async (VdPaperBook *self, const char *paper, guint page, guint width, const char *who,
                          GAsyncReadyCallback callback, gpointer data)
{
  /* Without the book as its source: the last to let go of a task may be a reader's thread, which cannot end itself. */
  GTask *task = g_task_new (NULL, NULL, callback, data);
  const VdPaperRow *row = vd_paper_book_get (self, paper);
  Reading *reading;

  g_task_set_source_tag (task, vd_paper_book_read_async);
  if (!row || !row->key)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "nothing is kept of this paper");
      g_object_unref (task);
      return;
    }
  reading = g_new0 (Reading, 1);
  reading->path = vd_paper_book_path_of (self, row);
  reading->key = g_bytes_ref (row->key);
  reading->page = page;
  reading->width = width;
  g_task_set_task_data (task, reading, reading_free);
  vd_store_audit (self->store, g_get_real_time (), who, "paper.read", row->id, NULL);
  g_thread_pool_push (self->readers, task, NULL);
}

GBytes *
vd_paper_book_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
