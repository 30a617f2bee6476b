/* SPDX-License-Identifier: EUPL-1.2 */
#include "accounts.h"
#include "paper-files.h"
#include "paper-key.h"
#include "sample-contact.h"
#include "sample-paper.h"
#include "sealed-paper.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/* Fills FOLDER for a test that speaks with a desk from outside: settings (desk.conf), and a store in which kiosk k1
 * talks with advisor ada and was asked for N papers; document.pdf, and sealed, which is the same as a kiosk sends it.
 * Prints the kiosk's token, the SHA-256 of the document, and the papers' ids, a line each.
 *
 * desk-of-papers FOLDER PASSWORD N */
enum
{
  ARG_FOLDER = 1,
  ARG_PASSWORD,
  ARG_PAPERS,
  N_ARGS
};

static void
save_file (const char *folder, const char *name, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
}

static void
save_text (const char *folder, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  save_file (folder, name, bytes);
}

static char *
add_people (VdStore *store, const char *password)
{
  g_autoptr (GPtrArray) advisors = NULL;
  g_autoptr (GError) error = NULL;

  vd_accounts_add_advisor (store, "ada", "Ada", "fr", password, &error);
  g_assert_no_error (error);
  advisors = vd_store_list (store, &vd_table_advisors, "name", "ada", &error);
  g_assert_no_error (error);
  return g_strdup (((VdAdvisorRow *)advisors->pdata[0])->id);
}

static void
ask_for_papers (const char *folder, VdStore *store, const char *advisor, guint n)
{
  g_autofree char *papers = g_build_filename (folder, "papers", NULL), *token = NULL, *sum = NULL;
  g_autoptr (VdKeySafe) safe = paper_key_open (folder);
  const VdPaperLimits limits = { papers, 25 << 20, 20, 24, 1800, safe };
  g_autoptr (GError) error = NULL;
  g_autoptr (VdPaperBook) book = vd_paper_book_new (store, &limits, &error);
  g_autoptr (GBytes) plain = sample_paper_make_large (1), sealed = NULL;

  g_assert_no_error (error);
  token = vd_accounts_enroll_kiosk (store, "k1", "lyon", &error);
  g_assert_no_error (error);
  sealed = vd_sealed_paper_seal (plain, vd_paper_book_get_public_key (book));
  save_file (folder, "document.pdf", plain);
  save_file (folder, "sealed", sealed);
  sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, plain);
  g_print ("%s\n%s\n", token, sum);
  for (guint i = 0; i < n; i++)
    g_print ("%s\n", vd_paper_book_ask (book, "c1", "k1", advisor, "other", "",
                                        g_get_real_time () / G_USEC_PER_SEC)->id);
}

int
main (int argc, char **argv)
{
  g_autofree char *text = NULL, *database = NULL, *advisor = NULL;
  g_autoptr (VdStore) store = NULL;
  g_autoptr (GError) error = NULL;
  VdStoreBackend *backend;

  g_assert_cmpint (argc, ==, N_ARGS);
  text = g_strdup_printf ("[desk]\nstate-dir=%s\nport=0\nconsole-dir=%s\n[papers]\nkey-file=%s/paper-key\n",
                          argv[ARG_FOLDER], argv[ARG_FOLDER], argv[ARG_FOLDER]);
  save_text (argv[ARG_FOLDER], "desk.conf", text);
  save_text (argv[ARG_FOLDER], "index.html", "<!doctype html>");
  database = g_build_filename (argv[ARG_FOLDER], "desk.db", NULL);
  backend = vd_sqlite_store_open (database, &error);
  g_assert_no_error (error);
  store = vd_store_new (backend);
  advisor = add_people (store, argv[ARG_PASSWORD]);
  sample_contact_save (store, advisor);
  ask_for_papers (argv[ARG_FOLDER], store, advisor, (guint)atoi (argv[ARG_PAPERS]));
  g_assert_true (vd_store_sync (store, NULL));
  return 0;
}
