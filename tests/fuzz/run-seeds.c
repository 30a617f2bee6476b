/* SPDX-License-Identifier: EUPL-1.2 */
/* Runs a fuzz target over every file of the folders given, so that what fuzzing once found stays found. */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static gboolean
run_file (const char *path)
{
  g_autofree char *data = NULL;
  g_autofree uint8_t *exact = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &data, &size, &error))
    {
      g_printerr ("%s\n", error->message);
      return FALSE;
    }
  /* An allocation of the exact size: the address sanitizer then sees a read of one byte too many. */
  exact = g_memdup2 (data, size);
  LLVMFuzzerTestOneInput (exact, size);
  return TRUE;
}

int
main (int argc, char **argv)
{
  guint count = 0;

  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GDir) dir = g_dir_open (argv[i], 0, &error);
      const char *name;

      if (!dir)
        {
          g_printerr ("%s\n", error->message);
          return 1;
        }
      while ((name = g_dir_read_name (dir)))
        {
          g_autofree char *path = g_build_filename (argv[i], name, NULL);

          if (!run_file (path))
            return 1;
          count++;
        }
    }
  g_print ("%u seeds\n", count);
  return count > 0 ? 0 : 1;
}
