/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "telephone-screen.h"
#include "big-button.h"
#include "pictogram.h"
#include "tongue.h"

#define COLUMNS 3

struct _VdTelephoneScreen
{
  VdScreen parent_instance;

  GtkWidget *keys;
  GtkEventController *plugged; /* of the window, while mapped */
};

G_DEFINE_FINAL_TYPE (VdTelephoneScreen, vd_telephone_screen, VD_TYPE_SCREEN)

/* As on every telephone. */
static const char *const KEYS[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "0", NULL };

static GtkWidget *
make_key (const char *text)
{
  GtkWidget *key = gtk_button_new_with_label (text ? text : _ ("Erase"));

  gtk_widget_add_css_class (key, "key");
  gtk_widget_add_css_class (key, "digit");
  if (!text)
    {
      gtk_widget_add_css_class (key, "deed");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (key), "kiosk.telephone-erase");
      return key;
    }
  if (*text == '+')
    gtk_accessible_update_property (GTK_ACCESSIBLE (key), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("plus"), -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (key), "s", text);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (key), "kiosk.telephone-type");
  return key;
}

static gboolean
on_key_pressed (VdTelephoneScreen *self, guint keyval)
{
  gunichar c = gdk_keyval_to_unicode (keyval);
  char text[] = { (char)c, '\0' };

  if (keyval == GDK_KEY_BackSpace)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "kiosk.telephone-erase", NULL);
      return TRUE;
    }
  if (!(c == '+' || (c >= '0' && c <= '9')))
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), "kiosk.telephone-type", "s", text);
  return TRUE;
}

static void
vd_telephone_screen_map (GtkWidget *widget)
{
  VdTelephoneScreen *self = VD_TELEPHONE_SCREEN (widget);

  GTK_WIDGET_CLASS (vd_telephone_screen_parent_class)->map (widget);
  self->plugged = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->plugged, GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->plugged, "key-pressed", G_CALLBACK (on_key_pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (gtk_widget_get_root (widget)), self->plugged);
}

static void
vd_telephone_screen_unmap (GtkWidget *widget)
{
  VdTelephoneScreen *self = VD_TELEPHONE_SCREEN (widget);

  if (self->plugged)
    gtk_widget_remove_controller (gtk_event_controller_get_widget (self->plugged), self->plugged);
  self->plugged = NULL;
  GTK_WIDGET_CLASS (vd_telephone_screen_parent_class)->unmap (widget);
}

static void
vd_telephone_screen_class_init (VdTelephoneScreenClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VD_TYPE_BIG_BUTTON);
  g_type_ensure (VD_TYPE_PICTOGRAM);
  widget_class->map = vd_telephone_screen_map;
  widget_class->unmap = vd_telephone_screen_unmap;
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "telephone-screen");
  gtk_widget_class_bind_template_child (widget_class, VdTelephoneScreen, keys);
}

static void
vd_telephone_screen_init (VdTelephoneScreen *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; i < (int)G_N_ELEMENTS (KEYS); i++)
    gtk_grid_attach (GTK_GRID (self->keys), make_key (KEYS[i]), i % COLUMNS, i / COLUMNS, 1, 1);
}
