/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "window.h"
#include "stage.h"

/* 24 pt is 32 px at 96 dpi: the style sheet's 1 rem on a monitor of 1920×1080. At arm's length on a 24 inch monitor its
 * capitals are about 6.5 mm high, and titles twice that (EN 301 549, 5.1.4 asks for 7.3 mm at 600 mm where there is no
 * zoom). */
#define BASE_FONT "Lato 24"
#define BASE_DPI 96
/* The dpi of GTK's settings is in 1024ths. */
#define DPI_UNIT 1024
/* A mouse at rest, and GTK's own motion events after a change of layout, do not mean that somebody is there. */
#define LEAST_MOTION_PX 4

struct _VdWindow
{
  GtkWindow parent_instance;

  VdVisit *visit;
  VdTongue *tongue;
  char **languages;
  double volume;
  int width, height; /* what the stage was built for */
  double x, y;       /* where the pointer was */
  guint rebuild_source;
};

G_DEFINE_FINAL_TYPE (VdWindow, vd_window, GTK_TYPE_WINDOW)

enum
{
  SIGNAL_TOUCHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
rebuild (VdWindow *self)
{
  g_autofree char *language = NULL;
  VdStage *stage;

  g_object_get (self->visit, "language", &language, NULL);
  vd_tongue_set (self->tongue, language && *language ? language : "en");
  g_object_set (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi",
                (int)(BASE_DPI * DPI_UNIT * vd_window_scale (self->width, self->height)), NULL);
  stage = vd_stage_new (self->visit, self->height > self->width, (const char *const *)self->languages, self->volume);
  gtk_window_set_child (GTK_WINDOW (self), GTK_WIDGET (stage));
}

static gboolean
on_rebuild (gpointer data)
{
  VdWindow *self = data;

  self->rebuild_source = 0;
  rebuild (self);
  return G_SOURCE_REMOVE;
}

/* Later, because the reason is often a button inside what will be replaced. Before the next drawing: no frame in a mix
 * of languages. */
static void
queue_rebuild (VdWindow *self)
{
  if (self->rebuild_source == 0)
    self->rebuild_source = g_idle_add_full (G_PRIORITY_HIGH, on_rebuild, self, NULL);
}

static void
on_layout (VdWindow *self, int width, int height)
{
  gboolean is_same = vd_window_scale (width, height) == vd_window_scale (self->width, self->height) &&
                     (width < height) == (self->width < self->height);

  self->width = width;
  self->height = height;
  if (!is_same)
    queue_rebuild (self);
}

static gboolean
is_touch (VdWindow *self, GdkEvent *event)
{
  double x, y, moved;

  switch ((int)gdk_event_get_event_type (event))
    {
    case GDK_TOUCH_BEGIN:
    case GDK_TOUCH_UPDATE:
    case GDK_TOUCH_END:
    case GDK_BUTTON_PRESS:
    case GDK_BUTTON_RELEASE:
    case GDK_KEY_PRESS:
    case GDK_SCROLL:
      return TRUE;
    case GDK_MOTION_NOTIFY:
      if (!gdk_event_get_position (event, &x, &y))
        return FALSE;
      moved = ABS (x - self->x) + ABS (y - self->y);
      if (moved < LEAST_MOTION_PX)
        return FALSE;
      self->x = x;
      self->y = y;
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
lets (VdWindow *self, guint keyval, GdkModifierType modifiers)
{
  gboolean is_writing, is_calling_back;

  g_object_get (self->visit, "writing", &is_writing, "call-back-shown", &is_calling_back, NULL);
  return vd_window_lets_key (keyval, modifiers) ||
         ((is_writing || is_calling_back) && vd_window_lets_typing (keyval, modifiers));
}

static gboolean
on_event (VdWindow *self, GdkEvent *event)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (is_touch (self, event))
    g_signal_emit (self, signals[SIGNAL_TOUCHED], 0);
  if (type == GDK_KEY_PRESS || type == GDK_KEY_RELEASE)
    return !lets (self, gdk_key_event_get_keyval (event), gdk_event_get_modifier_state (event));
  /* Only the first button and fingers: the others open menus. */
  return (type == GDK_BUTTON_PRESS || type == GDK_BUTTON_RELEASE) &&
         gdk_button_event_get_button (event) != GDK_BUTTON_PRIMARY;
}

static gboolean
vd_window_enable_debugging (GtkWindow *window, gboolean toggle)
{
  return TRUE;
}

static gboolean
vd_window_close_request (GtkWindow *window)
{
  /* The kiosk ends by a signal to the process, never from its screen. */
  return TRUE;
}

static void
vd_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vd_window_parent_class)->realize (widget);
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (widget)), "layout", G_CALLBACK (on_layout), widget,
                           G_CONNECT_SWAPPED);
}

