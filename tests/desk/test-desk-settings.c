/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk-settings.h"

#include "setting-reader.h"

#include <glib/gstdio.h>

#define SECRET "0123456789abcdefghij"

typedef struct
{
  char *folder, *file, *secret;
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

  f->folder = g_dir_make_tmp ("vd-desk-settings-XXXXXX", &error);
  g_assert_no_error (error);
  f->file = g_build_filename (f->folder, "desk.conf", NULL);
  f->secret = g_build_filename (f->folder, "secret", NULL);
  write_file (f->secret, SECRET "\n", 0600);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_remove (f->file);
  g_remove (f->secret);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->file);
  g_free (f->secret);
}

static VdDeskSettings *
load (Fixture *f, const char *text)
{
  g_autoptr (GError) error = NULL;
  VdDeskSettings *settings;

  write_file (f->file, text, 0644);
  settings = vd_desk_settings_load (f->file, &error);
  g_assert_no_error (error);
  return settings;
}

static void
test_defaults (Fixture *f, gconstpointer unused)
{
  g_autoptr (VdDeskSettings) s = load (f, "[desk]\nstate-dir=state\n");
  g_autofree char *state = g_build_filename (f->folder, "state", NULL);

  g_assert_cmpstr (s->state_dir, ==, state);
  g_assert_cmpstr (s->address, ==, "127.0.0.1");
  g_assert_cmpuint (s->port, ==, 8070);
  g_assert_cmpstr (s->public_url, ==, "");
  g_assert_true (g_str_has_suffix (s->console_dir, "/advisor/site"));
  g_assert_cmpuint (g_strv_length (s->reasons), ==, 7);
  g_assert_cmpint (s->limits.ring_s, ==, 20);
  g_assert_cmpint (s->limits.wrap_up_s, ==, 30);
  g_assert_cmpint (s->limits.max_misses, ==, 2);
  g_assert_true (vd_opening_hours_is_open (s->hours, 0));
  g_assert_cmpuint (g_strv_length (s->stun_urls), ==, 0);
  g_assert_null (s->turn_secret);
  g_assert_cmpuint (s->turn_ttl_s, ==, 7200);
  g_assert_cmpuint (s->paper_max_mb, ==, 25);
  g_assert_cmpuint (s->paper_contact_mb, ==, 100);
  g_assert_cmpuint (s->paper_store_mb, ==, 10000);
  g_assert_cmpuint (s->paper_keep_hours, ==, 24);
  g_assert_cmpstr (s->metrics_address, ==, "127.0.0.1");
  g_assert_cmpuint (s->metrics_port, ==, 0);
  g_assert_cmpuint (s->paper_rules->list->len, ==, 8);
  g_assert_cmpuint (vd_paper_rules_find (s->paper_rules, "identity")->sides, ==, 2);
}

static void
test_all_keys (Fixture *f, gconstpointer unused)
{
  g_autoptr (VdDeskSettings) s =
      load (f, "[desk]\nstate-dir=/var/lib/desk\naddress=0.0.0.0\nport=0\npublic-url=https://desk.example.org/\n"
               "console-dir=site\nproxy-header=x-forwarded-for\n"
               "[queue]\nreasons=other;benefits\nring-seconds=10\nwrap-up-seconds=0\n"
               "[hours]\ntime-zone=UTC\nthursday=09:00-12:30;13:30-16:00\nclosed-days=1970-01-08\n"
               "[call]\nstun-urls=stun:stun.example.org:3478\nturn-urls=turn:t.example.org?transport=udp;turns:t:443\n"
               "turn-secret-file=secret\nturn-ttl-seconds=600\nrelay-only=true\n"
               "[papers]\nmax-megabytes=5\ncontact-megabytes=5\nstore-megabytes=6\nkeep-hours=1\n"
               "[metrics]\naddress=10.0.0.1\nport=9100\n");

  g_assert_cmpstr (s->metrics_address, ==, "10.0.0.1");
  g_assert_cmpuint (s->metrics_port, ==, 9100);
  g_assert_cmpstr (s->state_dir, ==, "/var/lib/desk");
  g_assert_cmpstr (s->public_url, ==, "https://desk.example.org");
  g_assert_cmpuint (s->port, ==, 0);
  g_assert_cmpstr (s->reasons[0], ==, "other");
  g_assert_cmpint (s->limits.ring_s, ==, 10);
  g_assert_cmpint (s->limits.wrap_up_s, ==, 0);
  /* 1 January 1970 was a Thursday. */
  g_assert_false (vd_opening_hours_is_open (s->hours, 9 * 3600 - 1));
  g_assert_true (vd_opening_hours_is_open (s->hours, 9 * 3600));
  g_assert_false (vd_opening_hours_is_open (s->hours, 7 * 86400 + 9 * 3600));
  g_assert_cmpuint (g_strv_length (s->turn_urls), ==, 2);
  g_assert_cmpstr (s->turn_secret, ==, SECRET);
  g_assert_true (s->relay_only);
  g_assert_cmpuint (s->paper_contact_mb, ==, 5);
  g_assert_cmpuint (s->paper_store_mb, ==, 6);
}

