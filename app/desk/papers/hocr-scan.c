/* SPDX-License-Identifier: EUPL-1.2 */
#include "hocr-scan.h"

#include <sodium.h>
#include <string.h>

#define MAX_DEPTH 64  /* Tesseract's words lie at seven */
#define MAX_ENTITY 10 /* with its ends: "&#x10FFFF;" */

typedef struct
{
  const char *at;
  gsize size;
} Slice;

typedef struct
{
  const char *at, *end;
  const VdHocrHandler *handler;
  gpointer data;
  Slice open[MAX_DEPTH]; /* names of elements */
  guint depth;
  gboolean is_begun;
} Scan;

static gboolean
take (Scan *self, const char *mark)
{
  gsize size = strlen (mark);

  if ((gsize)(self->end - self->at) < size || memcmp (self->at, mark, size) != 0)
    return FALSE;
  self->at += size;
  return TRUE;
}

static gboolean
skip_to (Scan *self, const char *mark)
{
  const char *found = memmem (self->at, (gsize)(self->end - self->at), mark, strlen (mark));

  if (!found)
    return FALSE;
  self->at = found + strlen (mark);
  return TRUE;
}

static void
skip_space (Scan *self)
{
  while (self->at < self->end && g_ascii_isspace (*self->at))
    self->at++;
}

static gboolean
take_name (Scan *self, Slice *name)
{
  name->at = self->at;
  while (self->at < self->end && (g_ascii_isalnum (*self->at) || strchr (":_-.", *self->at)))
    self->at++;
  name->size = (gsize)(self->at - name->at);
  return name->size > 0;
}

static gboolean
is_same (const Slice *slice, const char *text)
{
  return slice->size == strlen (text) && memcmp (slice->at, text, slice->size) == 0;
}

/* The value is kept as it stands: what is of use in it has no entities. */
static gboolean
take_attribute (Scan *self, VdHocrElement *element)
{
  Slice name;
  const char *value, *end;
  char **slot;

  if (!take_name (self, &name))
    return FALSE;
  skip_space (self);
  if (!take (self, "="))
    return FALSE;
  skip_space (self);
  if (self->at == self->end || (*self->at != '"' && *self->at != '\''))
    return FALSE;
  value = self->at + 1;
  end = memchr (value, *self->at, (gsize)(self->end - value));
  if (!end)
    return FALSE;
  self->at = end + 1;
  slot = is_same (&name, "id")      ? &element->id
         : is_same (&name, "class") ? &element->class
         : is_same (&name, "title") ? &element->title
                                    : NULL;
  if (slot && !*slot)
    *slot = g_strndup (value, (gsize)(end - value));
  return TRUE;
}

static gboolean
close_one (Scan *self)
{
  self->depth--;
  return self->handler->end (self->depth, self->data);
}

static gboolean
take_attributes (Scan *self, VdHocrElement *element)
{
  for (;;)
    {
      const char *before = self->at;

      skip_space (self);
      if (self->at < self->end && (*self->at == '>' || *self->at == '/'))
        return TRUE;
      if (self->at == before || !take_attribute (self, element))
        return FALSE;
    }
}

static gboolean
take_start (Scan *self)
{
  VdHocrElement element = { NULL }, told;
  gboolean is_second_root = self->is_begun && self->depth == 0;
  gboolean good = !is_second_root && self->depth < MAX_DEPTH && take_name (self, &self->open[self->depth]) &&
                  take_attributes (self, &element);
  gboolean is_empty = good && take (self, "/");

  good = good && take (self, ">");
  if (good)
    {
      told.id = element.id ? element.id : (char *)"";
      told.class = element.class ? element.class : (char *)"";
      told.title = element.title ? element.title : (char *)"";
      self->depth++;
      self->is_begun = TRUE;
      self->handler->start (&told, self->data);
    }
  g_free (element.id);
  g_free (element.class);
  g_free (element.title);
  return good && (!is_empty || close_one (self));
}

static gboolean
take_end (Scan *self)
{
  Slice name;

  if (self->depth == 0 || !take_name (self, &name) || name.size != self->open[self->depth - 1].size ||
      memcmp (name.at, self->open[self->depth - 1].at, name.size) != 0)
    return FALSE;
  skip_space (self);
  return take (self, ">") && close_one (self);
}

static gboolean
take_tag (Scan *self)
{
  if (take (self, "<?"))
    return skip_to (self, "?>");
  if (take (self, "<!--"))
    return skip_to (self, "-->");
  if (take (self, "<!DOCTYPE"))
    return skip_to (self, ">");
  if (take (self, "</"))
    return take_end (self);
  return take (self, "<") && take_start (self);
}

/* @inside: of "&inside;" */
static gunichar
get_meaning (const Slice *inside)
{
  static const struct
  {
    const char *name;
    gunichar c;
  } entities[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' } };
  gboolean is_hex = inside->size > 2 && (inside->at[1] == 'x' || inside->at[1] == 'X');
  gunichar c = 0;

  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    if (is_same (inside, entities[i].name))
      return entities[i].c;
  if (inside->size < 2 || inside->at[0] != '#')
    return 0;
  for (gsize i = is_hex ? 2 : 1; i < inside->size; i++)
    {
      int digit = is_hex ? g_ascii_xdigit_value (inside->at[i]) : g_ascii_digit_value (inside->at[i]);

      if (digit < 0)
        return 0;
      c = c * (is_hex ? 16 : 10) + (gunichar)digit; /* of seven digits at most: MAX_ENTITY */
    }
  return g_unichar_validate (c) ? c : 0;
}

static gboolean
take_entity (Scan *self)
{
  const char *end = memchr (self->at, ';', MIN (MAX_ENTITY, (gsize)(self->end - self->at)));
  Slice inside = { self->at + 1, end ? (gsize)(end - self->at - 1) : 0 };
  gunichar c = end ? get_meaning (&inside) : 0;
  char letter[6];

  if (c == 0)
    return FALSE;
  self->handler->text (letter, (gsize)g_unichar_to_utf8 (c, letter), self->data);
  sodium_memzero (letter, sizeof letter);
  self->at = end + 1;
  return TRUE;
}

static gboolean
take_text (Scan *self)
{
  const char *begin = self->at;

  while (self->at < self->end && *self->at != '<' && *self->at != '&')
    self->at++;
  self->handler->text (begin, (gsize)(self->at - begin), self->data);
  return TRUE;
}

gboolean
vd_hocr_scan (const char *text, gsize size, const VdHocrHandler *handler, gpointer data)
{
  Scan scan = { text, text + size, handler, data };
  gboolean good = g_utf8_validate_len (text, size, NULL);

  while (good && scan.at < scan.end)
    good = *scan.at == '<' ? take_tag (&scan) : *scan.at == '&' ? take_entity (&scan) : take_text (&scan);
  return good && scan.is_begun && scan.depth == 0;
}
