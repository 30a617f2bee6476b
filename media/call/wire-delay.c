/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "wire-private.h"

/* How long this peer waits for what comes late. webrtcbin has one latency for everything; but a missing packet of the
 * picture is sent again and worth waiting for, one of the voice is not, and neither should delay what is complete. */

/* "audio" or "video", interned; NULL while it is not yet known. A jitter buffer itself is told a payload type only;
 * what it stands for is known to the demultiplexer behind it. */
static const char *
get_media (GstElement *jitter_buffer)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (jitter_buffer, "src");
  g_autoptr (GstPad) peer = gst_pad_get_peer (pad);
  g_autoptr (GstElement) demultiplexer = peer ? gst_pad_get_parent_element (peer) : NULL;
  const char *media = NULL;

  if (!demultiplexer)
    return NULL;
  GST_OBJECT_LOCK (demultiplexer);
  for (GList *l = demultiplexer->srcpads; l && !media; l = l->next)
    {
      g_autoptr (GstCaps) caps = gst_pad_get_current_caps (l->data);

      media = caps ? g_intern_string (gst_structure_get_string (gst_caps_get_structure (caps, 0), "media")) : NULL;
    }
  GST_OBJECT_UNLOCK (demultiplexer);
  return media;
}

static void
set_wait (GstElement *jitter_buffer, const VdJitterTarget *target)
{
  const char *media = get_media (jitter_buffer);
  guint wait_ms = g_strcmp0 (media, "video") == 0 ? target->wait_ms : target->hear_ms;
  guint latency_ms;

  g_object_get (jitter_buffer, "latency", &latency_ms, NULL);
  if (latency_ms != wait_ms)
    g_object_set (jitter_buffer, "latency", wait_ms, NULL);
  g_object_set (jitter_buffer, "rtx-retry-timeout", target->retry_ms, NULL);
  /* What of the voice came a second time came too late, and would count as jitter. */
  if (g_strcmp0 (media, "audio") == 0)
    g_object_set (jitter_buffer, "do-retransmission", FALSE, NULL);
}

void
vd_wire_apply_delay (VdTally *tally)
{
  g_autoptr (GPtrArray) buffers = vd_tally_copy_buffers (tally);
  VdJitterTarget target = vd_tally_get_delay (tally);

  for (guint i = 0; i < buffers->len; i++)
    set_wait (g_ptr_array_index (buffers, i), &target);
}

void
vd_wire_set_delay (VdWire *self, const VdJitterTarget *target)
{
  vd_tally_set_delay (self->tally, target);
  vd_voice_set_cushion_ms (self->tally->voice, MAX (target->hear_ms, VD_VOICE_CUSHION_MS));
  vd_wire_apply_delay (self->tally);
}

int
vd_wire_get_wait_ms (VdWire *self)
{
  g_autoptr (GPtrArray) buffers = vd_tally_copy_buffers (self->tally);
  guint wait_ms = 0;

  for (guint i = 0; i < buffers->len; i++)
    if (g_strcmp0 (get_media (g_ptr_array_index (buffers, i)), "video") == 0)
      g_object_get (g_ptr_array_index (buffers, i), "latency", &wait_ms, NULL);
  return (int)wait_ms;
}
