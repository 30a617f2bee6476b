/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The one kind of button there is: a pictogram beside (or above) a few words, large enough for any finger. Its words
 * are its accessible name too.
 *
 * Properties: "pictogram" (name of a shape or NULL), "caption" (string), "stacked" (gboolean: the pictogram above the
 * words). */
#define VD_TYPE_BIG_BUTTON (vd_big_button_get_type ())
G_DECLARE_FINAL_TYPE (VdBigButton, vd_big_button, VD, BIG_BUTTON, GtkButton)

GtkWidget *vd_big_button_new (const char *pictogram, const char *caption);

G_END_DECLS
