/* SPDX-License-Identifier: EUPL-1.2 */
#include "outbox.h"
#include "sealed-paper.h"

#include <string.h>

/* The sending side of a kiosk as a process of its own, for tests that kill it: sends what its spool holds, or else
 * PDF, and ends with 0 when the desk has it and the spool is empty.
 *
 * paper-sender SPOOL DESK-URL TOKEN DESK-KEY CONTACT PAPER PDF */
enum
{
  ARG_SPOOL = 1,
  ARG_URL,
  ARG_TOKEN,
  ARG_KEY,
  ARG_CONTACT,
  ARG_PAPER,
  ARG_PDF,
  N_ARGS
};

static gboolean
is_folder_empty (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  return !dir || !g_dir_read_name (dir);
}

static void
on_refused (VdOutbox *outbox, const char *why, gboolean too_large, gpointer data)
{
  g_printerr ("refused: %s\n", why);
  g_assert_not_reached ();
}

/* Only so that the loop looks again. */
static gboolean
on_look (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (VdOutbox) outbox = NULL;
  g_autoptr (GBytes) pdf = NULL;
  guint8 key[VD_SEALED_PAPER_PUBLIC_BYTES];
  char *bytes;
  gsize size;

  g_assert_cmpint (argc, ==, N_ARGS);
  outbox = vd_outbox_new (argv[ARG_URL], argv[ARG_TOKEN], NULL, argv[ARG_SPOOL]);
  g_signal_connect (outbox, "refused", G_CALLBACK (on_refused), NULL);
  if (is_folder_empty (argv[ARG_SPOOL]))
    {
      g_assert_true (vd_sealed_paper_key_parse (argv[ARG_KEY], key));
      vd_outbox_set_key (outbox, key);
      g_assert_true (g_file_get_contents (argv[ARG_PDF], &bytes, &size, NULL));
      pdf = g_bytes_new_take (bytes, size);
      g_assert_true (vd_outbox_put (outbox, argv[ARG_CONTACT], argv[ARG_PAPER], pdf));
    }
  else
    vd_outbox_take_up (outbox);
  g_timeout_add (10, on_look, NULL);
  while (!is_folder_empty (argv[ARG_SPOOL]))
    g_main_context_iteration (NULL, TRUE);
  return 0;
}
