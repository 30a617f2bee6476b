/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "t140.h"

#define ZERO_WIDTH_NON_JOINER 0x200Cu
#define ZERO_WIDTH_JOINER 0x200Du
#define CONTROL_SEQUENCE 0x009Bu
#define START_OF_STRING 0x0098u
#define STRING_TERMINATOR 0x009Cu
#define ESCAPE 0x001Bu
#define SEQUENCE_MAX 255 /* T.140, 7.4: a string that does not end by then is text after all */

/* What came before that is not to be shown: the parameters of a control sequence (ISO 6429), or an application's
 * string. */
typedef enum
{
  IN_TEXT,
  AFTER_RETURN, /* the line feed that may follow is the same line end */
  AFTER_ESCAPE,
  IN_SEQUENCE,
  IN_STRING,
} Place;

struct _VdT140
{
  GString *shown;
  guint n_shown; /* characters */
  guint n_gone;  /* lines */
  Place place;
  guint n_hidden; /* characters of the sequence or string under way */
};

typedef struct
{
  gunichar first, last;
} Range;

static gboolean
is_in (gunichar c, const Range *ranges, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (c >= ranges[i].first && c <= ranges[i].last)
      return TRUE;
  return FALSE;
}

/* Which characters are drawn on the place of the one before: combining marks (variation selectors are such), the
 * joiners, skin tones, tags, the half-width marks of Japanese. */
static gboolean
is_extending (gunichar c)
{
  static const Range EXTENDING[] = {
    { ZERO_WIDTH_NON_JOINER, ZERO_WIDTH_JOINER }, { 0xFF9E, 0xFF9F }, { 0x1F3FB, 0x1F3FF }, { 0xE0020, 0xE007F }
  };

  return g_unichar_ismark (c) || is_in (c, EXTENDING, G_N_ELEMENTS (EXTENDING));
}

/* What a joiner may join. Wider than Unicode's Extended_Pictographic, which GLib does not know; nothing else in these
 * blocks follows a joiner. */
static gboolean
is_pictographic (gunichar c)
{
  static const Range PICTOGRAPHIC[] = { { 0x2190, 0x21FF }, { 0x2300, 0x23FF }, { 0x25A0, 0x27BF },
                                        { 0x2900, 0x297F }, { 0x2B00, 0x2BFF }, { 0x1F000, 0x1FAFF } };

  return is_in (c, PICTOGRAPHIC, G_N_ELEMENTS (PICTOGRAPHIC));
}

static gboolean
is_regional (gunichar c)
{
  return c >= 0x1F1E6 && c <= 0x1F1FF;
}

/* Korean letters: leading, vowel, trailing; syllables of two and of three. */
static char
jamo (gunichar c)
{
  if (c >= 0x1100 && c <= 0x115F)
    return 'L';
  if (c >= 0x1160 && c <= 0x11A7)
    return 'V';
  if (c >= 0x11A8 && c <= 0x11FF)
    return 'T';
  if (c >= 0xAC00 && c <= 0xD7A3)
    return (c - 0xAC00) % 28 == 0 ? 'W' : 'X'; /* LV, LVT */
  return 0;
}

static gboolean
is_syllable (gunichar before, gunichar c)
{
  switch (jamo (c))
    {
    case 'L':
    case 'W':
    case 'X':
      return jamo (before) == 'L';
    case 'V':
      return jamo (before) == 'L' || jamo (before) == 'V' || jamo (before) == 'W';
    case 'T':
      return jamo (before) != 0 && jamo (before) != 'L';
    default:
      return FALSE;
    }
}

/* Flags are pairs: does the regional indicator that ends at @end close one? */
static gboolean
is_second_of_flag (const char *text, const char *end)
{
  guint n = 0;

  while (end > text)
    {
      end = g_utf8_prev_char (end);
      if (!is_regional (g_utf8_get_char (end)))
        break;
      n++;
    }
  return n % 2 == 0;
}

/* Whether the character at @at, not the first, stands on the place of the one before it. A subset of the rules of
 * UAX #29 (extended grapheme clusters): without prepended marks and the conjuncts of Indic scripts, whose letters are
 * then erased one by one. */
static gboolean
joins (const char *text, const char *at)
{
  gunichar before = g_utf8_get_char (g_utf8_prev_char (at)), c = g_utf8_get_char (at);

  if (before == '\n')
    return FALSE;
  if (is_extending (c) || (before == ZERO_WIDTH_JOINER && is_pictographic (c)) || is_syllable (before, c))
    return TRUE;
  return is_regional (before) && is_regional (c) && is_second_of_flag (text, g_utf8_next_char (at));
}

gsize
vd_t140_last_cluster (const char *text, gsize length)
{
  const char *end = text + length, *start;

  if (length == 0)
    return 0;
  start = g_utf8_prev_char (end);
  while (start > text && joins (text, start))
    start = g_utf8_prev_char (start);
  return (gsize)(end - start);
}

