/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "echo-aligner.h"

#include "echo-delay.h"

/* Where the canceller is best: the echo soon after what was played, and never before it. */
#define RIGHT_MS 20
/* It begins anew with each change, so a little off is left alone. */
#define TOLERANCE_MS 15

struct _VdEchoAligner
{
  gatomicrefcount ref_count;
  GMutex lock; /* guards what follows */
  VdEchoDelay delay;
  GstClockTime latency; /* from a buffer's time to when it is heard */
  int shift_ms;
};

static VdEchoAligner *
aligner_ref (VdEchoAligner *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vd_echo_aligner_unref (VdEchoAligner *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_mutex_clear (&self->lock);
  g_free (self);
}

typedef void (*NoteFunc) (VdEchoDelay *delay, gint64 at_us, const gint16 *samples, guint n_samples);

static void
note (VdEchoAligner *self, NoteFunc func, GstBuffer *buffer, GstClockTime late)
{
  GstMapInfo map;

  if (!GST_BUFFER_PTS_IS_VALID (buffer) || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;
  func (&self->delay, (gint64)((GST_BUFFER_PTS (buffer) + late) / GST_USECOND), (const gint16 *)(gpointer)map.data,
        map.size / sizeof (gint16));
  gst_buffer_unmap (buffer, &map);
}

static GstPadProbeReturn
on_played (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  VdEchoAligner *self = data;

  g_mutex_lock (&self->lock);
  if (GST_CLOCK_TIME_IS_VALID (self->latency))
    note (self, vd_echo_delay_note_played, GST_PAD_PROBE_INFO_BUFFER (info), self->latency);
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_latency (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  VdEchoAligner *self = data;
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);

  if (GST_EVENT_TYPE (event) != GST_EVENT_LATENCY)
    return GST_PAD_PROBE_OK;
  g_mutex_lock (&self->lock);
  gst_event_parse_latency (event, &self->latency);
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

static void
judge (VdEchoAligner *self)
{
  int delay_ms;

  if (!vd_echo_delay_get_ms (&self->delay, &delay_ms) || ABS (delay_ms - RIGHT_MS - self->shift_ms) < TOLERANCE_MS)
    return;
  self->shift_ms = delay_ms - RIGHT_MS;
  g_message ("the loudspeaker is heard %d ms later than the devices say", self->shift_ms);
}

/* Nothing is from before the beginning: that is dropped, a moment of the microphone's first sound. */
static GstPadProbeReturn
shift (GstPadProbeInfo *info, int ms)
{
  GstBuffer *buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  GstClockTimeDiff at = (GstClockTimeDiff)GST_BUFFER_PTS (buffer) + ms * (GstClockTimeDiff)GST_MSECOND;

  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  if (!GST_BUFFER_PTS_IS_VALID (buffer))
    return GST_PAD_PROBE_OK;
  if (at < 0)
    return GST_PAD_PROBE_DROP;
  GST_BUFFER_PTS (buffer) = (GstClockTime)at;
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_heard (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  VdEchoAligner *self = data;
  int ms;

  g_mutex_lock (&self->lock);
  note (self, vd_echo_delay_note_heard, GST_PAD_PROBE_INFO_BUFFER (info), 0);
  judge (self);
  ms = self->shift_ms;
  g_mutex_unlock (&self->lock);
  return ms == 0 ? GST_PAD_PROBE_OK : shift (info, -ms);
}

static GstPadProbeReturn
on_cleaned (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  int ms = vd_echo_aligner_get_shift_ms (data);

  return ms == 0 ? GST_PAD_PROBE_OK : shift (info, ms);
}

static void
watch (VdEchoAligner *self, GstElement *element, const char *pad_name, GstPadProbeType type, GstPadProbeCallback func)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, pad_name);

  gst_pad_add_probe (pad, type, func, aligner_ref (self), (GDestroyNotify)vd_echo_aligner_unref);
}

/* webrtc-audio-processing 1.x (Debian 13) has no such mode any more because it always looks for the delay by itself,
 * and begins anew with each of our shifts: of 48 dB at 120 ms 11 were left (tests/bench/run echo). */
static gboolean
finds_delay (GstElement *canceller)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (canceller), "delay-agnostic");

  return !spec || spec->flags & G_PARAM_DEPRECATED;
}

VdEchoAligner *
vd_echo_aligner_new (GstElement *probe, GstElement *canceller, int known_ms)
{
  VdEchoAligner *self;

  if (finds_delay (canceller))
    return NULL;
  self = g_new0 (VdEchoAligner, 1);
  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->latency = GST_CLOCK_TIME_NONE;
  self->shift_ms = known_ms;
  watch (self, probe, "src", GST_PAD_PROBE_TYPE_BUFFER, on_played);
  watch (self, probe, "src", GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, on_latency);
  watch (self, canceller, "sink", GST_PAD_PROBE_TYPE_BUFFER, on_heard);
  watch (self, canceller, "src", GST_PAD_PROBE_TYPE_BUFFER, on_cleaned);
  return self;
}

int
vd_echo_aligner_get_shift_ms (VdEchoAligner *self)
{
  int ms;

  g_mutex_lock (&self->lock);
  ms = self->shift_ms;
  g_mutex_unlock (&self->lock);
  return ms;
}
