/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "page-view.h"

struct _VdPageView
{
  GtkWidget parent_instance;

  VdPage *page;
  GdkTexture *texture;
  int longest; /* what the texture was made for */
};

G_DEFINE_FINAL_TYPE (VdPageView, vd_page_view, GTK_TYPE_WIDGET)

enum
{
  PROP_PAGE = 1,
  N_PROPS,
};

static void
forget (VdPageView *self)
{
  g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

GdkTexture *
vd_page_view_take_texture (VdFrame *frame)
{
  g_autoptr (VdFrame) taken = frame;
  g_autoptr (GBytes) bytes = frame ? vd_frame_get_bytes (frame) : NULL;

  if (!bytes)
    return NULL;
  return gdk_memory_texture_new (vd_frame_get_width (frame), vd_frame_get_height (frame),
                                 GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, bytes, vd_frame_get_stride (frame));
}

static void
vd_page_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VdPageView *self = VD_PAGE_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int longest = MAX (width, height);
  double scale, w, h;

  if (!self->page || longest == 0)
    return;
  if (!self->texture || self->longest != longest)
    {
      g_clear_object (&self->texture);
      self->texture = vd_page_view_take_texture (vd_page_get_preview (self->page, longest));
      self->longest = longest;
    }
  if (!self->texture)
    return;
  scale = MIN ((double)width / gdk_texture_get_width (self->texture),
               (double)height / gdk_texture_get_height (self->texture));
  w = gdk_texture_get_width (self->texture) * scale;
  h = gdk_texture_get_height (self->texture) * scale;
  gtk_snapshot_append_texture (
      snapshot, self->texture,
      &GRAPHENE_RECT_INIT ((float)((width - w) / 2), (float)((height - h) / 2), (float)w, (float)h));
}

static void
set_page (VdPageView *self, VdPage *page)
{
  if (self->page == page)
    return;
  if (self->page)
    g_signal_handlers_disconnect_by_data (self->page, self);
  g_set_object (&self->page, page);
  if (page)
    g_signal_connect_object (page, "notify::rotation", G_CALLBACK (forget), self, G_CONNECT_SWAPPED);
  forget (self);
}

static void
vd_page_view_unmap (GtkWidget *widget)
{
  forget (VD_PAGE_VIEW (widget));
  GTK_WIDGET_CLASS (vd_page_view_parent_class)->unmap (widget);
}

static void
vd_page_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PAGE)
    g_value_set_object (value, VD_PAGE_VIEW (object)->page);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_page_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PAGE)
    set_page (VD_PAGE_VIEW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_page_view_dispose (GObject *object)
{
  set_page (VD_PAGE_VIEW (object), NULL);
  G_OBJECT_CLASS (vd_page_view_parent_class)->dispose (object);
}

static void
vd_page_view_class_init (VdPageViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vd_page_view_get_property;
  object_class->set_property = vd_page_view_set_property;
  object_class->dispose = vd_page_view_dispose;
  widget_class->snapshot = vd_page_view_snapshot;
  widget_class->unmap = vd_page_view_unmap;
  g_object_class_install_property (
      object_class, PROP_PAGE,
      g_param_spec_object ("page", NULL, NULL, VD_TYPE_PAGE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "page");
}

static void
vd_page_view_init (VdPageView *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}
