/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "corner-view.h"
#include "corner-handle.h"
#include "corner-lens.h"
#include "corner-move.h"
#include "page-photo.h"
#include "page-view.h"
#include "sheet-outline.h"
#include "tongue.h"

#define MARGIN 44  /* px around the photograph: a handle at its very edge is still whole */
#define STEP 4     /* px by which an arrow key moves a corner; held down, it repeats */
#define REACH 60   /* px: within, a corner keeps its distance from the finger; from further away it comes to it */
#define PHOTO_MAX 4096
#define UNKNOWN_INSET 0.12 /* where the corners begin if no sheet was found */

struct _VdCornerView
{
  GtkWidget parent_instance;

  VdPage *page;
  GdkTexture *photo, *large; /* as large as it is shown, and as the lens needs it */
  VdQuad corners;
  GtkWidget *handles[4];
  int held; /* -1: none */
  double grip_x, grip_y; /* from the finger to the corner it holds */
};

G_DEFINE_FINAL_TYPE (VdCornerView, vd_corner_view, GTK_TYPE_WIDGET)

enum
{
  PROP_PAGE = 1,
  N_PROPS,
};

enum
{
  SIGNAL_MOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
forget (VdCornerView *self)
{
  g_clear_object (&self->photo);
  g_clear_object (&self->large);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static int
get_room (VdCornerView *self)
{
  return MAX (gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self))) - 2 * MARGIN;
}

static gboolean
look (VdCornerView *self)
{
  int longest = get_room (self);

  if (!self->page || longest <= 0)
    return FALSE;
  if (!self->photo)
    self->photo = vd_page_view_take_texture (vd_page_get_photo (self->page, longest));
  if (!self->large && self->held >= 0)
    self->large =
        vd_page_view_take_texture (vd_page_get_photo (self->page, MIN ((int)(longest * VD_LENS_ZOOM), PHOTO_MAX)));
  return self->photo != NULL;
}

static gboolean
get_area (VdCornerView *self, graphene_rect_t *area)
{
  float width = gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN;
  float height = gtk_widget_get_height (GTK_WIDGET (self)) - 2 * MARGIN;
  float scale, w, h;

  if (width <= 0 || height <= 0 || !look (self))
    return FALSE;
  scale = MIN (width / gdk_texture_get_width (self->photo), height / gdk_texture_get_height (self->photo));
  w = gdk_texture_get_width (self->photo) * scale;
  h = gdk_texture_get_height (self->photo) * scale;
  *area = GRAPHENE_RECT_INIT (MARGIN + (width - w) / 2, MARGIN + (height - h) / 2, w, h);
  return TRUE;
}

static graphene_point_t
on_widget (const graphene_rect_t *area, const VdPoint *share)
{
  return GRAPHENE_POINT_INIT (area->origin.x + (float)share->x * area->size.width,
                              area->origin.y + (float)share->y * area->size.height);
}

static void
vd_corner_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  VdCornerView *self = VD_CORNER_VIEW (widget);
  graphene_rect_t area;

  if (self->photo && MAX (gdk_texture_get_width (self->photo), gdk_texture_get_height (self->photo)) < get_room (self))
    forget (self); /* was made for less room */
  if (!get_area (self, &area))
    area = GRAPHENE_RECT_INIT (0, 0, width, height);
  for (int i = 0; i < 4; i++)
    {
      graphene_point_t at = on_widget (&area, &self->corners.corner[i]);
      GtkRequisition size;

      gtk_widget_get_preferred_size (self->handles[i], &size, NULL);
      gtk_widget_allocate (
          self->handles[i], size.width, size.height, -1,
          gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (at.x - size.width / 2.f, at.y - size.height / 2.f)));
    }
}

