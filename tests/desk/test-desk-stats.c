/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk-private.h"
#include "desk-world.h"
#include "metrics-server.h"

#include <string.h>

#define REPORT                                                                                                         \
  "{\"call\":\"%s\",\"peers\":%d,\"failures\":1,\"given_up\":0,\"route\":\"relay\",\"connected_ms\":420,"              \
  "\"first_frame_ms\":150,\"first_sound_ms\":null,\"talk_ms\":60000,\"frames\":1500,\"freezes\":1,\"frozen_ms\":300,"  \
  "\"loss_in_ppm\":12500,\"loss_out_ppm\":null,\"jitter_us\":3200,\"round_trip_ms\":80,\"sent_kbps\":900,\"received_"  \
  "kbps\":1000}"

typedef struct
{
  VdDeskWorld *world;
  VdDeskClient *kiosk, *console;
  char *call;
} Talk;

static void
set_up (Talk *talk, gconstpointer unused)
{
  g_autoptr (VdMessage) presence = NULL;
  g_autoptr (VdMessage) prepare = NULL;

  talk->world = vd_desk_world_new ();
  talk->kiosk = vd_desk_client_welcomed (talk->world, "kiosk", "door");
  talk->console = vd_desk_client_welcomed (talk->world, "console", "ada");
  vd_desk_client_send (talk->console, "presence.set", "{\"state\":\"available\"}");
  presence = vd_desk_client_expect_answer (talk->console, "presence.state");
  vd_desk_client_send (talk->kiosk, "contact.join", "{\"reason\":\"benefits\",\"language\":\"fr\"}");
  prepare = vd_desk_client_expect (talk->kiosk, "call.prepare");
  talk->call = g_strdup (vd_desk_client_text (prepare, "call"));
}

static void
tear_down (Talk *talk, gconstpointer unused)
{
  vd_desk_client_free (talk->kiosk);
  vd_desk_client_free (talk->console);
  vd_desk_world_free (talk->world);
  g_free (talk->call);
}

static void
send_about_call (VdDeskClient *client, const char *kind, const char *call, const char *rest)
{
  g_autofree char *body = g_strdup_printf ("{\"call\":\"%s\"%s}", call, rest);

  vd_desk_client_send (client, kind, body);
}

static void
accept (Talk *talk)
{
  g_autoptr (VdMessage) accepted = NULL;

  send_about_call (talk->console, "ring.accept", talk->call, "");
  accepted = vd_desk_client_expect_answer (talk->console, "call.accepted");
}

static void
hang_up (Talk *talk)
{
  g_autoptr (VdMessage) ok = NULL;
  g_autoptr (VdMessage) ended = NULL;

  send_about_call (talk->console, "call.hangup", talk->call, ",\"why\":\"done\"");
  ok = vd_desk_client_expect_answer (talk->console, "ok");
  ended = vd_desk_client_expect (talk->kiosk, "call.ended");
}

static void
report (VdDeskClient *client, const char *call, int peers)
{
  g_autofree char *body = g_strdup_printf (REPORT, call, peers);

  vd_desk_client_send (client, "call.stats", body);
}

/* Nothing answers a report: what is asked behind it shows that it was read. */
static void
pass (VdDeskClient *client)
{
  g_autoptr (VdMessage) refused = NULL;

  send_about_call (client, "call.hangup", "no-such-call", ",\"why\":\"done\"");
  refused = vd_desk_client_expect_answer (client, "error");
  g_assert_cmpstr (vd_desk_client_text (refused, "code"), ==, "not-found");
}

static void
expect_metric (Talk *talk, const char *line)
{
  g_autofree char *text = vd_desk_get_metrics (talk->world->desk);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_true (g_str_has_suffix (text, "\n# EOF\n"));
  if (!g_strv_contains ((const char *const *)lines, line))
    g_error ("no line “%s” in\n%s", line, text);
}

static void
settle (Talk *talk)
{
  vd_call_book_settle (talk->world->desk->calls, vd_desk_now_us () + VD_CALL_BOOK_GRACE_S * G_USEC_PER_SEC);
}

