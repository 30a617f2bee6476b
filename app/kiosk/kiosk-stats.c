/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"

#include <math.h>

/* How a call goes, as the desk is told (call.stats): now and then while people talk, and once its media is down.
 * Figures only, and they go with the call. */

#define ACCOUNT "vd-stats"
#define SAMPLE_US G_USEC_PER_SEC
#define PPM 1e6
/* What a message may say, and more than any line does. */
#define JITTER_MOST_US 60e6
#define ROUND_TRIP_MOST_MS 60e3
#define KBPS_MOST 1e6
#define TELL_US (15 * G_USEC_PER_SEC)

typedef struct
{
  double sum;
  guint n;
} Mean;

typedef struct
{
  char *call_id;
  gint64 made_us, answered_us, ended_us; /* 0: not yet */
  gint64 sampled_us, told_us;
  const char *route;
  Mean loss_in_ppm, loss_out_ppm, jitter_us, round_trip_ms, sent_kbps, received_kbps;
} Account;

static void
account_free (gpointer data)
{
  Account *self = data;

  g_free (self->call_id);
  g_free (self);
}

static void
mean_add (Mean *self, double value)
{
  if (!isfinite (value))
    return;
  self->sum += value;
  self->n++;
}

void
vd_kiosk_begin_stats (VdCall *call, const char *call_id)
{
  Account *account = g_new0 (Account, 1);

  account->call_id = g_strdup (call_id);
  account->made_us = g_get_monotonic_time ();
  account->route = "unknown";
  g_object_set_data_full (G_OBJECT (call), ACCOUNT, account, account_free);
}

void
vd_kiosk_note_answer (VdCall *call)
{
  Account *account = g_object_get_data (G_OBJECT (call), ACCOUNT);

  if (account)
    account->answered_us = account->told_us = g_get_monotonic_time ();
}

void
vd_kiosk_note_hang_up (VdCall *call)
{
  Account *account = g_object_get_data (G_OBJECT (call), ACCOUNT);

  if (account && !account->ended_us)
    account->ended_us = g_get_monotonic_time ();
}

void
vd_kiosk_drop_stats (VdCall *call)
{
  g_object_set_data (G_OBJECT (call), ACCOUNT, NULL);
}

static void
sample (Account *account, const VdCallLine *line)
{
  if (!line->is_known)
    return;
  account->route = line->is_relayed ? "relay" : "direct";
  mean_add (&account->loss_in_ppm, line->loss_in * PPM);
  mean_add (&account->loss_out_ppm, line->loss_out * PPM);
  mean_add (&account->jitter_us, line->jitter_ms * 1000);
  mean_add (&account->sent_kbps, line->sent_bps / 1000.0);
  mean_add (&account->received_kbps, line->received_bps / 1000.0);
  if (line->round_trip_ms >= 0)
    mean_add (&account->round_trip_ms, line->round_trip_ms);
}

/* Whole numbers: json-glib writes others with more digits than a message may have. */
static void
set_known (JsonObject *body, const char *member, gboolean is_known, double value)
{
  if (is_known)
    json_object_set_int_member (body, member, (gint64)(value + 0.5));
  else
    json_object_set_null_member (body, member);
}

/* Milliseconds between two moments that both were. */
static void
set_span (JsonObject *body, const char *member, gint64 from_us, gint64 to_us)
{
  set_known (body, member, from_us && to_us, MAX (to_us - from_us, 0) / 1000.0);
}

static void
set_mean (JsonObject *body, const char *member, const Mean *mean, double most)
{
  set_known (body, member, mean->n > 0, CLAMP (mean->sum / MAX (mean->n, 1), 0, most));
}

static JsonObject *
make_body (const Account *account, const VdCallStats *stats)
{
  const VdCallFigures *sums = &stats->sums;
  gint64 end_us = account->ended_us ? account->ended_us : g_get_monotonic_time ();
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "call", account->call_id);
  json_object_set_int_member (body, "peers", stats->peers);
  json_object_set_int_member (body, "failures", stats->failures);
  json_object_set_int_member (body, "given_up", stats->given_up);
  json_object_set_string_member (body, "route", account->route);
  set_span (body, "connected_ms", account->made_us, sums->connected_us);
  set_span (body, "first_frame_ms", account->answered_us, sums->first_frame_us);
  set_span (body, "first_sound_ms", account->answered_us, sums->first_sound_us);
  set_span (body, "talk_ms", account->answered_us, end_us);
  json_object_set_int_member (body, "frames", (gint64)sums->frames_shown);
  json_object_set_int_member (body, "freezes", sums->freezes);
  json_object_set_int_member (body, "frozen_ms", sums->frozen_us / 1000);
  set_mean (body, "loss_in_ppm", &account->loss_in_ppm, PPM);
  set_mean (body, "loss_out_ppm", &account->loss_out_ppm, PPM);
  set_mean (body, "jitter_us", &account->jitter_us, JITTER_MOST_US);
  set_mean (body, "round_trip_ms", &account->round_trip_ms, ROUND_TRIP_MOST_MS);
  set_mean (body, "sent_kbps", &account->sent_kbps, KBPS_MOST);
  set_mean (body, "received_kbps", &account->received_kbps, KBPS_MOST);
  return body;
}

static void
tell (VdKiosk *self, VdCall *call, const Account *account)
{
  VdCallStats stats = vd_call_get_stats (call);

  g_free (vd_link_send (self->link, "call.stats", NULL, make_body (account, &stats)));
}

static void
sample_call (VdKiosk *self, VdCall *call, gint64 now_us)
{
  Account *account = call ? g_object_get_data (G_OBJECT (call), ACCOUNT) : NULL;
  VdCallStats stats;

  if (!account || !account->answered_us || now_us - account->sampled_us < SAMPLE_US)
    return;
  account->sampled_us = now_us;
  stats = vd_call_get_stats (call);
  sample (account, &stats.line);
  /* Not while the line is away: all of it is said again in the next one. */
  if (now_us - account->told_us < TELL_US || self->adrift || !vd_link_is_online (self->link))
    return;
  account->told_us = now_us;
  tell (self, call, account);
}

void
vd_kiosk_sample_stats (VdKiosk *self, gint64 now_us)
{
  sample_call (self, self->call, now_us);
  sample_call (self, self->guest.call, now_us);
}

void
vd_kiosk_close_stats (VdKiosk *self, VdCall *call)
{
  Account *account = g_object_get_data (G_OBJECT (call), ACCOUNT);

  if (!account)
    return;
  vd_kiosk_note_hang_up (call);
  tell (self, call, account);
  vd_kiosk_drop_stats (call);
}
