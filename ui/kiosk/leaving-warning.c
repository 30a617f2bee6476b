/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "leaving-warning.h"
#include "big-button.h"
#include "countdown-ring.h"

struct _VdLeavingWarning
{
  VdScreen parent_instance;

  GtkWidget *ring;
  GtkWidget *stay;
  guint whole_s; /* what the countdown began with */
};

G_DEFINE_FINAL_TYPE (VdLeavingWarning, vd_leaving_warning, VD_TYPE_SCREEN)

static void
on_leaving_in (VdLeavingWarning *self)
{
  guint left_s = 0;

  g_object_get (vd_screen_get_visit (VD_SCREEN (self)), "leaving-in", &left_s, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), left_s > 0);
  if (left_s == 0)
    {
      self->whole_s = 0;
      return;
    }
  if (self->whole_s == 0)
    gtk_widget_grab_focus (self->stay);
  self->whole_s = MAX (self->whole_s, left_s);
  g_object_set (self->ring, "share", (double)left_s / self->whole_s, NULL);
}

static void
vd_leaving_warning_bind (VdScreen *screen, VdVisit *visit)
{
  g_signal_connect_object (visit, "notify::leaving-in", G_CALLBACK (on_leaving_in), screen,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  on_leaving_in (VD_LEAVING_WARNING (screen));
}

static void
vd_leaving_warning_class_init (VdLeavingWarningClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VD_TYPE_BIG_BUTTON);
  g_type_ensure (VD_TYPE_COUNTDOWN_RING);
  VD_SCREEN_CLASS (klass)->bind = vd_leaving_warning_bind;
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "leaving-warning");
  gtk_widget_class_bind_template_child (widget_class, VdLeavingWarning, ring);
  gtk_widget_class_bind_template_child (widget_class, VdLeavingWarning, stay);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT_DIALOG);
}

static void
vd_leaving_warning_init (VdLeavingWarning *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
