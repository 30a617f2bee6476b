/* SPDX-License-Identifier: EUPL-1.2 */
#include "pdf-text.h"
#include "sealed-file.h"
#include "unseen-font.h"
#include "wiped-text.h"

#include <math.h>
#include <string.h>

#define FIRST_PAGE_OBJECT 6
#define OBJECTS_A_PAGE 3
#define FONT_OBJECTS 5 /* the font, what it descends from, its descriptor, its way back to Unicode, its program */
#define MAX_OBJECTS (FONT_OBJECTS + 2 * VD_PDF_SHAPE_MAX_PAGES)
#define ID_DIGITS 32
#define MAPPED_AT_ONCE 100 /* ISO 32000-1, 9.10.3: of one bfchar */
#define UNICODE_END 0x110000
#define TAG_LETTERS 6 /* ISO 32000-1, 9.6.4: of a font with some of the letters */

typedef struct
{
  VdWipedText out; /* of the update alone */
  gsize before;    /* bytes of the file as it came */
  struct
  {
    guint number;
    gsize offset;
  } objects[MAX_OBJECTS];
  guint n_objects;
  guint font;      /* its first object */
  guint next;      /* object that is free */
  GArray *letters; /* gunichar: what some word has, sorted; the code of each is its place, from 1 on */
} Writer;

static void
begin_object (Writer *self, guint number)
{
  self->objects[self->n_objects].number = number;
  self->objects[self->n_objects].offset = self->before + self->out.length;
  self->n_objects++;
  vd_wiped_text_printf (&self->out, "%u 0 obj\n", number);
}

/* printf () would write a comma where the desk's locale has one. */
static void
put_number (VdWipedText *out, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (digits, sizeof digits, "%.4f", value);
  vd_wiped_text_printf (out, "%s ", digits);
}

static void
put_matrix (VdWipedText *out, const double matrix[6], const char *operator)
{
  for (guint i = 0; i < 6; i++)
    put_number (out, matrix[i]);
  vd_wiped_text_printf (out, "%s\n", operator);
}

/* From points of the page as it is looked at to those of the page as it is stored. */
static void
put_turn (VdWipedText *out, const VdPdfPage *page)
{
  double w = page->wide / 100.0, h = page->high / 100.0;
  const double turns[4][6] = {
    { 1, 0, 0, 1, 0, 0 }, { 0, 1, -1, 0, w, 0 }, { -1, 0, 0, -1, w, h }, { 0, -1, 1, 0, 0, h }
  };

  put_matrix (out, turns[page->rotate / 90 % 4], "cm");
}

static void
mark_word (guint8 *used, const char *text)
{
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* ISO 19005-2, 6.2.11.7.2: no character at all, or a mark of byte order. */
      if (c < UNICODE_END && (c & 0xfffe) != 0xfffe && c != 0xfeff)
        used[c / 8] |= (guint8)(1 << c % 8);
    }
}

/* More different ones than a font can have are not in any paper: what is beyond that is left out. */
static GArray *
collect_letters (GPtrArray *const *words, guint n_pages)
{
  g_autofree guint8 *used = g_malloc0 (UNICODE_END / 8);
  GArray *letters = g_array_new (FALSE, FALSE, sizeof (gunichar));

  mark_word (used, " ");
  for (guint page = 0; page < n_pages; page++)
    for (guint i = 0; words[page] && i < words[page]->len; i++)
      mark_word (used, ((const VdTextWord *)words[page]->pdata[i])->text);
  for (gunichar c = 0; c < UNICODE_END && letters->len < VD_UNSEEN_FONT_MAX_GLYPHS; c++)
    if (used[c / 8] & 1 << c % 8)
      g_array_append_val (letters, c);
  return letters;
}

static int
compare_letters (gconstpointer a, gconstpointer b)
{
  gunichar first = *(const gunichar *)a, second = *(const gunichar *)b;

  return (first > second) - (first < second);
}

static guint
put_codes (const Writer *self, VdWipedText *out, const char *text)
{
  guint n = 0;

  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      guint place;

      if (!g_array_binary_search (self->letters, &c, compare_letters, &place))
        continue;
      vd_wiped_text_printf (out, "%04X", place + 1);
      n++;
    }
  return n;
}

