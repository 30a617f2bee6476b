/* SPDX-License-Identifier: EUPL-1.2 */
#include "pdf-text.h"
#include "sealed-file.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

#define FIRST_PAGE_OBJECT 6
#define OBJECTS_A_PAGE 3
#define FONT_OBJECTS 4 /* the font, what it descends from, its descriptor, its way back to Unicode */
#define MAX_OBJECTS (FONT_OBJECTS + 2 * VD_PDF_SHAPE_MAX_PAGES)
#define ID_DIGITS 32
/* Every letter of the unseen font is that wide, in thousandths of its size, and each word is stretched to its place. */
#define LETTER 500
#define UNDER 250 /* below the baseline; the rest of the size is above */
#define MAPPED_AT_ONCE 100 /* ISO 32000-1, 9.10.3: of one bfchar */

typedef struct
{
  GString *out; /* of the update alone */
  gsize before; /* bytes of the file as it came */
  struct
  {
    guint number;
    gsize offset;
  } objects[MAX_OBJECTS];
  guint n_objects;
  guint font;              /* its first object */
  guint next;              /* object that is free */
  guint8 used[65536 / 8];  /* UTF-16 units that some word has */
} Writer;

static void
begin_object (Writer *self, guint number)
{
  self->objects[self->n_objects].number = number;
  self->objects[self->n_objects].offset = self->before + self->out->len;
  self->n_objects++;
  g_string_append_printf (self->out, "%u 0 obj\n", number);
}

/* printf () would write a comma where the desk's locale has one. */
static void
put_number (GString *out, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, g_ascii_formatd (digits, sizeof digits, "%.4f", value));
  g_string_append_c (out, ' ');
}

static void
put_matrix (GString *out, const double matrix[6], const char *operator)
{
  for (guint i = 0; i < 6; i++)
    put_number (out, matrix[i]);
  g_string_append_printf (out, "%s\n", operator);
}

/* From points of the page as it is looked at to those of the page as it is stored. */
static void
put_turn (GString *out, const VdPdfPage *page)
{
  double w = page->wide / 100.0, h = page->high / 100.0;
  const double turns[4][6] = {
    { 1, 0, 0, 1, 0, 0 }, { 0, 1, -1, 0, w, 0 }, { -1, 0, 0, -1, w, h }, { 0, -1, 1, 0, 0, h }
  };

  put_matrix (out, turns[page->rotate / 90 % 4], "cm");
}

/* The units that the font has a code for: what lies beyond the basic plane is left out. */
static guint
put_units (Writer *self, GString *out, const char *text)
{
  guint n = 0;

  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 0 || c > 0xfffd)
        continue;
      self->used[c / 8] |= (guint8)(1 << c % 8);
      g_string_append_printf (out, "%04X", c);
      n++;
    }
  return n;
}

static void
put_word (Writer *self, GString *out, const VdTextWord *word, const VdPdfPage *page)
{
  gboolean lies = page->rotate % 180 != 0;
  double points_high = (lies ? page->wide : page->high) / 100.0;
  /* A pixel is as wide as it is high but for the rounding of a page's size. */
  double scale = points_high / (lies ? page->width : page->height), size = word->size * scale;
  double c = cos (word->angle), s = sin (word->angle);
  const double place[6] = { c, s, -s, c, word->x * scale, points_high - word->y * scale };
  g_autoptr (GString) units = g_string_new (NULL);
  guint n = put_units (self, units, word->text);

  if (n == 0)
    return;
  put_matrix (out, place, "Tm");
  g_string_append (out, "/T ");
  put_number (out, size);
  g_string_append (out, "Tf ");
  put_number (out, 100 * word->width * scale / (n * size * LETTER / 1000.0));
  /* The space is for those who copy: it lies in the gap behind the word. */
  g_string_append_printf (out, "Tz <%s0020> Tj\n", units->str);
}

static void
wipe_string (GString *text)
{
  sodium_memzero (text->str, text->allocated_len);
  g_string_free (text, TRUE);
}

static GBytes *
deflate (const GString *text)
{
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1));
  gsize room = text->len + text->len / 8 + 1024, read, written = 0; /* zlib's own bound is below that */
  guint8 *data = g_malloc (room);
  GConverterResult result =
      g_converter_convert (converter, text->str, text->len, data, room, G_CONVERTER_INPUT_AT_END, &read, &written, NULL);

  g_assert (result == G_CONVERTER_FINISHED && read == text->len);
  return vd_secret_bytes_new_take (data, written);
}

static void
put_stream (Writer *self, guint number, const GString *text)
{
  g_autoptr (GBytes) packed = deflate (text);
  gsize size;
  const char *data = g_bytes_get_data (packed, &size);

  begin_object (self, number);
  g_string_append_printf (self->out, "<</Filter/FlateDecode/Length %" G_GSIZE_FORMAT ">>\nstream\n", size);
  g_string_append_len (self->out, data, (gssize)size);
  g_string_append (self->out, "\nendstream\nendobj\n");
}

