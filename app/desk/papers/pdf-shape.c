/* SPDX-License-Identifier: EUPL-1.2 */
#include "pdf-shape.h"
#include "jpeg-shape.h"

#include <stdarg.h>
#include <string.h>

#define FIRST_PAGE_OBJECT 6
#define OBJECTS_A_PAGE 3
#define MAX_OBJECTS (FIRST_PAGE_OBJECT + OBJECTS_A_PAGE * VD_PDF_SHAPE_MAX_PAGES)
#define MAX_TITLE 120
#define PROFILE_BYTES 584
#define PROFILE_SHA256 "10e5c70b6075c7bac731dcfc7627bc41e0304b95a4f3268ab249e425fe077988"
#define ID_DIGITS 32
#define MIN_SIDE 16
#define MAX_SIDE 8192
#define MAX_PIXELS 40000000
/* Hundredths of a point. */
#define MIN_POINTS 1440
#define MAX_POINTS 300000

/* Reads as a writer would write: expect () prints what must stand here and compares. */
typedef struct
{
  const guint8 *data;
  gsize size, at;
  gsize offsets[MAX_OBJECTS]; /* of object n, from 1 */
  guint n_objects;
  gsize xmp_offset, xmp_length;
  char *title; /* UTF-8 */
  GDateTime *created;
} Reader;

static gboolean
expect_bytes (Reader *self, const void *bytes, gsize length)
{
  if (self->size - self->at < length || memcmp (self->data + self->at, bytes, length) != 0)
    return FALSE;
  self->at += length;
  return TRUE;
}

static gboolean G_GNUC_PRINTF (2, 3) expect (Reader *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  return expect_bytes (self, text, strlen (text));
}

static gboolean
is_digit (const Reader *self, gsize at)
{
  return at < self->size && g_ascii_isdigit (self->data[at]);
}

/* Decimal, without leading zeros, at most 8 digits: nothing here is longer. */
static gboolean
take_number (Reader *self, guint min, guint max, guint *number)
{
  gsize begin = self->at;

  for (*number = 0; is_digit (self, self->at) && self->at - begin < 8; self->at++)
    *number = *number * 10 + (self->data[self->at] - '0');
  if (self->at == begin || is_digit (self, self->at) || (self->data[begin] == '0' && self->at - begin > 1))
    return FALSE;
  return *number >= min && *number <= max;
}

/* Points with two decimals, as hundredths. */
static gboolean
take_points (Reader *self, guint *hundredths)
{
  guint whole;

  if (!take_number (self, 0, MAX_POINTS / 100, &whole) || !expect_bytes (self, ".", 1) || !is_digit (self, self->at) ||
      !is_digit (self, self->at + 1))
    return FALSE;
  *hundredths = whole * 100 + (self->data[self->at] - '0') * 10 + (self->data[self->at + 1] - '0');
  self->at += 2;
  return *hundredths >= MIN_POINTS && *hundredths <= MAX_POINTS;
}

static gboolean
begin_object (Reader *self)
{
  self->n_objects++;
  self->offsets[self->n_objects] = self->at;
  return expect (self, "%u 0 obj\n", self->n_objects);
}

/* Where @length bytes of a stream lie. */
static gboolean
take_stream (Reader *self, gsize length, gsize *offset)
{
  if (!expect (self, "stream\n") || self->size - self->at < length)
    return FALSE;
  *offset = self->at;
  self->at += length;
  return expect (self, "\nendstream\nendobj\n");
}

static gboolean
take_head (Reader *self, guint *n_pages)
{
  if (!expect (self, "%%PDF-1.7\n%%\xe2\xe3\xcf\xd3\n") || !begin_object (self) ||
      !expect (self, "<</Type/Catalog/Pages 2 0 R/Metadata 3 0 R/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
                     "/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)/DestOutputProfile 4 0 R>>]>>\nendobj\n"))
    return FALSE;
  if (!begin_object (self) || !expect (self, "<</Type/Pages/Count ") ||
      !take_number (self, 1, VD_PDF_SHAPE_MAX_PAGES, n_pages) || !expect (self, "/Kids["))
    return FALSE;
  for (guint i = 0; i < *n_pages; i++)
    if (!expect (self, "%s%u 0 R", i > 0 ? " " : "", FIRST_PAGE_OBJECT + OBJECTS_A_PAGE * i))
      return FALSE;
  return expect (self, "]>>\nendobj\n");
}

