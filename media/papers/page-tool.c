/* SPDX-License-Identifier: EUPL-1.2 */
/* visiodesk-page: the kiosk's way from a photograph to a page, on image files. */
#include "card-sheet.h"
#include "page-maker.h"
#include "page-private.h"
#include "pdf-writer.h"
#include "picture-file.h"

#include <locale.h>

/* What becomes of the pages. */
typedef struct
{
  char *pdf;
  gboolean is_card;
} Output;

static void
append_number (GString *out, const char *name, const char *format, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, "\"%s\": %s", name, g_ascii_formatd (text, sizeof text, format, value));
}

static void
append_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_printf (out, "\\%c", *p);
      else if ((guchar)*p < 0x20)
        g_string_append_printf (out, "\\u%04x", *p);
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

static void
append_quad (GString *out, const VdFinding *finding)
{
  char x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, "\"quad\": ");
  if (!finding->found)
    {
      g_string_append (out, "null");
      return;
    }
  for (int i = 0; i < 4; i++)
    g_string_append_printf (out, "%s[%s, %s]", i > 0 ? ", " : "[",
                            g_ascii_formatd (x, sizeof x, "%.1f", finding->quad.corner[i].x),
                            g_ascii_formatd (y, sizeof y, "%.1f", finding->quad.corner[i].y));
  g_string_append_c (out, ']');
}

static void
append_advice (GString *out, VdAdvice advice)
{
  g_autoptr (GFlagsClass) class = g_type_class_ref (VD_TYPE_ADVICE);
  const char *comma = "";

  g_string_append (out, "\"advice\": [");
  for (guint i = 0; i < class->n_values; i++)
    if (class->values[i].value != 0 && (advice & class->values[i].value))
      {
        g_string_append_printf (out, "%s\"%s\"", comma, class->values[i].value_nick);
        comma = ", ";
      }
  g_string_append_c (out, ']');
}

static void
append_times (GString *out, const VdMaking *making, double decode_ms)
{
  const struct
  {
    const char *name;
    double ms;
  } steps[] = {
    { "decode", decode_ms },           { "shrink", making->shrink_ms },   { "find", making->find_ms },
    { "refine", making->refine_ms },   { "flatten", making->flatten_ms }, { "judge", making->judge_ms },
    { "enhance", making->enhance_ms }, { "encode", making->encode_ms },
  };

  g_string_append (out, "\"ms\": {");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      append_number (out, steps[i].name, "%.1f", steps[i].ms);
    }
  g_string_append_c (out, '}');
}

static void
print_line (const char *path, const VdPicture *photo, VdPage *page, const VdMaking *making, double decode_ms)
{
  g_autoptr (GString) out = g_string_new ("{\"file\": ");
  const VdPageFacts *facts = vd_page_get_facts (page);

  append_string (out, path);
  g_string_append_printf (out, ", \"width\": %d, \"height\": %d, ", photo->width, photo->height);
  append_quad (out, &making->finding);
  g_string_append (out, ", ");
  append_number (out, "confidence", "%.3f", making->finding.confidence);
  g_string_append (out, ", ");
  append_advice (out, making->advice);
  g_string_append (out, ", ");
  append_number (out, "dpi", "%.1f", making->dpi);
  g_string_append_printf (out, ", \"page\": {\"width\": %d, \"height\": %d, \"bytes\": %" G_GSIZE_FORMAT "}, ",
                          facts->width, facts->height, g_bytes_get_size (vd_page_get_jpeg (page)));
  g_string_append (out, "\"measures\": {");
  append_number (out, "seen_dpi", "%.1f", making->seen_dpi);
  g_string_append (out, ", ");
  append_number (out, "edge_mm", "%.3f", making->measures.edge_mm);
  g_string_append (out, ", ");
  append_number (out, "paper", "%.0f", making->measures.paper);
  g_string_append (out, ", ");
  append_number (out, "glare", "%.4f", making->measures.glare);
  g_string_append (out, ", ");
  append_number (out, "ink", "%.4f", making->measures.ink);
  g_string_append (out, "}, ");
  append_times (out, making, decode_ms);
  g_print ("%s}\n", out->str);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (!*result)
    g_main_context_iteration (NULL, TRUE);
}

