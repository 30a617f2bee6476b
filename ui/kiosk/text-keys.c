/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "text-keys.h"
#include "key-layout.h"
#include "tongue.h"

struct _VdTextKeys
{
  GtkWidget parent_instance;

  char *language;
  GtkWidget *grid;
  GtkWidget *shift;
  GPtrArray *letters; /* borrowed keys that have capitals */

  GtkEventController *plugged; /* of the window, while mapped */
  GtkIMContext *composer;      /* dead keys of a plugged-in keyboard */
  gboolean is_typing;          /* its last key was a character: space and Enter are such too, not clicks */
};

G_DEFINE_FINAL_TYPE (VdTextKeys, vd_text_keys, GTK_TYPE_WIDGET)

enum
{
  PROP_LANGUAGE = 1,
  N_PROPS
};

static gboolean
is_capital (VdTextKeys *self)
{
  return self->shift && gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->shift));
}

static void
on_shift (VdTextKeys *self)
{
  for (guint i = 0; i < self->letters->len; i++)
    {
      GtkWidget *key = g_ptr_array_index (self->letters, i);
      const char *small = g_object_get_data (G_OBJECT (key), "small");
      g_autofree char *text = is_capital (self) ? g_utf8_strup (small, -1) : g_strdup (small);

      gtk_button_set_label (GTK_BUTTON (key), text);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (key), "s", text);
    }
}

/* After its action: one capital, then small letters again. */
static void
on_typed (VdTextKeys *self)
{
  if (is_capital (self))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->shift), FALSE);
}

static void
set_deed (VdTextKeys *self, GtkWidget *key, const VdKey *made)
{
  switch (made->deed)
    {
    case VD_KEY_TYPES:
      gtk_actionable_set_action_target (GTK_ACTIONABLE (key), "s", made->text);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (key), "kiosk.type");
      if (!g_unichar_isalpha (g_utf8_get_char (made->text)))
        break;
      g_object_set_data_full (G_OBJECT (key), "small", g_strdup (made->text), g_free);
      g_ptr_array_add (self->letters, key);
      g_signal_connect_object (key, "clicked", G_CALLBACK (on_typed), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
      break;
    case VD_KEY_SHIFT:
      self->shift = key;
      g_signal_connect_object (key, "toggled", G_CALLBACK (on_shift), self, G_CONNECT_SWAPPED);
      break;
    case VD_KEY_ERASE:
      gtk_actionable_set_action_name (GTK_ACTIONABLE (key), "kiosk.erase");
      break;
    case VD_KEY_SPACE:
    case VD_KEY_LINE:
      gtk_actionable_set_action_target (GTK_ACTIONABLE (key), "s", made->deed == VD_KEY_SPACE ? " " : "\n");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (key), "kiosk.type");
      break;
    case VD_KEY_CLOSE:
      gtk_actionable_set_action_target (GTK_ACTIONABLE (key), "b", FALSE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (key), "kiosk.write");
      break;
    }
}

static GtkWidget *
make_key (VdTextKeys *self, const VdKey *made)
{
  const char *label = made->deed == VD_KEY_TYPES ? made->label : _ (made->label);
  GtkWidget *key =
      made->deed == VD_KEY_SHIFT ? gtk_toggle_button_new_with_label (label) : gtk_button_new_with_label (label);

  gtk_widget_add_css_class (key, "key");
  if (made->deed != VD_KEY_TYPES)
    {
      /* On a high screen two words stand one below the other, or the keyboard would be wider than the monitor. */
      GtkLabel *words = GTK_LABEL (gtk_button_get_child (GTK_BUTTON (key)));

      gtk_label_set_wrap (words, TRUE);
      gtk_label_set_justify (words, GTK_JUSTIFY_CENTER);
      gtk_widget_add_css_class (key, "deed");
    }
  if (made->deed == VD_KEY_SHIFT)
    gtk_accessible_update_property (GTK_ACCESSIBLE (key), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Capital letter"), -1);
  else if (made->name)
    gtk_accessible_update_property (GTK_ACCESSIBLE (key), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (made->name), -1);
  set_deed (self, key, made);
  return key;
}

static void
lay_out (VdTextKeys *self)
{
  GtkWidget *child;

  g_ptr_array_set_size (self->letters, 0);
  self->shift = NULL;
  while ((child = gtk_widget_get_first_child (self->grid)))
    gtk_grid_remove (GTK_GRID (self->grid), child);
  for (guint row = 0; self->language && row < VD_KEY_ROWS; row++)
    {
      g_autoptr (GArray) keys = vd_key_layout_row (self->language, row);
      guint column = 0;

      for (guint i = 0; i < keys->len; i++)
        {
          const VdKey *made = &g_array_index (keys, VdKey, i);

          gtk_grid_attach (GTK_GRID (self->grid), make_key (self, made), (int)column, (int)row, (int)made->columns, 1);
          column += made->columns;
        }
    }
}

/* A keyboard that is plugged in. */

static void
type (VdTextKeys *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "kiosk.type", "s", text);
}

