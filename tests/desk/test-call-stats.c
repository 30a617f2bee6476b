/* SPDX-License-Identifier: EUPL-1.2 */
#include "call-book.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#define GRACE_US (VD_CALL_BOOK_GRACE_S * G_USEC_PER_SEC)

static VdCallReport
good_report (void)
{
  return (VdCallReport){
    .peers = 3,
    .failures = 1,
    .given_up = 1,
    .route = VD_CALL_ROUTE_RELAY,
    .connected_ms = 420,
    .first_frame_ms = 150,
    .first_sound_ms = 90,
    .talk_s = 120,
    .frames = 3000,
    .freezes = 3,
    .frozen_ms = 900,
    .loss_in = 0.015,
    .loss_out = 0.06,
    .jitter_ms = 4,
    .round_trip_ms = 120,
    .sent_kbps = 900,
    .received_kbps = 1200,
  };
}

static VdCallReport
empty_report (void)
{
  const double no = VD_CALL_REPORT_UNKNOWN;

  return (VdCallReport){ 1, 0, 0, VD_CALL_ROUTE_UNKNOWN, no, no, no, no, no, no, no, no, no, no, no, no, no };
}

static void
test_sound (void)
{
  VdCallReport report = good_report ();
  VdCallReport empty = empty_report ();

  g_assert_true (vd_call_report_is_sound (&report));
  g_assert_true (vd_call_report_is_sound (&empty));
}

/* Each member alone makes a report unsound: no number, below zero, beyond all reason. */
static void
test_unsound (void)
{
  static const struct
  {
    const char *name;
    size_t at;
  } members[] = {
#define MEMBER(name) { #name, offsetof (VdCallReport, name) }
    MEMBER (peers),          MEMBER (failures),       MEMBER (given_up),  MEMBER (connected_ms),
    MEMBER (first_frame_ms), MEMBER (first_sound_ms), MEMBER (talk_s),    MEMBER (frames),
    MEMBER (freezes),        MEMBER (frozen_ms),      MEMBER (loss_in),   MEMBER (loss_out),
    MEMBER (jitter_ms),      MEMBER (round_trip_ms),  MEMBER (sent_kbps), MEMBER (received_kbps),
#undef MEMBER
  };
  const double bad[] = { NAN, INFINITY, -INFINITY, -2, -0.5, 1e300 };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    for (guint j = 0; j < G_N_ELEMENTS (bad); j++)
      {
        VdCallReport report = good_report ();

        *(double *)((char *)&report + members[i].at) = bad[j];
        if (vd_call_report_is_sound (&report))
          g_error ("%s may be %g", members[i].name, bad[j]);
      }
}

static void
test_contradictions (void)
{
  VdCallReport report = good_report ();

  report.failures = 4; /* of three */
  g_assert_false (vd_call_report_is_sound (&report));
  report = good_report ();
  report.freezes = 3001; /* of 3000 frames */
  g_assert_false (vd_call_report_is_sound (&report));
  report = good_report ();
  report.frozen_ms = 126000; /* of 120 s */
  g_assert_false (vd_call_report_is_sound (&report));
  report = good_report ();
  report.route = VD_N_CALL_ROUTES;
  g_assert_false (vd_call_report_is_sound (&report));
  report = good_report ();
  report.peers = VD_CALL_REPORT_UNKNOWN; /* not one of those that may be unknown */
  g_assert_false (vd_call_report_is_sound (&report));
}

static char *
write_text (const VdCallMetrics *metrics)
{
  GString *text = g_string_new (NULL);

  vd_call_metrics_write (metrics, text);
  return g_string_free (text, FALSE);
}

static void
expect_line (const char *text, const char *line)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  if (!g_strv_contains ((const char *const *)lines, line))
    g_error ("no line “%s” in\n%s", line, text);
}

