/* SPDX-License-Identifier: EUPL-1.2 */
#include "call-report.h"

/* The schema's own bounds, held here again: this is what is counted, whoever hands it in. */
#define PEERS_MOST 100000
#define DAY_MS (24 * 3600 * 1000.0)
#define COUNT_MOST 1e9
#define KBPS_MOST 1e6
/* A freeze is counted when it is over, and the clocks of picture and talk are not one. */
#define CLOCK_SLACK_MS 5000

/* FALSE for what is no number, too: no comparison with it holds. */
static gboolean
is_within (double value, double most)
{
  return value >= 0 && value <= most;
}

static gboolean
is_unknown_or_within (double value, double most)
{
  return value == VD_CALL_REPORT_UNKNOWN || is_within (value, most);
}

gboolean
vd_call_report_is_sound (const VdCallReport *self)
{
  const double times[] = { self->connected_ms, self->first_frame_ms, self->first_sound_ms,
                           self->frozen_ms,    self->jitter_ms,      self->round_trip_ms };
  const double counts[] = { self->frames, self->freezes };
  const double rates[] = { self->sent_kbps, self->received_kbps };
  const double shares[] = { self->loss_in, self->loss_out };
  gboolean good = is_within (self->peers, PEERS_MOST) && is_within (self->failures, self->peers) &&
                  is_within (self->given_up, PEERS_MOST) && self->route < VD_N_CALL_ROUTES &&
                  is_unknown_or_within (self->talk_s, DAY_MS / 1000);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    good = good && is_unknown_or_within (times[i], DAY_MS);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    good = good && is_unknown_or_within (counts[i], COUNT_MOST);
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    good = good && is_unknown_or_within (rates[i], KBPS_MOST);
  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    good = good && is_unknown_or_within (shares[i], 1);
  if (!good || self->talk_s < 0)
    return good;
  return self->frozen_ms <= self->talk_s * 1000 + CLOCK_SLACK_MS && (self->frames < 0 || self->freezes <= self->frames);
}
