/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>
#include "visit.h"

G_BEGIN_DECLS

/* A screen, or a part of one: a template that shows the facts of a visit. It holds no facts of its own and asks for
 * things only through the actions "kiosk.…" that its window has.
 *
 * Properties: "visit" (VdVisit), "portrait" (gboolean: the screen is higher than wide),
 * "columns" (gboolean: its parts stand side by side, on a high screen one below the other). */
#define VD_TYPE_SCREEN (vd_screen_get_type ())
G_DECLARE_DERIVABLE_TYPE (VdScreen, vd_screen, VD, SCREEN, GtkBox)

struct _VdScreenClass
{
  GtkBoxClass parent_class;

  /* The visit is known now, and "portrait" too: for what a template cannot bind by itself. */
  void (*bind) (VdScreen *self, VdVisit *visit);
};

VdVisit *vd_screen_get_visit (VdScreen *self); /* (transfer none) */
gboolean vd_screen_is_portrait (VdScreen *self);

/* For class_init: the template @name.ui of our resources, with all the phrases and arrangements it may name. */
void vd_screen_class_set_template (VdScreenClass *klass, const char *name);

G_END_DECLS