/* Puts the two sides onto one sheet, in their place. */
static gboolean
join_sides (GPtrArray *pages, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  VdPage *sheet;

  if (pages->len != 2 || !vd_card_sheet_takes (pages->pdata[0], pages->pdata[1]))
    {
      g_set_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_FAILED, "these are not the two sides of a card");
      return FALSE;
    }
  vd_card_sheet_make_async (pages->pdata[0], pages->pdata[1], NULL, on_done, &result);
  wait_for (&result);
  sheet = vd_card_sheet_make_finish (result, error);
  if (!sheet)
    return FALSE;
  g_ptr_array_set_size (pages, 0);
  g_ptr_array_add (pages, sheet);
  return TRUE;
}

static gboolean
write_pdf (GPtrArray *pages, const Output *output, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) pdf = NULL;

  if (output->is_card && !join_sides (pages, error))
    return FALSE;
  vd_pdf_write_async (pages, "Document", now, NULL, on_done, &result);
  wait_for (&result);
  pdf = vd_pdf_write_finish (result, error);
  return pdf && g_file_set_contents (output->pdf, g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf), error);
}

static VdPage *
make_page (const char *path, const VdPageWishes *wishes, gboolean prints, GError **error)
{
  gint64 begin = g_get_monotonic_time ();
  int rotation = 0;
  g_autoptr (VdPicture) photo = vd_picture_file_read (path, &rotation, error);
  double decode_ms = (g_get_monotonic_time () - begin) / 1000.0;
  VdMaking making;
  VdPage *page;

  if (!photo)
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  page = vd_page_maker_run (photo, wishes, &making);
  vd_page_turn (page, rotation);
  if (prints)
    print_line (path, photo, page, &making, decode_ms);
  return page;
}

int
main (int argc, char **argv)
{
  Output output = { NULL };
  g_autofree char *tray_path = NULL, *a4_path = NULL, *watermark = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "pdf", 0, 0, G_OPTION_ARG_FILENAME, &output.pdf, "Write the pages as one PDF/A-2b", "OUT" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print a line of JSON for each image (the default without --pdf)", NULL },
    { "tray", 0, 0, G_OPTION_ARG_FILENAME, &tray_path, "What the same camera saw when nothing lay there", "EMPTY" },
    { "a4", 0, 0, G_OPTION_ARG_FILENAME, &a4_path, "With --tray: an A4 sheet lying there, for true sizes", "IMAGE" },
    { "card", 0, 0, G_OPTION_ARG_NONE, &output.is_card, "With --pdf: the two images are a card's sides; put them on one sheet", NULL },
    { "watermark", 0, 0, G_OPTION_ARG_STRING, &watermark, "With --pdf: write this all over each page", "TEXT" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("IMAGE… — find, flatten and judge papers in photographs");
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (VdTray) tray = NULL;
  VdPageWishes wishes = { NULL };
  int failures = 0;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc < 2)
    {
      g_printerr ("%s\n", error ? error->message : "no image given; see --help");
      return 2;
    }
  if (tray_path && !(tray = vd_tray_read (tray_path, a4_path, &error)))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  wishes.tray = tray;
  for (int i = 1; i < argc; i++)
    {
      VdPage *page = make_page (argv[i], &wishes, json || !output.pdf, &error);

      if (page)
        vd_page_set_watermark (page, watermark);
      if (page && output.pdf)
        g_ptr_array_add (pages, page);
      else
        g_clear_object (&page);
      if (error)
        {
          g_printerr ("%s\n", error->message);
          g_clear_error (&error);
          failures++;
        }
    }
  if (output.pdf && failures == 0 && !write_pdf (pages, &output, &error))
    {
      g_printerr ("%s\n", error->message);
      failures++;
    }
  g_free (output.pdf);
  return failures > 0 ? 1 : 0;
}
