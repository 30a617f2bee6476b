/* SPDX-License-Identifier: EUPL-1.2 */
#include "pdf-tools.h"

#include <string.h>

char *
pdf_tools_run (const char *tool, const char *option, const char *file, const char *last)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  char *out = NULL;
  int status;

  g_ptr_array_add (argv, (gpointer)tool);
  if (option)
    g_ptr_array_add (argv, (gpointer)option);
  g_ptr_array_add (argv, (gpointer)file);
  g_ptr_array_add (argv, (gpointer)last);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **)argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  return out;
}

void
pdf_tools_find_word (const char *text, const char *word, guint n, double place[4])
{
  g_autofree char *end = g_strdup_printf (">%s</word>", word);
  const char *at = text;

  for (guint i = 0; i <= n; i++)
    {
      at = strstr (i > 0 ? at + 1 : at, end);
      g_assert_nonnull (at);
    }
  while (*at != '<')
    at--;
  for (guint i = 0; i < 4; i++)
    {
      at = strchr (at, '"') + 1;
      place[i] = g_ascii_strtod (at, NULL);
      at = strchr (at, '"') + 1;
    }
}
