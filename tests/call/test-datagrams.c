/* SPDX-License-Identifier: EUPL-1.2 */
/* What comes to a call's open port and is no call: from a stranger, on the connected path, and from a party that has
 * the keys. The call goes on, or ends by rule. */
#include <string.h>

#include <gio/gio.h>
#include <gst/webrtc/webrtc.h>
#include <nice/agent.h>

#include "pipeline.h"
#include "rig.h"
#include "storm.h"

#define DATAGRAMS 4000
#define BURST 16
#define BURST_MS 4
#define STRANGERS_SOURCES 200

typedef struct
{
  VdRig rig;
  GRand *dice;
  char *username;   /* of the ICE checks that the kiosk answers to */
  GPtrArray *doors; /* GSocketAddress: where the kiosk's port is */
  guint64 shown;
  guint seen;
} Storm;

static Storm *
from_rig (VdRig *rig)
{
  return (Storm *)((char *)rig - G_STRUCT_OFFSET (Storm, rig));
}

static void
on_candidate (VdCall *call, guint peer, guint mline, const char *candidate, Storm *storm)
{
  g_auto (GStrv) words = g_strsplit (candidate, " ", 8);

  if (g_strv_length (words) == 8)
    g_ptr_array_add (storm->doors, g_inet_socket_address_new_from_string (words[4], (guint)atoi (words[5])));
}

static char *
find_line (const char *sdp, const char *prefix)
{
  const char *at = strstr (sdp, prefix);

  g_assert_nonnull (at);
  at += strlen (prefix);
  return g_strndup (at, strcspn (at, "\r\n"));
}

static void
set_up (Storm *storm, gconstpointer unused)
{
  storm->dice = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  storm->doors = g_ptr_array_new_with_free_func (g_object_unref);
  vd_rig_open (&storm->rig, &vd_rig_settings);
  vd_rig_call (&storm->rig, NULL);
  g_signal_connect (storm->rig.call, "candidate", G_CALLBACK (on_candidate), storm);
}

static void
tear_down (Storm *storm, gconstpointer unused)
{
  vd_rig_close (&storm->rig);
  g_ptr_array_unref (storm->doors);
  g_rand_free (storm->dice);
  g_free (storm->username);
}

static gboolean
is_fresh (VdRig *rig)
{
  Storm *storm = from_rig (rig);

  return vd_call_get_figures (rig->call).frames_shown > storm->shown + 10 &&
         vd_answerer_get_pictures (rig->answerer) > storm->seen + 10;
}

/* Pictures still arrive, at both ends. */
static void
expect_call (Storm *storm)
{
  storm->shown = vd_call_get_figures (storm->rig.call).frames_shown;
  storm->seen = vd_answerer_get_pictures (storm->rig.answerer);
  vd_rig_wait (&storm->rig, is_fresh, 20);
  g_assert_cmpint (vd_call_get_state (storm->rig.call), ==, VD_CALL_STATE_TALKING);
}

static void
note_username (Storm *storm)
{
  g_autofree char *ours = find_line (storm->rig.offer, "a=ice-ufrag:");
  g_autofree char *theirs = find_line (storm->rig.answer, "a=ice-ufrag:");

  storm->username = g_strconcat (ours, ":", theirs, NULL);
}

static void
talk (Storm *storm)
{
  vd_call_open_gates (storm->rig.call);
  vd_rig_wait_state (&storm->rig, VD_CALL_STATE_TALKING);
  note_username (storm);
  expect_call (storm);
}

static void
pause_after (guint i)
{
  if (i % BURST == 0)
    vd_rig_let_pass (BURST_MS);
}

/* Somebody in the same network, who saw where the port is. */
static void
test_stranger (Storm *storm, gconstpointer unused)
{
  g_autoptr (GSocket) v4 = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocket) v6 = g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  guint sent = 0;

  talk (storm);
  g_assert_cmpuint (storm->doors->len, >, 0);
  for (guint i = 0; i < DATAGRAMS; i++)
    {
      GSocketAddress *door = g_ptr_array_index (storm->doors, i % storm->doors->len);
      GSocket *socket = g_socket_address_get_family (door) == G_SOCKET_FAMILY_IPV6 ? v6 : v4;
      guint8 data[VD_STORM_MAX_BYTES];
      gsize size = vd_storm_make (storm->dice, storm->username, data);

      sent += socket && g_socket_send_to (socket, door, (char *)data, size, NULL, NULL) >= 0;
      pause_after (i);
    }
  g_assert_cmpuint (sent, >, DATAGRAMS / 4);
  expect_call (storm);
}

