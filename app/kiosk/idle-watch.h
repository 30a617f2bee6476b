/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The idle watch: has the person at the door walked away? Nobody touched for a while: a warning counts down, then the visit ends.
 * Pure: the caller tells it the time, and asks. */
typedef enum
{
  VD_IDLE_RULE_OFF,     /* nobody there, or talking: whoever listens does not touch, and the advisor sees them go */
  VD_IDLE_RULE_NORMAL,
  VD_IDLE_RULE_PATIENT, /* waiting for an advisor: three times as long */
} VdIdleRule;

typedef enum
{
  VD_IDLE_VERDICT_STAY,
  VD_IDLE_VERDICT_WARN,  /* show the countdown */
  VD_IDLE_VERDICT_LEAVE, /* gone */
} VdIdleVerdict;

typedef struct
{
  guint warning_s, leave_s; /* settings */
  VdIdleRule rule;
  gint64 since_us; /* the last touch, or since when the rule holds */
} VdIdleWatch;

void vd_idle_watch_touch (VdIdleWatch *self, gint64 now_us);
/* A rule that changes begins its time anew; the same rule goes on, so that facts that change by themselves keep nobody here. */
void vd_idle_watch_set_rule (VdIdleWatch *self, VdIdleRule rule, gint64 now_us);
/* @left_s: seconds until LEAVE, rounded up, while warning; otherwise 0. */
VdIdleVerdict vd_idle_watch_judge (const VdIdleWatch *self, gint64 now_us, guint *left_s);

G_END_DECLS
