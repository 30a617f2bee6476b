/* SPDX-License-Identifier: EUPL-1.2 */
/* A call whose both ways go through a real TURN server (coturn), started by this test on a port of its own. */
#include <signal.h>
#include <string.h>

#include <gio/gio.h>

#include "rig.h"

/* Time-limited credentials as the desk hands them out: "expiry:who", and its HMAC in base64, with '/', '+' and '='. */
#define SECRET "only for this test"

typedef struct
{
  GSubprocess *process;
  guint16 port;
} Relay;

/* Not loopback: libnice binds its sockets to an interface, and one bound to eth0 does not reach 127.0.0.1. */
static char *
find_address (void)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) far = g_inet_socket_address_new_from_string ("192.0.2.200", 9);
  g_autoptr (GSocketAddress) near = NULL;

  /* Connecting a datagram socket sends nothing; it asks the routing table. */
  if (!socket || !g_socket_connect (socket, far, NULL, NULL))
    return NULL;
  near = g_socket_get_local_address (socket, NULL);
  return g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (near)));
}

static guint16
find_free_port (const char *address)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string (address, 0);
  g_autoptr (GSocketAddress) got = NULL;

  g_assert_true (g_socket_bind (socket, any, FALSE, NULL));
  got = g_socket_get_local_address (socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
}

static void
relay_start (Relay *relay, const char *program, const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *port = NULL;

  relay->port = find_free_port (address);
  port = g_strdup_printf ("%u", relay->port);
  relay->process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, program, "-n",
                        "--no-cli", "--no-tls", "--no-dtls", "--fingerprint", "--use-auth-secret",
                        "--static-auth-secret=" SECRET, "--realm=visiodesk.test", "-L", address, "-E", address, "-p",
                        port, "--log-file=stdout", "--allow-loopback-peers", "--pidfile=/dev/null", NULL);
  g_assert_no_error (error);
}

static char *
make_credential (const char *user)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *)SECRET, strlen (SECRET));
  guint8 digest[20];
  gsize size = sizeof digest;

  g_hmac_update (hmac, (const guchar *)user, -1);
  g_hmac_get_digest (hmac, digest, &size);
  return g_base64_encode (digest, size);
}

static gboolean
has_media_both_ways (VdRig *rig)
{
  return vd_call_get_figures (rig->call).frames_shown > 5 && vd_answerer_get_pictures (rig->answerer) > 5;
}

static void
on_only_relay (VdCall *call, guint peer, guint mline, const char *candidate, guint *others)
{
  *others += *candidate && !strstr (candidate, "typ relay");
}

/* FALSE, with the test skipped, where there is none to be had. */
static gboolean
relay_open (Relay *relay, const char *transport, VdIceConfig *ice)
{
  g_autofree char *program = g_find_program_in_path ("turnserver");
  g_autofree char *address = find_address ();
  g_autofree char *url = NULL;
  g_autofree char *user = g_strdup_printf ("%" G_GINT64_FORMAT ":kiosk", g_get_real_time () / G_USEC_PER_SEC + 3600);
  g_autofree char *credential = make_credential (user);

  if (!program || !address)
    {
      g_test_skip (program ? "no network interface but loopback" : "coturn is not installed");
      return FALSE;
    }
  relay_start (relay, program, address);
  url = g_strdup_printf ("turn:%s:%u?transport=%s", address, relay->port, transport);
  vd_ice_config_add (ice, url, user, credential);
  return TRUE;
}

static void
relay_close (Relay *relay)
{
  g_subprocess_send_signal (relay->process, SIGTERM);
  g_subprocess_wait (relay->process, NULL, NULL);
  g_object_unref (relay->process);
}

static void
test_relay_only (gconstpointer transport)
{
  g_autoptr (VdIceConfig) ice = vd_ice_config_new ();
  VdRig rig = { 0 };
  Relay relay;
  guint others = 0;

  vd_ice_config_add (ice, "turns:192.0.2.1:443", "never", "used");
  if (!relay_open (&relay, transport, ice))
    return;
  ice->relay_only = TRUE;

  /* coturn needs a moment to listen; a TURN client asks again by itself. */
  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_let_pass (700);
  vd_rig_call (&rig, ice);
  g_signal_connect (rig.call, "candidate", G_CALLBACK (on_only_relay), &others);
  vd_call_open_gates (rig.call);
  vd_rig_wait_state (&rig, VD_CALL_STATE_TALKING);
  vd_rig_wait (&rig, has_media_both_ways, 20);
  g_assert_cmpuint (rig.relayed, >, 0);
  g_assert_cmpuint (others, ==, 0);
  g_assert_true (vd_call_get_stats (rig.call).line.is_relayed);
  vd_rig_close (&rig);
  relay_close (&relay);
}

static gboolean
is_answer_made (VdRig *rig)
{
  return rig->answer != NULL;
}

static gboolean
is_all_told (VdRig *rig)
{
  return rig->ends > 0;
}

/* Nobody hears of a relay before the direct way had its chance. */
static void
test_direct_first (void)
{
  g_autoptr (VdIceConfig) ice = vd_ice_config_new ();
  g_autoptr (GError) error = NULL;
  VdRig rig = { .withhold_answer = TRUE };
  Relay relay;

  if (!relay_open (&relay, "udp", ice))
    return;
  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_let_pass (700);
  vd_rig_call (&rig, ice);
  vd_rig_wait (&rig, is_answer_made, 20);
  vd_rig_let_pass (1500);
  g_assert_cmpuint (rig.candidates, >, 0);
  g_assert_cmpuint (rig.relayed, ==, 0);
  g_assert_cmpuint (rig.ends, ==, 0);

  vd_call_take_answer (rig.call, rig.peer, rig.answer, &error);
  g_assert_no_error (error);
  vd_rig_wait_state (&rig, VD_CALL_STATE_READY);
  vd_rig_wait (&rig, is_all_told, 20);
  g_assert_cmpuint (rig.relayed, >, 0);
  g_assert_cmpuint (rig.ends, ==, 1);
  vd_call_open_gates (rig.call);
  vd_rig_wait (&rig, has_media_both_ways, 20);
  g_assert_false (vd_call_get_stats (rig.call).line.is_relayed);
  vd_rig_close (&rig);
  relay_close (&relay);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/call/relay/udp", "udp", test_relay_only);
  g_test_add_data_func ("/call/relay/tcp", "tcp", test_relay_only);
  g_test_add_func ("/call/relay/direct-first", test_direct_first);
  return g_test_run ();
}
