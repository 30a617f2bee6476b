/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "tally.h"

static void
tally_clear (gpointer data)
{
  VdTally *self = data;

  g_clear_pointer (&self->voice, vd_voice_unref);
  g_clear_pointer (&self->wishes, vd_fanout_unref);
  g_clear_pointer (&self->buffers, g_ptr_array_unref);
  g_cond_clear (&self->shut);
  g_mutex_clear (&self->lock);
}

VdTally *
vd_tally_new (VdFanout *wishes)
{
  VdTally *self = g_atomic_rc_box_new0 (VdTally);

  self->voice = vd_voice_new ();
  self->wishes = vd_fanout_ref (wishes);
  self->buffers = g_ptr_array_new_with_free_func (gst_object_unref);
  g_mutex_init (&self->lock);
  g_cond_init (&self->shut);
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

void
vd_tally_add_buffer (VdTally *self, GstElement *jitter_buffer)
{
  g_mutex_lock (&self->lock);
  if (self->buffers)
    g_ptr_array_add (self->buffers, gst_object_ref (jitter_buffer));
  g_mutex_unlock (&self->lock);
}

static gpointer
ref_buffer (gconstpointer buffer, gpointer data)
{
  return gst_object_ref ((gpointer)buffer);
}

GPtrArray *
vd_tally_copy_buffers (VdTally *self)
{
  GPtrArray *copy;

  g_mutex_lock (&self->lock);
  copy = self->buffers ? g_ptr_array_copy (self->buffers, ref_buffer, NULL)
                       : g_ptr_array_new_with_free_func (gst_object_unref);
  g_mutex_unlock (&self->lock);
  return copy;
}

VdFreezes
vd_tally_get_freezes (VdTally *self)
{
  VdFreezes freezes;

  g_mutex_lock (&self->lock);
  freezes = self->freezes;
  g_mutex_unlock (&self->lock);
  return freezes;
}

void
vd_tally_set_delay (VdTally *self, const VdJitterTarget *delay)
{
  g_mutex_lock (&self->lock);
  self->delay = *delay;
  g_mutex_unlock (&self->lock);
}

VdJitterTarget
vd_tally_get_delay (VdTally *self)
{
  VdJitterTarget delay;

  g_mutex_lock (&self->lock);
  delay = self->delay;
  g_mutex_unlock (&self->lock);
  return delay;
}

void
vd_tally_wait (VdTally *self, gint64 us)
{
  gint64 until_us = g_get_monotonic_time () + us;

  if (us <= 0)
    return;
  g_mutex_lock (&self->lock);
  while (atomic_load (&self->is_open) && g_cond_wait_until (&self->shut, &self->lock, until_us))
    ;
  g_mutex_unlock (&self->lock);
}

void
vd_tally_shut (VdTally *self)
{
  g_mutex_lock (&self->lock);
  atomic_store (&self->is_open, FALSE);
  atomic_store (&self->is_shut, TRUE);
  g_cond_broadcast (&self->shut);
  g_mutex_unlock (&self->lock);
}

void
vd_tally_close (VdTally *self)
{
  g_autoptr (GPtrArray) buffers = NULL;

  g_mutex_lock (&self->lock);
  buffers = g_steal_pointer (&self->buffers);
  g_mutex_unlock (&self->lock);
}
