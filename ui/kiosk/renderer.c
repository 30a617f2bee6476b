/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "renderer.h"

#include <gtk/gtk.h>

gboolean
vd_renderer_has_gpu (const char *dri)
{
  g_autoptr (GDir) folder = g_dir_open (dri, 0, NULL);
  const char *name;

  /* A render node is what a real graphics driver offers; "card0" alone may be a mere display. */
  while (folder && (name = g_dir_read_name (folder)))
    if (g_str_has_prefix (name, "renderD"))
      return TRUE;
  return FALSE;
}

void
vd_renderer_choose (const char *dri)
{
  if (g_getenv ("GSK_RENDERER") || vd_renderer_has_gpu (dri))
    return;
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  /* Otherwise GDK still loads Mesa's software OpenGL, a hundred megabytes of it, only to look at its visuals. */
  if (gtk_get_minor_version () < 16)
    g_setenv ("GDK_DEBUG", "gl-disable", FALSE);
  else
    g_setenv ("GDK_DISABLE", "gl,vulkan", FALSE);
}
