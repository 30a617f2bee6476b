/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What one end of a call says of it: figures since it began with that call, so that a report that is lost costs
 * nothing. Foreign numbers: only what is_sound () holds for is counted. Pure. */
typedef enum
{
  VD_CALL_SIDE_KIOSK,
  VD_CALL_SIDE_CONSOLE,
  VD_N_CALL_SIDES,
} VdCallSide;

typedef enum
{
  VD_CALL_ROUTE_UNKNOWN,
  VD_CALL_ROUTE_DIRECT,
  VD_CALL_ROUTE_RELAY,
  VD_N_CALL_ROUTES,
} VdCallRoute;

#define VD_CALL_REPORT_UNKNOWN (-1.0)

typedef struct
{
  double peers, failures, given_up; /* connections made; of them, those that did not come up; pipelines given up */
  VdCallRoute route;
  /* The rest may be UNKNOWN. */
  double connected_ms;                   /* since the ring */
  double first_frame_ms, first_sound_ms; /* since the answer */
  double talk_s;                         /* since the answer; unknown: there was none */
  double frames, freezes, frozen_ms;     /* of the other side's picture; W3C webrtc-stats */
  /* Means over the talk. */
  double loss_in, loss_out; /* 0..1 */
  double jitter_ms, round_trip_ms, sent_kbps, received_kbps;
} VdCallReport;

/* All in range and in agreement with each other. */
gboolean vd_call_report_is_sound (const VdCallReport *self);

G_END_DECLS
