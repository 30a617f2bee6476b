/* SPDX-License-Identifier: EUPL-1.2 */
#include "text-words.h"

#include <math.h>
#include <string.h>

#define WIDE 1000
#define HIGH 800
#define LINE                                                                                                           \
  "<span class='ocr_line' id='line_1_1' title=\"bbox 100 100 500 140; baseline 0.01 -8; x_size 36; x_descenders 8\">"
#define WORD(title, text) "<span class='ocrx_word' id='word_1_1' title='" title "'>" text "</span>"
#define GOOD WORD ("bbox 100 102 200 140; x_wconf 95", "l&#39;été")

static GPtrArray *
parse (const char *inside, GError **error)
{
  g_autofree char *text =
      g_strconcat ("<?xml version=\"1.0\"?><!DOCTYPE html><html><body>", inside, "</body></html>", NULL);

  return vd_text_words_parse (text, strlen (text), WIDE, HIGH, error);
}

static guint
count (const char *inside)
{
  g_autoptr (GPtrArray) words = parse (inside, NULL);

  g_assert_nonnull (words);
  return words->len;
}

static void
test_word (void)
{
  g_autoptr (GPtrArray) words =
      parse (LINE GOOD WORD ("bbox 300 102 400 140; x_wconf 60", "<strong>2026</strong>") "</span>", NULL);
  const VdTextWord *word;

  g_assert_cmpuint (words->len, ==, 2);
  word = words->pdata[0];
  g_assert_cmpstr (word->text, ==, "l'été");
  g_assert_cmpfloat_with_epsilon (word->x, 100, 1e-9);
  g_assert_cmpfloat_with_epsilon (word->y, 132, 1e-9); /* the line's bottom, and its baseline's offset */
  g_assert_cmpfloat_with_epsilon (word->width, 100, 1e-9);
  g_assert_cmpfloat_with_epsilon (word->size, 36, 1e-9);
  g_assert_cmpfloat_with_epsilon (word->angle, -atan (0.01), 1e-9);
  word = words->pdata[1];
  g_assert_cmpstr (word->text, ==, "2026");
  g_assert_cmpfloat_with_epsilon (word->y, 134, 1e-9); /* further along the slope */
}

static void
test_turned (void)
{
  static const struct
  {
    const char *angle;
    double x, y, width, angle_rad;
  } cases[] = { { "90", 170, 500, 400, G_PI / 2 },
                { "180", 180, 110, 80, G_PI },
                { "270", 110, 100, 400, 3 * G_PI / 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("<span id='line_1_1' title='bbox 100 100 180 500; textangle %s; x_size 40'>" WORD (
                               "bbox 100 100 180 500; x_wconf 90", "droit") "</span>",
                           cases[i].angle);
      g_autoptr (GPtrArray) words = parse (text, NULL);
      const VdTextWord *word;

      g_assert_cmpuint (words->len, ==, 1);
      word = words->pdata[0];
      g_assert_cmpfloat_with_epsilon (word->x, cases[i].x, 1e-9);
      g_assert_cmpfloat_with_epsilon (word->y, cases[i].y, 1e-9);
      g_assert_cmpfloat_with_epsilon (word->width, cases[i].width, 1e-9);
      g_assert_cmpfloat_with_epsilon (word->angle, cases[i].angle_rad, 1e-9);
    }
}

static void
test_left_out (void)
{
  static const char *const lines[] = {
    "",
    GOOD, /* in no line */
    LINE WORD ("bbox 100 102 200 140; x_wconf 29", "taché") "</span>",
    LINE WORD ("bbox 100 102 200 140", "unsure") "</span>",
    LINE WORD ("bbox 100 102 1001 140; x_wconf 95", "outside") "</span>",
    LINE WORD ("bbox 200 102 100 140; x_wconf 95", "backwards") "</span>",
    LINE WORD ("bbox 100 102 nan 140; x_wconf 95", "nowhere") "</span>",
    LINE WORD ("bbox 100 102; x_wconf 95", "half") "</span>",
    LINE WORD ("bbox 100 102 200 140; x_wconf 95", " \xc2\x85 ") "</span>",
    "<span id='line_1_1' title='bbox 100 100 500 102'>" GOOD "</span>", /* two pixels high */
  };

  g_assert_cmpuint (count (LINE GOOD "</span>"), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_test_message ("%u", i);
      g_assert_cmpuint (count (lines[i]), ==, 0);
    }
}

static void
assert_refused (const char *inside)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) words = parse (inside, &error);

  g_assert_null (words);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_null (strstr (error->message, "secret"));
}

static void
test_refused (void)
{
  g_autoptr (GString) many = g_string_new (LINE);

  for (guint i = 0; i < 10001; i++)
    g_string_append (many, GOOD);
  g_string_append (many, "</span>");
  assert_refused (many->str);
  assert_refused ("<secret>");
  assert_refused ("&secret;");
  assert_refused ("secret \xff");
  assert_refused (LINE "<span class='ocrx_word' title='bbox 100 102 200 140; x_wconf 95'>secret");
}

/* Longer than any word, in one piece or in many: cut. */
static void
test_long (void)
{
  g_autofree char *letters = g_strnfill (100000, 'a');
  g_autofree char *text = g_strconcat (LINE "<span class='ocrx_word' title='bbox 100 102 200 140; x_wconf 95'>",
                                       letters, "</span></span>", NULL);
  g_autoptr (GPtrArray) words = parse (text, NULL);

  g_assert_cmpuint (strlen (((VdTextWord *)words->pdata[0])->text), ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-words/word", test_word);
  g_test_add_func ("/text-words/turned", test_turned);
  g_test_add_func ("/text-words/left-out", test_left_out);
  g_test_add_func ("/text-words/refused", test_refused);
  g_test_add_func ("/text-words/long", test_long);
  return g_test_run ();
}
