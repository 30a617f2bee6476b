/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-papers"

#include "pdf-writer.h"
#include "locked-memory.h"
#include "page-private.h"
#include "srgb-profile.h"

#include <string.h>

/* The shape is docs/paper-pdf.md, to the byte: the desk takes nothing else. */
#define MAX_PAGES 20
#define MAX_TITLE_CHARS 120
#define FIRST_PAGE_OBJECT 6
#define OBJECTS_A_PAGE 3
#define ID_BYTES 16

typedef struct
{
  GArray *leaves; /* of VdPageLeaf; a watermark is in the pixels once the worker has begun */
  char *title;
  GDateTime *created;
} Job;

typedef struct
{
  VdLockedBuffer out;
  GArray *offsets; /* gsize, of each object from 1 */
} Writer;

static void
job_free (void *data)
{
  Job *job = data;

  g_array_unref (job->leaves);
  g_free (job->title);
  g_date_time_unref (job->created);
  g_free (job);
}

static void G_GNUC_PRINTF (2, 3) put (Writer *writer, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  vd_locked_buffer_append (&writer->out, text, strlen (text));
}

static void
begin_object (Writer *writer)
{
  g_array_append_val (writer->offsets, writer->out.length);
  put (writer, "%u 0 obj\n", writer->offsets->len);
}

static void
put_stream (Writer *writer, const void *data, gsize size)
{
  put (writer, "stream\n");
  vd_locked_buffer_append (&writer->out, data, size);
  put (writer, "\nendstream\nendobj\n");
}

/* Only characters that every viewer and the desk's reader take; a title of nothing else becomes a dash. */
static char *
clean_title (const char *title)
{
  g_autofree char *valid = g_utf8_make_valid (title ? title : "", -1);
  GString *out = g_string_new (NULL);
  glong count = 0;

  for (const char *p = valid; *p && count < MAX_TITLE_CHARS; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x20 || (c >= 0x7f && c <= 0x9f) || c >= 0xfffe)
        continue;
      g_string_append_unichar (out, c);
      count++;
    }
  if (out->len == 0)
    g_string_append_c (out, '-');
  return g_string_free (out, FALSE);
}

static char *
title_in_hex (const char *title)
{
  GString *out = g_string_new ("FEFF");

  for (const char *p = title; *p; p = g_utf8_next_char (p))
    g_string_append_printf (out, "%04X", g_utf8_get_char (p));
  return g_string_free (out, FALSE);
}

static char *
escape_xml (const char *text)
{
  GString *out = g_string_new (text);

  g_string_replace (out, "&", "&amp;", 0);
  g_string_replace (out, "<", "&lt;", 0);
  g_string_replace (out, ">", "&gt;", 0);
  return g_string_free (out, FALSE);
}

