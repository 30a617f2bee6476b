/* SPDX-License-Identifier: EUPL-1.2 */
#include "kiosk-settings.h"

#include <glib/gstdio.h>
#include <string.h>

#define GOOD_TOKEN "0123456789abcdefghij-_.~"
#define DESK "[desk]\nurl=wss://desk.example.org\ntoken-file=token\n"

typedef struct
{
  char *folder, *file, *token;
} Fixture;

static void
write_file (const char *path, const char *text, int mode)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("vd-settings-XXXXXX", &error);
  g_assert_no_error (error);
  f->file = g_build_filename (f->folder, "kiosk.conf", NULL);
  f->token = g_build_filename (f->folder, "token", NULL);
  write_file (f->token, GOOD_TOKEN "\n", 0600);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_remove (f->file);
  g_remove (f->token);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->file);
  g_free (f->token);
}

static void
test_defaults (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VdKioskSettings) s = NULL;

  write_file (f->file, DESK, 0644);
  s = vd_kiosk_settings_load (f->file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (s->desk_url, ==, "wss://desk.example.org");
  g_assert_cmpstr (s->token, ==, GOOD_TOKEN);
  g_assert_cmpstr (s->ca_file, ==, "");
  g_assert_cmpstr (s->default_language, ==, "fr");
  g_assert_cmpuint (g_strv_length (s->languages), ==, 3);
  g_assert_true (s->fullscreen && s->echo_canceller && s->auto_take && !s->relay_only);
  g_assert_cmpuint (s->telephone_after_s, ==, 60);
  g_assert_cmpuint (s->farewell_s, ==, 20);
  g_assert_cmpuint (s->idle_warning_s, ==, 90);
  g_assert_cmpuint (s->leave_s, ==, 20);
  g_assert_cmpstr (s->camera, ==, "auto");
  g_assert_cmpint (s->width, ==, 1280);
  g_assert_cmpint (s->height, ==, 720);
  g_assert_cmpint (s->fps, ==, 30);
  g_assert_cmpfloat (s->volume, ==, 0.8);
  g_assert_cmpint (s->document_width, ==, 3840);
  g_assert_cmpstr (s->scanner, ==, "auto");
  g_assert_cmpstr (s->scan_helper, ==, "");
  g_assert_cmpstr (s->tray, ==, "");
}

static void
test_all_keys (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VdKioskSettings) s = NULL;

  write_file (
      f->file,
      "# a comment\n[desk]\nurl=ws://127.0.0.1:8080/ws/kiosk\ntoken-file=token\n"
      "[screen]\ndefault-language=es\nlanguages=es; fr;\nfullscreen=false\nfarewell-seconds=3\n"
      "idle-warning-seconds=10\nleave-seconds=2\n"
      "[media]\ncamera=videotestsrc is-live=true\nmicrophone=none\nspeaker=none\nwidth=640\nheight=480\nfps=15\n"
      "echo-canceller=false\nvolume=0.25\n"
      "[papers]\ndocument-camera=none\ndocument-width=1920\ndocument-height=1080\nscanner=test:0\nauto-take=false\n"
      "scan-helper=/bin/true\n[call]\nrelay-only=true\ntelephone-after=10\n",
      0644);
  s = vd_kiosk_settings_load (f->file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (s->default_language, ==, "es");
  g_assert_cmpuint (g_strv_length (s->languages), ==, 2);
  g_assert_cmpstr (s->languages[1], ==, "fr");
  g_assert_cmpstr (s->camera, ==, "videotestsrc is-live=true");
  g_assert_cmpfloat (s->volume, ==, 0.25);
  g_assert_cmpstr (s->scanner, ==, "test:0");
  g_assert_cmpstr (s->scan_helper, ==, "/bin/true");
  g_assert_true (s->relay_only && !s->fullscreen && !s->auto_take && !s->echo_canceller);
  g_assert_cmpuint (s->telephone_after_s, ==, 10);
}