static void
on_composed (VdTextKeys *self, const char *text)
{
  self->is_typing = TRUE;
  type (self, text);
}

static gboolean
is_click (guint keyval)
{
  return keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_space;
}

static gboolean
on_key_pressed (VdTextKeys *self, guint keyval, guint keycode, GdkModifierType state, GtkEventController *controller)
{
  if (keyval == GDK_KEY_BackSpace)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "kiosk.erase", NULL);
      self->is_typing = TRUE;
      return TRUE;
    }
  if (is_click (keyval))
    {
      if (self->is_typing)
        type (self, keyval == GDK_KEY_space ? " " : "\n");
      return self->is_typing;
    }
  if (gtk_im_context_filter_keypress (self->composer, gtk_event_controller_get_current_event (controller)))
    return TRUE;
  /* Tab and arrows walk from control to control; whoever walks means to click. */
  if (!gdk_key_event_is_modifier (gtk_event_controller_get_current_event (controller)))
    self->is_typing = FALSE;
  return FALSE;
}

static void
vd_text_keys_map (GtkWidget *widget)
{
  VdTextKeys *self = VD_TEXT_KEYS (widget);
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (widget));

  GTK_WIDGET_CLASS (vd_text_keys_parent_class)->map (widget);
  self->plugged = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->plugged, GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->plugged, "key-pressed", G_CALLBACK (on_key_pressed), self, G_CONNECT_SWAPPED);
  gtk_im_context_set_client_widget (self->composer, window);
  gtk_widget_add_controller (window, self->plugged);
}

static void
vd_text_keys_unmap (GtkWidget *widget)
{
  VdTextKeys *self = VD_TEXT_KEYS (widget);

  if (self->plugged)
    gtk_widget_remove_controller (gtk_event_controller_get_widget (self->plugged), self->plugged);
  self->plugged = NULL;
  self->is_typing = FALSE;
  gtk_im_context_reset (self->composer);
  gtk_im_context_set_client_widget (self->composer, NULL);
  GTK_WIDGET_CLASS (vd_text_keys_parent_class)->unmap (widget);
}

static void
vd_text_keys_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LANGUAGE)
    g_value_set_string (value, VD_TEXT_KEYS (object)->language);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_text_keys_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VdTextKeys *self = VD_TEXT_KEYS (object);

  if (id != PROP_LANGUAGE)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  g_free (self->language);
  self->language = g_value_dup_string (value);
  lay_out (self);
}

static void
vd_text_keys_dispose (GObject *object)
{
  VdTextKeys *self = VD_TEXT_KEYS (object);

  g_clear_pointer (&self->grid, gtk_widget_unparent);
  g_clear_object (&self->composer);
  G_OBJECT_CLASS (vd_text_keys_parent_class)->dispose (object);
}

static void
vd_text_keys_finalize (GObject *object)
{
  VdTextKeys *self = VD_TEXT_KEYS (object);

  g_free (self->language);
  g_ptr_array_unref (self->letters);
  G_OBJECT_CLASS (vd_text_keys_parent_class)->finalize (object);
}

static void
vd_text_keys_class_init (VdTextKeysClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vd_text_keys_get_property;
  object_class->set_property = vd_text_keys_set_property;
  object_class->dispose = vd_text_keys_dispose;
  object_class->finalize = vd_text_keys_finalize;
  widget_class->map = vd_text_keys_map;
  widget_class->unmap = vd_text_keys_unmap;
  g_object_class_install_property (
      object_class, PROP_LANGUAGE,
      g_param_spec_string ("language", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP); /* without a role it has no name */
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "keys");
}

static void
vd_text_keys_init (VdTextKeys *self)
{
  self->letters = g_ptr_array_new ();
  self->composer = gtk_im_context_simple_new ();
  g_signal_connect_object (self->composer, "commit", G_CALLBACK (on_composed), self, G_CONNECT_SWAPPED);
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_grid_set_row_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
}
