/* SPDX-License-Identifier: EUPL-1.2 */
#include "srgb-profile.h"

/* ICC.1:2010 (profile version 4.3): header, tag table, tags. Built here rather than shipped as a blob: 10 tags, all
 * from the standard. */
enum
{
  HEADER_SIZE = 128,
  N_TAGS = 10,
  TABLE_SIZE = 4 + 12 * N_TAGS,
};

#define S15FIXED16(v) ((guint32)(gint32)((v)*65536.0 + ((v) < 0 ? -0.5 : 0.5)))

/* The primaries of sRGB and its white point adapted (Bradford) from D65 to the profile connection space's D50. */
static const double d50[] = { 0.9642, 1.0, 0.8249 };
static const double red[] = { 0.43607, 0.22249, 0.01392 };
static const double green[] = { 0.38515, 0.71687, 0.09708 };
static const double blue[] = { 0.14307, 0.06061, 0.71410 };
static const double adaptation[] = {
  1.04788, 0.02292, -0.05020, 0.02959, 0.99048, -0.01706, -0.00923, 0.01508, 0.75168
};
/* Y = ((X + 0.055) / 1.055)^2.4 above 0.04045, X / 12.92 below: g, a, b, c, d of parametric function type 3. */
static const double curve[] = { 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045 };

static void
put_u32 (GByteArray *out, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_byte_array_append (out, (const guint8 *)&big, 4);
}

static void
put_name (GByteArray *out, const char *name)
{
  g_byte_array_append (out, (const guint8 *)name, 4);
}

static void
put_numbers (GByteArray *out, const char *type, guint32 function, const double *numbers, guint n)
{
  put_name (out, type);
  put_u32 (out, 0);
  if (g_str_equal (type, "para"))
    put_u32 (out, function << 16);
  for (guint i = 0; i < n; i++)
    put_u32 (out, S15FIXED16 (numbers[i]));
}

static void
put_text (GByteArray *out, const char *text)
{
  gsize length = strlen (text);

  put_name (out, "mluc");
  put_u32 (out, 0);
  put_u32 (out, 1);  /* one record */
  put_u32 (out, 12); /* its size */
  put_name (out, "enUS");
  put_u32 (out, 2 * length);
  put_u32 (out, 28); /* where its UTF-16BE text begins */
  for (gsize i = 0; i < length; i++)
    {
      const guint8 unit[2] = { 0, (guint8)text[i] };

      g_byte_array_append (out, unit, 2);
    }
  while (out->len % 4 != 0)
    g_byte_array_append (out, (const guint8 *)"", 1);
}

static void
put_header (GByteArray *out)
{
  static const guint8 date[12] = {
    0x07, 0xea, 0, 1, 0, 1
  }; /* 2026-01-01: fixed, so that equal pages make equal files */

  put_u32 (out, 0); /* size, set at the end */
  put_u32 (out, 0);
  put_u32 (out, 0x04300000);
  put_name (out, "mntr");
  put_name (out, "RGB ");
  put_name (out, "XYZ ");
  g_byte_array_append (out, date, sizeof date);
  put_name (out, "acsp");
  for (int i = 0; i < 7; i++) /* platform, flags, device, model, attributes (8), intent: perceptual */
    put_u32 (out, 0);
  put_u32 (out, 0xf6d6); /* D50, as the standard spells it */
  put_u32 (out, 0x10000);
  put_u32 (out, 0xd32d);
  while (out->len < HEADER_SIZE)
    put_u32 (out, 0); /* creator, profile id (not computed), reserved */
}

static void
patch_u32 (GByteArray *out, guint at, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  memcpy (out->data + at, &big, 4);
}

static void
begin_tag (GByteArray *out, guint index, const char *name)
{
  memcpy (out->data + HEADER_SIZE + 4 + 12 * index, name, 4);
  patch_u32 (out, HEADER_SIZE + 4 + 12 * index + 4, out->len);
}

static void
end_tag (GByteArray *out, guint index)
{
  guint32 begin;

  memcpy (&begin, out->data + HEADER_SIZE + 4 + 12 * index + 4, 4);
  patch_u32 (out, HEADER_SIZE + 4 + 12 * index + 8, out->len - GUINT32_FROM_BE (begin));
}

GBytes *
vd_srgb_profile_new (void)
{
  static const struct
  {
    const char *name, *type, *text;
    const double *numbers;
    guint n;
  } tags[] = {
    { "desc", "mluc", "sRGB", NULL, 0 }, { "cprt", "mluc", "No copyright, use freely", NULL, 0 },
    { "wtpt", "XYZ ", NULL, d50, 3 },    { "chad", "sf32", NULL, adaptation, 9 },
    { "rXYZ", "XYZ ", NULL, red, 3 },    { "gXYZ", "XYZ ", NULL, green, 3 },
    { "bXYZ", "XYZ ", NULL, blue, 3 },   { "rTRC", "para", NULL, curve, 5 },
    { "gTRC", "para", NULL, curve, 5 },  { "bTRC", "para", NULL, curve, 5 },
  };
  GByteArray *out = g_byte_array_new ();

  G_STATIC_ASSERT (G_N_ELEMENTS (tags) == N_TAGS);
  put_header (out);
  put_u32 (out, N_TAGS);
  g_byte_array_set_size (out, HEADER_SIZE + TABLE_SIZE);
  for (guint i = 0; i < N_TAGS; i++)
    {
      begin_tag (out, i, tags[i].name);
      if (tags[i].text)
        put_text (out, tags[i].text);
      else
        put_numbers (out, tags[i].type, 3, tags[i].numbers, tags[i].n);
      end_tag (out, i);
    }
  patch_u32 (out, 0, out->len);
  return g_byte_array_free_to_bytes (out);
}