static void
test_counted (void)
{
  g_autoptr (VdCallMetrics) metrics = vd_call_metrics_new ();
  VdCallReport report = good_report ();
  VdCallReport empty = empty_report ();
  g_autofree char *text = NULL;

  vd_call_metrics_add (metrics, VD_CALL_SIDE_KIOSK, &report);
  report.round_trip_ms = 4000;
  report.peers = 1;
  report.route = VD_CALL_ROUTE_DIRECT;
  vd_call_metrics_add (metrics, VD_CALL_SIDE_KIOSK, &report);
  vd_call_metrics_add (metrics, VD_CALL_SIDE_KIOSK, &empty);
  text = write_text (metrics);
  expect_line (text, "visiodesk_call_reports_total{side=\"kiosk\"} 3");
  expect_line (text, "visiodesk_call_reports_total{side=\"console\"} 0");
  expect_line (text, "visiodesk_call_peers_total{side=\"kiosk\"} 5");
  expect_line (text, "visiodesk_call_peers_replaced_total{side=\"kiosk\"} 2");
  expect_line (text, "visiodesk_call_ice_failures_total{side=\"kiosk\"} 2");
  expect_line (text, "visiodesk_call_pipelines_given_up_total{side=\"kiosk\"} 2");
  expect_line (text, "visiodesk_call_routes_total{side=\"kiosk\",route=\"relay\"} 1");
  expect_line (text, "visiodesk_call_routes_total{side=\"kiosk\",route=\"direct\"} 1");
  expect_line (text, "visiodesk_call_routes_total{side=\"kiosk\",route=\"unknown\"} 1");
  /* 120 ms and 4 s: cumulative, and the last bucket has all of those that are known. */
  expect_line (text, "visiodesk_call_round_trip_seconds_bucket{side=\"kiosk\",le=\"0.1\"} 0");
  expect_line (text, "visiodesk_call_round_trip_seconds_bucket{side=\"kiosk\",le=\"0.15\"} 1");
  expect_line (text, "visiodesk_call_round_trip_seconds_bucket{side=\"kiosk\",le=\"3\"} 1");
  expect_line (text, "visiodesk_call_round_trip_seconds_bucket{side=\"kiosk\",le=\"+Inf\"} 2");
  expect_line (text, "visiodesk_call_round_trip_seconds_sum{side=\"kiosk\"} 4.12");
  expect_line (text, "visiodesk_call_round_trip_seconds_count{side=\"kiosk\"} 2");
  /* Three in two minutes; a bound belongs to its bucket. */
  expect_line (text, "visiodesk_call_freezes_per_minute_bucket{side=\"kiosk\",le=\"1\"} 0");
  expect_line (text, "visiodesk_call_freezes_per_minute_bucket{side=\"kiosk\",le=\"2\"} 2");
  expect_line (text, "visiodesk_call_frames_per_second_sum{side=\"kiosk\"} 50");
  expect_line (text, "visiodesk_call_first_frame_seconds_bucket{side=\"kiosk\",le=\"0.15\"} 2");
}

/* Rates of a talk of seconds would drown those that mean something. */
static void
test_short_talk (void)
{
  g_autoptr (VdCallMetrics) metrics = vd_call_metrics_new ();
  VdCallReport report = good_report ();
  g_autofree char *text = NULL;

  report.talk_s = 4;
  vd_call_metrics_add (metrics, VD_CALL_SIDE_CONSOLE, &report);
  text = write_text (metrics);
  expect_line (text, "visiodesk_call_freezes_per_minute_count{side=\"console\"} 0");
  expect_line (text, "visiodesk_call_frames_per_second_count{side=\"console\"} 0");
  expect_line (text, "visiodesk_call_loss_in_ratio_count{side=\"console\"} 1");
}

/* Ten thousand calls make no line more than none. */
static void
test_bounded (void)
{
  g_autoptr (VdCallMetrics) metrics = vd_call_metrics_new ();
  VdCallReport report = good_report ();
  g_autofree char *before = write_text (metrics);
  g_autofree char *after = NULL;
  g_auto (GStrv) some = NULL;
  g_auto (GStrv) more = NULL;

  for (guint i = 0; i < 10000; i++)
    vd_call_metrics_add (metrics, i % VD_N_CALL_SIDES, &report);
  after = write_text (metrics);
  some = g_strsplit (before, "\n", -1);
  more = g_strsplit (after, "\n", -1);
  g_assert_cmpuint (g_strv_length (some), ==, g_strv_length (more));
  g_assert_cmpuint (g_strv_length (more), <, 500);
}