/* The answerer's own socket: libnice takes it for the party it has verified. */
static void
send_on_path (Storm *storm, const guint8 *data, gsize size)
{
  g_autoptr (GstObject) ice = NULL;
  g_autoptr (GObject) agent = NULL;

  g_object_get (vd_answerer_get_webrtc (storm->rig.answerer), "ice-agent", &ice, NULL);
  g_object_get (ice, "agent", &agent, NULL);
  nice_agent_send (NICE_AGENT (agent), 1, NICE_COMPONENT_TYPE_RTP, (guint)size, (const char *)data);
}

static void
storm_on_path (Storm *storm)
{
  for (guint i = 0; i < DATAGRAMS; i++)
    {
      guint8 data[VD_STORM_MAX_BYTES];
      gsize size = vd_storm_make (storm->dice, storm->username, data);

      send_on_path (storm, data, size);
      pause_after (i);
    }
}

static void
test_path (Storm *storm, gconstpointer unused)
{
  talk (storm);
  storm_on_path (storm);
  expect_call (storm);
}

static gboolean
is_decided (VdRig *rig)
{
  VdCallState state = vd_call_get_state (rig->call);

  return state == VD_CALL_STATE_TALKING || state == VD_CALL_STATE_ENDED;
}

static gboolean
is_connecting (VdRig *rig)
{
  return vd_call_get_state (rig->call) >= VD_CALL_STATE_CONNECTING;
}

/* In the middle of the handshake, which somebody on the path can spoil, but no more. */
static void
test_handshake (Storm *storm, gconstpointer unused)
{
  vd_call_open_gates (storm->rig.call);
  vd_rig_wait (&storm->rig, is_connecting, 20);
  note_username (storm);
  storm_on_path (storm);
  vd_rig_wait (&storm->rig, is_decided, 20);
  if (vd_call_get_state (storm->rig.call) == VD_CALL_STATE_TALKING)
    expect_call (storm);
  else
    g_assert_cmpint (vd_call_get_why (storm->rig.call), ==, VD_CALL_END_NOT_CONNECTED);
}

static int
compare_factory (gconstpointer value, gconstpointer name)
{
  return strcmp (vd_pipeline_get_kind (g_value_get_object (value)), name);
}

/* (transfer full): where the answerer's packets go in clear, to be enciphered. */
static GstPad *
get_pad (Storm *storm, const char *name)
{
  g_autoptr (GstIterator) elements = gst_bin_iterate_recurse (GST_BIN (vd_answerer_get_webrtc (storm->rig.answerer)));
  g_auto (GValue) found = G_VALUE_INIT;

  g_assert_true (gst_iterator_find_custom (elements, compare_factory, &found, (gpointer) "dtlssrtpenc"));
  return gst_element_get_static_pad (g_value_get_object (&found), name);
}

/* What is left of a packet that must still be one for SRTP: not the bytes that say how long the header is. */
static gboolean
spoil (GstBuffer **buffer, guint i, gpointer data)
{
  Storm *storm = data;
  GstMapInfo map;

  *buffer = gst_buffer_make_writable (*buffer);
  if (g_rand_int_range (storm->dice, 0, 3) > 0 || !gst_buffer_map (*buffer, &map, GST_MAP_READWRITE))
    return TRUE;
  for (int n = g_rand_int_range (storm->dice, 1, 20); n > 0 && map.size > 17; n--)
    map.data[g_rand_int_range (storm->dice, 16, (gint32)MIN (map.size, 200))] = (guint8)g_rand_int (storm->dice);
  gst_buffer_unmap (*buffer, &map);
  return TRUE;
}

static GstPadProbeReturn
on_packet (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST)
    {
      info->data = gst_buffer_list_make_writable (info->data);
      gst_buffer_list_foreach (info->data, spoil, data);
    }
  else
    spoil ((GstBuffer **)&info->data, 0, data);
  return GST_PAD_PROBE_OK;
}

/* A party with the keys whose pictures, sounds and header extensions are broken; and then it sends what is right. */
static void
test_media (Storm *storm, gconstpointer unused)
{
  g_autoptr (GstPad) pad = NULL;
  gulong probe;

  talk (storm);
  pad = get_pad (storm, "rtp_sink_0");
  probe = gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, on_packet, storm, NULL);
  vd_rig_let_pass (5000);
  gst_pad_remove_probe (pad, probe);
  expect_call (storm);
}

static void
push (GstPad *pad, const guint8 *data, gsize size)
{
  gst_pad_chain (pad, gst_buffer_new_memdup (data, size));
}

static gboolean
is_seen (VdRig *rig)
{
  return vd_answerer_get_pictures (rig->answerer) > from_rig (rig)->seen + 10;
}

