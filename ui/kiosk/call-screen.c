/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "call-screen.h"
#include "big-button.h"
#include "pictogram.h"
#include "video-view.h"

/* Five steps from soft to full, 6 dB each: a change that is heard at each touch, over 24 dB (EN 301 549, 8.2.1: 18 at
 * least, with one step of 12 between). Never to silence, which would pass for a broken call. */
#define VOLUME_STEP 0.2
#define SOFTEST 0.2

struct _VdCallScreen
{
  VdScreen parent_instance;

  GtkWidget *quieter;
  GtkWidget *louder;
  GtkLevelBar *loudness;
  double volume;
};

G_DEFINE_FINAL_TYPE (VdCallScreen, vd_call_screen, VD_TYPE_SCREEN)

enum
{
  PROP_VOLUME = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
set_volume (VdCallScreen *self, double volume)
{
  self->volume = volume;
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->quieter), "d", MAX (SOFTEST, volume - VOLUME_STEP));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->louder), "d", MIN (1.0, volume + VOLUME_STEP));
  gtk_level_bar_set_value (self->loudness, volume / VOLUME_STEP);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VOLUME]);
}

/* After the action itself has been asked for, with the target of before. */
static void
on_volume_clicked (VdCallScreen *self, GtkActionable *button)
{
  set_volume (self, g_variant_get_double (gtk_actionable_get_action_target_value (button)));
}

static void
vd_call_screen_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VOLUME)
    g_value_set_double (value, VD_CALL_SCREEN (object)->volume);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_call_screen_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VOLUME)
    set_volume (VD_CALL_SCREEN (object), g_value_get_double (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_call_screen_class_init (VdCallScreenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vd_call_screen_get_property;
  object_class->set_property = vd_call_screen_set_property;
  properties[PROP_VOLUME] = g_param_spec_double ("volume", NULL, NULL, 0, 1, 0.8,
                                                 G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (VD_TYPE_BIG_BUTTON);
  g_type_ensure (VD_TYPE_PICTOGRAM);
  g_type_ensure (VD_TYPE_VIDEO_VIEW);
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "call-screen");
  gtk_widget_class_bind_template_child (widget_class, VdCallScreen, quieter);
  gtk_widget_class_bind_template_child (widget_class, VdCallScreen, louder);
  gtk_widget_class_bind_template_child (widget_class, VdCallScreen, loudness);
}

static void
vd_call_screen_init (VdCallScreen *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->quieter, "clicked", G_CALLBACK (on_volume_clicked), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->louder, "clicked", G_CALLBACK (on_volume_clicked), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  set_volume (self, 0.8);
}
