/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>
#include "tongue.h"
#include "visit.h"

G_BEGIN_DECLS

/* The kiosk's one window: fills the monitor, sizes everything to it, speaks the visit's language, lets through only the
 * keys a visitor needs, and tells of every touch.
 *
 * Signal "touched" (): a finger, a key or the pointer did something. */
#define VD_TYPE_WINDOW (vd_window_get_type ())
G_DECLARE_FINAL_TYPE (VdWindow, vd_window, VD, WINDOW, GtkWindow)

/* @tongue is borrowed, and must outlive the window. @actions: where "kiosk.…" goes. @width, @height: 0 for the whole
 * monitor, full screen. */
VdWindow *vd_window_new (VdVisit *visit, GActionGroup *actions, VdTongue *tongue, const char *const *languages,
                         double volume, int width, int height);

/* What a design pixel becomes on a monitor of that size; 1 at 1920×1080 and at 1080×1920. Pure. */
double vd_window_scale (int width, int height);
/* Whether a key may reach the screens. Pure. */
/* Further keys that pass while the visitor writes: characters, and erasing. */
gboolean vd_window_lets_typing (guint keyval, GdkModifierType modifiers);
gboolean vd_window_lets_key (guint keyval, GdkModifierType modifiers);

G_END_DECLS
