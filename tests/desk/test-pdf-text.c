/* SPDX-License-Identifier: EUPL-1.2 */
/* A paper with words on it, as Debian's tools read it; and clause by clause what ISO 19005-2 (PDF/A-2u) asks of its
 * text. */
#include "pdf-text.h"
#include "pdf-tools.h"
#include "sample-paper.h"
#include "unseen-font.h"

#include <math.h>
#include <string.h>

#define PIXEL (72.0 / 150) /* of the sample, in points */
#define MAX_FONT 1536      /* bytes that the font may add: its program, its dictionaries and what its codes mean */

typedef struct
{
  char *folder, *path;
  VdPdfShape shape;
  GBytes *sent, *whole;
} Fixture;

/* All kinds of letters that words hold; the last is beyond the basic plane. */
static const char *const texts[] = { "Éloïse", "cœur", "l’été", "1234,56", "€", "porte-monnaie", "«Œuvre»", "𝒜" };

static void
word_free (gpointer word)
{
  g_free (((VdTextWord *)word)->text);
  g_free (word);
}

static VdTextWord *
make_word (const char *text, guint line)
{
  VdTextWord *word = g_new0 (VdTextWord, 1);

  *word = (VdTextWord){ 100, 60 + 60 * line, 40 * g_utf8_strlen (text, -1), 40, 0, g_strdup (text) };
  return word;
}

static GPtrArray *
make_words (void)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (word_free);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (words, make_word (texts[i], i));
  return words;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) words = make_words ();
  GPtrArray *pages[VD_PDF_SHAPE_MAX_PAGES] = { words, NULL, words };
  gsize size;
  const guint8 *data;

  f->folder = sample_folder_make ();
  f->path = g_build_filename (f->folder, "out.pdf", NULL);
  f->sent = sample_paper_make_written (3);
  data = g_bytes_get_data (f->sent, &size);
  g_assert_true (vd_pdf_shape_parse (data, size, &f->shape, NULL));
  f->whole = vd_pdf_text_add (f->sent, &f->shape, pages);
  data = g_bytes_get_data (f->whole, &size);
  g_assert_true (g_file_set_contents (f->path, (const char *)data, (gssize)size, NULL));
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_bytes_unref (f->sent);
  g_bytes_unref (f->whole);
  sample_folder_delete (f->folder);
  g_free (f->path);
}

/* Searched, copied, and where it stands; also on a page that is turned. */
static void
test_words (Fixture *f, gconstpointer unused)
{
  g_autofree char *checked = pdf_tools_run ("qpdf", "--check", f->path, NULL);
  g_autofree char *text = pdf_tools_run ("pdftotext", "-raw", f->path, "-");
  g_autofree char *places = pdf_tools_run ("pdftotext", "-bbox", f->path, "-");
  const char *at = text;

  g_assert_nonnull (strstr (checked, "No syntax or stream encoding errors found"));
  for (guint page = 0; page < 2; page++)
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
      {
        double place[4], base = (60 + 60 * i) * PIXEL;

        at = strstr (at, texts[i]);
        g_assert_nonnull (at);
        pdf_tools_find_word (places, texts[i], page, place);
        g_assert_cmpfloat (fabs (place[0] - 100 * PIXEL), <, 0.1);
        g_assert_cmpfloat (fabs (place[2] - place[0] - 40 * PIXEL * g_utf8_strlen (texts[i], -1)), <, 0.1);
        g_assert_cmpfloat (place[1], <, base);
        g_assert_cmpfloat (fabs (place[3] - base), <, 40 * PIXEL);
      }
}

/* "name type encoding emb sub uni object ID" below its line. */
static void
test_embedded (Fixture *f, gconstpointer unused)
{
  g_autofree char *fonts = pdf_tools_run ("pdffonts", NULL, f->path, NULL);
  g_auto (GStrv) lines = g_strsplit (fonts, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 4); /* one font for all pages */
  g_assert_true (
      g_regex_match_simple ("^[A-Z]{6}\\+VisiodeskUnseen +CID TrueType +Identity-H +yes yes yes ", lines[2], 0, 0));
}

/* Where the file has @text for the last time. */
static gsize
find_at (Fixture *f, const char *text)
{
  gsize size;
  const char *data = g_bytes_get_data (f->whole, &size);

  for (gsize at = size - strlen (text); at > 0; at--)
    if (memcmp (data + at, text, strlen (text)) == 0)
      return at;
  g_error ("the file has no “%s”", text);
}

