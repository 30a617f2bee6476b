/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "reason-screen.h"
#include "big-button.h"
#include "phrases.h"

/* More choices than this on one screen are not read any more. */
#define MOST_CHOICES 7

struct _VdReasonScreen
{
  VdScreen parent_instance;

  GtkWidget *choices;
};

G_DEFINE_FINAL_TYPE (VdReasonScreen, vd_reason_screen, VD_TYPE_SCREEN)

static int
columns_of (VdReasonScreen *self)
{
  return vd_screen_is_portrait (VD_SCREEN (self)) ? 1 : 2;
}

/* The last of an odd number takes the whole row. */
static void
widen_last (VdReasonScreen *self, int n, int columns)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (self->choices);
  GtkWidget *last = gtk_widget_get_last_child (self->choices);

  if (n % columns != 0)
    g_object_set (gtk_layout_manager_get_layout_child (layout, last), "column-span", columns, NULL);
}

static void
add_choice (VdReasonScreen *self, const char *key, int index)
{
  int columns = columns_of (self);
  GtkWidget *button = vd_big_button_new (vd_phrase_reason_icon (key), vd_phrase_reason (key));

  gtk_widget_add_css_class (button, "choice");
  gtk_widget_set_halign (gtk_button_get_child (GTK_BUTTON (button)), GTK_ALIGN_START);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", key);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "kiosk.choose-reason");
  gtk_grid_attach (GTK_GRID (self->choices), button, index % columns, index / columns, 1, 1);
}

static void
on_reasons (VdReasonScreen *self)
{
  g_auto (GStrv) keys = NULL;
  GtkWidget *child;
  int n = 0;

  g_object_get (vd_screen_get_visit (VD_SCREEN (self)), "reasons", &keys, NULL);
  while ((child = gtk_widget_get_first_child (self->choices)))
    gtk_grid_remove (GTK_GRID (self->choices), child);
  /* A newer desk may know reasons this kiosk has no words for: nobody should read a key. */
  for (guint i = 0; keys && keys[i] && n < MOST_CHOICES; i++)
    if (vd_phrase_reason (keys[i]))
      add_choice (self, keys[i], n++);
  if (n == 0)
    add_choice (self, "other", n++);
  widen_last (self, n, columns_of (self));
}

static void
vd_reason_screen_bind (VdScreen *screen, VdVisit *visit)
{
  VdReasonScreen *self = VD_REASON_SCREEN (screen);

  g_signal_connect_object (visit, "notify::reasons", G_CALLBACK (on_reasons), self, G_CONNECT_SWAPPED);
  on_reasons (self);
}

static void
vd_reason_screen_class_init (VdReasonScreenClass *klass)
{
  VD_SCREEN_CLASS (klass)->bind = vd_reason_screen_bind;
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "reason-screen");
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), VdReasonScreen, choices);
}

static void
vd_reason_screen_init (VdReasonScreen *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
