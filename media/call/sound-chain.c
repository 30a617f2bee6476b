/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "sound-chain.h"

#include <math.h>

#include "pipeline.h"

#define PLAYBACK                                                                                                       \
  "identity name=voices silent=true ! capsfilter caps=\"" VD_SOUND_CAPS "\" ! volume name=volume ! %s "                \
  "audioconvert ! audioresample"

/* Perfect timestamps because Chromium's decoder expects them; no DTX, whose gaps confuse the far side's own echo and
 * noise processing. 32 kbit/s is Opus's fullband voice; its FEC engages once a loss is told (packet-loss-percentage).
 */
#define CAPTURE                                                                                                        \
  "queue max-size-buffers=0 max-size-bytes=0 max-size-time=100000000 leaky=downstream ! audioconvert ! "               \
  "audioresample ! " VD_SOUND_CAPS                                                                                     \
  " ! identity name=raw silent=true ! %s volume name=mute ! identity name=gate silent=true ! "                         \
  "opusenc name=voice-encoder bitrate=32000 audio-type=voice frame-size=20 inband-fec=true dtx=false "                 \
  "perfect-timestamp=true ! appsink name=encoded sync=false async=false"

/* What differs between webrtc-audio-processing 0.3 (Debian 12) and 1.x (13) is set where it is there. From
 * tests/bench/run echo: higher suppression leaves less echo than is needed and takes 2 to 3 dB more of who speaks at
 * the same time; delay-agnostic leaves 14 dB of echo where the aligner leaves 45; adaptive gain raises the echo while
 * the canceller still learns. */
static const struct
{
  const char *property, *value;
} tuning[] = {
  { "delay-agnostic", "false" },       { "extended-filter", "true" },   { "high-pass-filter", "true" },
  { "echo-suppression-level", "low" }, { "noise-suppression", "true" }, { "gain-control-mode", "fixed-digital" },
  { "compression-gain-db", "6" },      { "limiter", "true" },
};

#define RANGE_DB 30.0

static GstPadProbeReturn
on_silence (GstPad *pad, GstPadProbeInfo *info, gpointer ear)
{
  GstBuffer *buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
  GstMapInfo map;

  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  if (!gst_buffer_map (buffer, &map, GST_MAP_READWRITE))
    return GST_PAD_PROBE_OK;
  /* volume would pass over a buffer marked as silence. */
  if (vd_ear_mix (ear, (gint16 *)(gpointer)map.data, map.size / sizeof (gint16)))
    GST_BUFFER_FLAG_UNSET (buffer, GST_BUFFER_FLAG_GAP);
  gst_buffer_unmap (buffer, &map);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_raw (GstPad *pad, GstPadProbeInfo *info, gpointer ear)
{
  GstMapInfo map;

  if (!gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ))
    return GST_PAD_PROBE_OK;
  vd_ear_hear_raw (ear, (const gint16 *)(gpointer)map.data, map.size / sizeof (gint16));
  gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
on_microphone (GstPad *pad, GstPadProbeInfo *info, gpointer ear)
{
  GstMapInfo map;

  if (gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ))
    {
      vd_ear_hear (ear, (const gint16 *)(gpointer)map.data, map.size / sizeof (gint16));
      gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);
    }
  return vd_fanout_has_readers (vd_ear_get_fanout (ear)) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static GstFlowReturn
on_encoded (GstAppSink *sink, gpointer ear)
{
  return vd_fanout_pull (vd_ear_get_fanout (ear), sink);
}

static void
watch (GstElement *chain, const char *name, GstPadProbeCallback func, VdEar *ear)
{
  g_autoptr (GstElement) element = gst_bin_get_by_name (GST_BIN (chain), name);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, func, vd_ear_ref (ear), (GDestroyNotify)vd_ear_unref);
}

gboolean
vd_sound_chain_add_playback (GstPipeline *pipeline, VdEar *ear, GstElement *source, GstElement *sink,
                             gboolean with_probe, GError **error)
{
  g_autofree char *description = g_strdup_printf (PLAYBACK, with_probe ? "webrtcechoprobe name=probe !" : "");
  GstElement *chain;

  gst_bin_add_many (GST_BIN (pipeline), source, sink, NULL);
  chain = vd_pipeline_add_chain (pipeline, "playback", description, error);
  if (!chain)
    return FALSE;
  watch (chain, "voices", on_silence, ear);
  return gst_element_link_many (source, chain, sink, NULL);
}

static void
tune (GstElement *chain, gboolean cancels_echo)
{
  g_autoptr (GstElement) canceller = gst_bin_get_by_name (GST_BIN (chain), "canceller");
  GObjectClass *klass = G_OBJECT_GET_CLASS (canceller);

  for (guint i = 0; i < G_N_ELEMENTS (tuning); i++)
    if (g_object_class_find_property (klass, tuning[i].property))
      gst_util_set_object_arg (G_OBJECT (canceller), tuning[i].property, tuning[i].value);
  g_object_set (canceller, "echo-cancel", cancels_echo, NULL);
}

gboolean
vd_sound_chain_add_capture (GstPipeline *pipeline, VdEar *ear, GstElement *source, VdCanceller canceller,
                            GError **error)
{
  GstAppSinkCallbacks callbacks = { .new_sample = on_encoded };
  g_autofree char *description =
      g_strdup_printf (CAPTURE, canceller == VD_CANCELLER_OFF ? "" : "webrtcdsp name=canceller probe=probe !");
  g_autoptr (GstElement) encoded = NULL;
  GstElement *chain;

  gst_bin_add (GST_BIN (pipeline), source);
  chain = vd_pipeline_add_chain (pipeline, "capture", description, error);
  if (!chain)
    return FALSE;
  if (canceller != VD_CANCELLER_OFF)
    tune (chain, canceller == VD_CANCELLER_CANCEL);
  encoded = gst_bin_get_by_name (GST_BIN (chain), "encoded");
  gst_app_sink_set_callbacks (GST_APP_SINK (encoded), &callbacks, vd_ear_ref (ear), (GDestroyNotify)vd_ear_unref);
  watch (chain, "raw", on_raw, ear);
  watch (chain, "gate", on_microphone, ear);
  return gst_element_link (source, chain);
}

double
vd_sound_chain_get_gain (double volume)
{
  return volume > 0 ? pow (10, -RANGE_DB * (1 - MIN (volume, 1)) / 20) : 0;
}