static void
put_page (Writer *self, guint index, const VdPdfPage *page, const GPtrArray *words)
{
  guint object = FIRST_PAGE_OBJECT + OBJECTS_A_PAGE * index, content = self->next++;
  GString *text = g_string_new ("q ");

  begin_object (self, object);
  g_string_append_printf (self->out,
                          "<</Type/Page/Parent 2 0 R/MediaBox[0 0 %u.%02u %u.%02u]/Rotate %u/Resources<</XObject<</I %u "
                          "0 R>>/Font<</T %u 0 R>>>>/Contents[%u 0 R %u 0 R]>>\nendobj\n",
                          page->wide / 100, page->wide % 100, page->high / 100, page->high % 100, page->rotate,
                          object + 2, self->font, object + 1, content);
  put_turn (text, page);
  g_string_append (text, "BT 3 Tr\n");
  for (guint i = 0; i < words->len; i++)
    put_word (self, text, words->pdata[i], page);
  g_string_append (text, "ET Q");
  put_stream (self, content, text);
  wipe_string (text);
}

static void
put_mapping (Writer *self)
{
  g_autoptr (GArray) units = g_array_new (FALSE, FALSE, sizeof (guint));
  GString *text = g_string_new ("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
                                "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
                                "/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
                                "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");

  for (guint unit = 0; unit < 65536; unit++)
    if (self->used[unit / 8] & 1 << unit % 8)
      g_array_append_val (units, unit);
  for (guint i = 0; i < units->len; i++)
    {
      guint unit = g_array_index (units, guint, i);

      if (i % MAPPED_AT_ONCE == 0)
        g_string_append_printf (text, "%u beginbfchar\n", MIN (units->len - i, MAPPED_AT_ONCE));
      g_string_append_printf (text, "<%04X><%04X>\n", unit, unit);
      if (i % MAPPED_AT_ONCE == MAPPED_AT_ONCE - 1 || i + 1 == units->len)
        g_string_append (text, "endbfchar\n");
    }
  g_string_append (text, "endcmap CMapName currentdict/CMap defineresource pop end end");
  put_stream (self, self->font + 3, text);
  wipe_string (text);
}

static void
put_font (Writer *self)
{
  begin_object (self, self->font);
  g_string_append_printf (self->out,
                          "<</Type/Font/Subtype/Type0/BaseFont/VisiodeskUnseen/Encoding/Identity-H/DescendantFonts[%u 0 R]"
                          "/ToUnicode %u 0 R>>\nendobj\n",
                          self->font + 1, self->font + 3);
  begin_object (self, self->font + 1);
  g_string_append_printf (self->out,
                          "<</Type/Font/Subtype/CIDFontType2/BaseFont/VisiodeskUnseen/CIDSystemInfo<</Registry(Adobe)"
                          "/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/DW %d/FontDescriptor %u 0 R>>\nendobj\n",
                          LETTER, self->font + 2);
  begin_object (self, self->font + 2);
  g_string_append_printf (self->out,
                          "<</Type/FontDescriptor/FontName/VisiodeskUnseen/Flags 4/FontBBox[0 %d %d %d]/ItalicAngle 0"
                          "/Ascent %d/Descent %d/CapHeight %d/StemV 80>>\nendobj\n",
                          -UNDER, LETTER, 1000 - UNDER, 1000 - UNDER, -UNDER, 1000 - UNDER);
  put_mapping (self);
}

/* The first half of a file's id tells which file it is, the second which state of it. */
static void
put_tail (Writer *self, const guint8 *file, const VdPdfShape *shape)
{
  g_autofree char *first = g_compute_checksum_for_data (G_CHECKSUM_SHA256, file, shape->xref);
  GChecksum *sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *was = g_ascii_strup (first, ID_DIGITS), *is = NULL;
  gsize xref = self->before + self->out->len;

  g_checksum_update (sum, file, (gssize)self->before);
  g_checksum_update (sum, (const guchar *)self->out->str, (gssize)self->out->len);
  is = g_ascii_strup (g_checksum_get_string (sum), ID_DIGITS);
  g_checksum_free (sum);
  g_string_append (self->out, "xref\n");
  for (guint i = 0; i < self->n_objects; i++)
    g_string_append_printf (self->out, "%u 1\n%010" G_GSIZE_FORMAT " 00000 n \n", self->objects[i].number,
                            self->objects[i].offset);
  g_string_append_printf (self->out,
                          "trailer\n<</Size %u/Root 1 0 R/Info 5 0 R/Prev %" G_GSIZE_FORMAT
                          "/ID[<%s><%s>]>>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
                          self->next, shape->xref, was, is, xref);
}

GBytes *
vd_pdf_text_add (GBytes *file, const VdPdfShape *shape, GPtrArray *const *words)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  Writer writer = { g_string_new (NULL), size, .font = FIRST_PAGE_OBJECT + OBJECTS_A_PAGE * shape->n_pages };
  guint8 *whole;

  writer.next = writer.font + FONT_OBJECTS;
  writer.used[' ' / 8] |= 1 << ' ' % 8;
  for (guint i = 0; i < shape->n_pages; i++)
    if (words[i] && words[i]->len > 0)
      put_page (&writer, i, &shape->pages[i], words[i]);
  put_font (&writer);
  put_tail (&writer, data, shape);
  whole = g_malloc (size + writer.out->len);
  memcpy (whole, data, size);
  memcpy (whole + size, writer.out->str, writer.out->len);
  size += writer.out->len;
  wipe_string (writer.out);
  return vd_secret_bytes_new_take (whole, size);
}
