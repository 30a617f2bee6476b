/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "pointer-mark.h"

/* Whole for 2 s, gone after 3. */
#define HOLD_US (2 * G_USEC_PER_SEC)
#define FADE_US G_USEC_PER_SEC
/* A twelfth of the picture's height: a finger's tip on a sheet. */
#define SIZE 0.083

struct _VdPointerMark
{
  GtkWidget parent_instance;

  VdVideoView *view;
  double x, y;
  guint count;
  gint64 began_us; /* 0: nothing to show */
  guint ticker;
};

G_DEFINE_FINAL_TYPE (VdPointerMark, vd_pointer_mark, GTK_TYPE_WIDGET)

enum
{
  PROP_VIEW = 1,
  PROP_X,
  PROP_Y,
  PROP_COUNT,
  N_PROPS,
};

static double
strength_at (VdPointerMark *self, gint64 now_us)
{
  gint64 age_us = now_us - self->began_us;

  if (!self->began_us || age_us >= HOLD_US + FADE_US)
    return 0;
  return age_us <= HOLD_US ? 1 : 1 - (double)(age_us - HOLD_US) / FADE_US;
}

static void
draw_ring (cairo_t *cr, double width, double alpha, const GdkRGBA *colour)
{
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, alpha);
  cairo_set_line_width (cr, width);
  cairo_stroke_preserve (cr);
}

static void
vd_pointer_mark_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VdPointerMark *self = VD_POINTER_MARK (widget);
  double strength = strength_at (self, g_get_monotonic_time ());
  const GdkRGBA dark = { 0, 0, 0, 1 };
  graphene_rect_t area;
  GdkRGBA colour;
  cairo_t *cr;

  if (strength <= 0 || !self->view || !vd_video_view_get_picture_area (self->view, &area))
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  cr = gtk_snapshot_append_cairo (snapshot, &area);
  cairo_arc (cr, area.origin.x + self->x * area.size.width, area.origin.y + self->y * area.size.height,
             SIZE * area.size.height, 0, 2 * G_PI);
  /* Dark under light: it stands out on white paper and on a dark tray alike. */
  draw_ring (cr, 16, 0.6 * strength, &dark);
  draw_ring (cr, 9, strength, &colour);
  cairo_destroy (cr);
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  VdPointerMark *self = VD_POINTER_MARK (widget);

  gtk_widget_queue_draw (widget);
  if (strength_at (self, g_get_monotonic_time ()) > 0)
    return G_SOURCE_CONTINUE;
  self->began_us = 0;
  self->ticker = 0;
  return G_SOURCE_REMOVE;
}

static void
set_count (VdPointerMark *self, guint count)
{
  if (self->count == count)
    return;
  self->count = count;
  self->began_us = count > 0 ? g_get_monotonic_time () : 0;
  if (count > 0 && !self->ticker)
    self->ticker = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_frame, NULL, NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
vd_pointer_mark_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VdPointerMark *self = VD_POINTER_MARK (object);

  switch (id)
    {
    case PROP_VIEW:
      g_value_set_object (value, self->view);
      break;
    case PROP_X:
      g_value_set_double (value, self->x);
      break;
    case PROP_Y:
      g_value_set_double (value, self->y);
      break;
    case PROP_COUNT:
      g_value_set_uint (value, self->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vd_pointer_mark_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VdPointerMark *self = VD_POINTER_MARK (object);

  switch (id)
    {
    case PROP_VIEW:
      g_set_object (&self->view, g_value_get_object (value));
      break;
    case PROP_X:
      self->x = g_value_get_double (value);
      break;
    case PROP_Y:
      self->y = g_value_get_double (value);
      break;
    case PROP_COUNT:
      set_count (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vd_pointer_mark_dispose (GObject *object)
{
  g_clear_object (&VD_POINTER_MARK (object)->view);
  G_OBJECT_CLASS (vd_pointer_mark_parent_class)->dispose (object);
}

static void
vd_pointer_mark_class_init (VdPointerMarkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vd_pointer_mark_get_property;
  object_class->set_property = vd_pointer_mark_set_property;
  object_class->dispose = vd_pointer_mark_dispose;
  widget_class->snapshot = vd_pointer_mark_snapshot;
  g_object_class_install_property (object_class, PROP_VIEW,
                                   g_param_spec_object ("view", NULL, NULL, VD_TYPE_VIDEO_VIEW, flags));
  g_object_class_install_property (object_class, PROP_X, g_param_spec_double ("x", NULL, NULL, 0, 1, 0, flags));
  g_object_class_install_property (object_class, PROP_Y, g_param_spec_double ("y", NULL, NULL, 0, 1, 0, flags));
  g_object_class_install_property (object_class, PROP_COUNT,
                                   g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, flags));
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
  gtk_widget_class_set_css_name (widget_class, "pointer");
}

static void
vd_pointer_mark_init (VdPointerMark *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}
