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

/* What the system itself calls it: pulsesrc's device, PipeWire's node, /dev/video2. */
static gboolean
has_node (GstDevice *device, GstElement *element, const char *wanted)
{
  static const char *const fields[] = { "node.name", "device.path", "api.v4l2.path", "api.alsa.path",
                                        "device.bus_path" };
  g_autoptr (GstStructure) properties = gst_device_get_properties (device);
  g_autofree char *node = NULL;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), "device"))
    g_object_get (element, "device", &node, NULL);
  if (g_strcmp0 (node, wanted) == 0)
    return TRUE;
  for (guint i = 0; properties && i < G_N_ELEMENTS (fields); i++)
    if (g_strcmp0 (gst_structure_get_string (properties, fields[i]), wanted) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_part (const char *name, const char *part)
{
  g_autofree char *folded_name = g_utf8_casefold (name, -1);
  g_autofree char *folded_part = g_utf8_casefold (part, -1);

  return strstr (folded_name, folded_part) != NULL;
}

/* How well it is what was asked for: a whole name before a node before a part of a name, whose ends are often serial
 * numbers; for "auto" (NULL) all that is no monitor. 0: not at all. */
static int
match (GstDevice *device, GstElement *element, const char *wanted)
{
  g_autofree char *name = gst_device_get_display_name (device);

  if (!wanted)
    return is_monitor (device) ? 0 : 1;
  if (g_strcmp0 (name, wanted) == 0)
    return 3;
  if (has_node (device, element, wanted))
    return 2;
  return !is_monitor (device) && has_part (name, wanted) ? 1 : 0;
}

/* What @provider knows, if it runs because of a VdDeviceWatch; else it looks once. One that stands for another hides
 * it. */
static GList *
add_devices (GList *devices, GstDeviceProvider *provider, const char *device_class, GPtrArray *hidden)
{
  g_autolist (GstDevice) all = gst_device_provider_get_devices (provider);
  g_auto (GStrv) hides = gst_device_provider_get_hidden_providers (provider);

  for (guint i = 0; hides && hides[i]; i++)
    g_ptr_array_add (hidden, g_strdup (hides[i]));
  for (GList *l = all; l; l = l->next)
    if (gst_device_has_classes (l->data, device_class))
      devices = g_list_append (devices, g_object_ref (l->data));
  return devices;
}

/* Not by another GstDeviceMonitor: with the end of that one a first one no longer hears of anything (GStreamer 1.22).
 */
static GList *
list_devices (VdDeviceKind kind)
{
  GList *factories = gst_device_provider_factory_list_get_device_providers (GST_RANK_MARGINAL);
  g_autoptr (GPtrArray) hidden = g_ptr_array_new_with_free_func (g_free);
  GList *devices = NULL;

  factories = g_list_sort (factories, gst_plugin_feature_rank_compare_func);
  for (GList *l = factories; l; l = l->next)
    {
      g_autoptr (GstDeviceProvider) provider = NULL;

      if (!gst_device_provider_factory_has_classes (l->data, kinds[kind].device_class) ||
          g_ptr_array_find_with_equal_func (hidden, GST_OBJECT_NAME (l->data), g_str_equal, NULL))
        continue;
      provider = gst_device_provider_factory_get (l->data);
      if (provider)
        devices = add_devices (devices, provider, kinds[kind].device_class, hidden);
    }
  gst_plugin_feature_list_free (factories);
  return devices;
}

/* The best device called @wanted, or the best of all for NULL; @preferred before others that match as well. */
static GstElement *
make_from_monitor (VdDeviceKind kind, const char *wanted, const char *preferred, char **name)
{
  g_autolist (GstDevice) devices = list_devices (kind);
  GstElement *best = NULL;
  int best_score = 0;

  for (GList *l = devices; l; l = l->next)
    {
      g_autofree char *its_name = gst_device_get_display_name (l->data);
      GstElement *element = gst_device_create_element (l->data, NULL);
      int how = element ? match (l->data, gst_object_ref_sink (element), wanted) : 0;
      int score = how > 0 ? 1000 * how + rate (kind, l->data, element) : 0;

      if (score > 0 && g_strcmp0 (its_name, preferred) == 0)
        score += 100;
      if (score > best_score)
        {
          best_score = score;
          gst_object_replace ((GstObject **)&best, GST_OBJECT (element));
          g_free (*name);
          *name = g_steal_pointer (&its_name);
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
vd_device_make_preferred (VdDeviceKind kind, const char *setting, const char *preferred, char **name, GError **error)
{
  gboolean is_auto = g_strcmp0 (setting, "auto") == 0;
  GstElement *element;

  g_return_val_if_fail (setting, NULL);
  g_return_val_if_fail (name && !*name, NULL);

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

  element = make_from_monitor (kind, is_auto ? NULL : setting, preferred, name);
  if (!element)
    g_set_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_NOT_FOUND,
                 is_auto ? "no %s is plugged in (setting \"%s\")" : "no %s is called \"%s\"", kinds[kind].name,
                 setting);
  return element;
}

GstElement *
vd_device_make_element (VdDeviceKind kind, const char *setting, GError **error)
{
  g_autofree char *name = NULL;

  return vd_device_make_preferred (kind, setting, NULL, &name, error);
}

gboolean
vd_device_is_looked_for (const char *setting)
{
  return !g_str_equal (setting, "none") && !g_str_has_prefix (setting, "/dev/") && !looks_like_description (setting);
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
