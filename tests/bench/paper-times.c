/* SPDX-License-Identifier: EUPL-1.2 */
/* paper-times IMAGE…: what pages of these photographs cost, as one line of JSON: milliseconds to a finished page and to
 * its preview (median), ten pages' PDF in bytes and milliseconds, the process's peak memory. */
#include "page-maker.h"
#include "page-private.h"
#include "pdf-writer.h"
#include "picture-file.h"

#include <stdlib.h>
#include <sys/resource.h>

#define PREVIEW_LONGEST 1280 /* what a page takes on the kiosk's screen */

static double
elapsed_ms (gint64 since)
{
  return (g_get_monotonic_time () - since) / 1000.0;
}

static int
compare_doubles (const void *a, const void *b)
{
  double p = *(const double *)a, q = *(const double *)b;

  return (p > q) - (p < q);
}

static double
median (GArray *values)
{
  qsort (values->data, values->len, sizeof (double), compare_doubles);
  return g_array_index (values, double, values->len / 2);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static GBytes *
write_pdf (GPtrArray *pages)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GAsyncResult) result = NULL;

  vd_pdf_write_async (pages, "Paper", now, NULL, on_written, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  return vd_pdf_write_finish (result, NULL);
}

static VdPage *
make_page (const char *path, GArray *page_ms, GArray *preview_ms)
{
  g_autoptr (GError) error = NULL;
  int rotation;
  gint64 begin = g_get_monotonic_time ();
  VdPicture *photo = vd_picture_file_read_small (path, PREVIEW_LONGEST, &rotation, &error), *preview;
  VdPage *page;
  double ms;

  if (!photo)
    g_error ("%s", error->message);
  preview = vd_page_maker_preview (photo, NULL, PREVIEW_LONGEST);
  ms = elapsed_ms (begin);
  g_array_append_val (preview_ms, ms);
  vd_picture_free (preview);
  vd_picture_free (photo);
  begin = g_get_monotonic_time ();
  photo = vd_picture_file_read (path, &rotation, &error);
  if (!photo)
    g_error ("%s", error->message);
  page = vd_page_maker_run (photo, NULL, NULL);
  vd_picture_free (photo);
  ms = elapsed_ms (begin);
  g_array_append_val (page_ms, ms);
  return page;
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GArray) page_ms = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) preview_ms = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GBytes) pdf = NULL;
  struct rusage usage;
  gint64 begin;
  double pdf_ms;

  for (int i = 1; i < argc; i++)
    g_ptr_array_add (pages, make_page (argv[i], page_ms, preview_ms));
  begin = g_get_monotonic_time ();
  pdf = write_pdf (pages);
  pdf_ms = elapsed_ms (begin);
  if (!pdf)
    return 1;
  getrusage (RUSAGE_SELF, &usage);
  g_print (
      "{\"pages\": %u, \"page_ms\": %d, \"preview_ms\": %d, \"pdf_ms\": %d, \"pdf_mb\": %d.%02d, \"peak_mb\": %ld}\n",
      pages->len, (int)median (page_ms), (int)median (preview_ms), (int)pdf_ms, (int)(g_bytes_get_size (pdf) / 1000000),
      (int)(g_bytes_get_size (pdf) / 10000 % 100), usage.ru_maxrss / 1024);
  return 0;
}
