/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "line-tap.h"

#include <gst/rtp/rtp.h>

#include "feedback.h"
#include "in-flight.h"
#include "packet-pacer.h"
#include "repair-guard.h"
#include "wire.h"

struct _VdLineTap
{
  gatomicrefcount ref_count;
  VdMailbox *mailbox;
  VdLineTapNews news;
  GMutex lock; /* guards what follows */
  VdInFlight flight;
  guint hold; /* that was told */
  VdRepairGuard guard;
  VdPacketPacer pacer;
  gboolean is_open_up;
  GCond opened_up;
};

VdLineTap *
vd_line_tap_new (VdMailbox *mailbox, const VdLineTapNews *news)
{
  VdLineTap *self = g_new0 (VdLineTap, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  g_cond_init (&self->opened_up);
  self->mailbox = vd_mailbox_ref (mailbox);
  self->news = *news;
  return self;
}

VdLineTap *
vd_line_tap_ref (VdLineTap *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vd_line_tap_unref (VdLineTap *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  vd_mailbox_unref (self->mailbox);
  g_cond_clear (&self->opened_up);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* The thread that receives. */
static GstPadProbeReturn
on_event (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  VdLineTap *self = data;
  VdFeedback *feedback =
      vd_feedback_new_from_event (GST_PAD_PROBE_INFO_EVENT (info), VD_WIRE_VOICE_PT, g_get_monotonic_time ());

  if (!feedback)
    return GST_PAD_PROBE_OK;
  g_mutex_lock (&self->lock);
  vd_in_flight_report (&self->flight, feedback->sent.last_us);
  g_mutex_unlock (&self->lock);
  vd_mailbox_post (self->mailbox, self->news.take_feedback, feedback, vd_feedback_free);
  return GST_PAD_PROBE_DROP; /* nobody further up wants it */
}

/* RFC 4588: the payload of a repair begins with the number of the packet that is sent again. */
static gboolean
read_repair (GstRTPBuffer *rtp, guint16 *seqnum)
{
  guint8 *payload = gst_rtp_buffer_get_payload (rtp);

  if (!payload || gst_rtp_buffer_get_payload_len (rtp) < sizeof *seqnum)
    return FALSE;
  *seqnum = GST_READ_UINT16_BE (payload);
  return TRUE;
}

/* With the lock held. */
static VdRepair
judge (VdLineTap *self, GstBuffer *buffer)
{
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
  VdRepair repair = VD_REPAIR_SEND;
  guint payload_type;
  guint16 seqnum;

  if (!gst_rtp_buffer_map (buffer, GST_MAP_READ, &rtp))
    return repair;
  payload_type = gst_rtp_buffer_get_payload_type (&rtp);
  if (payload_type == VD_WIRE_PICTURE_PT)
    vd_repair_guard_note (&self->guard, gst_rtp_buffer_get_seq (&rtp));
  else if (payload_type != VD_WIRE_VOICE_PT && read_repair (&rtp, &seqnum))
    repair = vd_repair_guard_judge (&self->guard, seqnum, gst_buffer_get_size (buffer), g_get_monotonic_time ());
  gst_rtp_buffer_unmap (&rtp);
  return repair;
}

/* With the lock held. TRUE if the picture should be less than it was told last. */
static gboolean
count (VdLineTap *self, GstBuffer *buffer)
{
  guint hold;

  vd_in_flight_note (&self->flight, gst_buffer_get_size (buffer), g_get_monotonic_time ());
  hold = vd_in_flight_get_hold (&self->flight);
  if (hold <= self->hold)
    return FALSE;
  self->hold = hold;
  return TRUE;
}

static void
tell_hold (VdLineTap *self)
{
  vd_mailbox_post (self->mailbox, self->news.take_hold, NULL, NULL);
}

/* The thread that sends. */
static GstPadProbeReturn
on_packet (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  VdLineTap *self = data;
  VdRepair repair;
  gboolean holds;

  g_mutex_lock (&self->lock);
  repair = judge (self, GST_PAD_PROBE_INFO_BUFFER (info));
  holds = repair == VD_REPAIR_SEND && count (self, GST_PAD_PROBE_INFO_BUFFER (info));
  g_mutex_unlock (&self->lock);
  if (holds)
    tell_hold (self);
  if (repair == VD_REPAIR_GIVE_UP)
    vd_mailbox_post (self->mailbox, self->news.give_up, NULL, NULL);
  return repair == VD_REPAIR_SEND ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

/* The packets of a frame: a repair comes alone. */
static GstPadProbeReturn
on_packets (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  VdLineTap *self = data;
  GstBufferList *list = GST_PAD_PROBE_INFO_BUFFER_LIST (info);
  gboolean holds = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < gst_buffer_list_length (list); i++)
    {
      judge (self, gst_buffer_list_get (list, i));
      holds |= count (self, gst_buffer_list_get (list, i));
    }
  g_mutex_unlock (&self->lock);
  if (holds)
    tell_hold (self);
  return GST_PAD_PROBE_OK;
}

static void
probe (VdLineTap *self, GstElement *element, const char *name, GstPadProbeType type, GstPadProbeCallback func)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, name);

  gst_pad_add_probe (pad, type, func, vd_line_tap_ref (self), (GDestroyNotify)vd_line_tap_unref);
}

GstElement *
vd_line_tap_make_element (VdLineTap *self)
{
  GstElement *tap = gst_element_factory_make ("identity", VD_WIRE_TAP);

  g_object_set (tap, "silent", TRUE, NULL);
  probe (self, tap, "src", GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, on_event);
  probe (self, tap, "sink", GST_PAD_PROBE_TYPE_BUFFER, on_packet);
  probe (self, tap, "sink", GST_PAD_PROBE_TYPE_BUFFER_LIST, on_packets);
  return tap;
}

/* The thread of the picture's packets, which has nothing else to do. */
static GstPadProbeReturn
on_leaving (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  VdLineTap *self = data;
  guint size = gst_buffer_get_size (GST_PAD_PROBE_INFO_BUFFER (info));
  gint64 now_us = g_get_monotonic_time ();
  gint64 wait_us;

  g_mutex_lock (&self->lock);
  wait_us = vd_packet_pacer_get_wait_us (&self->pacer, now_us);
  if (wait_us > 0)
    while (!self->is_open_up && g_cond_wait_until (&self->opened_up, &self->lock, now_us + wait_us))
      ;
  vd_packet_pacer_note (&self->pacer, size, g_get_monotonic_time ());
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

void
vd_line_tap_pace (VdLineTap *self, GstPad *pad)
{
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_leaving, vd_line_tap_ref (self),
                     (GDestroyNotify)vd_line_tap_unref);
}

void
vd_line_tap_open_up (VdLineTap *self)
{
  g_mutex_lock (&self->lock);
  self->is_open_up = TRUE;
  g_cond_signal (&self->opened_up);
  g_mutex_unlock (&self->lock);
}

void
vd_line_tap_set_limits (VdLineTap *self, const VdLineLimits *limits)
{
  g_mutex_lock (&self->lock);
  vd_repair_guard_set (&self->guard, limits->repair_bps, limits->round_trip_us);
  vd_repair_guard_set_paused (&self->guard, limits->is_paused);
  vd_packet_pacer_set_line (&self->pacer, limits->pace_bps);
  vd_in_flight_set_line (&self->flight, limits->pace_bps, limits->least_round_trip_us);
  g_mutex_unlock (&self->lock);
}

guint
vd_line_tap_get_hold (VdLineTap *self)
{
  guint hold;

  g_mutex_lock (&self->lock);
  hold = self->hold = vd_in_flight_get_hold (&self->flight);
  g_mutex_unlock (&self->lock);
  return hold;
}

void
vd_line_tap_fill (VdLineTap *self, guint n_packets)
{
  g_mutex_lock (&self->lock);
  vd_repair_guard_fill (&self->guard, n_packets);
  g_mutex_unlock (&self->lock);
}

void
vd_line_tap_begin_anew (VdLineTap *self)
{
  g_mutex_lock (&self->lock);
  vd_repair_guard_begin_anew (&self->guard);
  g_mutex_unlock (&self->lock);
}
