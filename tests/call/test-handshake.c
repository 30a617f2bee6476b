/* SPDX-License-Identifier: EUPL-1.2 */
/* A line on which nothing of our handshake arrives the first time. */
#include <gio/gio.h>

#include "rig.h"

#define HANDSHAKE 22
#define CHANGE_CIPHER_SPEC 20

typedef struct
{
  VdRig rig;
  GMutex lock; /* guards what follows */
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
  if (map.data[0] == HANDSHAKE || map.data[0] == CHANGE_CIPHER_SPEC)
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

static void
on_deep_element (GstBin *bin, GstBin *sub_bin, GstElement *element, gpointer data)
{
  GstElementFactory *factory = gst_element_get_factory (element);
  g_autoptr (GstPad) pad = NULL;

  if (!factory || !g_str_equal (GST_OBJECT_NAME (factory), "nicesrc"))
    return;
  pad = gst_element_get_static_pad (element, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, lose_the_first, data, NULL);
}

static void
on_meet (VdAnswerer *answerer, gpointer data)
{
  g_signal_connect (vd_answerer_get_webrtc (answerer), "deep-element-added", G_CALLBACK (on_deep_element), data);
}

static void
test_first_is_lost (Line *line, gconstpointer unused)
{
  VdRig *rig = &line->rig;

  g_mutex_init (&line->lock);
  line->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  rig->meet = on_meet;
  rig->meet_data = line;
  vd_rig_open (rig, &vd_rig_settings);
  vd_rig_call (rig, NULL);
  vd_rig_wait_state (rig, VD_CALL_STATE_READY);
  g_mutex_lock (&line->lock);
  g_assert_cmpuint (line->lost, >=, 2);
  g_assert_cmpuint (line->came, >=, 2);
  g_mutex_unlock (&line->lock);
  vd_rig_close (rig);
  g_hash_table_unref (line->seen);
  g_mutex_clear (&line->lock);
}

int
main (int argc, char *argv[])
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/handshake/first-is-lost", Line, NULL, NULL, test_first_is_lost, NULL);
  return g_test_run ();
}
