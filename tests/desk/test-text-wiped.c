/* SPDX-License-Identifier: EUPL-1.2 */
/* Once a paper has its text layer, nothing of its words is left in the desk's memory. */
#include "pdf-text.h"
#include "text-rig.h"

#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define LETTERS 64
#define SOUGHT (LETTERS / 2) /* its end: the beginning of what is freed is written over by whoever frees */
#define TURN 13              /* places in the alphabet, there and back */

/* What is written here of the word is never the word: only its reader turns it back. */
static char
turn (char letter)
{
  return (char)('a' + (letter - 'a' + TURN) % 26);
}

/* Another one each time: g_test_rand_int () begins anew with each test. */
static char *
make_turned_word (void)
{
  char *word = g_malloc0 (LETTERS + 1);

  for (guint i = 0; i < LETTERS; i++)
    word[i] = (char)g_random_int_range ('a', 'z' + 1);
  return word;
}

/* As memory-search wants it: each byte in two digits. */
static char *
make_marker (const char *turned)
{
  GString *marker = g_string_new (NULL);

  for (const char *p = turned + SOUGHT; *p; p++)
    g_string_append_printf (marker, "%02x", turn (*p));
  return g_string_free (marker, FALSE);
}

/* The word as the page's content has it: four digits for each letter's place among those that there are, the space
 * first. */
static char *
make_content_marker (const char *turned)
{
  GString *marker = g_string_new (NULL);
  gboolean used[26] = { FALSE };

  for (const char *p = turned; *p; p++)
    used[turn (*p) - 'a'] = TRUE;
  for (const char *p = turned + SOUGHT; *p; p++)
    {
      char digits[5];
      guint code = 2;

      for (char c = 'a'; c < turn (*p); c++)
        code += used[c - 'a'];
      g_snprintf (digits, sizeof digits, "%04X", code);
      for (guint i = 0; i < 4; i++)
        g_string_append_printf (marker, "%02x", digits[i]);
    }
  return g_string_free (marker, FALSE);
}

/* Whether what @marker tells of stands anywhere in this process; the search is another's work, so that it finds no copy
 * of its own. */
static gboolean
memory_holds (const char *marker)
{
  g_autofree char *pid = g_strdup_printf ("%d", getpid ()), *in = g_strconcat (marker, "\n", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) search = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                                     &error, g_getenv ("VD_MEMORY_SEARCH"), pid, NULL);
  g_autofree char *out = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (search, in, NULL, &out, NULL, &error));
  g_assert_true (g_subprocess_get_if_exited (search));
  g_test_message ("%s", out);
  g_assert_cmpint (g_subprocess_get_exit_status (search), <=, 1);
  return g_subprocess_get_exit_status (search) == 1;
}

/* So that the search can find. */
static void
assert_search_finds (const char *turned, const char *marker)
{
  char *room = g_malloc0 (LETTERS + 1);
  volatile char *word = room;

  for (guint i = 0; i < LETTERS; i++)
    word[i] = turn (turned[i]);
  g_assert_true (memory_holds (marker));
  for (guint i = 0; i < LETTERS; i++)
    word[i] = 0;
  g_free (room);
  g_assert_false (memory_holds (marker));
}

/* What the page's content is once it is unpacked; as a marker, of a file that vd_pdf_text_add () has made. */
static char *
unpack_content (GBytes *whole, gsize sent)
{
  static const char begin[] = ">>\nstream\n";
  g_autoptr (GConverter) unpacker = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
  gsize size, n_read, n_written;
  const char *data = g_bytes_get_data (whole, &size),
             *packed = memmem (data + sent, size - sent, begin, strlen (begin));
  g_autoptr (GError) error = NULL;
  GString *marker = g_string_new (NULL);
  char plain[4096];

  g_assert_nonnull (packed);
  packed += strlen (begin);
  g_converter_convert (unpacker, packed, (gsize)(data + size - packed), plain, sizeof plain, 0, &n_read, &n_written,
                       &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < n_written; i++)
    g_string_append_printf (marker, "%02x", (guint8)plain[i]);
  return g_string_free (marker, FALSE);
}

/* That it is what a page's content holds. Of another word than the one that is sought: what unpacks leaves traces. */
static void
test_content (void)
{
  g_autofree char *turned = make_turned_word (), *marker = make_content_marker (turned), *content = NULL;
  g_autoptr (GBytes) file = sample_paper_make_written (1), whole = NULL;
  VdTextWord word = { .x = 10, .y = 50, .width = 390, .size = 36, .text = g_strdup (turned) };
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  VdPdfShape shape;

  for (char *p = word.text; *p; p++)
    *p = turn (*p);
  g_ptr_array_add (words, &word);
  g_assert_true (vd_pdf_shape_parse (g_bytes_get_data (file, NULL), g_bytes_get_size (file), &shape, NULL));
  whole = vd_pdf_text_add (file, &shape, &words);
  content = unpack_content (whole, g_bytes_get_size (file));
  g_assert_nonnull (strstr (content, marker));
  g_free (word.text);
}

typedef struct
{
  const char *end; /* of what the reader says, behind the word */
  gboolean is_read;
} Answer;

/* Whether its answer is good, or is cut off behind the word or in it. */
static void
test_wiped (TextRig *f, gconstpointer data)
{
  const Answer *answer = data;
  g_autofree char *turned = make_turned_word (), *marker = make_marker (turned),
                  *content = make_content_marker (turned);
  g_auto (GStrv) around = g_strsplit (TEXT_RIG_ANSWER, "patience", 2);
  g_autofree char *script =
      g_strdup_printf ("printf '%%s' '%s'\necho %s | tr a-z n-za-m\necho '%s'", around[0], turned, answer->end);
  g_autofree char *program = text_rig_make_stand_in (f, script);

  prctl (PR_SET_PTRACER, PR_SET_PTRACER_ANY);
  assert_search_finds (turned, marker);
  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  text_rig_start (f, program, TIMEOUT_S);
  if (!answer->is_read)
    text_rig_expect_none ("no hOCR");
  text_rig_accept_paper (f);
  text_rig_wait_for_end (f);
  g_test_assert_expected_messages ();
  g_assert_cmpint (text_rig_get_row (f)->text_bytes > 0, ==, answer->is_read);
  g_clear_object (&f->texts);
  g_assert_false (memory_holds (marker));
  g_assert_false (memory_holds (content));
}

#define ADD(name, answer)                                                                                              \
  g_test_add ("/text-wiped/" name, TextRig, answer, text_rig_set_up, test_wiped, text_rig_tear_down)

int
main (int argc, char **argv)
{
  static const Answer good = { "</span></span></html>", TRUE }, cut_behind = { "</span></span>", FALSE },
                      cut_in = { "", FALSE };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-wiped/content", test_content);
  ADD ("wiped", &good);
  ADD ("cut-behind", &cut_behind);
  ADD ("cut-in", &cut_in);
  return g_test_run ();
}