static gboolean
take_streams_of_head (Reader *self)
{
  guint length;
  gsize profile;
  g_autofree char *sum = NULL;

  /* The longest XMP: 120 characters of 5 bytes (an ampersand) and about 1,000 around them. */
  if (!begin_object (self) || !expect (self, "<</Type/Metadata/Subtype/XML/Length ") ||
      !take_number (self, 1, 4096, &length) || !expect (self, ">>\n") || !take_stream (self, length, &self->xmp_offset))
    return FALSE;
  self->xmp_length = length;
  if (!begin_object (self) || !expect (self, "<</N 3/Length %u>>\n", PROFILE_BYTES) ||
      !take_stream (self, PROFILE_BYTES, &profile))
    return FALSE;
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, self->data + profile, PROFILE_BYTES);
  return g_str_equal (sum, PROFILE_SHA256);
}

static int
hex_value (guint8 c)
{
  return g_ascii_isdigit (c) ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static gboolean
take_hex_unit (Reader *self, gunichar *unit)
{
  if (self->size - self->at < 4)
    return FALSE;
  *unit = 0;
  for (guint i = 0; i < 4; i++)
    {
      int value = hex_value (self->data[self->at + i]);

      if (value < 0)
        return FALSE;
      *unit = *unit << 4 | (gunichar)value;
    }
  self->at += 4;
  return TRUE;
}

static gboolean
may_stand_in_title (gunichar c)
{
  return c >= 0x20 && !(c >= 0x7f && c <= 0x9f) && !(c >= 0xd800 && c <= 0xdfff) && c < 0xfffe;
}

static gboolean
take_title (Reader *self)
{
  g_autoptr (GString) title = g_string_new (NULL);
  gunichar unit;

  for (guint i = 0; i < MAX_TITLE && self->at < self->size && self->data[self->at] != '>'; i++)
    {
      if (!take_hex_unit (self, &unit) || !may_stand_in_title (unit))
        return FALSE;
      g_string_append_unichar (title, unit);
    }
  self->title = g_strdup (title->str);
  return title->len > 0;
}

static gboolean
take_date (Reader *self)
{
  static const guint8 digits[] = { 4, 2, 2, 2, 2, 2 };
  guint value[G_N_ELEMENTS (digits)];

  for (guint i = 0; i < G_N_ELEMENTS (digits); i++)
    {
      value[i] = 0;
      for (guint d = 0; d < digits[i]; d++, self->at++)
        {
          if (!is_digit (self, self->at))
            return FALSE;
          value[i] = value[i] * 10 + (self->data[self->at] - '0');
        }
    }
  if (value[0] < 2000)
    return FALSE;
  self->created =
      g_date_time_new_utc ((int)value[0], (int)value[1], (int)value[2], (int)value[3], (int)value[4], value[5]);
  return self->created != NULL;
}

static gboolean
take_info (Reader *self)
{
  g_autofree char *date = NULL;

  if (!begin_object (self) || !expect (self, "<</Title<FEFF") || !take_title (self) ||
      !expect (self, ">/Producer(Visiodesk)/CreationDate(D:") || !take_date (self))
    return FALSE;
  date = g_date_time_format (self->created, "%Y%m%d%H%M%S");
  return expect (self, "Z)/ModDate(D:%sZ)>>\nendobj\n", date);
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

/* Object 3 stands before the title and the date that it repeats, so it is compared once they are known. */
static gboolean
check_xmp (const Reader *self)
{
  g_autofree char *date = g_date_time_format (self->created, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *title = escape_xml (self->title);
  Reader xmp = { self->data, self->xmp_offset + self->xmp_length, self->xmp_offset };

  return expect (&xmp,
                 "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                 "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
                 "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                 "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" "
                 "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
                 "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n"
                 "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\n"
                 "<dc:format>application/pdf</dc:format>\n"
                 "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>\n"
                 "<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>\n"
                 "<pdf:Producer>Visiodesk</pdf:Producer>\n</rdf:Description></rdf:RDF></x:xmpmeta>\n"
                 "<?xpacket end=\"r\"?>",
                 title, date, date) &&
         xmp.at == xmp.size;
}

static gboolean
take_page_object (Reader *self, VdPdfPage *page)
{
  guint object = self->n_objects + 1;
  g_autofree char *content = NULL;

  if (!begin_object (self) || !expect (self, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 ") ||
      !take_points (self, &page->wide) || !expect (self, " ") || !take_points (self, &page->high) ||
      !expect (self, "]/Rotate ") || !take_number (self, 0, 270, &page->rotate) || page->rotate % 90 != 0 ||
      !expect (self, "/Resources<</XObject<</I %u 0 R>>>>/Contents %u 0 R>>\nendobj\n", object + 2, object + 1))
    return FALSE;
  content =
      g_strdup_printf ("q %u.%02u 0 0 %u.%02u 0 0 cm /I Do Q", page->wide / 100, page->wide % 100, page->high / 100,
                       page->high % 100);
  return begin_object (self) &&
         expect (self, "<</Length %u>>\nstream\n%s\nendstream\nendobj\n", (guint)strlen (content), content);
}

static gboolean
take_image_object (Reader *self, VdPdfPage *page)
{
  guint length;

  if (!begin_object (self) || !expect (self, "<</Type/XObject/Subtype/Image/Width ") ||
      !take_number (self, MIN_SIDE, MAX_SIDE, &page->width) || !expect (self, "/Height ") ||
      !take_number (self, MIN_SIDE, MAX_SIDE, &page->height) || page->width * page->height > MAX_PIXELS)
    return FALSE;
  page->gray = expect (self, "/ColorSpace/DeviceGray");
  if ((!page->gray && !expect (self, "/ColorSpace/DeviceRGB")) ||
      !expect (self, "/BitsPerComponent 8/Filter/DCTDecode/Length ") ||
      !take_number (self, 1, VD_PDF_SHAPE_MAX_BYTES, &length) || !expect (self, ">>\n") ||
      !take_stream (self, length, &page->jpeg_offset))
    return FALSE;
  page->jpeg_length = length;
  return vd_jpeg_shape_check (self->data + page->jpeg_offset, length, page->width, page->height, page->gray);
}

static gboolean
take_tail (Reader *self)
{
  gsize xref = self->at;
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, self->data, xref);
  g_autofree char *id = g_ascii_strup (sum, ID_DIGITS);

  if (!expect (self, "xref\n0 %u\n0000000000 65535 f \n", self->n_objects + 1))
    return FALSE;
  for (guint i = 1; i <= self->n_objects; i++)
    if (!expect (self, "%010" G_GSIZE_FORMAT " 00000 n \n", self->offsets[i]))
      return FALSE;
  return expect (self,
                 "trailer\n<</Size %u/Root 1 0 R/Info 5 0 R/ID[<%s><%s>]>>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
                 self->n_objects + 1, id, id, xref) &&
         self->at == self->size;
}

static const char *
find_fault (Reader *self, VdPdfShape *shape)
{
  if (self->size > VD_PDF_SHAPE_MAX_BYTES)
    return "size";
  if (!take_head (self, &shape->n_pages))
    return "head";
  if (!take_streams_of_head (self))
    return "metadata or profile";
  if (!take_info (self))
    return "title or date";
  if (!check_xmp (self))
    return "metadata";
  for (guint i = 0; i < shape->n_pages; i++)
    if (!take_page_object (self, &shape->pages[i]) || !take_image_object (self, &shape->pages[i]))
      return "page";
  shape->xref = self->at;
  return take_tail (self) ? NULL : "tail";
}

gboolean
vd_pdf_shape_parse (const guint8 *data, gsize size, VdPdfShape *shape, GError **error)
{
  Reader reader = { data, size };
  const char *fault;

  memset (shape, 0, sizeof *shape);
  fault = find_fault (&reader, shape);
  if (fault)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 "not a PDF of our writer: %s, before byte %" G_GSIZE_FORMAT, fault, reader.at);
  g_free (reader.title);
  g_clear_pointer (&reader.created, g_date_time_unref);
  return fault == NULL;
}