/* The text of a file, and what the error must name. */
static const struct
{
  const char *text, *key, *right;
} wrong[] = {
  { "[desk]\ntoken-file=token\n", "[desk] url", "must be set" },
  { "[desk]\nurl=wss://d\n", "[desk] token-file", "must be set" },
  { "[desk]\nurl=nonsense\ntoken-file=token\n", "[desk] url", "wss://" },
  { "[desk]\nurl=https://d\ntoken-file=token\n", "[desk] url", "wss://" },
  { "[desk]\nurl=ws://desk.example.org\ntoken-file=token\n", "[desk] url", "wss://" },
  { "[desk]\nurl=ws://127.0.0.1.example.org\ntoken-file=token\n", "[desk] url", "wss://" },
  { "[desk]\nurl=wss://user:pass@d\ntoken-file=token\n", "[desk] url", "wss://" },
  { "[desk]\nurl=wss://d/elsewhere\ntoken-file=token\n", "[desk] url", "/ws/kiosk" },
  { "[desk]\nurl=wss://d\ntoken-file=absent\n", "[desk] token-file", "absent" },
  { "[desk]\nurl=wss://d\ntoken-file=.\n", "[desk] token-file", "regular file" },
  { DESK "ca-file=absent.pem\n", "[desk] ca-file", "PEM" },
  { DESK "ca-file=token\n", "[desk] ca-file", "PEM" },
  { DESK "urll=x\n", "[desk] urll", "no such key" },
  { DESK "[scren]\nfullscreen=true\n", "[scren]", "no such key" },
  { DESK "[empty]\n", "[empty]", "no such group" },
  { DESK "[screen]\nfullscreen=yes\n", "[screen] fullscreen", "true or false" },
  { DESK "[screen]\nfarewell-seconds=0\n", "[screen] farewell-seconds", "from 1 to 600" },
  { DESK "[screen]\nfarewell-seconds=20s\n", "[screen] farewell-seconds", "whole number" },
  { DESK "[screen]\nidle-warning-seconds=-1\n", "[screen] idle-warning-seconds", "from 1" },
  { DESK "[screen]\nleave-seconds=99999999999999999999\n", "[screen] leave-seconds", "from 1" },
  { DESK "[screen]\nlanguages=\n", "[screen] languages", "fr;en;es" },
  { DESK "[screen]\nlanguages=fr;English\n", "[screen] languages", "language tag" },
  { DESK "[screen]\ndefault-language=../etc\n", "[screen] default-language", "language tag" },
  { DESK "[screen]\ndefault-language=de\n", "[screen] default-language", "one of" },
  { DESK "[media]\ncamera=\n", "[media] camera", "auto" },
  { DESK "[media]\ncamera=videotestsrc ! ! nonsense\n", "[media] camera", "GStreamer" },
  { DESK "[media]\nwidth=1e3\n", "[media] width", "from 160 to 3840" },
  { DESK "[media]\nfps=1000\n", "[media] fps", "from 5 to 60" },
  { DESK "[media]\nvolume=1.5\n", "[media] volume", "from 0 to 1" },
  { DESK "[media]\nvolume=0,5\n", "[media] volume", "point" },
  { DESK "[media]\nvolume=nan\n", "[media] volume", "from 0 to 1" },
  { DESK "[papers]\nscan-helper=/no/such/program\n", "[papers] scan-helper", "program" },
  { DESK "[papers]\nscanner=\\q\n", "[papers] scanner", "escapes" },
  { DESK "[call]\nrelay-only=1\n", "[call] relay-only", "true or false" },
  { DESK "[call]\ntelephone-after=9\n", "[call] telephone-after", "from 10 to 600" },
};

static void
expect_error (Fixture *f, const char *text, const char *key, const char *right)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VdKioskSettings) settings = NULL;
  g_autofree char *expected = g_strdup_printf ("%s: %s", f->file, key);

  write_file (f->file, text, 0644);
  settings = vd_kiosk_settings_load (f->file, &error);
  if (settings)
    g_error ("taken, but wrong: %s", text);
  g_assert_error (error, VD_SETTINGS_ERROR, VD_SETTINGS_ERROR_BAD_KEY);
  if (!g_str_has_prefix (error->message, expected) || !strstr (error->message, right))
    g_error ("“%s” should begin with “%s” and say “%s”", error->message, expected, right);
}

