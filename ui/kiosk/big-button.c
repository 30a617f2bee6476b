/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "big-button.h"
#include "pictogram.h"

struct _VdBigButton
{
  GtkButton parent_instance;

  GtkWidget *box;
  GtkWidget *pictogram;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (VdBigButton, vd_big_button, GTK_TYPE_BUTTON)

enum
{
  PROP_PICTOGRAM = 1,
  PROP_CAPTION,
  PROP_STACKED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
vd_big_button_set_pictogram (VdBigButton *self, const char *pictogram)
{
  vd_pictogram_set_shape_name (VD_PICTOGRAM (self->pictogram), pictogram);
  gtk_widget_set_visible (self->pictogram, pictogram != NULL);
}

static void
vd_big_button_set_caption (VdBigButton *self, const char *caption)
{
  gtk_label_set_label (GTK_LABEL (self->label), caption ? caption : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, caption ? caption : "", -1);
}

static void
vd_big_button_set_stacked (VdBigButton *self, gboolean stacked)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box),
                                  stacked ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_label_set_xalign (GTK_LABEL (self->label), stacked ? 0.5 : 0);
  gtk_label_set_justify (GTK_LABEL (self->label), stacked ? GTK_JUSTIFY_CENTER : GTK_JUSTIFY_LEFT);
}

static void
vd_big_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VdBigButton *self = VD_BIG_BUTTON (object);

  switch (id)
    {
    case PROP_PICTOGRAM:
      g_value_set_string (value, vd_pictogram_get_shape_name (VD_PICTOGRAM (self->pictogram)));
      break;
    case PROP_CAPTION:
      g_value_set_string (value, gtk_label_get_label (GTK_LABEL (self->label)));
      break;
    case PROP_STACKED:
      g_value_set_boolean (value,
                           gtk_orientable_get_orientation (GTK_ORIENTABLE (self->box)) == GTK_ORIENTATION_VERTICAL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vd_big_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VdBigButton *self = VD_BIG_BUTTON (object);

  switch (id)
    {
    case PROP_PICTOGRAM:
      vd_big_button_set_pictogram (self, g_value_get_string (value));
      break;
    case PROP_CAPTION:
      vd_big_button_set_caption (self, g_value_get_string (value));
      break;
    case PROP_STACKED:
      vd_big_button_set_stacked (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vd_big_button_class_init (VdBigButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vd_big_button_get_property;
  object_class->set_property = vd_big_button_set_property;
  properties[PROP_PICTOGRAM] = g_param_spec_string ("pictogram", NULL, NULL, NULL, flags);
  properties[PROP_CAPTION] = g_param_spec_string ("caption", NULL, NULL, "", flags);
  properties[PROP_STACKED] = g_param_spec_boolean ("stacked", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
vd_big_button_init (VdBigButton *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->pictogram = vd_pictogram_new (NULL);
  self->label = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  /* A word longer than the button breaks rather than makes the screen wider than the monitor. */
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (self->label), GTK_NATURAL_WRAP_NONE);
  gtk_widget_set_visible (self->pictogram, FALSE);
  gtk_widget_set_halign (self->box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->box), self->pictogram);
  gtk_box_append (GTK_BOX (self->box), self->label);
  gtk_button_set_child (GTK_BUTTON (self), self->box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "big");
}

GtkWidget *
vd_big_button_new (const char *pictogram, const char *caption)
{
  return g_object_new (VD_TYPE_BIG_BUTTON, "pictogram", pictogram, "caption", caption, NULL);
}
