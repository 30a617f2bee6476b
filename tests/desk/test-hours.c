/* SPDX-License-Identifier: EUPL-1.2 */
#include "opening-hours.h"
#include "ticket.h"
#include "wait-estimate.h"

static gint64
paris (int year, int month, int day, int hour, int minute)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");
  g_autoptr (GDateTime) time = g_date_time_new (zone, year, month, day, hour, minute, 0);

  return g_date_time_to_unix (time);
}

static VdOpeningHours *
agency (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");
  VdOpeningHours *hours = vd_opening_hours_new (zone);

  for (int day = 1; day <= 5; day++)
    g_assert_true (vd_opening_hours_set_day (hours, day, "09:00-12:30; 13:30-16:00"));
  g_assert_true (vd_opening_hours_add_closed_day (hours, "2026-12-25"));
  return hours;
}

static void
test_week (void)
{
  g_autoptr (VdOpeningHours) hours = agency ();

  g_assert_false (vd_opening_hours_is_open (hours, paris (2026, 11, 24, 8, 59)));
  g_assert_true (vd_opening_hours_is_open (hours, paris (2026, 11, 24, 9, 0)));
  g_assert_false (vd_opening_hours_is_open (hours, paris (2026, 11, 24, 12, 30)));
  g_assert_false (vd_opening_hours_is_open (hours, paris (2026, 11, 28, 10, 0)));
  g_assert_false (vd_opening_hours_is_open (hours, paris (2026, 12, 25, 10, 0)));
  g_assert_cmpint (vd_opening_hours_opens_at (hours, paris (2026, 11, 24, 12, 45)), ==, paris (2026, 11, 24, 13, 30));
  g_assert_cmpint (vd_opening_hours_opens_at (hours, paris (2026, 11, 27, 17, 0)), ==, paris (2026, 11, 30, 9, 0));
  g_assert_cmpint (vd_opening_hours_opens_at (hours, paris (2026, 12, 24, 17, 0)), ==, paris (2026, 12, 28, 9, 0));
  g_assert_cmpint (vd_opening_hours_changes_at (hours, paris (2026, 11, 24, 10, 0)), ==, paris (2026, 11, 24, 12, 30));
}

static void
test_summer_time (void)
{
  g_autoptr (VdOpeningHours) hours = agency ();
  gint64 friday = paris (2026, 3, 27, 17, 0);

  /* The clocks go forward on Sunday: Monday 09:00 comes an hour sooner. */
  g_assert_cmpint (vd_opening_hours_opens_at (hours, friday) - friday, ==, (64 - 1) * 3600);
}

static void
test_always_and_never (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (VdOpeningHours) hours = vd_opening_hours_new (zone);

  g_assert_false (vd_opening_hours_is_open (hours, 0));
  g_assert_cmpint (vd_opening_hours_opens_at (hours, 0), ==, -1);
  for (int day = 1; day <= 7; day++)
    g_assert_true (vd_opening_hours_set_day (hours, day, "00:00-24:00"));
  for (gint64 now = 0; now < 8 * 86400; now += 1800)
    g_assert_true (vd_opening_hours_is_open (hours, now));
  g_assert_cmpint (vd_opening_hours_changes_at (hours, 0), ==, -1);
  g_assert_cmpint (vd_opening_hours_get_day (hours, 86399) + 1, ==, vd_opening_hours_get_day (hours, 86400));
}

static void
test_bad_settings (void)
{
  static const char *const bad[] = { "9-12",         "09:00",       "12:00-09:00",
                                     "09:00-25:00",  "09:60-10:00", "13:00-14:00;09:00-10:00",
                                     "09:00-10:00x", "24:00-24:00", "-1:00-02:00" };
  static const char *const dates[] = { "", "2026-13-01", "2026-02-30", "26-01-01", "2026-1-1", "2026-01-01x" };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (VdOpeningHours) hours = vd_opening_hours_new (zone);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (vd_opening_hours_set_day (hours, 1, bad[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (dates); i++)
    g_assert_false (vd_opening_hours_add_closed_day (hours, dates[i]));
  g_assert_true (vd_opening_hours_set_day (hours, 1, ""));
}

static void
test_tickets (void)
{
  VdTicketBook book = { 0 };
  g_autofree char *first = vd_ticket_book_next (&book, 1, "registration");
  g_autofree char *second = vd_ticket_book_next (&book, 1, "benefits");
  g_autofree char *tomorrow = vd_ticket_book_next (&book, 2, "other");

  g_assert_cmpstr (first, ==, "A001");
  g_assert_cmpstr (second, ==, "C002");
  g_assert_cmpstr (tomorrow, ==, "G001");
  g_assert_cmpuint (vd_ticket_number ("A042"), ==, 42);
  g_assert_cmpuint (vd_ticket_number ("A"), ==, 0);
  g_assert_cmpuint (vd_ticket_number (NULL), ==, 0);
}

static void
test_estimate (void)
{
  VdServiceTime service = VD_SERVICE_TIME_PRIOR;
  VdWait wait;

  g_assert_false (vd_wait_estimate (&service, 0, 0, 0).is_known);
  g_assert_true (vd_wait_estimate (&service, 0, 1, 1).is_known);
  /* Somebody is on duty but busy, and nothing was seen yet: unknown, not invented. */
  g_assert_false (vd_wait_estimate (&service, 0, 0, 1).is_known);
  for (guint i = 0; i < 5; i++)
    vd_service_time_add (&service, 480);
  vd_service_time_add (&service, 3);
  vd_service_time_add (&service, 90000);
  g_assert_cmpuint (service.samples, ==, 5);
  wait = vd_wait_estimate (&service, 0, 0, 1);
  g_assert_cmpuint (wait.min_minutes, ==, 5);
  g_assert_cmpint (wait.max_minutes, ==, 10);
  wait = vd_wait_estimate (&service, 0, 0, 2);
  g_assert_cmpuint (wait.min_minutes, ==, 0);
  wait = vd_wait_estimate (&service, 1, 0, 1);
  g_assert_cmpint (wait.max_minutes, ==, 20);
  wait = vd_wait_estimate (&service, 9, 0, 1);
  g_assert_cmpuint (wait.min_minutes, ==, 20);
  g_assert_cmpint (wait.max_minutes, ==, -1);
  for (guint i = 0; i < 500; i++)
    vd_service_time_add (&service, 120);
  g_assert_cmpfloat (service.mean_s, <, 130);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hours/week", test_week);
  g_test_add_func ("/hours/summer-time", test_summer_time);
  g_test_add_func ("/hours/always-and-never", test_always_and_never);
  g_test_add_func ("/hours/bad-settings", test_bad_settings);
  g_test_add_func ("/ticket", test_tickets);
  g_test_add_func ("/wait-estimate", test_estimate);
  return g_test_run ();
}