/* Ever new sources, of which a browser has two or three in a call: the newest takes its line over, so the party spoils
 * its own picture, but the kiosk has no thread for each, goes on hearing the line, and is seen. */
static void
test_sources (Storm *storm, gconstpointer unused)
{
  g_autoptr (GstPad) pad = NULL;
  VdCallTrouble trouble;
  guint threads;

  talk (storm);
  pad = get_pad (storm, "rtp_sink_0");
  threads = vd_rig_count_entries ("/proc/self/task");
  for (guint i = 0; i < STRANGERS_SOURCES * 4; i++)
    {
      guint8 data[100] = { 0x80, i / 4 % 2 ? 96 : 111, 0, (guint8)(i % 4) };

      GST_WRITE_UINT32_BE (data + 8, 100000 + i / 4);
      push (pad, data, sizeof data);
      pause_after (i);
    }
  g_assert_cmpuint (vd_rig_count_entries ("/proc/self/task"), <, threads + 40);
  vd_rig_let_pass (4000);
  g_object_get (storm->rig.call, "trouble", &trouble, NULL);
  g_assert_cmpint (trouble, ==, VD_CALL_TROUBLE_NONE);
  storm->seen = vd_answerer_get_pictures (storm->rig.answerer);
  vd_rig_wait (&storm->rig, is_seen, 20);
  g_assert_cmpint (vd_call_get_state (storm->rig.call), ==, VD_CALL_STATE_TALKING);
}

/* A whole receiver report, so that SRTP takes it, and after it what cannot be. */
static gsize
make_report (Storm *storm, guint8 *out)
{
  static const guint8 kinds[] = { 200, 201, 202, 203, 204, 205, 205, 205, 206, 207, 210 };
  gsize words = (gsize)g_rand_int_range (storm->dice, 2, 40);
  guint8 *second = out + 8;

  memcpy (out, (guint8[]){ 0x80, 201, 0, 1, 0, 0, 0x1b, 0x5a }, 8);
  for (gsize i = 0; i < words * 4; i++)
    second[i] = (guint8)g_rand_int (storm->dice);
  second[0] = 0x80 | (second[0] & 0x1f);
  if (g_rand_int_range (storm->dice, 0, 2) == 0)
    second[0] = 0x8f; /* of the transport-wide feedback */
  second[1] = kinds[g_rand_int_range (storm->dice, 0, G_N_ELEMENTS (kinds))];
  GST_WRITE_UINT16_BE (second + 2, words - 1);
  if (g_rand_int_range (storm->dice, 0, 8) == 0)
    second[3] ^= 1;
  return 8 + words * 4;
}

static void
test_reports (Storm *storm, gconstpointer unused)
{
  g_autoptr (GstPad) pad = NULL;

  talk (storm);
  pad = get_pad (storm, "rtcp_sink_0");
  for (guint i = 0; i < DATAGRAMS; i++)
    {
      guint8 data[8 + 40 * 4];

      push (pad, data, make_report (storm, data));
      pause_after (i);
    }
  expect_call (storm);
}

typedef struct
{
  guint8 header[12];
  gboolean is_there; /* atomic */
} Model;

static GstPadProbeReturn
on_sctp (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Model *model = data;

  gst_buffer_extract (GST_PAD_PROBE_INFO_BUFFER (info), 0, model->header, sizeof model->header);
  g_atomic_int_set (&model->is_there, TRUE);
  return GST_PAD_PROBE_REMOVE;
}

static gboolean
has_text (VdRig *rig)
{
  return vd_answerer_has_text (rig->answerer);
}

/* Within the association of the text, which may end; sound and picture stay. */
static void
test_text (Storm *storm, gconstpointer unused)
{
  g_autoptr (GstPad) pad = NULL;
  Model model = { 0 };

  talk (storm);
  vd_rig_wait (&storm->rig, has_text, 20);
  pad = get_pad (storm, "data_sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_sctp, &model, NULL);
  vd_answerer_send_text (storm->rig.answerer, "x");
  for (guint i = 0; i < 1000 && !g_atomic_int_get (&model.is_there); i++)
    vd_rig_let_pass (10);
  for (guint i = 0; i < DATAGRAMS; i++)
    {
      guint8 data[VD_STORM_MAX_BYTES];

      push (pad, data, vd_storm_make_sctp (storm->dice, model.header, data));
      pause_after (i);
    }
  expect_call (storm);
}

#define ADD(name, test) g_test_add ("/call/datagrams/" name, Storm, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  ADD ("stranger", test_stranger);
  ADD ("path", test_path);
  ADD ("handshake", test_handshake);
  ADD ("media", test_media);
  ADD ("sources", test_sources);
  ADD ("reports", test_reports);
  ADD ("text", test_text);
  return g_test_run ();
}