static void
put_word (const Writer *self, VdWipedText *out, const VdTextWord *word, const VdPdfPage *page)
{
  gboolean lies = page->rotate % 180 != 0;
  double points_high = (lies ? page->wide : page->high) / 100.0;
  /* A pixel is as wide as it is high but for the rounding of a page's size. */
  double scale = points_high / (lies ? page->width : page->height), size = word->size * scale;
  double c = cos (word->angle), s = sin (word->angle);
  const double place[6] = { c, s, -s, c, word->x * scale, points_high - word->y * scale };
  g_auto (VdWipedText) codes = { NULL };
  guint n = put_codes (self, &codes, word->text);

  if (n == 0)
    return;
  put_matrix (out, place, "Tm");
  vd_wiped_text_printf (out, "/T ");
  put_number (out, size);
  vd_wiped_text_printf (out, "Tf ");
  put_number (out, 100 * word->width * scale / (n * size * VD_UNSEEN_FONT_WIDTH / VD_UNSEEN_FONT_EM));
  /* The space is for those who copy: it lies in the gap behind the word. */
  put_codes (self, &codes, " ");
  vd_wiped_text_printf (out, "Tz <");
  vd_wiped_text_append (out, codes.data, codes.length);
  vd_wiped_text_printf (out, "> Tj\n");
}

static void
put_stream (Writer *self, guint number, const char *entry, gconstpointer plain, gsize size)
{
  g_autoptr (GBytes) packed = vd_wiped_text_deflate (plain, size);
  gsize length;
  const char *data = g_bytes_get_data (packed, &length);

  begin_object (self, number);
  vd_wiped_text_printf (&self->out, "<</Filter/FlateDecode%s/Length %" G_GSIZE_FORMAT ">>\nstream\n", entry, length);
  vd_wiped_text_append (&self->out, data, length);
  vd_wiped_text_printf (&self->out, "\nendstream\nendobj\n");
}

static void
put_page (Writer *self, guint index, const VdPdfPage *page, const GPtrArray *words)
{
  guint object = FIRST_PAGE_OBJECT + OBJECTS_A_PAGE * index, content = self->next++;
  g_auto (VdWipedText) text = { NULL };

  begin_object (self, object);
  vd_wiped_text_printf (&self->out,
                        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 %u.%02u %u.%02u]/Rotate %u/Resources<</XObject<</I %u "
                        "0 R>>/Font<</T %u 0 R>>>>/Contents[%u 0 R %u 0 R]>>\nendobj\n",
                        page->wide / 100, page->wide % 100, page->high / 100, page->high % 100, page->rotate,
                        object + 2, self->font, object + 1, content);
  vd_wiped_text_printf (&text, "q ");
  put_turn (&text, page);
  vd_wiped_text_printf (&text, "BT 3 Tr\n");
  for (guint i = 0; i < words->len; i++)
    put_word (self, &text, words->pdata[i], page);
  vd_wiped_text_printf (&text, "ET Q");
  put_stream (self, content, "", text.data, text.length);
}

/* UTF-16BE, as ISO 32000-1, 9.10.3 wants it. */
static void
put_meaning (VdWipedText *out, guint code, gunichar c)
{
  if (c < 0x10000)
    vd_wiped_text_printf (out, "<%04X><%04X>\n", code, c);
  else
    vd_wiped_text_printf (out, "<%04X><%04X%04X>\n", code, 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + (c & 0x3ff));
}

static void
put_mapping (VdWipedText *text, const GArray *letters)
{
  vd_wiped_text_printf (text, "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
                              "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
                              "/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
                              "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");
  for (guint i = 0; i < letters->len; i++)
    {
      if (i % MAPPED_AT_ONCE == 0)
        vd_wiped_text_printf (text, "%u beginbfchar\n", MIN (letters->len - i, MAPPED_AT_ONCE));
      put_meaning (text, i + 1, g_array_index (letters, gunichar, i));
      if (i % MAPPED_AT_ONCE == MAPPED_AT_ONCE - 1 || i + 1 == letters->len)
        vd_wiped_text_printf (text, "endbfchar\n");
    }
  vd_wiped_text_printf (text, "endcmap CMapName currentdict/CMap defineresource pop end end");
}

/* The tag tells apart what has other letters: whoever puts two papers into one file must not take one font for both. */
static char *
make_name (const VdWipedText *mapping)
{
  g_autofree char *sum =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)mapping->data, mapping->length);
  char tag[TAG_LETTERS + 1] = "";

  for (guint i = 0; i < TAG_LETTERS; i++)
    tag[i] = (char)('A' + g_ascii_xdigit_value (sum[i]));
  return g_strconcat (tag, "+VisiodeskUnseen", NULL);
}

