/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "corner-handle.h"

#define RING 0.32 /* its radius, as a share of what can be touched */

struct _VdCornerHandle
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (VdCornerHandle, vd_corner_handle, GTK_TYPE_WIDGET)

static void
vd_corner_handle_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  cairo_arc (cr, width / 2.0, height / 2.0, RING * MIN (width, height), 0, 2 * G_PI);
  /* Dark under light: it stands out on white paper and on a dark tray alike. */
  cairo_set_source_rgba (cr, 0, 0, 0, 0.65);
  cairo_set_line_width (cr, 14);
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, 8);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
vd_corner_handle_class_init (VdCornerHandleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = vd_corner_handle_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_widget_class_set_css_name (widget_class, "corner");
}

static void
vd_corner_handle_init (VdCornerHandle *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

GtkWidget *
vd_corner_handle_new (const char *name)
{
  GtkWidget *self = g_object_new (VD_TYPE_CORNER_HANDLE, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return self;
}
