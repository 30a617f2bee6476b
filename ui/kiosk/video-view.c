/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "video-view.h"

#include <gsk/gsk.h>

/* Drawn in software, a large picture is shown pixel for pixel rather than blown up by less than this: no scaling is
 * both the sharper and the cheaper picture. */
#define LARGEST_MARGIN 1.35
#define LARGE_PICTURE_PX 960

struct _VdVideoView
{
  GtkWidget parent_instance;

  VdFeed *feed;
  VdFrame *frame;
  GdkTexture *texture; /* of the frame, for who draws on the GPU: made when it is first drawn */
  GtkWidget *placeholder;
  double ratio;
};

G_DEFINE_FINAL_TYPE (VdVideoView, vd_video_view, GTK_TYPE_WIDGET)

enum
{
  PROP_FEED = 1,
  PROP_PLACEHOLDER,
  PROP_RATIO,
  PROP_SHOWING,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static const cairo_user_data_key_t BYTES_KEY;

static void
show_frame (VdVideoView *self, VdFrame *frame)
{
  gboolean was_showing = self->frame != NULL;

  g_clear_pointer (&self->frame, vd_frame_unref);
  g_clear_object (&self->texture);
  self->frame = frame ? vd_frame_ref (frame) : NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (was_showing == (frame != NULL))
    return;
  if (self->placeholder)
    gtk_widget_set_child_visible (self->placeholder, frame == NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, frame == NULL, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWING]);
}

static void
on_frame (VdVideoView *self)
{
  g_autoptr (VdFrame) frame = NULL;

  /* What is not on screen is left in the feed, which then stays silent. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  frame = vd_feed_peek (self->feed);
  show_frame (self, frame);
}

static void
vd_video_view_set_feed (VdVideoView *self, VdFeed *feed)
{
  if (self->feed == feed)
    return;
  if (self->feed)
    g_signal_handlers_disconnect_by_data (self->feed, self);
  g_set_object (&self->feed, feed);
  show_frame (self, NULL);
  if (!feed)
    return;
  g_signal_connect_object (feed, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
  on_frame (self);
}

static void
vd_video_view_set_placeholder (VdVideoView *self, GtkWidget *placeholder)
{
  g_clear_pointer (&self->placeholder, gtk_widget_unparent);
  self->placeholder = placeholder;
  if (!placeholder)
    return;
  gtk_widget_set_parent (placeholder, GTK_WIDGET (self));
  gtk_widget_set_child_visible (placeholder, self->frame == NULL);
}

static void
release_bytes (gpointer data)
{
  g_bytes_unref (data);
}

static cairo_surface_t *
acquire (cairo_pattern_t *pattern, void *frame, cairo_surface_t *target, const cairo_rectangle_int_t *extents)
{
  GBytes *bytes = vd_frame_get_bytes (frame);
  /* RGB24 and not ARGB32: an opaque picture is copied, not blended. cairo takes a plain pointer but, as a source, never
   * writes. */
  cairo_surface_t *surface = cairo_image_surface_create_for_data (
      (guchar *)g_bytes_get_data (bytes, NULL), CAIRO_FORMAT_RGB24, vd_frame_get_width (frame),
      vd_frame_get_height (frame), (int)vd_frame_get_stride (frame));

  cairo_surface_set_user_data (surface, &BYTES_KEY, bytes, release_bytes);
  return surface;
}

static void
release (cairo_pattern_t *pattern, void *frame, cairo_surface_t *surface)
{
  cairo_surface_destroy (surface);
}

static cairo_status_t
keep (cairo_pattern_t *pattern, void *frame, const cairo_pattern_t *other)
{
  vd_frame_ref (frame);
  return CAIRO_STATUS_SUCCESS;
}

static void
let_go (cairo_pattern_t *pattern, void *frame)
{
  vd_frame_unref (frame);
}

/* What is recorded here is drawn later. Of a surface as the source cairo then keeps a snapshot, for which it copies all
 * of the surface when that ends, whether or not anybody still draws it (1.16): every frame. A raster source is asked.
 */
static cairo_pattern_t *
make_pattern (VdFrame *frame)
{
  cairo_pattern_t *pattern = cairo_pattern_create_raster_source (
      vd_frame_ref (frame), CAIRO_CONTENT_COLOR, vd_frame_get_width (frame), vd_frame_get_height (frame));

  cairo_raster_source_pattern_set_acquire (pattern, acquire, release);
  cairo_raster_source_pattern_set_copy (pattern, keep);
  cairo_raster_source_pattern_set_finish (pattern, let_go);
  return pattern;
}

static GdkTexture *
make_texture (VdFrame *frame)
{
  g_autoptr (GBytes) bytes = vd_frame_get_bytes (frame);

  /* Alpha is 255 everywhere, so "premultiplied" is true and spares GTK a pass over the pixels. */
  return gdk_memory_texture_new (vd_frame_get_width (frame), vd_frame_get_height (frame),
                                 GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, bytes, vd_frame_get_stride (frame));
}

static gboolean
draws_in_software (VdVideoView *self)
{
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (GTK_WIDGET (self)));

  return renderer && g_str_equal (G_OBJECT_TYPE_NAME (renderer), "GskCairoRenderer");
}

