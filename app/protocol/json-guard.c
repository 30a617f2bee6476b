/* SPDX-License-Identifier: EUPL-1.2 */
#include "json-guard.h"

#include <string.h>

/* 2^53 has 16 digits: everything of 15 is exact in a double, hence in a browser. */
#define MAX_INTEGER_DIGITS 15
#define MAX_FRACTION_DIGITS 15
#define MAX_EXPONENT_DIGITS 2

typedef struct
{
  const char *at;
  const char *end;
  guint depth_left;
  const char *why;
} Reader;

/* One name seen in the object being read; the list lives on the C stack of read_object's callers' depth, at most 16
 * deep. */
typedef struct
{
  const char *start;
  gsize length;
} Name;

static gboolean read_value (Reader *reader);

static gboolean
refuse (Reader *reader, const char *why)
{
  if (!reader->why)
    reader->why = why;
  return FALSE;
}

static void
skip_space (Reader *reader)
{
  while (reader->at < reader->end && strchr (" \t\n\r", *reader->at) && *reader->at)
    reader->at++;
}

static gboolean
next_is (Reader *reader, char c)
{
  return reader->at < reader->end && *reader->at == c;
}

static gboolean
take (Reader *reader, char c)
{
  if (!next_is (reader, c))
    return FALSE;
  reader->at++;
  return TRUE;
}

static gboolean
read_word (Reader *reader, const char *word)
{
  gsize length = strlen (word);

  if ((gsize)(reader->end - reader->at) < length || memcmp (reader->at, word, length) != 0)
    return refuse (reader, "not a JSON value");
  reader->at += length;
  return TRUE;
}

static guint
read_digits (Reader *reader)
{
  guint count = 0;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at))
    {
      reader->at++;
      count++;
    }
  return count;
}

static gboolean
read_number (Reader *reader)
{
  gboolean leading_zero;
  guint digits;

  take (reader, '-');
  leading_zero = next_is (reader, '0');
  digits = read_digits (reader);
  if (digits == 0 || (leading_zero && digits > 1))
    return refuse (reader, "not a JSON number");
  if (digits > MAX_INTEGER_DIGITS)
    return refuse (reader, "a number has too many digits");
  if (take (reader, '.'))
    {
      digits = read_digits (reader);
      if (digits == 0 || digits > MAX_FRACTION_DIGITS)
        return refuse (reader, "not a JSON number");
    }
  if (take (reader, 'e') || take (reader, 'E'))
    {
      if (!take (reader, '+'))
        take (reader, '-');
      digits = read_digits (reader);
      if (digits == 0 || digits > MAX_EXPONENT_DIGITS)
        return refuse (reader, "not a JSON number");
    }
  return TRUE;
}

static gboolean
read_hex4 (Reader *reader, guint *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++)
    {
      if (reader->at >= reader->end || !g_ascii_isxdigit (*reader->at))
        return refuse (reader, "a bad \\u escape");
      *unit = *unit * 16 + (guint)g_ascii_xdigit_value (*reader->at++);
    }
  return TRUE;
}

/* After "\u". A pair of surrogates makes one character; half a pair makes none, and json-glib would write invalid UTF-8
 * for it. */
static gboolean
read_unicode_escape (Reader *reader)
{
  guint unit, low;

  if (!read_hex4 (reader, &unit))
    return FALSE;
  if (unit == 0)
    return refuse (reader, "a NUL in a string");
  if (unit < 0xd800 || unit > 0xdfff)
    return TRUE;
  if (unit > 0xdbff || !take (reader, '\\') || !take (reader, 'u'))
    return refuse (reader, "half a surrogate pair");
  if (!read_hex4 (reader, &low))
    return FALSE;
  return (low >= 0xdc00 && low <= 0xdfff) || refuse (reader, "half a surrogate pair");
}

static gboolean
read_string (Reader *reader)
{
  if (!take (reader, '"'))
    return refuse (reader, "a string was expected");
  while (reader->at < reader->end)
    {
      char c = *reader->at++;

      if (c == '"')
        return TRUE;
      if ((guchar)c < 0x20)
        return refuse (reader, "a control character in a string");
      if (c != '\\')
        continue;
      if (take (reader, 'u'))
        {
          if (!read_unicode_escape (reader))
            return FALSE;
          continue;
        }
      if (reader->at >= reader->end || *reader->at == '\0' || !strchr ("\"\\/bfnrt", *reader->at))
        return refuse (reader, "a bad escape");
      reader->at++;
    }
  return refuse (reader, "a string without end");
}

static gboolean
read_array (Reader *reader)
{
  take (reader, '[');
  skip_space (reader);
  if (take (reader, ']'))
    return TRUE;
  do
    {
      if (!read_value (reader))
        return FALSE;
      skip_space (reader);
    }
  while (take (reader, ','));
  return take (reader, ']') || refuse (reader, "an array without end");
}

static gboolean
read_name (Reader *reader, GArray *names)
{
  Name name = { .start = reader->at };

  if (!read_string (reader))
    return FALSE;
  name.length = (gsize)(reader->at - name.start);
  if (memchr (name.start, '\\', name.length))
    return refuse (reader, "an escape in a name");
  for (guint i = 0; i < names->len; i++)
    {
      const Name *other = &g_array_index (names, Name, i);

      if (other->length == name.length && memcmp (other->start, name.start, name.length) == 0)
        return refuse (reader, "a name twice in one object");
    }
  /* No object of ours has more than 12 names: the search above must not become quadratic work for a stranger. */
  if (names->len >= 64)
    return refuse (reader, "too many names in one object");
  g_array_append_val (names, name);
  return TRUE;
}

static gboolean
read_object (Reader *reader)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (Name));

  take (reader, '{');
  skip_space (reader);
  if (take (reader, '}'))
    return TRUE;
  do
    {
      skip_space (reader);
      if (!read_name (reader, names))
        return FALSE;
      skip_space (reader);
      if (!take (reader, ':'))
        return refuse (reader, "a colon was expected");
      if (!read_value (reader))
        return FALSE;
      skip_space (reader);
    }
  while (take (reader, ','));
  return take (reader, '}') || refuse (reader, "an object without end");
}

static gboolean
read_nested (Reader *reader, gboolean (*read) (Reader *))
{
  gboolean good;

  if (reader->depth_left == 0)
    return refuse (reader, "nested too deep");
  reader->depth_left--;
  good = read (reader);
  reader->depth_left++;
  return good;
}

static gboolean
read_value (Reader *reader)
{
  skip_space (reader);
  if (reader->at >= reader->end)
    return refuse (reader, "the text ends too early");
  switch (*reader->at)
    {
    case '{':
      return read_nested (reader, read_object);
    case '[':
      return read_nested (reader, read_array);
    case '"':
      return read_string (reader);
    case 't':
      return read_word (reader, "true");
    case 'f':
      return read_word (reader, "false");
    case 'n':
      return read_word (reader, "null");
    default:
      return read_number (reader);
    }
}

gboolean
vd_json_guard (const char *text, gsize length, guint max_depth, const char **why)
{
  Reader reader = { .at = text, .end = text + length, .depth_left = max_depth };
  gboolean good;

  /* With a length given, g_utf8_validate refuses NUL bytes too. */
  if (!g_utf8_validate (text, (gssize)length, NULL))
    {
      *why = "not UTF-8";
      return FALSE;
    }
  good = read_value (&reader);
  skip_space (&reader);
  if (good && reader.at != reader.end)
    good = refuse (&reader, "something after the JSON value");
  if (!good)
    *why = reader.why;
  return good;
}
