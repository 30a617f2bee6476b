/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "tally.h"

static void
tally_clear (gpointer data)
{
  VdTally *self = data;

  g_clear_pointer (&self->voice, vd_voice_unref);
  g_clear_pointer (&self->wishes, vd_fanout_unref);
}

VdTally *
vd_tally_new (VdFanout *wishes)
{
  VdTally *self = g_atomic_rc_box_new0 (VdTally);

  self->voice = vd_voice_new ();
  self->wishes = vd_fanout_ref (wishes);
  return self;
}

VdTally *
vd_tally_ref (VdTally *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
vd_tally_unref (gpointer self)
{
  g_atomic_rc_box_release_full (self, tally_clear);
}

void
vd_tally_probe (VdTally *self, GstPad *pad, GstPadProbeType type, GstPadProbeCallback func)
{
  gst_pad_add_probe (pad, type, func, vd_tally_ref (self), vd_tally_unref);
}

guint
vd_tally_count (const GstPadProbeInfo *info)
{
  return info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST ? gst_buffer_list_length (GST_PAD_PROBE_INFO_BUFFER_LIST (info))
                                                     : 1;
}
