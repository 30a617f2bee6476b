/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "sheet-outline.h"

struct _VdSheetOutline
{
  GtkWidget parent_instance;

  VdVideoView *view;
  VdDocumentCamera *camera;
  VdFeed *feed;
};

G_DEFINE_FINAL_TYPE (VdSheetOutline, vd_sheet_outline, GTK_TYPE_WIDGET)

enum
{
  PROP_VIEW = 1,
  PROP_CAMERA,
  N_PROPS,
};

static void
trace_quad (cairo_t *cr, const VdQuad *quad, const graphene_rect_t *area)
{
  for (int i = 0; i < 4; i++)
    cairo_line_to (cr, area->origin.x + quad->corner[i].x * area->size.width,
                   area->origin.y + quad->corner[i].y * area->size.height);
  cairo_close_path (cr);
}

void
vd_sheet_outline_draw (const VdQuad *quad, const graphene_rect_t *area, const GdkRGBA *colour, GtkSnapshot *snapshot)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, area);

  trace_quad (cr, quad, area);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  /* Dark under light: the line stands out on white paper and on a dark tray alike. */
  cairo_set_source_rgba (cr, 0, 0, 0, 0.55);
  cairo_set_line_width (cr, 12);
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, 7);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
vd_sheet_outline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VdSheetOutline *self = VD_SHEET_OUTLINE (widget);
  graphene_rect_t area;
  GdkRGBA colour;
  VdQuad quad;

  if (!self->camera || !self->view || !vd_document_camera_get_quad (self->camera, &quad) ||
      !vd_video_view_get_picture_area (self->view, &area))
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  vd_sheet_outline_draw (&quad, &area, &colour, snapshot);
}

static void
set_camera (VdSheetOutline *self, VdDocumentCamera *camera)
{
  if (self->camera == camera)
    return;
  if (self->feed)
    g_signal_handlers_disconnect_by_data (self->feed, self);
  if (self->camera)
    g_signal_handlers_disconnect_by_data (self->camera, self);
  g_set_object (&self->camera, camera);
  g_clear_object (&self->feed);
  self->feed = camera ? g_object_ref (vd_document_camera_get_view (camera)) : NULL;
  /* The outline moves with the pictures; nothing else tells of it. */
  if (self->feed)
    g_signal_connect_object (self->feed, "frame", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  if (camera)
    g_signal_connect_object (camera, "notify::has-quad", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
vd_sheet_outline_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VdSheetOutline *self = VD_SHEET_OUTLINE (object);

  switch (id)
    {
    case PROP_VIEW:
      g_value_set_object (value, self->view);
      break;
    case PROP_CAMERA:
      g_value_set_object (value, self->camera);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vd_sheet_outline_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VdSheetOutline *self = VD_SHEET_OUTLINE (object);

  switch (id)
    {
    case PROP_VIEW:
      g_set_object (&self->view, g_value_get_object (value));
      break;
    case PROP_CAMERA:
      set_camera (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vd_sheet_outline_dispose (GObject *object)
{
  VdSheetOutline *self = VD_SHEET_OUTLINE (object);

  set_camera (self, NULL);
  g_clear_object (&self->view);
  G_OBJECT_CLASS (vd_sheet_outline_parent_class)->dispose (object);
}

static void
vd_sheet_outline_class_init (VdSheetOutlineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vd_sheet_outline_get_property;
  object_class->set_property = vd_sheet_outline_set_property;
  object_class->dispose = vd_sheet_outline_dispose;
  widget_class->snapshot = vd_sheet_outline_snapshot;
  g_object_class_install_property (object_class, PROP_VIEW,
                                   g_param_spec_object ("view", NULL, NULL, VD_TYPE_VIDEO_VIEW, flags));
  g_object_class_install_property (object_class, PROP_CAMERA,
                                   g_param_spec_object ("camera", NULL, NULL, VD_TYPE_DOCUMENT_CAMERA, flags));
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
  gtk_widget_class_set_css_name (widget_class, "outline");
}

static void
vd_sheet_outline_init (VdSheetOutline *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}