static void
draw_lens (VdCornerView *self, GtkSnapshot *snapshot, const graphene_rect_t *area, const GdkRGBA *colour)
{
  float width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  float radius = CLAMP (MIN (width, height) / 5, 80, 150);
  VdLens lens = { .photo = self->large, .area = *area, .colour = *colour };
  graphene_point_t middle;

  lens.at = on_widget (area, &self->corners.corner[self->held]);
  lens.sides[0] = on_widget (area, &self->corners.corner[(self->held + 1) % 4]);
  lens.sides[1] = on_widget (area, &self->corners.corner[(self->held + 3) % 4]);
  middle = vd_lens_place (&lens.at, radius, width, height);
  vd_lens_draw (&lens, snapshot, &middle, radius);
}

static void
vd_corner_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VdCornerView *self = VD_CORNER_VIEW (widget);
  graphene_rect_t area;
  GdkRGBA colour;

  if (!get_area (self, &area))
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  gtk_snapshot_append_texture (snapshot, self->photo, &area);
  vd_sheet_outline_draw (&self->corners, &area, &colour, snapshot);
  for (int i = 0; i < 4; i++)
    gtk_widget_snapshot_child (widget, self->handles[i], snapshot);
  if (self->held >= 0 && self->large)
    draw_lens (self, snapshot, &area, &colour);
}

static void
say_place (VdCornerView *self, int corner)
{
  const VdPoint *at = &self->corners.corner[corner];
  g_autofree char *text = g_strdup_printf (_ ("%d %% from the left, %d %% from the top"), (int)(at->x * 100 + 0.5),
                                           (int)(at->y * 100 + 0.5));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->handles[corner]), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
show_moved (VdCornerView *self, int corner)
{
  say_place (self, corner);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_signal_emit (self, signals[SIGNAL_MOVED], 0);
}

/* @x, @y: of the widget */
static void
move_to (VdCornerView *self, int corner, double x, double y)
{
  graphene_rect_t area;
  VdPoint to;

  if (!get_area (self, &area))
    return;
  to.x = (x - area.origin.x) / area.size.width;
  to.y = (y - area.origin.y) / area.size.height;
  if (vd_corners_move (&self->corners, corner, &to))
    show_moved (self, corner);
}

void
vd_corner_view_hold (VdCornerView *self, double x, double y)
{
  graphene_rect_t area;
  double best = G_MAXDOUBLE;

  if (!get_area (self, &area))
    return;
  for (int i = 0; i < 4; i++)
    {
      graphene_point_t at = on_widget (&area, &self->corners.corner[i]);
      float distance = graphene_point_distance (&at, &GRAPHENE_POINT_INIT ((float)x, (float)y), NULL, NULL);

      if (distance >= best)
        continue;
      best = distance;
      self->held = i;
      self->grip_x = distance <= REACH ? at.x - x : 0;
      self->grip_y = distance <= REACH ? at.y - y : 0;
    }
  gtk_widget_grab_focus (self->handles[self->held]);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  vd_corner_view_drag (self, x, y);
}

void
vd_corner_view_drag (VdCornerView *self, double x, double y)
{
  if (self->held >= 0)
    move_to (self, self->held, x + self->grip_x, y + self->grip_y);
}

void
vd_corner_view_release (VdCornerView *self)
{
  self->held = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, VdCornerView *self)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    vd_corner_view_drag (self, x + dx, y + dy);
}

static gboolean
find_direction (guint key, int *dx, int *dy)
{
  *dx = (key == GDK_KEY_Right || key == GDK_KEY_KP_Right) - (key == GDK_KEY_Left || key == GDK_KEY_KP_Left);
  *dy = (key == GDK_KEY_Down || key == GDK_KEY_KP_Down) - (key == GDK_KEY_Up || key == GDK_KEY_KP_Up);
  return *dx || *dy;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, VdCornerView *self)
{
  graphene_rect_t area;
  int dx, dy;

  if (!find_direction (key, &dx, &dy) || !get_area (self, &area))
    return FALSE;
  for (int i = 0; i < 4; i++)
    if (gtk_widget_has_focus (self->handles[i]))
      {
        graphene_point_t at = on_widget (&area, &self->corners.corner[i]);

        self->held = i;
        gtk_widget_queue_draw (GTK_WIDGET (self));
        move_to (self, i, at.x + dx * STEP, at.y + dy * STEP);
        return TRUE;
      }
  return FALSE;
}

