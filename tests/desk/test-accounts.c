/* SPDX-License-Identifier: EUPL-1.2 */
#include "accounts.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1800000000)
#define HOUR 3600
#define PASSWORD "one-calm-morning-7"

typedef struct
{
  VdStore *store;
  VdAccounts *accounts;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  VdStoreBackend *backend = vd_sqlite_store_open (":memory:", &error);

  g_assert_no_error (error);
  f->store = vd_store_new (backend);
  g_assert_true (vd_accounts_add_advisor (f->store, "amina", "Amina B.", "fr, es", PASSWORD, &error));
  g_assert_no_error (error);
  f->accounts = vd_accounts_new (f->store, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_clear_object (&f->accounts);
  g_clear_object (&f->store);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static char *
log_in (Fixture *f, const char *name, const char *password, const char *address, gint64 now_s,
        const VdAdvisorRow **advisor, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  vd_accounts_log_in_async (f->accounts, name, password, address, now_s, keep_result, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  return vd_accounts_log_in_finish (f->accounts, result, advisor, error);
}

static void
assert_refused (Fixture *f, const char *name, const char *password, const char *address, gint64 now_s,
                VdAccountsError code)
{
  g_autoptr (GError) error = NULL;
  const VdAdvisorRow *advisor = NULL;
  g_autofree char *cookie = log_in (f, name, password, address, now_s, &advisor, &error);

  g_assert_error (error, VD_ACCOUNTS_ERROR, (int)code);
  g_assert_null (cookie);
  g_assert_null (advisor);
}

static void
test_log_in (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  const VdAdvisorRow *advisor = NULL;
  g_autofree char *cookie = log_in (f, "Amina", PASSWORD, "10.0.0.1", NOW, &advisor, &error);
  g_autoptr (GPtrArray) logins = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (cookie), ==, 43);
  g_assert_cmpstr (advisor->display_name, ==, "Amina B.");
  g_assert_cmpstr (advisor->languages, ==, "fr;es");
  g_assert_true (vd_accounts_find_login (f->accounts, cookie, NOW) == advisor);
  g_assert_true (vd_accounts_find_advisor (f->accounts, advisor->id) == advisor);
  g_assert_null (vd_accounts_find_login (f->accounts, "", NOW));
  g_assert_null (vd_accounts_find_login (f->accounts, NULL, NOW));
  logins = vd_store_list (f->store, &vd_table_logins, NULL, NULL, &error);
  g_assert_cmpuint (logins->len, ==, 1);
  g_assert_cmpstr (((VdLoginRow *)logins->pdata[0])->token_hash, !=, cookie);
  g_assert_cmpuint (strlen (((VdLoginRow *)logins->pdata[0])->token_hash), ==, 64);
  vd_accounts_log_out (f->accounts, cookie);
  g_assert_null (vd_accounts_find_login (f->accounts, cookie, NOW));
}

/* A login outlives the desk. */
static void
test_restart (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *cookie = log_in (f, "amina", PASSWORD, "10.0.0.1", now_s, NULL, &error);
  g_autoptr (VdAccounts) again = vd_accounts_new (f->store, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (vd_accounts_find_login (again, cookie, now_s)->name, ==, "amina");
}

static void
test_times (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *idle = log_in (f, "amina", PASSWORD, "10.0.0.1", NOW, NULL, &error);
  g_autofree char *busy = log_in (f, "amina", PASSWORD, "10.0.0.1", NOW, NULL, &error);

  g_assert_cmpstr (idle, !=, busy);
  g_assert_nonnull (vd_accounts_find_login (f->accounts, busy, NOW + 12 * HOUR - 1));
  g_assert_null (vd_accounts_find_login (f->accounts, idle, NOW + 12 * HOUR));
  g_assert_nonnull (vd_accounts_find_login (f->accounts, busy, NOW + 24 * HOUR - 2));
  g_assert_null (vd_accounts_find_login (f->accounts, busy, NOW + 24 * HOUR));
}

static void
test_limits (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *cookie = NULL;
  g_autofree char *later = NULL;

  for (int i = 0; i < 5; i++)
    assert_refused (f, "amina", "wrong", "10.0.0.1", NOW, VD_ACCOUNTS_ERROR_BAD_CREDENTIALS);
  /* The right password does not help, nor another address, nor another account from this address. */
  assert_refused (f, "amina", PASSWORD, "10.0.0.1", NOW + 59, VD_ACCOUNTS_ERROR_TOO_MANY);
  assert_refused (f, "amina", PASSWORD, "10.0.0.2", NOW + 59, VD_ACCOUNTS_ERROR_TOO_MANY);
  assert_refused (f, "louis", PASSWORD, "10.0.0.1", NOW + 59, VD_ACCOUNTS_ERROR_TOO_MANY);
  cookie = log_in (f, "amina", PASSWORD, "10.0.0.1", NOW + 60, NULL, &error);
  g_assert_no_error (error);
  /* A right password forgets the wrong ones. */
  for (int i = 0; i < 4; i++)
    assert_refused (f, "amina", "wrong", i % 2 ? "10.0.0.3" : "10.0.0.4", NOW + 70, VD_ACCOUNTS_ERROR_BAD_CREDENTIALS);
  later = log_in (f, "amina", PASSWORD, "10.0.0.5", NOW + 70, NULL, &error);
  g_assert_no_error (error);
  assert_refused (f, "amina", "wrong", "10.0.0.5", NOW + 70, VD_ACCOUNTS_ERROR_BAD_CREDENTIALS);
}

static void
count_refusal (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  guint *counts = data;

  g_assert_null (vd_accounts_log_in_finish (VD_ACCOUNTS (source), result, NULL, &error));
  counts[error->code]++;
}

/* Many guesses at once are not more guesses: at most the two under way when the limit is reached go beyond it. */
static void
test_burst (Fixture *f, gconstpointer unused)
{
  guint counts[4] = { 0 };

  for (int i = 0; i < 40; i++)
    vd_accounts_log_in_async (f->accounts, "amina", "wrong", "10.0.0.1", NOW, count_refusal, counts);
  while (counts[VD_ACCOUNTS_ERROR_BAD_CREDENTIALS] + counts[VD_ACCOUNTS_ERROR_TOO_MANY] < 40)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (counts[VD_ACCOUNTS_ERROR_BAD_CREDENTIALS], >=, 5);
  g_assert_cmpuint (counts[VD_ACCOUNTS_ERROR_BAD_CREDENTIALS], <=, 6);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *)a, second = *(const gint64 *)b;

  return (first > second) - (first < second);
}

static gint64
time_of (Fixture *f, const char *name)
{
  gint64 taken[5];

  for (int i = 0; i < 5; i++)
    {
      g_autofree char *address = g_strdup_printf ("%s %d", name, i);
      gint64 begun = g_get_monotonic_time ();

      assert_refused (f, name, "wrong", address, NOW + i * 100, VD_ACCOUNTS_ERROR_BAD_CREDENTIALS);
      taken[i] = g_get_monotonic_time () - begun;
    }
  qsort (taken, 5, sizeof *taken, compare_times);
  return taken[0];
}

/* A check takes tens of milliseconds, no check takes none: the fastest of five of each tells them apart on a busy
 * machine too. */
static void
test_unknown_takes_as_long (Fixture *f, gconstpointer unused)
{
  gint64 known = time_of (f, "amina"), unknown = time_of (f, "nobody");

  g_test_message ("known %" G_GINT64_FORMAT " µs, unknown %" G_GINT64_FORMAT " µs", known, unknown);
  g_assert_cmpint (unknown * 3, >, known);
  g_assert_cmpint (known * 3, >, unknown);
}

static void
test_kiosk (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = vd_accounts_enroll_kiosk (f->store, "voltaire-1", "Agence Paris Voltaire", &error);
  g_autofree char *wrong = g_strdup (token);
  g_autofree char *other = vd_accounts_enroll_kiosk (f->store, "voltaire-2", "Agence Paris Voltaire", &error);
  g_autoptr (VdAccounts) again = vd_accounts_new (f->store, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (token), ==, 43);
  wrong[20] = wrong[20] == 'a' ? 'b' : 'a';
  g_assert_cmpstr (vd_accounts_find_kiosk (again, token)->id, ==, "voltaire-1");
  g_assert_cmpstr (vd_accounts_find_kiosk (again, other)->id, ==, "voltaire-2");
  g_assert_null (vd_accounts_find_kiosk (again, wrong));
  g_assert_null (vd_accounts_find_kiosk (again, ""));
  g_assert_null (vd_accounts_find_kiosk (again, NULL));
  g_assert_null (vd_accounts_enroll_kiosk (f->store, "voltaire-1", "Elsewhere", &error));
  g_assert_error (error, VD_ACCOUNTS_ERROR, VD_ACCOUNTS_ERROR_TAKEN);
}

static void
test_bad_names (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *name, *display, *languages, *password;
    int code;
  } cases[] = {
    { "amina", "Amina", "fr", PASSWORD, VD_ACCOUNTS_ERROR_TAKEN },
    { "Amina", "Amina", "fr", PASSWORD, VD_ACCOUNTS_ERROR_BAD_NAME },
    { "", "Amina", "fr", PASSWORD, VD_ACCOUNTS_ERROR_BAD_NAME },
    { "a b", "Amina", "fr", PASSWORD, VD_ACCOUNTS_ERROR_BAD_NAME },
    { "louis", "", "fr", PASSWORD, VD_ACCOUNTS_ERROR_BAD_NAME },
    { "louis", "Lou\nis", "fr", PASSWORD, VD_ACCOUNTS_ERROR_BAD_NAME },
    { "louis", "\xff", "fr", PASSWORD, VD_ACCOUNTS_ERROR_BAD_NAME },
    { "louis", "Louis", "French", PASSWORD, VD_ACCOUNTS_ERROR_BAD_NAME },
    { "louis", "Louis", "fr", "short", VD_ACCOUNTS_ERROR_BAD_NAME },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (vd_accounts_add_advisor (f->store, cases[i].name, cases[i].display, cases[i].languages,
                                               cases[i].password, &error));
      g_assert_error (error, VD_ACCOUNTS_ERROR, cases[i].code);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/accounts/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("log-in", test_log_in);
  ADD ("restart", test_restart);
  ADD ("times", test_times);
  ADD ("limits", test_limits);
  ADD ("burst", test_burst);
  ADD ("unknown-takes-as-long", test_unknown_takes_as_long);
  ADD ("kiosk", test_kiosk);
  ADD ("bad-names", test_bad_names);
  return g_test_run ();
}
