/* SPDX-License-Identifier: EUPL-1.2 */
#include <gio/gio.h>

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

static gpointer
add_between_references (gpointer object)
{
  for (guint i = 0; i < TURNS; i++)
    {
      g_object_ref (object);
      count++;
      g_object_unref (object);
    }
  return NULL;
}

static gboolean
ignore (gpointer unused)
{
  return G_SOURCE_REMOVE;
}

static gpointer
add_between_posts (gpointer unused)
{
  for (guint i = 0; i < TURNS; i++)
    {
      g_idle_add (ignore, NULL);
      count++;
    }
  return NULL;
}

static GThreadFunc
find (const char *mode)
{
  static const struct
  {
    const char *mode;
    GThreadFunc add;
  } modes[] = { { "guarded", add_guarded },
                { "racy", add_racy },
                { "racy-references", add_between_references },
                { "racy-posts", add_between_posts } };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (strcmp (modes[i].mode, mode) == 0)
      return modes[i].add;
  g_error ("no mode %s", mode);
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
  GThreadFunc add = find (argc > 1 ? argv[1] : "guarded");
  g_autoptr (GObject) object = G_OBJECT (g_cancellable_new ());
  GThread *threads[] = { g_thread_new ("one", add, object), g_thread_new ("two", add, object),
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