/* A corner held by keys is let go when they go on to another. */
static void
on_focus (GtkWidget *handle, GParamSpec *pspec, VdCornerView *self)
{
  if (self->held >= 0 && self->handles[self->held] == handle && !gtk_widget_has_focus (handle))
    vd_corner_view_release (self);
}

static void
set_page (VdCornerView *self, VdPage *page)
{
  const double near = UNKNOWN_INSET, far = 1 - UNKNOWN_INSET;
  const VdQuad unknown = { { { near, near }, { far, near }, { far, far }, { near, far } } };

  if (!g_set_object (&self->page, page))
    return;
  self->held = -1;
  self->corners = unknown;
  if (page && vd_page_get_corners (page, &self->corners))
    for (int i = 0; i < 4; i++) /* a side that was found may end a little outside the photograph */
      {
        self->corners.corner[i].x = CLAMP (self->corners.corner[i].x, 0, 1);
        self->corners.corner[i].y = CLAMP (self->corners.corner[i].y, 0, 1);
      }
  if (!vd_corners_are_legal (&self->corners))
    self->corners = unknown;
  forget (self);
  for (int i = 0; i < 4; i++)
    show_moved (self, i);
}

static void
vd_corner_view_unmap (GtkWidget *widget)
{
  forget (VD_CORNER_VIEW (widget));
  GTK_WIDGET_CLASS (vd_corner_view_parent_class)->unmap (widget);
}

static void
vd_corner_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PAGE)
    g_value_set_object (value, VD_CORNER_VIEW (object)->page);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_corner_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PAGE)
    set_page (VD_CORNER_VIEW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_corner_view_dispose (GObject *object)
{
  VdCornerView *self = VD_CORNER_VIEW (object);

  forget (self);
  g_clear_object (&self->page);
  for (int i = 0; i < 4; i++)
    g_clear_pointer (&self->handles[i], gtk_widget_unparent);
  G_OBJECT_CLASS (vd_corner_view_parent_class)->dispose (object);
}

static void
vd_corner_view_class_init (VdCornerViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vd_corner_view_get_property;
  object_class->set_property = vd_corner_view_set_property;
  object_class->dispose = vd_corner_view_dispose;
  widget_class->size_allocate = vd_corner_view_size_allocate;
  widget_class->snapshot = vd_corner_view_snapshot;
  widget_class->unmap = vd_corner_view_unmap;
  g_object_class_install_property (
      object_class, PROP_PAGE,
      g_param_spec_object ("page", NULL, NULL, VD_TYPE_PAGE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  signals[SIGNAL_MOVED] =
      g_signal_new ("moved", VD_TYPE_CORNER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "corners");
}

static void
listen (VdCornerView *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (vd_corner_view_hold), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (vd_corner_view_release), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
vd_corner_view_init (VdCornerView *self)
{
  const char *names[] = { _ ("Top left corner of the paper"), _ ("Top right corner of the paper"),
                          _ ("Bottom right corner of the paper"), _ ("Bottom left corner of the paper") };

  self->held = -1;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  for (int i = 0; i < 4; i++)
    {
      self->handles[i] = vd_corner_handle_new (names[i]);
      gtk_widget_set_parent (self->handles[i], GTK_WIDGET (self));
      g_signal_connect (self->handles[i], "notify::has-focus", G_CALLBACK (on_focus), self);
    }
  listen (self);
}

void
vd_corner_view_get_corners (VdCornerView *self, VdQuad *corners)
{
  *corners = self->corners;
}