static char *
format_xmp (const char *title, GDateTime *created)
{
  g_autofree char *date = g_date_time_format (created, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *escaped = escape_xml (title);

  return g_strdup_printf (
      "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
      "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
      "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n"
      "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\n"
      "<dc:format>application/pdf</dc:format>\n"
      "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>\n"
      "<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>\n"
      "<pdf:Producer>Visiodesk</pdf:Producer>\n"
      "</rdf:Description></rdf:RDF></x:xmpmeta>\n"
      "<?xpacket end=\"r\"?>",
      escaped, date, date);
}

static void
put_catalog (Writer *writer, guint n_pages)
{
  begin_object (writer);
  put (writer, "<</Type/Catalog/Pages 2 0 R/Metadata 3 0 R/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
               "/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)/DestOutputProfile 4 0 R>>]>>\nendobj\n");
  begin_object (writer);
  put (writer, "<</Type/Pages/Count %u/Kids[", n_pages);
  for (guint i = 0; i < n_pages; i++)
    put (writer, "%s%u 0 R", i > 0 ? " " : "", FIRST_PAGE_OBJECT + OBJECTS_A_PAGE * i);
  put (writer, "]>>\nendobj\n");
}

static void
put_metadata (Writer *writer, const char *title, GDateTime *created)
{
  g_autofree char *xmp = format_xmp (title, created);
  g_autofree char *hex = title_in_hex (title);
  g_autofree char *date = g_date_time_format (created, "%Y%m%d%H%M%S");
  g_autoptr (GBytes) profile = vd_srgb_profile_new ();

  begin_object (writer);
  put (writer, "<</Type/Metadata/Subtype/XML/Length %" G_GSIZE_FORMAT ">>\n", strlen (xmp));
  put_stream (writer, xmp, strlen (xmp));
  begin_object (writer);
  put (writer, "<</N 3/Length %" G_GSIZE_FORMAT ">>\n", g_bytes_get_size (profile));
  put_stream (writer, g_bytes_get_data (profile, NULL), g_bytes_get_size (profile));
  begin_object (writer);
  put (writer, "<</Title<%s>/Producer(Visiodesk)/CreationDate(D:%sZ)/ModDate(D:%sZ)>>\nendobj\n", hex, date, date);
}

static void
put_leaf (Writer *writer, const VdPageLeaf *leaf)
{
  guint page = writer->offsets->len + 1;
  char width[G_ASCII_DTOSTR_BUF_SIZE], height[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *content = NULL;

  g_ascii_formatd (width, sizeof width, "%.2f", CLAMP (leaf->facts.width * 72.0 / leaf->facts.dpi, 14.4, 3000));
  g_ascii_formatd (height, sizeof height, "%.2f", CLAMP (leaf->facts.height * 72.0 / leaf->facts.dpi, 14.4, 3000));
  content = g_strdup_printf ("q %s 0 0 %s 0 0 cm /I Do Q", width, height);
  begin_object (writer);
  put (writer,
       "<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s %s]/Rotate %d/Resources<</XObject<</I %u 0 R>>>>/Contents %u 0 "
       "R>>\nendobj\n",
       width, height, leaf->rotation, page + 2, page + 1);
  begin_object (writer);
  put (writer, "<</Length %" G_GSIZE_FORMAT ">>\n", strlen (content));
  put_stream (writer, content, strlen (content));
  begin_object (writer);
  put (writer,
       "<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/%s/BitsPerComponent 8/Filter/DCTDecode/Length "
       "%" G_GSIZE_FORMAT ">>\n",
       leaf->facts.width, leaf->facts.height, leaf->facts.channels == 1 ? "DeviceGray" : "DeviceRGB",
       g_bytes_get_size (leaf->jpeg));
  put_stream (writer, g_bytes_get_data (leaf->jpeg, NULL), g_bytes_get_size (leaf->jpeg));
}

static void
put_trailer (Writer *writer)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize xref = writer->out.length;
  g_autofree char *id = NULL;

  g_checksum_update (sum, writer->out.data, writer->out.length);
  id = g_ascii_strup (g_checksum_get_string (sum), 2 * ID_BYTES);
  put (writer, "xref\n0 %u\n0000000000 65535 f \n", writer->offsets->len + 1);
  for (guint i = 0; i < writer->offsets->len; i++)
    put (writer, "%010" G_GSIZE_FORMAT " 00000 n \n", g_array_index (writer->offsets, gsize, i));
  put (writer, "trailer\n<</Size %u/Root 1 0 R/Info 5 0 R/ID[<%s><%s>]>>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
       writer->offsets->len + 1, id, id, xref);
}

/* FALSE: cancelled, and not all of them are marked. */
static gboolean
mark_leaves (GArray *leaves, GCancellable *cancellable)
{
  for (guint i = 0; i < leaves->len; i++)
    {
      VdPageLeaf *leaf = &g_array_index (leaves, VdPageLeaf, i);
      GBytes *marked;

      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
      marked = vd_page_leaf_mark (leaf);
      g_bytes_unref (leaf->jpeg);
      leaf->jpeg = marked;
    }
  return TRUE;
}

static void
write_in_thread (GTask *task, void *source, void *data, GCancellable *cancellable)
{
  const Job *job = data;
  Writer writer = { { NULL }, NULL };
  gsize total = 64 * 1024;

  if (!mark_leaves (job->leaves, cancellable))
    {
      g_task_return_new_error (task, VD_PAPERS_ERROR, VD_PAPERS_ERROR_CANCELLED, "writing was cancelled");
      return;
    }
  writer.offsets = g_array_new (FALSE, FALSE, sizeof (gsize));
  for (guint i = 0; i < job->leaves->len; i++)
    total += g_bytes_get_size (g_array_index (job->leaves, VdPageLeaf, i).jpeg) + 1024;
  vd_locked_buffer_reserve (&writer.out, total);
  put (&writer, "%%PDF-1.7\n%%\xe2\xe3\xcf\xd3\n");
  put_catalog (&writer, job->leaves->len);
  put_metadata (&writer, job->title, job->created);
  for (guint i = 0; i < job->leaves->len; i++)
    put_leaf (&writer, &g_array_index (job->leaves, VdPageLeaf, i));
  put_trailer (&writer);
  g_array_unref (writer.offsets);
  g_task_return_pointer (task, vd_locked_buffer_take (&writer.out), (GDestroyNotify)g_bytes_unref);
}

void
vd_pdf_write_async (GPtrArray *pages, const char *title, GDateTime *created, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Job *job;

  g_return_if_fail (pages && created);
  g_task_set_source_tag (task, vd_pdf_write_async);
  if (pages->len == 0 || pages->len > MAX_PAGES)
    {
      g_task_return_new_error (task, VD_PAPERS_ERROR, VD_PAPERS_ERROR_FAILED, "a paper has 1 to %d pages, not %u",
                               MAX_PAGES, pages->len);
      return;
    }
  job = g_new0 (Job, 1);
  job->leaves = g_array_new (FALSE, FALSE, sizeof (VdPageLeaf));
  g_array_set_clear_func (job->leaves, vd_page_leaf_clear);
  for (guint i = 0; i < pages->len; i++)
    {
      const VdPageLeaf leaf = vd_page_make_leaf (g_ptr_array_index (pages, i));

      g_array_append_val (job->leaves, leaf);
    }
  job->title = clean_title (title);
  job->created = g_date_time_to_utc (created);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, write_in_thread);
}

GBytes *
vd_pdf_write_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
