/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "scene.h"

G_BEGIN_DECLS

/* A scene in the kiosk's own window, and what somebody in front of it could find there. */

extern const char *const SCENE_LANGUAGES[];

/* The whole of a test program: GTK and GStreamer begin, @add_cases names the cases, and they are run. */
int scene_run_cases (int argc, char **argv, void (*add_cases) (void));
/* Drawn when it comes back; to be destroyed before the scene is. */
GtkWidget *scene_open_window (Scene *scene, const char *language, int width, int height);
/* For scene_find (): only what shows. */
gboolean scene_is_button (GtkWidget *widget);
gboolean scene_is_label (GtkWidget *widget);
gboolean scene_is_view (GtkWidget *widget);
/* The button that asks for the action @name, "kiosk.send" say. (nullable) */
GtkWidget *scene_find_action (GtkWidget *root, const char *name);
/* Inside the window, and with all the room its words need; @where is told if it is not. */
void scene_check_label (GtkWidget *label, GtkWidget *window, const char *where);
/* All labels that show. */
void scene_check_labels (GtkWidget *window, const char *where);

G_END_DECLS