static void
put_program (Writer *self)
{
  g_autoptr (GBytes) program = vd_unseen_font_make (self->letters->len);
  gsize size;
  gconstpointer data = g_bytes_get_data (program, &size);
  g_autofree char *length = g_strdup_printf ("/Length1 %" G_GSIZE_FORMAT, size);

  put_stream (self, self->font + 4, length, data, size);
}

/* No CIDSet: ISO 19005-2 asks for none, and those who check one do not agree on what it should hold. */
static void
put_font (Writer *self)
{
  g_auto (VdWipedText) mapping = { NULL };
  g_autofree char *name = NULL;

  put_mapping (&mapping, self->letters);
  name = make_name (&mapping);
  begin_object (self, self->font);
  vd_wiped_text_printf (&self->out,
                        "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%u 0 R]"
                        "/ToUnicode %u 0 R>>\nendobj\n",
                        name, self->font + 1, self->font + 3);
  begin_object (self, self->font + 1);
  vd_wiped_text_printf (
      &self->out,
      "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)"
      "/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/DW %d/FontDescriptor %u 0 R>>\nendobj\n",
      name, VD_UNSEEN_FONT_WIDTH, self->font + 2);
  begin_object (self, self->font + 2);
  vd_wiped_text_printf (&self->out,
                        "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[0 %d %d %d]/ItalicAngle 0"
                        "/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %u 0 R>>\nendobj\n",
                        name, -VD_UNSEEN_FONT_UNDER, VD_UNSEEN_FONT_WIDTH, VD_UNSEEN_FONT_ABOVE, VD_UNSEEN_FONT_ABOVE,
                        -VD_UNSEEN_FONT_UNDER, VD_UNSEEN_FONT_ABOVE, self->font + 4);
  put_stream (self, self->font + 3, "", mapping.data, mapping.length);
  put_program (self);
}

/* The first half of a file's id tells which file it is, the second which state of it. */
static void
put_tail (Writer *self, const guint8 *file, const VdPdfShape *shape)
{
  g_autofree char *first = g_compute_checksum_for_data (G_CHECKSUM_SHA256, file, shape->xref);
  GChecksum *sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *was = g_ascii_strup (first, ID_DIGITS), *is = NULL;
  gsize xref = self->before + self->out.length;

  g_checksum_update (sum, file, (gssize)self->before);
  g_checksum_update (sum, (const guchar *)self->out.data, (gssize)self->out.length);
  is = g_ascii_strup (g_checksum_get_string (sum), ID_DIGITS);
  g_checksum_free (sum);
  vd_wiped_text_printf (&self->out, "xref\n");
  for (guint i = 0; i < self->n_objects; i++)
    vd_wiped_text_printf (&self->out, "%u 1\n%010" G_GSIZE_FORMAT " 00000 n \n", self->objects[i].number,
                          self->objects[i].offset);
  vd_wiped_text_printf (&self->out,
                        "trailer\n<</Size %u/Root 1 0 R/Info 5 0 R/Prev %" G_GSIZE_FORMAT
                        "/ID[<%s><%s>]>>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
                        self->next, shape->xref, was, is, xref);
}

GBytes *
vd_pdf_text_add (GBytes *file, const VdPdfShape *shape, GPtrArray *const *words)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  Writer writer = { .before = size, .font = FIRST_PAGE_OBJECT + OBJECTS_A_PAGE * shape->n_pages };
  guint8 *whole;

  writer.next = writer.font + FONT_OBJECTS;
  writer.letters = collect_letters (words, shape->n_pages);
  for (guint i = 0; i < shape->n_pages; i++)
    if (words[i] && words[i]->len > 0)
      put_page (&writer, i, &shape->pages[i], words[i]);
  put_font (&writer);
  put_tail (&writer, data, shape);
  whole = g_malloc (size + writer.out.length);
  memcpy (whole, data, size);
  memcpy (whole + size, writer.out.data, writer.out.length);
  size += writer.out.length;
  vd_wiped_text_clear (&writer.out);
  g_array_unref (writer.letters);
  return vd_secret_bytes_new_take (whole, size);
}
