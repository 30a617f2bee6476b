/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <stdatomic.h>

#include <gst/gst.h>

#include "fanout.h"
#include "freezes.h"
#include "jitter-target.h"
#include "voice.h"
#include "vp8-gate.h"

G_BEGIN_DECLS

/* What the streaming threads of one peer write and the main thread reads. */
typedef struct
{
  VdVoice *voice;
  VdFanout *wishes; /* where the other side's wish for a keyframe goes */

  VdVp8Gate gate; /* only the decoder's thread */

  GMutex lock; /* guards what follows */
  VdFreezes freezes;
  GPtrArray *buffers; /* of GstElement: webrtcbin's jitter buffers; NULL once closed */
  VdJitterTarget delay;

  GCond shut;

  atomic_bool is_open;
  atomic_bool is_shut;                 /* for good */
  atomic_uint_fast64_t sent, received; /* RTP packets */
  atomic_uint_fast64_t arrived;        /* packets of any kind: RTP, RTCP, DTLS */
  atomic_uint_fast64_t frames;
  atomic_uint_fast64_t refused; /* frames that no decoder should see */
  atomic_int_fast64_t first_frame_us, first_sound_us;
} VdTally;

VdTally *vd_tally_new (VdFanout *wishes);
VdTally *vd_tally_ref (VdTally *self);
void vd_tally_unref (gpointer self); /* a GDestroyNotify */

/* Any thread. */
void vd_tally_add_buffer (VdTally *self, GstElement *jitter_buffer);
GPtrArray *vd_tally_copy_buffers (VdTally *self); /* (transfer full) */
VdFreezes vd_tally_get_freezes (VdTally *self);
void vd_tally_set_delay (VdTally *self, const VdJitterTarget *delay);
VdJitterTarget vd_tally_get_delay (VdTally *self);
/* Any thread, which stands still for so long, or until it is shut. */
void vd_tally_wait (VdTally *self, gint64 us);
void vd_tally_shut (VdTally *self);
/* Lets go of webrtcbin's elements. */
void vd_tally_close (VdTally *self);

#define VD_TALLY_PACKETS (GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST)
/* The probe holds a reference. */
void vd_tally_probe (VdTally *self, GstPad *pad, GstPadProbeType type, GstPadProbeCallback func);
/* How many packets a probe of that type was shown. */
guint vd_tally_count (const GstPadProbeInfo *info);

G_END_DECLS