static void
test_both_ends (Talk *talk, gconstpointer unused)
{
  accept (talk);
  report (talk->kiosk, talk->call, 1);
  report (talk->console, talk->call, 1);
  pass (talk->console);
  hang_up (talk);
  report (talk->kiosk, talk->call, 3); /* its media is down: the last word */
  pass (talk->kiosk);
  expect_metric (talk, "visiodesk_call_reports_total{side=\"kiosk\"} 0");
  settle (talk);
  expect_metric (talk, "visiodesk_call_reports_total{side=\"kiosk\"} 1");
  expect_metric (talk, "visiodesk_call_peers_replaced_total{side=\"kiosk\"} 2");
  expect_metric (talk, "visiodesk_call_peers_replaced_total{side=\"console\"} 0");
  expect_metric (talk, "visiodesk_call_routes_total{side=\"console\",route=\"relay\"} 1");
  expect_metric (talk, "visiodesk_call_connect_seconds_sum{side=\"kiosk\"} 0.42");
  expect_metric (talk, "visiodesk_call_talk_seconds_sum{side=\"kiosk\"} 60");
  expect_metric (talk, "visiodesk_call_loss_in_ratio_sum{side=\"kiosk\"} 0.0125");
  expect_metric (talk, "visiodesk_call_loss_out_ratio_count{side=\"kiosk\"} 0");
  expect_metric (talk, "visiodesk_call_jitter_seconds_sum{side=\"kiosk\"} 0.0032");
  expect_metric (talk, "visiodesk_call_first_sound_seconds_count{side=\"kiosk\"} 0");
  expect_metric (talk, "visiodesk_calls_ended_total{why=\"done\"} 1");
  expect_metric (talk, "visiodesk_calls_answered_total 1");
  /* The two that pass () asked for; no report was refused. */
  expect_metric (talk, "visiodesk_requests_refused_total 2");
  /* Too late: it has been counted. */
  report (talk->kiosk, talk->call, 4);
  vd_desk_client_expect_error (talk->kiosk, "not-found");
}

/* A peer that did not come up while the console rang counts as well. */
static void
test_failed_ring (Talk *talk, gconstpointer unused)
{
  g_autoptr (VdMessage) ok = NULL;

  send_about_call (talk->kiosk, "call.hangup", talk->call, ",\"why\":\"failed\"");
  ok = vd_desk_client_expect_answer (talk->kiosk, "ok");
  report (talk->kiosk, talk->call, 1);
  pass (talk->kiosk);
  settle (talk);
  expect_metric (talk, "visiodesk_call_ice_failures_total{side=\"kiosk\"} 1");
}

static void
test_not_theirs (Talk *talk, gconstpointer unused)
{
  g_autoptr (VdDeskClient) side = vd_desk_client_welcomed (talk->world, "kiosk", "side");
  g_autoptr (VdDeskClient) bob = vd_desk_client_welcomed (talk->world, "console", "bob");

  accept (talk);
  report (side, talk->call, 1);
  vd_desk_client_expect_error (side, "not-allowed");
  report (bob, talk->call, 1);
  vd_desk_client_expect_error (bob, "not-allowed");
  hang_up (talk);
  report (side, talk->call, 1);
  vd_desk_client_expect_error (side, "not-found");
  report (bob, talk->call, 1);
  vd_desk_client_expect_error (bob, "not-found");
  settle (talk);
  expect_metric (talk, "visiodesk_call_reports_total{side=\"kiosk\"} 0");
  expect_metric (talk, "visiodesk_call_reports_total{side=\"console\"} 0");
}

static void
test_absurd (Talk *talk, gconstpointer unused)
{
  accept (talk);
  report (talk->kiosk, talk->call, 0); /* one of none did not come up */
  vd_desk_client_expect_error (talk->kiosk, "bad-message");
  report (talk->kiosk, talk->call, -1);
  vd_desk_client_expect_error (talk->kiosk, "bad-message");
  report (talk->kiosk, talk->call, 100001);
  vd_desk_client_expect_error (talk->kiosk, "bad-message");
  hang_up (talk);
  settle (talk);
  expect_metric (talk, "visiodesk_call_reports_total{side=\"kiosk\"} 0");
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* (transfer full) what was answered. */
static char *
ask (VdMetricsServer *server, const char *method, const char *path, guint *status)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", vd_metrics_server_get_port (server), path);
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) msg = soup_message_new (method, url);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  soup_session_send_and_read_async (session, msg, 0, NULL, on_read, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  bytes = soup_session_send_and_read_finish (session, result, &error);
  g_assert_no_error (error);
  *status = soup_message_get_status (msg);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* On a port of its own there are the figures and nothing else: no console, no log-in. */
static void
test_own_port (Talk *talk, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VdMetricsServer) server = vd_metrics_server_new (talk->world->desk, "127.0.0.1", 0, &error);
  const char *const others[] = { "/", "/metrics/", "/healthz", "/api/session", "/ws/console" };
  g_autofree char *text = NULL;
  guint status;

  g_assert_no_error (error);
  text = ask (server, "GET", "/metrics", &status);
  g_assert_cmpuint (status, ==, 200);
  g_assert_nonnull (strstr (text, "\nvisiodesk_sessions 2\n"));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_free (ask (server, "GET", others[i], &status));
      g_assert_cmpuint (status, ==, 404);
    }
  g_free (ask (server, "POST", "/metrics", &status));
  g_assert_cmpuint (status, ==, 405);
}

static void
test_port_taken (Talk *talk, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vd_metrics_server_new (talk->world->desk, "127.0.0.1", talk->world->port, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/desk-stats/" name, Talk, NULL, set_up, test, tear_down)
  ADD ("both-ends", test_both_ends);
  ADD ("failed-ring", test_failed_ring);
  ADD ("not-theirs", test_not_theirs);
  ADD ("absurd", test_absurd);
  ADD ("own-port", test_own_port);
  ADD ("port-taken", test_port_taken);
  return g_test_run ();
}
