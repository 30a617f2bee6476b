/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* When a desk is open: hours of the week in its own time zone, and days on which it is not. Pure; moments are Unix
 * seconds. */
typedef struct _VdOpeningHours VdOpeningHours;

VdOpeningHours *vd_opening_hours_new (GTimeZone *zone);
void vd_opening_hours_free (VdOpeningHours *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdOpeningHours, vd_opening_hours_free)

/* @weekday 1 (Monday) … 7; @ranges "09:00-12:30;13:30-16:00", in order, "24:00" for the end of the day, "" for closed.
 * FALSE when it is not. */
gboolean vd_opening_hours_set_day (VdOpeningHours *self, int weekday, const char *ranges);
/* "2026-12-25". FALSE when it is no date. */
gboolean vd_opening_hours_add_closed_day (VdOpeningHours *self, const char *date);

gboolean vd_opening_hours_is_open (const VdOpeningHours *self, gint64 now_s);
/* The next moment at which it opens, or -1 if it does not within 30 days. */
gint64 vd_opening_hours_opens_at (const VdOpeningHours *self, gint64 now_s);
/* The next moment at which is_open changes, or -1 if it does not within 30 days. */
gint64 vd_opening_hours_changes_at (const VdOpeningHours *self, gint64 now_s);
/* Days since year 1 of the desk's own calendar: changes at its midnight. */
int vd_opening_hours_get_day (const VdOpeningHours *self, gint64 now_s);

G_END_DECLS
