/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "idle-screen.h"
#include "big-button.h"
#include "phone-numbers.h"
#include "pictogram.h"

struct _VdIdleScreen
{
  VdScreen parent_instance;

  GtkWidget *languages;
  GtkWidget *begin;
};

G_DEFINE_FINAL_TYPE (VdIdleScreen, vd_idle_screen, VD_TYPE_SCREEN)

enum
{
  PROP_LANGUAGES = 1,
  N_PROPS,
};

/* Each in its own words: who needs it must be able to read it. */
static const struct
{
  const char *tag, *name;
} NAMES[] = {
  { "fr", "Français" },
  { "en", "English" },
  { "es", "Español" },
};

static const char *
find_name (const char *tag)
{
  for (gsize i = 0; i < G_N_ELEMENTS (NAMES); i++)
    if (g_str_equal (NAMES[i].tag, tag))
      return NAMES[i].name;
  return tag;
}

static void
on_language (VdIdleScreen *self)
{
  g_autofree char *language = NULL;

  g_object_get (vd_screen_get_visit (VD_SCREEN (self)), "language", &language, NULL);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->begin), "s", language ? language : "");
  for (GtkWidget *button = gtk_widget_get_first_child (self->languages); button;
       button = gtk_widget_get_next_sibling (button))
    {
      gboolean is_chosen = g_strcmp0 (gtk_widget_get_name (button), language) == 0;

      if (is_chosen)
        gtk_widget_add_css_class (button, "chosen");
      else
        gtk_widget_remove_css_class (button, "chosen");
      gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                                   is_chosen ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
    }
}

static void
set_languages (VdIdleScreen *self, const char *const *tags)
{
  for (; tags && *tags; tags++)
    {
      GtkWidget *button = vd_big_button_new (NULL, find_name (*tags));

      gtk_widget_set_name (button, *tags);
      gtk_widget_add_css_class (button, "language");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", *tags);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "kiosk.choose-language");
      gtk_box_append (GTK_BOX (self->languages), button);
    }
  /* Both are set at construction, in either order. */
  if (vd_screen_get_visit (VD_SCREEN (self)))
    on_language (self);
}

static void
vd_idle_screen_bind (VdScreen *screen, VdVisit *visit)
{
  VdIdleScreen *self = VD_IDLE_SCREEN (screen);

  g_signal_connect_object (visit, "notify::language", G_CALLBACK (on_language), self, G_CONNECT_SWAPPED);
  on_language (self);
}

static void
vd_idle_screen_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LANGUAGES)
    set_languages (VD_IDLE_SCREEN (object), g_value_get_boxed (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_idle_screen_class_init (VdIdleScreenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = vd_idle_screen_set_property;
  g_object_class_install_property (
      object_class, PROP_LANGUAGES,
      g_param_spec_boxed ("languages", NULL, NULL, G_TYPE_STRV,
                          G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  g_type_ensure (VD_TYPE_BIG_BUTTON);
  g_type_ensure (VD_TYPE_PHONE_NUMBERS);
  g_type_ensure (VD_TYPE_PICTOGRAM);
  VD_SCREEN_CLASS (klass)->bind = vd_idle_screen_bind;
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "idle-screen");
  gtk_widget_class_bind_template_child (widget_class, VdIdleScreen, languages);
  gtk_widget_class_bind_template_child (widget_class, VdIdleScreen, begin);
}

static void
vd_idle_screen_init (VdIdleScreen *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