#define DESK "[desk]\nstate-dir=s\n"
static const struct
{
  const char *text, *key, *right;
} wrong[] = {
  { "", "[desk] state-dir", "must be set" },
  { "[desk]\nstate-dir=\n", "[desk] state-dir", "path" },
  { DESK "port=65536\n", "[desk] port", "from 0 to 65535" },
  { DESK "address=localhost\n", "[desk] address", "127.0.0.1" },
  { DESK "address=0.0.0.0\n", "[desk] address", "public-url" },
  { DESK "public-url=http://desk.example.org\n", "[desk] public-url", "https://" },
  { DESK "public-url=https://desk.example.org/there\n", "[desk] public-url", "https://" },
  { DESK "public-url=https://u@desk.example.org\n", "[desk] public-url", "https://" },
  { DESK "proxy-header=x-real-ip\n", "[desk] proxy-header", "x-forwarded-for" },
  { DESK "stat-dir=x\n", "[desk] stat-dir", "no such key" },
  { DESK "[quue]\n", "[quue]", "desk, queue, hours, call, papers, hand-over and metrics" },
  { DESK "[queue]\nreasons=\n", "[queue] reasons", "registration" },
  { DESK "[queue]\nreasons=lunch\n", "[queue] reasons", "lunch" },
  { DESK "[queue]\nreasons=other;other\n", "[queue] reasons", "twice" },
  { DESK "[queue]\nring-seconds=1\n", "[queue] ring-seconds", "from 5" },
  { DESK "[hours]\ntime-zone=Europe/Lutetia\n", "[hours] time-zone", "Europe/Paris" },
  { DESK "[hours]\nmonday=9-12\n", "[hours] monday", "09:00-12:30" },
  { DESK "[hours]\nclosed-days=2026-02-30\n", "[hours] closed-days", "date" },
  { DESK "[call]\nstun-urls=turn:x\n", "[call] stun-urls", "stun:" },
  { DESK "[call]\nturn-urls=turn:x\n", "[call] turn-urls", "turn-secret-file" },
  { DESK "[call]\nrelay-only=true\n", "[call] relay-only", "turn-urls" },
  { DESK "[call]\nturn-secret-file=absent\n", "[call] turn-secret-file", "absent" },
  { DESK "[papers]\nmax-megabytes=0\n", "[papers] max-megabytes", "from 1" },
  { DESK "[papers]\ncontact-megabytes=24\n", "[papers] contact-megabytes", "at least max-megabytes" },
  { DESK "[papers]\nstore-megabytes=99\n", "[papers] store-megabytes", "at least contact-megabytes" },
  { DESK "[papers]\nstore-megabytes=much\n", "[papers] store-megabytes", "from 1" },
  { DESK "[hand-over]\nhook-url=http://files.example.org/\n", "[hand-over] hook-url", "https://" },
  { DESK "[hand-over]\nhook-url=https://files.example.org/\n", "[hand-over] hook-url", "hook-secret-file" },
  { DESK "[hand-over]\nfolder=out\nhook-url=https://files.example.org/\n", "[hand-over] folder", "two ways" },
  { DESK "[papers]\nkinds=\n", "[papers] kinds", "identity" },
  { DESK "[papers]\nkinds=identity;passport\n", "[papers] kinds", "passport" },
  { DESK "[papers]\nkinds=identity\nkeep-hours-of=payslip:3\n", "[papers] keep-hours-of", "asked for" },
  { DESK "[papers]\nwatermark=01234567890123456789012345678901234567890123456789012345678901\n", "[papers] watermark",
    "60 at most" },
  { DESK "[papers]\ntext-layer=français\n", "[papers] text-layer", "fra+eng" },
  { DESK "[papers]\ntext-layer=fra;eng\n", "[papers] text-layer", "fra+eng" },
  { DESK "[papers]\ntext-layer=-psm\n", "[papers] text-layer", "fra+eng" },
  { DESK "[papers]\ntext-layer=fra+\n", "[papers] text-layer", "fra+eng" },
  { DESK "[papers]\ntext-layer=../../fra\n", "[papers] text-layer", "fra+eng" },
  { DESK "[papers]\ntext-layer=fra+eng+deu+spa+ita\n", "[papers] text-layer", "one to four" },
  { DESK "[papers]\nkey-file=credential:\n", "[papers] key-file", "credential:paper-key" },
  { DESK "[papers]\nkey-file=credential:../x\n", "[papers] key-file", "credential:paper-key" },
  { DESK "[papers]\nkey-file=credential:x\n", "[papers] key-file", "no credentials" },
  { DESK "[metrics]\nport=8070\n", "[metrics] port", "another one" },
  { DESK "[metrics]\naddress=desk\n", "[metrics] address", "address" },
};

