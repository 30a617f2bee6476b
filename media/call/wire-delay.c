/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "wire-private.h"

/* How long this peer waits for what comes late. webrtcbin has one latency for everything; but a missing packet of the
 * picture is sent again and worth waiting for, one of the voice is not, and neither should delay what is complete. */

/* FALSE also while it is not yet known. */
static gboolean
carries (GstElement *jitter_buffer, const char *kind)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (jitter_buffer, "sink");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const char *media = caps ? gst_structure_get_string (gst_caps_get_structure (caps, 0), "media") : NULL;

  return g_strcmp0 (media, kind) == 0;
}

void
vd_wire_set_delay (VdWire *self, const VdJitterTarget *target)
{
  g_autoptr (GPtrArray) buffers = vd_tally_copy_buffers (self->tally);
  GstClockTime shown = target->show_ms * GST_MSECOND;

  /* Given and not computed: the jitter buffers' own would be the longest wait. */
  if (gst_pipeline_get_latency (self->pipeline) != shown)
    {
      gst_pipeline_set_latency (self->pipeline, shown);
      gst_bin_recalculate_latency (GST_BIN (self->pipeline));
    }
  vd_voice_set_cushion_ms (self->tally->voice, MAX (target->show_ms, VD_VOICE_CUSHION_MS));
  for (guint i = 0; i < buffers->len; i++)
    {
      GstElement *buffer = g_ptr_array_index (buffers, i);
      guint wait_ms = carries (buffer, "video") ? target->wait_ms : target->show_ms;
      guint latency_ms;

      g_object_get (buffer, "latency", &latency_ms, NULL);
      if (latency_ms != wait_ms)
        g_object_set (buffer, "latency", wait_ms, "rtx-retry-timeout", target->retry_ms, NULL);
      /* What of the voice came a second time came too late, and would count as jitter. */
      if (carries (buffer, "audio"))
        g_object_set (buffer, "do-retransmission", FALSE, NULL);
    }
}
