/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "wire-private.h"

#include <gst/webrtc/webrtc.h>
#include <nice/agent.h>

/* The request to give relays back goes out at once and is repeated after 200 ms; with nicesrc down nobody reads its
 * answer. */
#define RELEASE_MS 300
/* A check that got lost goes again after this, then after twice as long: at libnice's own 500 ms a pair has one more
 * try before the relays come into play (call.c). Browsers check twenty times a second. */
#define CHECK_AGAIN_MS 200

/* Whether there are relays among them. */
static gboolean
add_servers (VdWire *self, const VdIceConfig *ice)
{
  gboolean has_relay = FALSE;

  for (guint i = 0; i < ice->servers->len; i++)
    {
      g_autofree char *uri = vd_ice_server_to_uri (g_ptr_array_index (ice->servers, i));
      gboolean is_taken = FALSE;

      if (uri && g_str_has_prefix (uri, "stun:"))
        g_object_set (self->webrtc, "stun-server", uri, NULL);
      else if (uri)
        g_signal_emit_by_name (self->webrtc, "add-turn-server", uri, &is_taken);
      if (!uri || (g_str_has_prefix (uri, "turn:") && !is_taken))
        g_message ("ICE server %u of %u cannot be used", i + 1, ice->servers->len);
      has_relay = has_relay || is_taken;
    }
  return has_relay;
}

static void
on_relays_released (GObject *agent, GAsyncResult *result, gpointer is_done)
{
  *(gboolean *)is_done = TRUE;
}

static gboolean
on_release_timeout (gpointer is_done)
{
  *(gboolean *)is_done = TRUE;
  return G_SOURCE_REMOVE;
}

/* The last thing of a pipeline, in the thread that took it down: libnice gives relays back only when asked, and the
 * server would keep each for ten more minutes. */
static void
release_relays (gpointer data)
{
  g_autoptr (GObject) ice_agent = data;
  g_autoptr (GObject) agent = NULL;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) timeout = g_timeout_source_new (RELEASE_MS);
  gboolean is_done = FALSE;

  g_object_get (ice_agent, "agent", &agent, NULL);
  g_main_context_push_thread_default (context);
  g_source_set_callback (timeout, on_release_timeout, &is_done, NULL);
  g_source_attach (timeout, context);
  nice_agent_close_async (NICE_AGENT (agent), on_relays_released, &is_done);
  while (!is_done)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (timeout);
  g_main_context_pop_thread_default (context);
}

void
vd_wire_prepare_ice (VdWire *self, const VdIceConfig *ice)
{
  g_autoptr (GstObject) ice_agent = NULL;
  g_autoptr (GObject) agent = NULL;

  g_object_get (self->webrtc, "ice-agent", &ice_agent, NULL);
  g_object_set (ice_agent, "ice-tcp", FALSE, NULL);
  g_object_get (ice_agent, "agent", &agent, NULL);
  /* No UPnP: a kiosk does not open ports. Checked keepalives, or a pulled cable is never noticed. */
  g_object_set (agent, "upnp", FALSE, "keepalive-conncheck", TRUE, "stun-initial-timeout", CHECK_AGAIN_MS, NULL);
  if (ice->relay_only)
    g_object_set (self->webrtc, "ice-transport-policy", GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY, NULL);
  if (add_servers (self, ice))
    g_object_set_data_full (G_OBJECT (self->pipeline), "relays", g_object_ref (ice_agent), release_relays);
}

/* webrtcbin's own statistics mix the two ends up (1.22.0). Everything is bundled into the first stream. */
gboolean
vd_wire_is_relayed (VdWire *self)
{
  g_autoptr (GstObject) ice_agent = NULL;
  g_autoptr (GObject) agent = NULL;
  NiceCandidate *ours = NULL, *theirs = NULL;

  g_object_get (self->webrtc, "ice-agent", &ice_agent, NULL);
  g_object_get (ice_agent, "agent", &agent, NULL);
  return nice_agent_get_selected_pair (NICE_AGENT (agent), 1, NICE_COMPONENT_TYPE_RTP, &ours, &theirs) &&
         (ours->type == NICE_CANDIDATE_TYPE_RELAYED || theirs->type == NICE_CANDIDATE_TYPE_RELAYED);
}
