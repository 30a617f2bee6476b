/* SPDX-License-Identifier: EUPL-1.2 */
/* Once a paper has its text layer, nothing of its words is left in the desk's memory. */
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

static char *
make_turned_word (void)
{
  char *word = g_malloc0 (LETTERS + 1);

  for (guint i = 0; i < LETTERS; i++)
    word[i] = (char)g_test_rand_int_range ('a', 'z' + 1);
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

static void
test_wiped (TextRig *f, gconstpointer unused)
{
  g_autofree char *turned = make_turned_word (), *marker = make_marker (turned),
                  *content = make_content_marker (turned);
  g_auto (GStrv) around = g_strsplit (TEXT_RIG_ANSWER, "patience", 2);
  g_autofree char *script =
      g_strdup_printf ("printf '%%s' '%s'\necho %s | tr a-z n-za-m\necho '%s'", around[0], turned, around[1]);
  g_autofree char *program = text_rig_make_stand_in (f, script);

  prctl (PR_SET_PTRACER, PR_SET_PTRACER_ANY);
  assert_search_finds (turned, marker);
  upload_rig_set_plain (&f->rig, sample_paper_make_written (1));
  text_rig_start (f, program, TIMEOUT_S);
  text_rig_accept_paper (f);
  text_rig_wait_for_end (f);
  g_assert_cmpint (text_rig_get_row (f)->text_bytes, >, 0);
  g_clear_object (&f->texts);
  g_assert_false (memory_holds (marker));
  g_assert_false (memory_holds (content));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/text-wiped/wiped", TextRig, NULL, text_rig_set_up, test_wiped, text_rig_tear_down);
  return g_test_run ();
}