static void
draw_frame (VdVideoView *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  cairo_pattern_t *pattern = make_pattern (self->frame);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, area);
  double scale = area->size.width / vd_frame_get_width (self->frame);

  cairo_pattern_set_filter (pattern, scale == 1.0 ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_BILINEAR);
  cairo_translate (cr, area->origin.x, area->origin.y);
  cairo_scale (cr, scale, scale);
  cairo_set_source (cr, pattern);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_pattern_destroy (pattern);
}

static void
vd_video_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VdVideoView *self = VD_VIDEO_VIEW (widget);
  graphene_rect_t area;

  if (!vd_video_view_get_picture_area (self, &area))
    {
      GTK_WIDGET_CLASS (vd_video_view_parent_class)->snapshot (widget, snapshot);
      return;
    }
  if (draws_in_software (self))
    {
      draw_frame (self, snapshot, &area);
      return;
    }
  if (!self->texture)
    self->texture = make_texture (self->frame);
  gtk_snapshot_append_texture (snapshot, self->texture, &area);
}

static GtkSizeRequestMode
vd_video_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
vd_video_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  VdVideoView *self = VD_VIDEO_VIEW (widget);

  *minimum = *natural = 0;
  if (self->placeholder)
    gtk_widget_measure (self->placeholder, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    *natural = MAX (*minimum, (int)(for_size / self->ratio));
}

static void
vd_video_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  VdVideoView *self = VD_VIDEO_VIEW (widget);

  if (self->placeholder)
    gtk_widget_allocate (self->placeholder, width, height, baseline, NULL);
}

static void
vd_video_view_map (GtkWidget *widget)
{
  VdVideoView *self = VD_VIDEO_VIEW (widget);

  GTK_WIDGET_CLASS (vd_video_view_parent_class)->map (widget);
  if (self->feed)
    on_frame (self);
}

static void
vd_video_view_unmap (GtkWidget *widget)
{
  show_frame (VD_VIDEO_VIEW (widget), NULL);
  GTK_WIDGET_CLASS (vd_video_view_parent_class)->unmap (widget);
}

static void
vd_video_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VdVideoView *self = VD_VIDEO_VIEW (object);

  switch (id)
    {
    case PROP_FEED:
      g_value_set_object (value, self->feed);
      break;
    case PROP_PLACEHOLDER:
      g_value_set_object (value, self->placeholder);
      break;
    case PROP_RATIO:
      g_value_set_double (value, self->ratio);
      break;
    case PROP_SHOWING:
      g_value_set_boolean (value, self->frame != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vd_video_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VdVideoView *self = VD_VIDEO_VIEW (object);

  switch (id)
    {
    case PROP_FEED:
      vd_video_view_set_feed (self, g_value_get_object (value));
      break;
    case PROP_PLACEHOLDER:
      vd_video_view_set_placeholder (self, g_value_get_object (value));
      break;
    case PROP_RATIO:
      self->ratio = g_value_get_double (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vd_video_view_dispose (GObject *object)
{
  VdVideoView *self = VD_VIDEO_VIEW (object);

  vd_video_view_set_feed (self, NULL);
  g_clear_pointer (&self->placeholder, gtk_widget_unparent);
  G_OBJECT_CLASS (vd_video_view_parent_class)->dispose (object);
}

static void
vd_video_view_class_init (VdVideoViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vd_video_view_get_property;
  object_class->set_property = vd_video_view_set_property;
  object_class->dispose = vd_video_view_dispose;
  widget_class->snapshot = vd_video_view_snapshot;
  widget_class->get_request_mode = vd_video_view_get_request_mode;
  widget_class->measure = vd_video_view_measure;
  widget_class->size_allocate = vd_video_view_size_allocate;
  widget_class->map = vd_video_view_map;
  widget_class->unmap = vd_video_view_unmap;

  properties[PROP_FEED] = g_param_spec_object ("feed", NULL, NULL, VD_TYPE_FEED, flags);
  properties[PROP_PLACEHOLDER] = g_param_spec_object ("placeholder", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_RATIO] = g_param_spec_double ("ratio", NULL, NULL, 0.2, 5, 16.0 / 9, flags);
  properties[PROP_SHOWING] =
      g_param_spec_boolean ("showing", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "video");
}

static void
vd_video_view_init (VdVideoView *self)
{
  self->ratio = 16.0 / 9;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

gboolean
vd_video_view_get_picture_area (VdVideoView *self, graphene_rect_t *area)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  double scale, w, h;

  if (!self->frame || width <= 0 || height <= 0)
    return FALSE;
  scale = MIN ((double)width / vd_frame_get_width (self->frame), (double)height / vd_frame_get_height (self->frame));
  if (scale > 1 && scale < LARGEST_MARGIN && vd_frame_get_width (self->frame) >= LARGE_PICTURE_PX &&
      draws_in_software (self))
    scale = 1;
  w = vd_frame_get_width (self->frame) * scale;
  h = vd_frame_get_height (self->frame) * scale;
  /* Whole pixels: half a pixel off would send every row through the interpolation. */
  graphene_rect_init (area, (float)(int)((width - w) / 2), (float)(int)((height - h) / 2), (float)w, (float)h);
  return TRUE;
}
