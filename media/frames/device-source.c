/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-frames"

#include "device-source.h"

G_DEFINE_QUARK (vd_device_error, vd_device_error)

/* The device class of each kind, and the elements tried first for "auto": the plain drivers, best first. A camera is
 * often listed twice (by the kernel and by PipeWire); the kernel's own needs no portal and no session. */
static const struct
{
  const char *name;
  const char *device_class;
  const char *preferred[4];
} kinds[] = {
  [VD_DEVICE_CAMERA] = { "camera", "Video/Source", { "v4l2src", "libcamerasrc", "pipewiresrc" } },
  [VD_DEVICE_MICROPHONE] = { "microphone", "Audio/Source", { "pulsesrc", "pipewiresrc", "alsasrc" } },
  [VD_DEVICE_SPEAKER] = { "loudspeaker", "Audio/Sink", { "pulsesink", "pipewiresink", "alsasink" } },
};

/* Sound devices come with 200 ms of buffer, which blurs the delay that the echo canceller needs to know, on top of
 * making every word late. 40 ms in periods of 10 ms is what a plain USB speakerphone keeps up with. */
#define SOUND_BUFFER_US G_GINT64_CONSTANT (40000)
#define SOUND_PERIOD_US G_GINT64_CONSTANT (10000)

static void
tune (GstElement *element)
{
  GObjectClass *klass = G_OBJECT_GET_CLASS (element);

  if (g_object_class_find_property (klass, "buffer-time") && g_object_class_find_property (klass, "latency-time"))
    g_object_set (element, "buffer-time", SOUND_BUFFER_US, "latency-time", SOUND_PERIOD_US, NULL);
}

/* A monitor records what a loudspeaker plays: as a microphone it would send the advisor's own voice back. */
static gboolean
is_monitor (GstDevice *device)
{
  g_autoptr (GstStructure) properties = gst_device_get_properties (device);

  return properties && g_strcmp0 (gst_structure_get_string (properties, "device.class"), "monitor") == 0;
}

static gboolean
is_default (GstDevice *device)
{
  g_autoptr (GstStructure) properties = gst_device_get_properties (device);
  gboolean value = FALSE;

  return properties && gst_structure_get_boolean (properties, "is-default", &value) && value;
}

/* Higher is better. */
static int
rate (VdDeviceKind kind, GstDevice *device, GstElement *element)
{
  GstElementFactory *factory = gst_element_get_factory (element);
  const char *name = factory ? GST_OBJECT_NAME (factory) : "";
  int score = is_default (device) ? 1 : 0;

  for (guint i = 0; i < G_N_ELEMENTS (kinds[kind].preferred) && kinds[kind].preferred[i]; i++)
    if (g_str_equal (kinds[kind].preferred[i], name))
      score += 2 * (int)(G_N_ELEMENTS (kinds[kind].preferred) - i);
  return score;
}

static gboolean
is_wanted (GstDevice *device, const char *display_name)
{
  g_autofree char *name = gst_device_get_display_name (device);

  return display_name ? g_strcmp0 (name, display_name) == 0 : !is_monitor (device);
}

static GList *
list_devices (VdDeviceKind kind)
{
  g_autoptr (GstDeviceMonitor) monitor = gst_device_monitor_new ();

  gst_device_monitor_add_filter (monitor, kinds[kind].device_class, NULL);
  /* Not started, so this asks each provider once instead of leaving threads behind. */
  return gst_device_monitor_get_devices (monitor);
}

/* The best device called @display_name, or the best of all for NULL. */
static GstElement *
make_from_monitor (VdDeviceKind kind, const char *display_name)
{
  g_autolist (GstDevice) devices = list_devices (kind);
  GstElement *best = NULL;
  int best_score = -1;

  for (GList *l = devices; l; l = l->next)
    {
      GstElement *element = is_wanted (l->data, display_name) ? gst_device_create_element (l->data, NULL) : NULL;
      int score = element ? rate (kind, l->data, element) : -1;

      if (element)
        gst_object_ref_sink (element);
      if (score > best_score)
        {
          best_score = score;
          gst_object_replace ((GstObject **)&best, GST_OBJECT (element));
        }
      gst_clear_object (&element);
    }
  if (best)
    {
      tune (best);
      g_object_force_floating (G_OBJECT (best));
    }
  return best;
}

static gboolean
starts_with_element (const char *setting)
{
  g_auto (GStrv) words = g_strsplit_set (setting, " \t!", 2);
  g_autoptr (GstElementFactory) factory = words[0] && *words[0] ? gst_element_factory_find (words[0]) : NULL;

  return factory != NULL;
}

