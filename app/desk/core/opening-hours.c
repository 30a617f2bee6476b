/* SPDX-License-Identifier: EUPL-1.2 */
#include "opening-hours.h"

#include <stdio.h>
#include <string.h>

#define DAY_MINUTES (24 * 60)
#define HORIZON_DAYS 30
#define MAX_RANGES 8

typedef struct
{
  int from, to; /* minutes of the day */
} Range;

struct _VdOpeningHours
{
  GTimeZone *zone;
  GArray *days[8];    /* of Range, by weekday from 1 */
  GHashTable *closed; /* "2026-12-25" */
};

VdOpeningHours *
vd_opening_hours_new (GTimeZone *zone)
{
  VdOpeningHours *self = g_new0 (VdOpeningHours, 1);

  self->zone = g_time_zone_ref (zone);
  for (int day = 1; day <= 7; day++)
    self->days[day] = g_array_new (FALSE, FALSE, sizeof (Range));
  self->closed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
vd_opening_hours_free (VdOpeningHours *self)
{
  g_time_zone_unref (self->zone);
  for (int day = 1; day <= 7; day++)
    g_array_unref (self->days[day]);
  g_hash_table_unref (self->closed);
  g_free (self);
}

static gboolean
parse_range (const char *text, Range *range)
{
  int from_h, from_m, to_h, to_m, used = 0;

  if (sscanf (text, "%2d:%2d-%2d:%2d%n", &from_h, &from_m, &to_h, &to_m, &used) != 4 || text[used] != '\0')
    return FALSE;
  if (from_h < 0 || to_h < 0 || from_m < 0 || to_m < 0 || from_m > 59 || to_m > 59)
    return FALSE;
  range->from = from_h * 60 + from_m;
  range->to = to_h * 60 + to_m;
  return range->from < range->to && range->to <= DAY_MINUTES;
}

gboolean
vd_opening_hours_set_day (VdOpeningHours *self, int weekday, const char *ranges)
{
  g_auto (GStrv) parts = g_strsplit (ranges, ";", MAX_RANGES + 1);
  int last = -1;

  g_return_val_if_fail (weekday >= 1 && weekday <= 7, FALSE);
  g_array_set_size (self->days[weekday], 0);
  for (char **part = parts; *part; part++)
    {
      Range range;

      g_strstrip (*part);
      if (**part == '\0')
        continue;
      if (!parse_range (*part, &range) || range.from < last || self->days[weekday]->len >= MAX_RANGES)
        return FALSE;
      last = range.to;
      g_array_append_val (self->days[weekday], range);
    }
  return TRUE;
}

gboolean
vd_opening_hours_add_closed_day (VdOpeningHours *self, const char *date)
{
  int year, month, day, used = 0;

  if (strlen (date) != 10 || sscanf (date, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 || used != 10 ||
      year < 1970 || !g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return FALSE;
  g_hash_table_add (self->closed, g_strdup (date));
  return TRUE;
}

static GDateTime *
local_time (const VdOpeningHours *self, gint64 now_s)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_s);

  return g_date_time_to_timezone (utc, self->zone);
}

static const GArray *
ranges_of (const VdOpeningHours *self, GDateTime *day)
{
  g_autofree char *date = g_date_time_format (day, "%Y-%m-%d");

  return g_hash_table_contains (self->closed, date) ? NULL : self->days[g_date_time_get_day_of_week (day)];
}

gboolean
vd_opening_hours_is_open (const VdOpeningHours *self, gint64 now_s)
{
  g_autoptr (GDateTime) now = local_time (self, now_s);
  const GArray *ranges = ranges_of (self, now);
  int minute = g_date_time_get_hour (now) * 60 + g_date_time_get_minute (now);

  for (guint i = 0; ranges && i < ranges->len; i++)
    {
      const Range *range = &g_array_index (ranges, Range, i);

      if (minute >= range->from && minute < range->to)
        return TRUE;
    }
  return FALSE;
}

/* The moment of @minute of the day that lies @days after @now: made from the calendar, so that a day of 23 or 25 hours
 * is right too. */
static gint64
moment_of (const VdOpeningHours *self, GDateTime *now, int days, int minute)
{
  g_autoptr (GDateTime) noon = g_date_time_new (self->zone, g_date_time_get_year (now), g_date_time_get_month (now),
                                                g_date_time_get_day_of_month (now), 12, 0, 0);
  g_autoptr (GDateTime) day = g_date_time_add_days (noon, days + (minute == DAY_MINUTES ? 1 : 0));
  g_autoptr (GDateTime) moment = NULL;

  minute %= DAY_MINUTES;
  moment = g_date_time_new (self->zone, g_date_time_get_year (day), g_date_time_get_month (day),
                            g_date_time_get_day_of_month (day), minute / 60, minute % 60, 0);
  return g_date_time_to_unix (moment);
}

typedef gboolean (*Wanted) (const VdOpeningHours *self, gint64 moment_s, gboolean is_open_now);

static gboolean
is_opening (const VdOpeningHours *self, gint64 moment_s, gboolean is_open_now)
{
  return vd_opening_hours_is_open (self, moment_s) && !vd_opening_hours_is_open (self, moment_s - 1);
}

static gboolean
is_change (const VdOpeningHours *self, gint64 moment_s, gboolean is_open_now)
{
  return vd_opening_hours_is_open (self, moment_s) != is_open_now;
}

static gint64
find_edge (const VdOpeningHours *self, gint64 now_s, Wanted wanted)
{
  g_autoptr (GDateTime) now = local_time (self, now_s);
  gboolean is_open_now = vd_opening_hours_is_open (self, now_s);

  for (int days = 0; days <= HORIZON_DAYS; days++)
    {
      g_autoptr (GDateTime) day = g_date_time_add_days (now, days);
      const GArray *ranges = ranges_of (self, day);

      for (guint i = 0; ranges && i < 2 * ranges->len; i++)
        {
          const Range *range = &g_array_index (ranges, Range, i / 2);
          gint64 moment_s = moment_of (self, now, days, i % 2 == 0 ? range->from : range->to);

          if (moment_s > now_s && wanted (self, moment_s, is_open_now))
            return moment_s;
        }
    }
  return -1;
}

gint64
vd_opening_hours_opens_at (const VdOpeningHours *self, gint64 now_s)
{
  return find_edge (self, now_s, is_opening);
}

gint64
vd_opening_hours_changes_at (const VdOpeningHours *self, gint64 now_s)
{
  return find_edge (self, now_s, is_change);
}

int
vd_opening_hours_get_day (const VdOpeningHours *self, gint64 now_s)
{
  g_autoptr (GDateTime) now = local_time (self, now_s);
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay)g_date_time_get_day_of_month (now), (GDateMonth)g_date_time_get_month (now),
                  (GDateYear)g_date_time_get_year (now));
  return (int)g_date_get_julian (&date);
}