static void
test_wrong (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VdDeskSettings) settings = NULL;
      g_autofree char *begin = g_strdup_printf ("%s: %s", f->file, wrong[i].key);

      write_file (f->file, wrong[i].text, 0644);
      settings = vd_desk_settings_load (f->file, &error);
      g_assert_null (settings);
      g_assert_error (error, VD_SETTINGS_ERROR, VD_SETTINGS_ERROR_BAD_KEY);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, begin));
      g_assert_nonnull (g_strstr_len (error->message, -1, wrong[i].right));
    }
}

static void
test_secret_open_to_others (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  write_file (f->secret, SECRET, 0640);
  write_file (f->file, DESK "[call]\nturn-secret-file=secret\n", 0644);
  g_assert_null (vd_desk_settings_load (f->file, &error));
  g_assert_error (error, VD_SETTINGS_ERROR, VD_SETTINGS_ERROR_BAD_KEY);
  g_assert_nonnull (g_strstr_len (error->message, -1, "open to others"));
}

static void
test_credential (Fixture *f, gconstpointer unused)
{
  g_autoptr (VdDeskSettings) beside = load (f, DESK "[papers]\nkey-file=paper-key\n");
  g_autoptr (VdDeskSettings) credential = NULL;
  g_autofree char *path = g_build_filename (f->folder, "paper-key", NULL);

  g_assert_cmpstr (beside->paper_key_file, ==, path);
  g_setenv ("CREDENTIALS_DIRECTORY", "/run/credentials/visiodeskd.service", TRUE);
  credential = load (f, DESK "[papers]\nkey-file=credential:paper-key\n");
  g_unsetenv ("CREDENTIALS_DIRECTORY");
  g_assert_cmpstr (credential->paper_key_file, ==, "/run/credentials/visiodeskd.service/paper-key");
}

/* What the example shows behind a # must be as good as what it sets. */
static void
test_example (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (g_getenv ("VD_SOURCE_ROOT"), "packaging", "visiodeskd.conf.example", NULL);
  g_autofree char *text = NULL;
  g_autofree char *all = NULL;
  g_autofree char *secret = g_build_filename (f->folder, "turn-secret", NULL);
  g_autoptr (GRegex) hidden = g_regex_new ("^#(?=[a-z-]+=)", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (VdDeskSettings) plain = NULL;
  g_autoptr (VdDeskSettings) shown = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  plain = load (f, text);
  g_assert_cmpstr (plain->state_dir, ==, "/var/lib/visiodesk");
  g_assert_cmpuint (plain->port, ==, 8070);
  write_file (secret, SECRET, 0600);
  all = g_regex_replace_literal (hidden, text, -1, 0, "", 0, NULL);
  shown = load (f, all);
  g_assert_cmpstr (shown->public_url, ==, "https://desk.example.org");
  g_assert_cmpstr (shown->turn_secret, ==, SECRET);
  g_assert_cmpuint (g_strv_length (shown->turn_urls), ==, 2);
  g_assert_cmpint (g_remove (secret), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/desk-settings/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("defaults", test_defaults);
  ADD ("all-keys", test_all_keys);
  ADD ("wrong", test_wrong);
  ADD ("secret-open-to-others", test_secret_open_to_others);
  ADD ("credential", test_credential);
  ADD ("example", test_example);
  return g_test_run ();
}
