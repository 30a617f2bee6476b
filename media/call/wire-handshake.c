/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "wire-private.h"

#include "handshake-repeat.h"
#include "pipeline.h"

#include <nice/agent.h>

#define LOOK_AGAIN_US 40000 /* meanwhile something may be sent that is due before what was waited for */

/* Of one wire; its probes and its timer hold references. */
typedef struct
{
  GMutex lock; /* guards what follows */
  VdHandshakeRepeat repeat;
  guint timer;
  GWeakRef sink; /* webrtcbin's nicesink: everything is bundled into one */
} Handshake;

static void
handshake_clear (gpointer data)
{
  Handshake *self = data;

  vd_handshake_repeat_clear (&self->repeat);
  g_weak_ref_clear (&self->sink);
  g_mutex_clear (&self->lock);
}

static void
handshake_unref (gpointer self)
{
  g_atomic_rc_box_release_full (self, handshake_clear);
}

static gboolean on_due (gpointer data);

/* With the lock held. */
static void
arm (Handshake *self)
{
  gint64 due_us = vd_handshake_repeat_get_due_us (&self->repeat);
  gint64 wait_us = CLAMP (due_us - g_get_monotonic_time (), 0, LOOK_AGAIN_US);

  if (self->timer != 0 || due_us == G_MAXINT64)
    return;
  self->timer = g_timeout_add_full (G_PRIORITY_HIGH, (guint)(wait_us / G_TIME_SPAN_MILLISECOND) + 1, on_due,
                                    g_atomic_rc_box_acquire (self), handshake_unref);
}

/* Past nicesink and its thread: to libnice each datagram is one of its own. */
static void
send_again (Handshake *self, GPtrArray *datagrams)
{
  g_autoptr (GstElement) sink = g_weak_ref_get (&self->sink);
  g_autoptr (GObject) agent = NULL;
  guint stream, component;

  if (!sink || datagrams->len == 0)
    return;
  g_object_get (sink, "agent", &agent, "stream", &stream, "component", &component, NULL);
  for (guint i = 0; agent && i < datagrams->len; i++)
    {
      gsize size;
      const char *data = g_bytes_get_data (g_ptr_array_index (datagrams, i), &size);

      nice_agent_send (NICE_AGENT (agent), stream, component, (guint)size, data);
    }
}

/* Main thread. */
static gboolean
on_due (gpointer data)
{
  Handshake *self = data;
  g_autoptr (GPtrArray) due = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  gint64 now_us = g_get_monotonic_time ();
  GBytes *datagram;

  g_mutex_lock (&self->lock);
  self->timer = 0;
  while ((datagram = vd_handshake_repeat_take (&self->repeat, now_us)))
    g_ptr_array_add (due, datagram);
  arm (self);
  g_mutex_unlock (&self->lock);
  send_again (self, due);
  return G_SOURCE_REMOVE;
}

static GstPadProbeReturn
note (Handshake *self, GstPadProbeInfo *info, gboolean is_ours)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  gboolean is_done;
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return GST_PAD_PROBE_OK;
  g_mutex_lock (&self->lock);
  if (is_ours)
    {
      vd_handshake_repeat_note_sent (&self->repeat, map.data, map.size, g_get_monotonic_time ());
      arm (self);
    }
  else
    vd_handshake_repeat_note_arrived (&self->repeat, map.data, map.size);
  is_done = vd_handshake_repeat_is_done (&self->repeat);
  g_mutex_unlock (&self->lock);
  gst_buffer_unmap (buffer, &map);
  return is_done ? GST_PAD_PROBE_REMOVE : GST_PAD_PROBE_OK;
}

/* The thread that sends. A record is pushed by itself, media comes in lists too. */
static GstPadProbeReturn
on_sent (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return note (data, info, TRUE);
}

/* The thread that receives. */
static GstPadProbeReturn
on_arrived (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return note (data, info, FALSE);
}

static void
probe (Handshake *self, GstElement *element, const char *name, GstPadProbeCallback func)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, name);

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, func, g_atomic_rc_box_acquire (self), handshake_unref);
}

static void
on_deep_element (GstBin *bin, GstBin *sub_bin, GstElement *element, gpointer data)
{
  const char *kind = vd_pipeline_get_kind (element);
  Handshake *self = data;

  if (g_str_equal (kind, "nicesrc"))
    probe (self, element, "src", on_arrived);
  else if (g_str_equal (kind, "nicesink"))
    {
      g_weak_ref_set (&self->sink, element);
      probe (self, element, "sink", on_sent);
    }
}

void
vd_wire_repeat_handshake (VdWire *self)
{
  Handshake *handshake = g_atomic_rc_box_new0 (Handshake);

  g_mutex_init (&handshake->lock);
  g_weak_ref_init (&handshake->sink, NULL);
  g_signal_connect_data (self->webrtc, "deep-element-added", G_CALLBACK (on_deep_element), handshake,
                         (GClosureNotify)(void *)handshake_unref, 0);
}
