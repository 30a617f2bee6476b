/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What goes with which fact on screen, words aside: pictograms, what is shown at all. Pure; templates name them. */
void vd_looks_bind (GtkWidgetClass *klass);

G_END_DECLS
