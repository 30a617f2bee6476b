/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-frames"

#include "device-watch.h"

/* A headset that is plugged in is announced as three or four devices within a moment, and a sound server sorts out its
 * defaults after that. */
#define SETTLE_MS 300

struct _VdDeviceWatch
{
  GObject parent_instance;

  GstDeviceMonitor *monitor; /* while it runs */
  guint settle_id;
  GStrvBuilder *lost; /* since the last signal */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VdDeviceWatch, vd_device_watch, G_TYPE_OBJECT)

static gboolean
on_settled (gpointer data)
{
  VdDeviceWatch *self = data;
  g_auto (GStrv) lost = g_strv_builder_end (self->lost);

  self->settle_id = 0;
  g_signal_emit (self, signals[CHANGED], 0, lost);
  return G_SOURCE_REMOVE;
}

static void
note_lost (VdDeviceWatch *self, GstMessage *message)
{
  g_autoptr (GstDevice) device = NULL;
  g_autofree char *name = NULL;

  gst_message_parse_device_removed (message, &device);
  name = gst_device_get_display_name (device);
  g_strv_builder_add (self->lost, name);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  VdDeviceWatch *self = data;

  if (!(GST_MESSAGE_TYPE (message) & (GST_MESSAGE_DEVICE_ADDED | GST_MESSAGE_DEVICE_REMOVED)))
    return G_SOURCE_CONTINUE;
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_DEVICE_REMOVED)
    note_lost (self, message);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add (SETTLE_MS, on_settled, self);
  return G_SOURCE_CONTINUE;
}

void
vd_device_watch_start (VdDeviceWatch *self)
{
  g_autoptr (GstBus) bus = NULL;

  if (self->monitor)
    return;
  self->monitor = gst_device_monitor_new ();
  gst_device_monitor_add_filter (self->monitor, "Video/Source", NULL);
  gst_device_monitor_add_filter (self->monitor, "Audio/Source", NULL);
  gst_device_monitor_add_filter (self->monitor, "Audio/Sink", NULL);
  bus = gst_device_monitor_get_bus (self->monitor);
  gst_bus_add_watch (bus, on_message, self);
  if (!gst_device_monitor_start (self->monitor))
    g_message ("no device can be watched: one that comes back is found by trying");
}

void
vd_device_watch_stop (VdDeviceWatch *self)
{
  g_autoptr (GstBus) bus = NULL;

  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (!self->monitor)
    return;
  bus = gst_device_monitor_get_bus (self->monitor);
  gst_bus_remove_watch (bus);
  gst_bus_set_flushing (bus, TRUE);
  gst_device_monitor_stop (self->monitor);
  gst_clear_object (&self->monitor);
}

static void
vd_device_watch_dispose (GObject *object)
{
  vd_device_watch_stop (VD_DEVICE_WATCH (object));
  G_OBJECT_CLASS (vd_device_watch_parent_class)->dispose (object);
}

static void
vd_device_watch_finalize (GObject *object)
{
  g_strv_builder_unref (VD_DEVICE_WATCH (object)->lost);
  G_OBJECT_CLASS (vd_device_watch_parent_class)->finalize (object);
}

static void
vd_device_watch_class_init (VdDeviceWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vd_device_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = vd_device_watch_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRV);
}

static void
vd_device_watch_init (VdDeviceWatch *self)
{
  self->lost = g_strv_builder_new ();
}

VdDeviceWatch *
vd_device_watch_new (void)
{
  return g_object_new (VD_TYPE_DEVICE_WATCH, NULL);
}