static void
test_wrong (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    expect_error (f, wrong[i].text, wrong[i].key, wrong[i].right);
}

static void
test_token_file (Fixture *f, gconstpointer unused)
{
  g_autofree char *huge = g_strnfill (600, 'a');

  write_file (f->token, GOOD_TOKEN, 0640);
  expect_error (f, DESK, "[desk] token-file", "600");
  write_file (f->token, GOOD_TOKEN, 0604);
  expect_error (f, DESK, "[desk] token-file", "600");
  write_file (f->token, "", 0600);
  expect_error (f, DESK, "[desk] token-file", "one token");
  write_file (f->token, "\n\n", 0600);
  expect_error (f, DESK, "[desk] token-file", "one token");
  write_file (f->token, "too-short", 0600);
  expect_error (f, DESK, "[desk] token-file", "one token");
  write_file (f->token, GOOD_TOKEN " " GOOD_TOKEN, 0600);
  expect_error (f, DESK, "[desk] token-file", "one token");
  write_file (f->token, huge, 0600);
  expect_error (f, DESK, "[desk] token-file", "one token");
}

static void
test_unreadable (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) absent = NULL, broken = NULL, large = NULL;
  g_autofree char *huge = g_strnfill (70000, '#');

  g_assert_null (vd_kiosk_settings_load (f->file, &absent));
  g_assert_error (absent, VD_SETTINGS_ERROR, VD_SETTINGS_ERROR_UNREADABLE);
  write_file (f->file, "no group\n", 0644);
  g_assert_null (vd_kiosk_settings_load (f->file, &broken));
  g_assert_error (broken, VD_SETTINGS_ERROR, VD_SETTINGS_ERROR_UNREADABLE);
  g_assert_true (g_str_has_prefix (broken->message, f->file));
  write_file (f->file, huge, 0644);
  g_assert_null (vd_kiosk_settings_load (f->file, &large));
  g_assert_error (large, VD_SETTINGS_ERROR, VD_SETTINGS_ERROR_UNREADABLE);
}

#define ADD(name, test) g_test_add ("/kiosk-settings/" name, Fixture, NULL, set_up, test, tear_down)

/* What the example shows behind a # is the default, but for a file that is not here. */
static void
test_example (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path =
      g_build_filename (g_getenv ("VD_SOURCE_ROOT"), "packaging", "visiodesk-kiosk.conf.example", NULL);
  g_autofree char *text = NULL;
  g_autofree char *all = NULL;
  g_autoptr (GRegex) hidden = g_regex_new ("^#(?!ca-file)(?=[a-z-]+=)", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (VdKioskSettings) plain = NULL;
  g_autoptr (VdKioskSettings) shown = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  write_file (f->file, text, 0644);
  plain = vd_kiosk_settings_load (f->file, &error);
  g_assert_no_error (error);
  all = g_regex_replace_literal (hidden, text, -1, 0, "", 0, NULL);
  write_file (f->file, all, 0644);
  shown = vd_kiosk_settings_load (f->file, &error);
  g_assert_no_error (error);
  g_assert_cmpint (shown->width, ==, plain->width);
  g_assert_cmpint (shown->document_height, ==, plain->document_height);
  g_assert_cmpuint (shown->idle_warning_s, ==, plain->idle_warning_s);
  g_assert_cmpfloat (shown->volume, ==, plain->volume);
  g_assert_cmpstr (shown->scanner, ==, plain->scanner);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("defaults", test_defaults);
  ADD ("all-keys", test_all_keys);
  ADD ("wrong", test_wrong);
  ADD ("token-file", test_token_file);
  ADD ("unreadable", test_unreadable);
  ADD ("example", test_example);
  return g_test_run ();
}
