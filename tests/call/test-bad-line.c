/* SPDX-License-Identifier: EUPL-1.2 */
/* What a bad line does, in its purest form: nothing of our handshake arrives the first time; all that is sent to us
 * comes in heaps. */
#include <gio/gio.h>

#include "dtls-record.h"
#include "pipeline.h"
#include "rig.h"

#define HEAP_EVERY_US 240000
#define HELD_US 210000
#define LATE_MS 80
#define WINDOW_US 2000000
#define FPS 30 /* the answerer's */

typedef struct
{
  VdRig rig;
  gboolean has_heaps;
  gint64 from_us; /* of a window in which pictures are counted */
  double best;    /* share of the pictures sent that were shown, in the best window so far */
  GMutex lock;    /* guards what follows */
  GHashTable *seen;
  guint lost, came;
} Line;

/* What OpenSSL sends again is a new record, and gets lost as well. */
static GstPadProbeReturn
lose_the_first (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Line *line = data;
  GstMapInfo map;
  gboolean is_first = FALSE;

  g_assert_true (gst_buffer_map (GST_PAD_PROBE_INFO_BUFFER (info), &map, GST_MAP_READ));
  if (map.data[0] == VD_DTLS_HANDSHAKE || map.data[0] == VD_DTLS_CHANGE_CIPHER_SPEC)
    {
      g_mutex_lock (&line->lock);
      is_first = g_hash_table_add (line->seen, g_compute_checksum_for_data (G_CHECKSUM_SHA256, map.data, map.size));
      line->lost += is_first;
      line->came += !is_first;
      g_mutex_unlock (&line->lock);
    }
  gst_buffer_unmap (GST_PAD_PROBE_INFO_BUFFER (info), &map);
  return is_first ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

/* The thread that sends. */
static GstPadProbeReturn
send_in_heaps (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  gint64 phase_us = g_get_monotonic_time () % HEAP_EVERY_US;

  if (phase_us < HELD_US)
    g_usleep (HELD_US - phase_us);
  return GST_PAD_PROBE_OK;
}

static void
on_deep_element (GstBin *bin, GstBin *sub_bin, GstElement *element, gpointer data)
{
  Line *line = data;
  g_autoptr (GstPad) pad = NULL;

  if (!g_str_equal (vd_pipeline_get_kind (element), line->has_heaps ? "nicesink" : "nicesrc"))
    return;
  pad = gst_element_get_static_pad (element, line->has_heaps ? "sink" : "src");
  if (line->has_heaps)
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, send_in_heaps, NULL, NULL);
  else
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, lose_the_first, line, NULL);
}

static void
on_meet (VdAnswerer *answerer, gpointer data)
{
  g_signal_connect (vd_answerer_get_webrtc (answerer), "deep-element-added", G_CALLBACK (on_deep_element), data);
}

static void
set_up (Line *line, gconstpointer has_heaps)
{
  line->has_heaps = has_heaps != NULL;
  g_mutex_init (&line->lock);
  line->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  line->rig.meet = on_meet;
  line->rig.meet_data = line;
  vd_rig_open (&line->rig, &vd_rig_settings);
  vd_rig_call (&line->rig, NULL);
}

static void
tear_down (Line *line, gconstpointer unused)
{
  vd_rig_close (&line->rig);
  g_hash_table_unref (line->seen);
  g_mutex_clear (&line->lock);
}

static void
test_first_is_lost (Line *line, gconstpointer unused)
{
  VdRig *rig = &line->rig;

  vd_rig_wait_state (rig, VD_CALL_STATE_READY);
  g_mutex_lock (&line->lock);
  g_assert_cmpuint (line->lost, >=, 2);
  g_assert_cmpuint (line->came, >=, 2);
  g_mutex_unlock (&line->lock);
}

/* One good window is enough: on a busy machine pictures are left out, and may be. */
static gboolean
has_shown_nearly_all (VdRig *rig)
{
  Line *line = (Line *)rig; /* its first member */
  guint64 shown = vd_call_get_figures (rig->call).frames_shown;
  gint64 now_us = g_get_monotonic_time ();

  if (vd_call_get_stats (rig->call).line.show_ms < LATE_MS)
    line->from_us = 0;
  else if (line->from_us == 0)
    {
      line->from_us = now_us;
      rig->before.shown = shown;
    }
  else if (now_us - line->from_us > WINDOW_US)
    {
      double sent = (double)(now_us - line->from_us) * FPS / G_USEC_PER_SEC;

      line->best = MAX (line->best, (double)(shown - rig->before.shown) / sent);
      g_test_message ("%.0f %% of the pictures shown", 100 * line->best);
      line->from_us = 0;
    }
  return line->best > 0.8;
}

static void
test_in_heaps (Line *line, gconstpointer unused)
{
  VdRig *rig = &line->rig;

  vd_rig_wait_state (rig, VD_CALL_STATE_READY);
  vd_call_open_gates (rig->call);
  vd_rig_wait (rig, has_shown_nearly_all, 40);
}

int
main (int argc, char *argv[])
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/bad-line/handshake-lost", Line, NULL, set_up, test_first_is_lost, tear_down);
  g_test_add ("/bad-line/in-heaps", Line, "heaps", set_up, test_in_heaps, tear_down);
  return g_test_run ();
}