/* Of each series a name, labels and a number with a point, wherever the desk runs. */
static void
test_form (void)
{
  g_autoptr (VdCallMetrics) metrics = vd_call_metrics_new ();
  g_autoptr (GRegex) good = g_regex_new (
      "^(# (TYPE|HELP) visiodesk_[a-z_]+ .+|visiodesk_[a-z_]+\\{[a-z]+=\"[a-z]+\"(,[a-z]+=\"[a-z0-9.e+]+\")?\\} "
      "[0-9]+(\\.[0-9]+)?(e[+-][0-9]+)?|visiodesk_[a-z_]+\\{side=\"[a-z]+\",le=\"\\+Inf\"\\} [0-9]+)$",
      0, 0, NULL);
  VdCallReport report = good_report ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  setlocale (LC_ALL, "fr_FR.UTF-8");
  vd_call_metrics_add (metrics, VD_CALL_SIDE_KIOSK, &report);
  text = write_text (metrics);
  setlocale (LC_ALL, "C");
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; line[1]; line++)
    if (!g_regex_match (good, *line, 0, NULL))
      g_error ("not a line of the format: %s", *line);
}

static void
expect_reports (VdCallBook *book, const char *side, guint n)
{
  g_autofree char *text = write_text (vd_call_book_get_metrics (book));
  g_autofree char *line = g_strdup_printf ("visiodesk_call_reports_total{side=\"%s\"} %u", side, n);

  expect_line (text, line);
}

/* The last word comes after the end, and only of whoever was in the call; then it is counted, once. */
static void
test_book (void)
{
  g_autoptr (VdCallBook) book = vd_call_book_new ();
  VdCallReport report = good_report ();

  g_assert_true (vd_call_book_take (book, VD_CALL_SIDE_KIOSK, "c1", &report));
  vd_call_book_settle (book, 10 * GRACE_US);
  expect_reports (book, "kiosk", 0);
  g_assert_false (vd_call_book_is_due (book, VD_CALL_SIDE_KIOSK, "c1", "door"));
  vd_call_book_end (book, VD_CALL_SIDE_KIOSK, "c1", "door", 10 * GRACE_US);
  vd_call_book_end (book, VD_CALL_SIDE_CONSOLE, "c1", "ada", 10 * GRACE_US);
  g_assert_true (vd_call_book_is_due (book, VD_CALL_SIDE_KIOSK, "c1", "door"));
  g_assert_false (vd_call_book_is_due (book, VD_CALL_SIDE_KIOSK, "c1", "side"));
  g_assert_false (vd_call_book_is_due (book, VD_CALL_SIDE_CONSOLE, "c1", "door"));
  g_assert_false (vd_call_book_is_due (book, VD_CALL_SIDE_KIOSK, "c2", "door"));
  report.peers = 5;
  g_assert_true (vd_call_book_take (book, VD_CALL_SIDE_KIOSK, "c1", &report));
  report.failures = 6;
  g_assert_false (vd_call_book_take (book, VD_CALL_SIDE_KIOSK, "c1", &report));
  vd_call_book_settle (book, 11 * GRACE_US - 1);
  expect_reports (book, "kiosk", 0);
  vd_call_book_settle (book, 11 * GRACE_US);
  vd_call_book_settle (book, 12 * GRACE_US);
  expect_reports (book, "kiosk", 1);
  expect_reports (book, "console", 0); /* it said nothing */
  g_assert_false (vd_call_book_is_due (book, VD_CALL_SIDE_KIOSK, "c1", "door"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call-stats/sound", test_sound);
  g_test_add_func ("/call-stats/unsound", test_unsound);
  g_test_add_func ("/call-stats/contradictions", test_contradictions);
  g_test_add_func ("/call-stats/counted", test_counted);
  g_test_add_func ("/call-stats/short-talk", test_short_talk);
  g_test_add_func ("/call-stats/bounded", test_bounded);
  g_test_add_func ("/call-stats/form", test_form);
  g_test_add_func ("/call-stats/book", test_book);
  return g_test_run ();
}
