/* SPDX-License-Identifier: EUPL-1.2 */
#include <glib.h>

#include <string.h>

/* What tests/race is tried on before it is believed: "guarded" has no race, though only GLib says so; "racy" has one.
 */

#define TURNS 1000

static GMutex lock;
static int count; /* guarded, or meant to be */

static gpointer
add_guarded (gpointer data)
{
  for (guint i = 0; i < TURNS; i++)
    {
      g_mutex_lock (&lock);
      count++;
      g_mutex_unlock (&lock);
    }
  return NULL;
}

static gpointer
add_racy (gpointer data)
{
  for (guint i = 0; i < TURNS; i++)
    count++;
  return NULL;
}

static gboolean
read_letter (gpointer letter)
{
  g_assert_cmpint (*(int *)letter, ==, 7);
  return G_SOURCE_REMOVE;
}

/* Written by this thread and read by the main loop's, with nothing but the loop between them. */
static gpointer
post (gpointer unused)
{
  int *letter = g_new (int, 1);

  *letter = 7;
  g_idle_add_full (G_PRIORITY_DEFAULT, read_letter, letter, g_free);
  return NULL;
}

int
main (int argc, char **argv)
{
  GThreadFunc add = argc > 1 && strcmp (argv[1], "racy") == 0 ? add_racy : add_guarded;
  GThread *threads[] = { g_thread_new ("one", add, NULL), g_thread_new ("two", add, NULL),
                         g_thread_new ("post", post, NULL) };

  for (guint i = 0; i < 20; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return 0;
}
