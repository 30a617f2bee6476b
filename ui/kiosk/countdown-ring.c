/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "countdown-ring.h"

/* Of the radius. */
#define RING_WIDTH 0.18

struct _VdCountdownRing
{
  GtkWidget parent_instance;

  GtkWidget *label;
  double share;
};

G_DEFINE_FINAL_TYPE (VdCountdownRing, vd_countdown_ring, GTK_TYPE_WIDGET)

enum
{
  PROP_SHARE = 1,
  PROP_TEXT,
  N_PROPS,
};

static void
draw_arc (cairo_t *cr, const GdkRGBA *colour, double alpha, double share)
{
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, colour->alpha * alpha);
  cairo_arc (cr, 0, 0, 1 - RING_WIDTH / 2, -G_PI / 2, -G_PI / 2 + 2 * G_PI * share);
  cairo_stroke (cr);
}

static void
vd_countdown_ring_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VdCountdownRing *self = VD_COUNTDOWN_RING (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double radius = MIN (width, height) / 2.0;
  GdkRGBA colour;
  cairo_t *cr;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_translate (cr, width / 2.0, height / 2.0);
  cairo_scale (cr, radius, radius);
  cairo_set_line_width (cr, RING_WIDTH);
  draw_arc (cr, &colour, 0.2, 1);
  draw_arc (cr, &colour, 1, self->share);
  cairo_destroy (cr);
  gtk_widget_snapshot_child (widget, self->label, snapshot);
}

static void
set_share (VdCountdownRing *self, double share)
{
  if (self->share == share)
    return;
  self->share = share;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, share * 100,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 100.0, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
vd_countdown_ring_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VdCountdownRing *self = VD_COUNTDOWN_RING (object);

  switch (id)
    {
    case PROP_SHARE:
      g_value_set_double (value, self->share);
      break;
    case PROP_TEXT:
      g_value_set_string (value, gtk_label_get_label (GTK_LABEL (self->label)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vd_countdown_ring_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VdCountdownRing *self = VD_COUNTDOWN_RING (object);

  switch (id)
    {
    case PROP_SHARE:
      set_share (self, g_value_get_double (value));
      break;
    case PROP_TEXT:
      gtk_label_set_label (GTK_LABEL (self->label), g_value_get_string (value) ? g_value_get_string (value) : "");
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vd_countdown_ring_dispose (GObject *object)
{
  VdCountdownRing *self = VD_COUNTDOWN_RING (object);

  g_clear_pointer (&self->label, gtk_widget_unparent);
  G_OBJECT_CLASS (vd_countdown_ring_parent_class)->dispose (object);
}

static void
vd_countdown_ring_class_init (VdCountdownRingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vd_countdown_ring_get_property;
  object_class->set_property = vd_countdown_ring_set_property;
  object_class->dispose = vd_countdown_ring_dispose;
  widget_class->snapshot = vd_countdown_ring_snapshot;
  g_object_class_install_property (object_class, PROP_SHARE, g_param_spec_double ("share", NULL, NULL, 0, 1, 0, flags));
  g_object_class_install_property (object_class, PROP_TEXT, g_param_spec_string ("text", NULL, NULL, "", flags));
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
  gtk_widget_class_set_css_name (widget_class, "ring");
}

static void
vd_countdown_ring_init (VdCountdownRing *self)
{
  self->label = gtk_label_new ("");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}