static void
erase (VdT140 *self)
{
  gsize size = vd_t140_last_cluster (self->shown->str, self->shown->len);
  const char *cluster = self->shown->str + self->shown->len - size;

  self->n_shown -= (guint)g_utf8_strlen (cluster, (gssize)size);
  g_string_truncate (self->shown, self->shown->len - size);
}

/* Of what is too long the beginning goes, a quarter at a time: whole clusters, and whole lines if there are any. */
static void
shorten (VdT140 *self)
{
  const char *keep = g_utf8_offset_to_pointer (self->shown->str, VD_T140_SHOWN_MAX / 4);
  const char *line = strchr (keep, '\n');

  if (line && line[1])
    keep = line + 1;
  while (*keep && joins (self->shown->str, keep))
    keep = g_utf8_next_char (keep);
  for (const char *at = self->shown->str; at < keep; at++)
    self->n_gone += *at == '\n';
  g_string_erase (self->shown, 0, keep - self->shown->str);
  self->n_shown = (guint)g_utf8_strlen (self->shown->str, (gssize)self->shown->len);
}

static void
show (VdT140 *self, gunichar c)
{
  gsize size;

  if (is_extending (c))
    {
      size = vd_t140_last_cluster (self->shown->str, self->shown->len);
      if (g_utf8_strlen (self->shown->str + self->shown->len - size, (gssize)size) >= VD_T140_CLUSTER_MAX)
        return;
    }
  if (c == VD_T140_LOST && g_str_has_suffix (self->shown->str, "\xEF\xBF\xBD"))
    return;
  g_string_append_unichar (self->shown, c);
  if (++self->n_shown > VD_T140_SHOWN_MAX)
    shorten (self);
}

static gboolean
is_line_end (gunichar c)
{
  return c == '\n' || c == '\r' || c == 0x0085 || c == VD_T140_LINE || c == 0x2029;
}

/* Controls, and what would turn the direction of text that is not its own. */
static gboolean
is_hidden (gunichar c)
{
  static const Range HIDDEN[] = {
    { 0x0000, 0x001F }, { 0x007F, 0x009F }, { 0x202A, 0x202E }, { 0x2060, 0x206F }, { 0xFFF9, 0xFFFB },
  };

  return c == VD_T140_MARK || is_in (c, HIDDEN, G_N_ELEMENTS (HIDDEN));
}

/* TRUE if @c belongs to something that is not shown. */
static gboolean
skip (VdT140 *self, gunichar c)
{
  Place place = self->place;

  if (place == IN_TEXT)
    return FALSE;
  self->place = IN_TEXT;
  if (place == AFTER_RETURN)
    return c == '\n';
  if (place == AFTER_ESCAPE)
    {
      self->place = c == '[' ? IN_SEQUENCE : IN_TEXT;
      return TRUE;
    }
  if (++self->n_hidden >= SEQUENCE_MAX || (place == IN_SEQUENCE && c >= 0x40 && c <= 0x7E) || c == STRING_TERMINATOR)
    return TRUE;
  self->place = place;
  return TRUE;
}

static void
take (VdT140 *self, gunichar c)
{
  if (skip (self, c))
    return;
  self->n_hidden = 0;
  if (c == VD_T140_ERASE)
    erase (self);
  else if (is_line_end (c))
    {
      self->place = c == '\r' ? AFTER_RETURN : IN_TEXT;
      show (self, '\n');
    }
  else if (c == '\t')
    show (self, ' ');
  else if (c == ESCAPE)
    self->place = AFTER_ESCAPE;
  else if (c == CONTROL_SEQUENCE)
    self->place = IN_SEQUENCE;
  else if (c == START_OF_STRING)
    self->place = IN_STRING;
  else if (!is_hidden (c))
    show (self, c);
}

VdT140 *
vd_t140_new (void)
{
  VdT140 *self = g_new0 (VdT140, 1);

  self->shown = g_string_new ("");
  return self;
}

/* What somebody wrote does not lie about in freed memory. */
void
vd_t140_free (VdT140 *self)
{
  memset (self->shown->str, 0, self->shown->allocated_len);
  g_string_free (self->shown, TRUE);
  g_free (self);
}

void
vd_t140_take (VdT140 *self, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *at = valid; *at; at = g_utf8_next_char (at))
    take (self, g_utf8_get_char (at));
}

const char *
vd_t140_get_text (const VdT140 *self)
{
  return self->shown->str;
}

guint
vd_t140_get_first_line (const VdT140 *self)
{
  return self->n_gone;
}

char *
vd_t140_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_new ("");

  for (const char *at = valid; *at; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '\n' && at > valid && at[-1] == '\r')
        continue;
      if (is_line_end (c))
        g_string_append_unichar (clean, VD_T140_LINE);
      else if (c == '\t')
        g_string_append_c (clean, ' ');
      else if (!is_hidden (c))
        g_string_append_unichar (clean, c);
    }
  return g_string_free (clean, FALSE);
}
