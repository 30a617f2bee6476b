/* SPDX-License-Identifier: EUPL-1.2 */
#include "plug.h"

/* A device is one in the whole process, as a real one is; any thread. */
static struct
{
  int is_out, open, opened; /* atomic */
} sockets[N_PLUGS];

static const struct
{
  const char *name, *inside, *pad;
} plugs[] = {
  [PLUG_CAMERA] = { "plugcamera", "videotestsrc is-live=true pattern=ball", "src" },
  [PLUG_MICROPHONE] = { "plugmicrophone", "audiotestsrc is-live=true samplesperbuffer=480", "src" },
  [PLUG_SPEAKER] = { "plugspeaker", "fakesink sync=true", "sink" },
};

typedef struct
{
  GstBin parent_instance;
} PlugBin;

typedef struct
{
  GstBinClass parent_class;
  Plug plug;
} PlugBinClass;

static gpointer plug_bin_parent_class;
#define GET_PLUG(object) (((PlugBinClass *)G_OBJECT_GET_CLASS (object))->plug)

static gboolean
is_out (Plug plug)
{
  return g_atomic_int_get (&sockets[plug].is_out);
}

static GstPadProbeReturn
on_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer bin)
{
  if (!is_out (GET_PLUG (bin)))
    return GST_PAD_PROBE_OK;
  GST_ELEMENT_ERROR (bin, RESOURCE, NOT_FOUND, ("pulled out"), (NULL));
  return GST_PAD_PROBE_DROP;
}

static GstStateChangeReturn
plug_bin_change_state (GstElement *element, GstStateChange transition)
{
  Plug plug = GET_PLUG (element);
  GstStateChangeReturn result;

  if (transition == GST_STATE_CHANGE_NULL_TO_READY && is_out (plug))
    {
      GST_ELEMENT_ERROR (element, RESOURCE, NOT_FOUND, ("not plugged in"), (NULL));
      return GST_STATE_CHANGE_FAILURE;
    }
  result = GST_ELEMENT_CLASS (plug_bin_parent_class)->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_NULL_TO_READY && result != GST_STATE_CHANGE_FAILURE)
    {
      g_atomic_int_inc (&sockets[plug].open);
      g_atomic_int_inc (&sockets[plug].opened);
    }
  else if (transition == GST_STATE_CHANGE_READY_TO_NULL)
    g_atomic_int_add (&sockets[plug].open, -1);
  return result;
}

static void
plug_bin_class_init (gpointer klass, gpointer plug)
{
  GstElementClass *element_class = klass;
  Plug which = GPOINTER_TO_UINT (plug);

  plug_bin_parent_class = g_type_class_peek_parent (klass);
  ((PlugBinClass *)klass)->plug = which;
  element_class->change_state = plug_bin_change_state;
  gst_element_class_set_static_metadata (element_class, "Plug", "Test", "A device that can be pulled out", "Visiodesk");
}

static void
plug_bin_init (GTypeInstance *instance, gpointer klass)
{
  Plug plug = ((PlugBinClass *)klass)->plug;
  GstElement *inside = gst_parse_launch (plugs[plug].inside, NULL);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (inside, plugs[plug].pad);

  gst_bin_add (GST_BIN (instance), inside);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_buffer, instance, NULL);
  gst_element_add_pad (GST_ELEMENT (instance), gst_ghost_pad_new (plugs[plug].pad, pad));
}

void
plug_register (void)
{
  for (guint i = 0; i < N_PLUGS; i++)
    {
      GTypeInfo info = { .class_size = sizeof (PlugBinClass),
                         .class_init = plug_bin_class_init,
                         .class_data = GUINT_TO_POINTER (i),
                         .instance_size = sizeof (PlugBin),
                         .instance_init = plug_bin_init };
      GType type = g_type_register_static (GST_TYPE_BIN, plugs[i].name, &info, 0);

      gst_element_register (NULL, plugs[i].name, GST_RANK_NONE, type);
    }
}

void
plug_set (Plug plug, gboolean is_in)
{
  g_atomic_int_set (&sockets[plug].is_out, !is_in);
}

guint
plug_count_open (Plug plug)
{
  return (guint)g_atomic_int_get (&sockets[plug].open);
}

guint
plug_count_opened (Plug plug)
{
  return (guint)g_atomic_int_get (&sockets[plug].opened);
}