/* The number of the object that the file's last @key names. */
static char *
find_object (Fixture *f, const char *key)
{
  const char *data = g_bytes_get_data (f->whole, NULL);

  return g_strdup_printf ("--show-object=%" G_GUINT64_FORMAT,
                          g_ascii_strtoull (data + find_at (f, key) + strlen (key), NULL, 10));
}

static char *
show (Fixture *f, const char *key)
{
  g_autofree char *object = find_object (f, key);

  return pdf_tools_run ("qpdf", object, f->path, NULL);
}

static GBytes *
show_stream (Fixture *f, const char *key)
{
  g_autofree char *object = find_object (f, key), *path = g_shell_quote (f->path), *out = NULL;
  g_autofree char *script = g_strdup_printf ("qpdf %s --filtered-stream-data %s | base64", object, path);
  guchar *data;
  gsize size;

  out = pdf_tools_run ("sh", "-c", script, NULL);
  data = g_base64_decode (out, &size);
  return g_bytes_new_take (data, size);
}

static char *
show_text (Fixture *f, const char *key)
{
  g_autoptr (GBytes) stream = show_stream (f, key);
  gsize size;
  const char *data = g_bytes_get_data (stream, &size);

  return g_strndup (data, size);
}

/* 6.2.11.3.1 and .2: the codes are numbers of glyphs. 6.2.11.4.1: embedded. 6.2.11.4.2: no CIDSet that could be wrong.
 * 6.2.11.5: the dictionary tells the width that the program has. 9.6.4 of ISO 32000-1: one name in all places. */
static void
test_dictionaries (Fixture *f, gconstpointer unused)
{
  g_autofree char *font = show (f, "/Font<</T "), *descendant = show (f, "/DescendantFonts["),
                  *descriptor = show (f, "/FontDescriptor ");
  g_autofree char *width = g_strdup_printf ("/DW %u ", VD_UNSEEN_FONT_WIDTH * 1000 / VD_UNSEEN_FONT_EM);
  g_autofree char *name = g_strndup (strstr (font, "/BaseFont ") + 10, 6 + strlen ("/+VisiodeskUnseen"));

  g_assert_nonnull (strstr (font, "/Encoding /Identity-H "));
  g_assert_nonnull (strstr (font, "/ToUnicode "));
  g_assert_nonnull (strstr (descendant, "/Subtype /CIDFontType2 "));
  g_assert_nonnull (strstr (descendant, "/CIDToGIDMap /Identity "));
  g_assert_nonnull (strstr (descendant, width));
  g_assert_null (strstr (descendant, "/W "));
  g_assert_nonnull (strstr (descendant, name));
  g_assert_nonnull (strstr (descriptor, name));
  g_assert_nonnull (strstr (descriptor, "/Flags 4 "));
  g_assert_nonnull (strstr (descriptor, "/FontFile2 "));
  g_assert_null (strstr (descriptor, "/CIDSet"));
}

static guint
count_glyphs (Fixture *f)
{
  g_autoptr (GBytes) program = show_stream (f, "/FontFile2 ");
  g_autofree char *dictionary = show (f, "/FontFile2 ");
  g_autofree char *length = g_strdup_printf ("/Length1 %" G_GSIZE_FORMAT " ", g_bytes_get_size (program));
  gsize size;
  const guint8 *data = g_bytes_get_data (program, &size), *at = memmem (data, size, "maxp", 4);
  guint offset = (guint)(at[10] << 8 | at[11]);

  g_assert_nonnull (strstr (dictionary, length)); /* ISO 32000-1, 9.9 */
  return (guint)(data[offset + 4] << 8 | data[offset + 5]);
}

