/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "corner-screen.h"
#include "advisor-tile.h"
#include "big-button.h"
#include "corner-view.h"
#include "tongue.h"

struct _VdCornerScreen
{
  VdScreen parent_instance;

  GtkWidget *view;
  GtkWidget *advice;
  GtkWidget *done;
};

G_DEFINE_FINAL_TYPE (VdCornerScreen, vd_corner_screen, VD_TYPE_SCREEN)

static void
on_taking (VdCornerScreen *self)
{
  gboolean is_taking;

  g_object_get (vd_screen_get_visit (VD_SCREEN (self)), "taking", &is_taking, NULL);
  gtk_label_set_label (GTK_LABEL (self->advice),
                       is_taking ? _ ("Reading the page…") : _ ("Slide a circle with your finger, or use the arrow keys."));
  gtk_widget_set_sensitive (self->view, !is_taking);
}

static void
on_moved (VdCornerScreen *self)
{
  GVariant *pairs[4];
  VdQuad corners;

  vd_corner_view_get_corners (VD_CORNER_VIEW (self->view), &corners);
  for (int i = 0; i < 4; i++)
    pairs[i] = g_variant_new ("(dd)", corners.corner[i].x, corners.corner[i].y);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->done), g_variant_new_tuple (pairs, 4));
}

static void
vd_corner_screen_bind (VdScreen *screen, VdVisit *visit)
{
  g_signal_connect_object (visit, "notify::taking", G_CALLBACK (on_taking), screen, G_CONNECT_SWAPPED);
  on_taking (VD_CORNER_SCREEN (screen));
}

static void
vd_corner_screen_class_init (VdCornerScreenClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VD_TYPE_ADVISOR_TILE);
  g_type_ensure (VD_TYPE_BIG_BUTTON);
  g_type_ensure (VD_TYPE_CORNER_VIEW);
  VD_SCREEN_CLASS (klass)->bind = vd_corner_screen_bind;
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "corner-screen");
  gtk_widget_class_bind_template_child (widget_class, VdCornerScreen, view);
  gtk_widget_class_bind_template_child (widget_class, VdCornerScreen, advice);
  gtk_widget_class_bind_template_child (widget_class, VdCornerScreen, done);
  gtk_widget_class_bind_template_callback (widget_class, on_moved);
}

static void
vd_corner_screen_init (VdCornerScreen *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  on_moved (self);
}