/* A mistyped element must not be taken for a device's name. */
static gboolean
looks_like_description (const char *setting)
{
  return starts_with_element (setting) || strchr (setting, '!') || strchr (setting, '=');
}

static gboolean
has_right_pad (VdDeviceKind kind, GstElement *element)
{
  g_autoptr (GstPad) source = gst_element_get_static_pad (element, "src");
  g_autoptr (GstPad) sink = gst_element_get_static_pad (element, "sink");

  return kind == VD_DEVICE_SPEAKER ? sink && !source : source && !sink;
}

/* "… ! video/x-raw,width=640" is how people write it, but the parser wants an element at the end. */
static char *
end_with_element (VdDeviceKind kind, const char *setting)
{
  const char *last = strrchr (setting, '!');
  g_autofree char *tail = last ? g_strstrip (g_strdup (last + 1)) : NULL;

  if (kind == VD_DEVICE_SPEAKER || !tail || starts_with_element (tail) || !strchr (tail, '/'))
    return g_strdup (setting);
  return g_strconcat (setting, " ! identity silent=true", NULL);
}

static GstElement *
make_from_description (VdDeviceKind kind, const char *setting, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autofree char *description = end_with_element (kind, setting);
  g_autoptr (GstElement) element =
      gst_parse_bin_from_description_full (description, TRUE, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &why);

  if (!element)
    {
      g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_BAD_DESCRIPTION,
                   "the %s \"%s\" is no GStreamer description: %s", kinds[kind].name, setting,
                   why ? why->message : "unknown reason");
      return NULL;
    }
  gst_object_ref_sink (element);
  if (!has_right_pad (kind, element))
    {
      g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_BAD_DESCRIPTION,
                   kind == VD_DEVICE_SPEAKER ? "the %s \"%s\" takes nothing in" : "the %s \"%s\" gives nothing out",
                   kinds[kind].name, setting);
      return NULL;
    }
  g_object_force_floating (G_OBJECT (element));
  return g_steal_pointer (&element);
}

static GstElement *
make_from_path (VdDeviceKind kind, const char *setting, GError **error)
{
  GstElement *element = NULL;

  if (kind != VD_DEVICE_CAMERA)
    {
      g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_BAD_DESCRIPTION,
                   "the %s \"%s\" is a path; use its name or a description such as \"alsasrc device=hw:1\"",
                   kinds[kind].name, setting);
      return NULL;
    }
  if (g_file_test (setting, G_FILE_TEST_EXISTS))
    element = gst_element_factory_make ("v4l2src", NULL);
  if (!element)
    {
      g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_NOT_FOUND, "the %s \"%s\" is not there", kinds[kind].name,
                   setting);
      return NULL;
    }
  g_object_set (element, "device", setting, NULL);
  return element;
}

GstElement *
vd_device_make_element (VdDeviceKind kind, const char *setting, GError **error)
{
  gboolean is_auto = g_strcmp0 (setting, "auto") == 0;
  GstElement *element;

  g_return_val_if_fail (setting, NULL);

  if (g_str_equal (setting, "none"))
    {
      g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_NONE_CONFIGURED, "the %s is set to \"none\"",
                   kinds[kind].name);
      return NULL;
    }
  if (g_str_has_prefix (setting, "/dev/"))
    return make_from_path (kind, setting, error);
  if (!is_auto && looks_like_description (setting))
    return make_from_description (kind, setting, error);

  element = make_from_monitor (kind, is_auto ? NULL : setting);
  if (!element)
    g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_NOT_FOUND,
                 is_auto ? "no %s is plugged in (setting \"%s\")" : "no %s is called \"%s\"", kinds[kind].name,
                 setting);
  return element;
}

gboolean
vd_device_check_setting (VdDeviceKind kind, const char *setting, GError **error)
{
  g_autoptr (GstElement) element = NULL;

  if (!setting || !*setting)
    {
      g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_BAD_DESCRIPTION, "the %s is empty; write \"none\" for no %s",
                   kinds[kind].name, kinds[kind].name);
      return FALSE;
    }
  if (g_str_has_prefix (setting, "/dev/"))
    return kind == VD_DEVICE_CAMERA || make_from_path (kind, setting, error);
  if (g_str_equal (setting, "auto") || g_str_equal (setting, "none") || !looks_like_description (setting))
    return TRUE;
  element = make_from_description (kind, setting, error);
  if (element)
    gst_object_ref_sink (element);
  return element != NULL;
}