/* 6.2.11.7.2: each code means a character that is one; and the program has a glyph for each. */
static void
test_meanings (Fixture *f, gconstpointer unused)
{
  g_autofree char *map = show_text (f, "/ToUnicode ");
  g_autoptr (GRegex) pair = g_regex_new ("^<([0-9A-F]{4})><([0-9A-F]{4,8})>$", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint n = 0;

  g_assert_nonnull (strstr (map, "<D835DC9C>")); /* two UTF-16 units */
  g_assert_nonnull (strstr (map, "><0020>"));
  for (g_regex_match (pair, strstr (map, "endcodespacerange"), 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *code = g_match_info_fetch (match, 1), *meaning = g_match_info_fetch (match, 2);

      g_assert_cmpuint (g_ascii_strtoull (code, NULL, 16), ==, ++n);
      g_assert_false (g_str_equal (meaning, "0000") || g_str_equal (meaning, "FEFF") || g_str_equal (meaning, "FFFE"));
    }
  g_assert_cmpuint (n, >, 20);
  g_assert_cmpuint (count_glyphs (f), ==, n + 1);
}

/* 6.2.11.8: whatever the text rendering mode, nothing names glyph 0; nor one that the program does not have. */
static void
test_codes (Fixture *f, gconstpointer unused)
{
  g_autofree char *array = find_object (f, "/Contents["), *content = NULL;
  g_autofree char *key = g_strdup_printf ("/Contents[%s 0 R ", strchr (array, '=') + 1);
  g_autoptr (GRegex) shown = g_regex_new ("<([0-9A-F]+)> Tj", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint glyphs = count_glyphs (f), n = 0;

  content = show_text (f, key);
  g_assert_nonnull (strstr (content, "BT 3 Tr\n"));
  for (g_regex_match (shown, content, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL), n++)
    {
      g_autofree char *codes = g_match_info_fetch (match, 1);

      g_assert_cmpuint (strlen (codes) % 4, ==, 0);
      for (const char *p = codes; *p; p += 4)
        {
          g_autofree char *code = g_strndup (p, 4);

          g_assert_cmpuint (g_ascii_strtoull (code, NULL, 16), >, 0);
          g_assert_cmpuint (g_ascii_strtoull (code, NULL, 16), <, glyphs);
        }
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (texts));
}

/* 6.6.4 and 6.7: what says PDF/A, its dates and the meaning of its colours are those of the file as it was sent; 6.1.3:
 * so is the first half of its id. */
static void
test_claim (Fixture *f, gconstpointer unused)
{
  g_autofree char *metadata = show_text (f, "/Metadata "), *catalog = show (f, "/Root ");
  gsize size, sent = g_bytes_get_size (f->sent);
  const char *data = g_bytes_get_data (f->whole, &size);
  const char *first = memmem (data, sent, "/ID[<", 5), *last = data + find_at (f, "/ID[<");

  g_assert_nonnull (strstr (metadata, "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"));
  g_assert_nonnull (strstr (catalog, "/GTS_PDFA1"));
  g_assert_true (last > data + sent);
  g_assert_cmpmem (first, 37, last, 37);
  g_assert_cmpint (memcmp (last + 5, last + 39, 32), !=, 0);
  /* Nothing of these is written anew. */
  for (guint object = 1; object <= 5; object++)
    {
      g_autofree char *head = g_strdup_printf ("\n%u 0 obj\n", object);

      g_assert_null (memmem (data + sent, size - sent, head, strlen (head)));
    }
}

/* The same words give the same bytes; and the font is small. */
static void
test_size (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) words = make_words ();
  GPtrArray *pages[VD_PDF_SHAPE_MAX_PAGES] = { words, NULL, words };
  g_autoptr (GBytes) again = vd_pdf_text_add (f->sent, &f->shape, pages);
  gsize font = find_at (f, "\nxref\n") - find_at (f, "<</Type/Font/Subtype/Type0");

  g_assert_true (g_bytes_equal (f->whole, again));
  g_test_message ("the font: %" G_GSIZE_FORMAT " bytes", font);
  g_assert_cmpuint (font, <, MAX_FONT);
}

/* A word of nothing that has a meaning, in a page of its own, is not shown, and breaks nothing. */
static void
test_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (word_free);
  GPtrArray *pages[VD_PDF_SHAPE_MAX_PAGES] = { words };
  g_autofree char *checked = NULL, *text = NULL;
  gsize size;
  const char *data;

  g_ptr_array_add (words, make_word ("\xef\xbb\xbf", 0));
  g_ptr_array_add (words, make_word ("\xef\xbf\xbe", 1));
  g_bytes_unref (f->whole);
  f->whole = vd_pdf_text_add (f->sent, &f->shape, pages);
  data = g_bytes_get_data (f->whole, &size);
  g_assert_true (g_file_set_contents (f->path, data, (gssize)size, NULL));
  checked = pdf_tools_run ("qpdf", "--check", f->path, NULL);
  g_assert_nonnull (strstr (checked, "No syntax or stream encoding errors found"));
  text = pdf_tools_run ("pdftotext", "-raw", f->path, "-");
  g_assert_cmpstr (g_strstrip (text), ==, "");
  g_assert_cmpuint (count_glyphs (f), ==, 2); /* the space */
}

#define ADD(name, func) g_test_add ("/pdf-text/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("words", test_words);
  ADD ("embedded", test_embedded);
  ADD ("dictionaries", test_dictionaries);
  ADD ("meanings", test_meanings);
  ADD ("codes", test_codes);
  ADD ("claim", test_claim);
  ADD ("size", test_size);
  ADD ("nothing", test_nothing);
  return g_test_run ();
}
