/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "pictogram.h"
#include "pictogram-shapes.h"

#define FIELD 24.0
#define LINE_WIDTH 2.0

struct _VdPictogram
{
  GtkWidget parent_instance;

  char *shape_name;
};

G_DEFINE_FINAL_TYPE (VdPictogram, vd_pictogram, GTK_TYPE_WIDGET)

enum
{
  PROP_SHAPE = 1,
  N_PROPS,
};

static void
vd_pictogram_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VdPictogram *self = VD_PICTOGRAM (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double side = MIN (width, height);
  const char *shape = vd_pictogram_shape (self->shape_name);
  GdkRGBA colour;
  cairo_t *cr;

  if (!shape || side <= 0)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_translate (cr, (width - side) / 2, (height - side) / 2);
  cairo_scale (cr, side / FIELD, side / FIELD);
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  gdk_cairo_set_source_rgba (cr, &colour);
  vd_pictogram_draw (cr, shape);
  cairo_destroy (cr);
}

static void
vd_pictogram_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SHAPE)
    g_value_set_string (value, VD_PICTOGRAM (object)->shape_name);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_pictogram_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SHAPE)
    vd_pictogram_set_shape_name (VD_PICTOGRAM (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_pictogram_finalize (GObject *object)
{
  g_free (VD_PICTOGRAM (object)->shape_name);
  G_OBJECT_CLASS (vd_pictogram_parent_class)->finalize (object);
}

static void
vd_pictogram_class_init (VdPictogramClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vd_pictogram_get_property;
  object_class->set_property = vd_pictogram_set_property;
  object_class->finalize = vd_pictogram_finalize;
  widget_class->snapshot = vd_pictogram_snapshot;
  g_object_class_install_property (
      object_class, PROP_SHAPE,
      g_param_spec_string ("shape", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
  gtk_widget_class_set_css_name (widget_class, "pictogram");
}

static void
vd_pictogram_init (VdPictogram *self)
{
}

GtkWidget *
vd_pictogram_new (const char *name)
{
  return g_object_new (VD_TYPE_PICTOGRAM, "shape", name, NULL);
}

void
vd_pictogram_set_shape_name (VdPictogram *self, const char *name)
{
  if (g_strcmp0 (self->shape_name, name) == 0)
    return;
  g_free (self->shape_name);
  self->shape_name = g_strdup (name);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const char *
vd_pictogram_get_shape_name (VdPictogram *self)
{
  return self->shape_name;
}