static void
vd_window_dispose (GObject *object)
{
  VdWindow *self = VD_WINDOW (object);

  g_clear_handle_id (&self->rebuild_source, g_source_remove);
  g_clear_object (&self->visit);
  g_clear_pointer (&self->languages, g_strfreev);
  G_OBJECT_CLASS (vd_window_parent_class)->dispose (object);
}

static void
vd_window_class_init (VdWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vd_window_dispose;
  GTK_WIDGET_CLASS (klass)->realize = vd_window_realize;
  GTK_WINDOW_CLASS (klass)->enable_debugging = vd_window_enable_debugging;
  GTK_WINDOW_CLASS (klass)->close_request = vd_window_close_request;
  signals[SIGNAL_TOUCHED] =
      g_signal_new ("touched", VD_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
load_style (GdkDisplay *display)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  /* Nothing of a desktop's theme: the same looks everywhere, and less to load. */
  g_object_set (gtk_settings_get_for_display (display), "gtk-theme-name", "Empty", "gtk-font-name", BASE_FONT,
                "gtk-enable-animations", FALSE, "gtk-cursor-blink", FALSE, NULL);
  gtk_css_provider_load_from_resource (provider, "/org/visiodesk/kiosk/style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
vd_window_init (VdWindow *self)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
  gtk_window_set_decorated (GTK_WINDOW (self), FALSE);
  gtk_window_set_title (GTK_WINDOW (self), "Visiodesk");
}

/* Without a window manager nobody makes a window full screen: it must be as large as the monitor by itself. */
static void
fill_monitor (VdWindow *self)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self)));
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, 0);
  GdkRectangle place = { 0, 0, 1920, 1080 };

  if (monitor)
    gdk_monitor_get_geometry (monitor, &place);
  self->width = place.width;
  self->height = place.height;
  gtk_window_fullscreen (GTK_WINDOW (self));
}

VdWindow *
vd_window_new (VdVisit *visit, GActionGroup *actions, VdTongue *tongue, const char *const *languages, double volume,
               int width, int height)
{
  VdWindow *self = g_object_new (VD_TYPE_WINDOW, NULL);

  self->visit = g_object_ref (visit);
  self->tongue = tongue;
  self->languages = g_strdupv ((char **)languages);
  self->volume = volume;
  self->width = width;
  self->height = height;
  if (width <= 0 || height <= 0)
    fill_monitor (self);
  gtk_window_set_default_size (GTK_WINDOW (self), self->width, self->height);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "kiosk", actions);
  load_style (gtk_widget_get_display (GTK_WIDGET (self)));
  g_signal_connect_object (visit, "notify::language", G_CALLBACK (queue_rebuild), self, G_CONNECT_SWAPPED);
  rebuild (self);
  return self;
}

double
vd_window_scale (int width, int height)
{
  double along = MAX (width, height) / 1920.0, across = MIN (width, height) / 1080.0;

  /* Below, nothing could be read or touched; above, the monitor is a wall and not at arm's length. */
  return CLAMP (MIN (along, across), 0.6, 2.0);
}

static gboolean
has_command (GdkModifierType modifiers)
{
  return modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK | GDK_HYPER_MASK);
}

gboolean
vd_window_lets_typing (guint keyval, GdkModifierType modifiers)
{
  gunichar c = gdk_keyval_to_unicode (keyval);

  if (has_command (modifiers))
    return FALSE;
  return keyval == GDK_KEY_BackSpace || keyval == GDK_KEY_ISO_Level3_Shift || keyval == GDK_KEY_Caps_Lock ||
         (keyval >= GDK_KEY_dead_grave && keyval <= GDK_KEY_dead_longsolidusoverlay) || (c && g_unichar_isprint (c));
}

gboolean
vd_window_lets_key (guint keyval, GdkModifierType modifiers)
{
  static const guint KEYS[] = {
    GDK_KEY_Tab,   GDK_KEY_ISO_Left_Tab, GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_space,   GDK_KEY_KP_Space,
    GDK_KEY_Left,  GDK_KEY_Right,        GDK_KEY_Up,     GDK_KEY_Down,     GDK_KEY_KP_Left, GDK_KEY_KP_Right,
    GDK_KEY_KP_Up, GDK_KEY_KP_Down,      GDK_KEY_KP_Tab, GDK_KEY_Shift_L,  GDK_KEY_Shift_R,
  };

  if (has_command (modifiers))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (KEYS); i++)
    if (KEYS[i] == keyval)
      return TRUE;
  return FALSE;
}
