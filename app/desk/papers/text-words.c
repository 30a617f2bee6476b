/* SPDX-License-Identifier: EUPL-1.2 */
#include "text-words.h"
#include "hocr-scan.h"
#include "wiped-text.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

#define MAX_WORDS 10000 /* several times those of a page of small print */
#define MAX_CHARS 200
#define MIN_CONFIDENCE 30 /* of 100: stains, stamps and hatching are read with less */
#define MIN_SIZE 4        /* pixels: nothing smaller can be read */
#define DESCENDERS 0.25   /* of a line's height, where it does not say itself */

typedef struct
{
  double left, top, right, bottom;
} Box;

typedef struct
{
  guint width, height;
  GPtrArray *words;
  Box line;
  double slope, offset, size;
  guint turn; /* of the line, degrees counter-clockwise */
  VdTextWord *open;
  guint depth; /* of elements; and of them when the word was opened */
  guint word_depth;
  VdWipedText text; /* of the open word */
  guint chars;
} Reader;

static void
word_free (gpointer data)
{
  VdTextWord *word = data;

  if (word->text)
    sodium_memzero (word->text, strlen (word->text));
  g_free (word->text);
  g_free (word);
}

/* Of "bbox 1 2 3 4; baseline 0.01 -5": the @n numbers behind @name. */
static gboolean
find_numbers (const char *title, const char *name, double *numbers, guint n)
{
  g_auto (GStrv) parts = g_strsplit (title, ";", 20);

  for (char **part = parts; *part; part++)
    {
      const char *at = g_strchug (*part);
      guint i;

      if (!g_str_has_prefix (at, name) || at[strlen (name)] != ' ')
        continue;
      at += strlen (name);
      for (i = 0; i < n; i++)
        {
          char *end;

          numbers[i] = g_ascii_strtod (at, &end);
          if (end == at || !isfinite (numbers[i]) || fabs (numbers[i]) > 1e6)
            break;
          at = end;
        }
      return i == n;
    }
  return FALSE;
}

static gboolean
find_box (const Reader *self, const char *title, Box *box)
{
  double sides[4];

  if (!find_numbers (title, "bbox", sides, 4))
    return FALSE;
  *box = (Box){ sides[0], sides[1], sides[2], sides[3] };
  return box->left >= 0 && box->top >= 0 && box->left < box->right && box->top < box->bottom &&
         box->right <= self->width && box->bottom <= self->height;
}

static void
begin_line (Reader *self, const char *title)
{
  double baseline[2] = { 0 }, size = 0, turn = 0;

  self->size = 0;
  if (!find_box (self, title, &self->line))
    return;
  find_numbers (title, "textangle", &turn, 1);
  self->turn = turn == 90 || turn == 180 || turn == 270 ? (guint)turn : 0;
  self->size = self->turn % 180 == 0 ? self->line.bottom - self->line.top : self->line.right - self->line.left;
  if (find_numbers (title, "x_size", &size, 1) && size >= MIN_SIZE)
    self->size = MIN (self->size, size);
  if (!find_numbers (title, "baseline", baseline, 2) || fabs (baseline[0]) > 0.5 || fabs (baseline[1]) > self->size)
    {
      baseline[0] = 0;
      baseline[1] = -DESCENDERS * self->size;
    }
  self->slope = baseline[0];
  self->offset = baseline[1];
}

/* Text that lies on its side has no baseline of its own in hOCR: it is taken to run where letters usually stand. */
static void
place_word (const Reader *self, const Box *box, VdTextWord *word)
{
  double under = DESCENDERS * self->size;

  word->size = self->size;
  word->width = self->turn % 180 == 0 ? box->right - box->left : box->bottom - box->top;
  word->angle = self->turn == 0 ? -atan (self->slope) : self->turn * G_PI / 180;
  word->x = self->turn == 90    ? box->right - under
            : self->turn == 180 ? box->right
            : self->turn == 270 ? box->left + under
                                : box->left;
  word->y = self->turn == 90    ? box->bottom
            : self->turn == 180 ? box->top + under
            : self->turn == 270 ? box->top
                                : self->line.bottom + self->offset + self->slope * (box->left - self->line.left);
}

static void
begin_word (Reader *self, const char *title)
{
  double confidence = 0;
  Box box;

  if (self->open || self->size < MIN_SIZE || !find_box (self, title, &box) ||
      !find_numbers (title, "x_wconf", &confidence, 1) || confidence < MIN_CONFIDENCE)
    return;
  self->open = g_new0 (VdTextWord, 1);
  self->text.length = 0;
  self->chars = 0;
  self->word_depth = self->depth;
  place_word (self, &box, self->open);
}

static void
on_start (const VdHocrElement *element, gpointer data)
{
  Reader *self = data;

  if (g_str_has_prefix (element->id, "line_"))
    begin_line (self, element->title);
  else if (g_str_equal (element->class, "ocrx_word"))
    begin_word (self, element->title);
  self->depth++;
}

/* A word may hold <strong> or <em>: it ends with the element that it began with. */
static gboolean
on_end (guint depth, gpointer data)
{
  Reader *self = data;

  self->depth = depth;
  if (!self->open || depth != self->word_depth)
    return TRUE;
  if (self->text.length > 0)
    {
      self->open->text = g_strndup (self->text.data, self->text.length);
      g_ptr_array_add (self->words, self->open);
    }
  else
    word_free (self->open);
  self->open = NULL;
  return self->words->len <= MAX_WORDS;
}

static void
on_text (const char *piece, gsize size, gpointer data)
{
  Reader *self = data;

  if (!self->open)
    return;
  for (const char *p = piece; p < piece + size && self->chars < MAX_CHARS; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || !g_unichar_isprint (c))
        continue;
      vd_wiped_text_append (&self->text, p, (gsize)(g_utf8_next_char (p) - p));
      self->chars++;
    }
}

GPtrArray *
vd_text_words_parse (const char *hocr, gsize size, guint width, guint height, GError **error)
{
  static const VdHocrHandler handler = { on_start, on_end, on_text };
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (word_free);
  Reader reader = { .width = width, .height = height, .words = words };
  gboolean good = vd_hocr_scan (hocr, size, &handler, &reader);

  g_clear_pointer (&reader.open, word_free);
  vd_wiped_text_clear (&reader.text);
  if (good)
    return g_steal_pointer (&words);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "what was recognised is no hOCR of one page");
  return NULL;
}
