/* SPDX-License-Identifier: EUPL-1.2 */
#include "call-metrics.h"

/* Rates per second or minute of a shorter talk say nothing. */
#define SHORTEST_TALK_S 10
#define BOUNDS_MOST 12

typedef struct
{
  const char *name, *help;
  gsize at;                       /* of the figure in a report */
  double unit;                    /* what one of the family's is in that figure */
  double per_s;                   /* 0: the figure itself; else so much of it falls to so many seconds of the talk */
  double bounds[BOUNDS_MOST + 1]; /* of the buckets, rising; ended by 0 */
} Family;

typedef struct
{
  guint64 buckets[BOUNDS_MOST + 1]; /* one more than bounds: all above */
  guint64 count;
  double sum;
} Histogram;

typedef enum
{
  REPORTS,
  PEERS,
  REPLACED,
  FAILURES,
  GIVEN_UP,
  N_COUNTERS,
} Counter;

static const struct
{
  const char *name, *help;
} counters[N_COUNTERS] = {
  [REPORTS] = { "call_reports", "Calls that are over and that this end has told about." },
  [PEERS] = { "call_peers", "Connections that were made for them." },
  [REPLACED] = { "call_peers_replaced", "Of these: made in place of another one of the same call." },
  [FAILURES] = { "call_ice_failures", "Of these: did not come up." },
  [GIVEN_UP] = { "call_pipelines_given_up", "Media pipelines that did not come down." },
};

#define LOSS_BOUNDS                                                                                                    \
  {                                                                                                                    \
    0.001, 0.005, 0.01, 0.02, 0.05, 0.08, 0.1, 0.2, 0.5                                                                \
  }
/* The rungs of what the kiosk sends, and the limits under which it sends the voice alone. */
#define RATE_BOUNDS                                                                                                    \
  {                                                                                                                    \
    50e3, 100e3, 150e3, 250e3, 400e3, 700e3, 1e6, 1.5e6, 2e6, 3e6, 5e6                                                 \
  }

/* Bounds lie closest around what is aimed at: a picture 0.2 s after the answer (0.4 through a relay), one freeze a
 * minute, 24 frames a second at 5 % loss; and around what ITU-T G.114 says of delay: 300 ms there and back are felt,
 * 800 end a conversation. */
#define AT(figure) G_STRUCT_OFFSET (VdCallReport, figure)
static const Family families[] = {
  { "call_connect_seconds",
    "From the ring to a connection that is up.",
    AT (connected_ms),
    1000,
    0,
    { 0.1, 0.2, 0.4, 0.7, 1, 1.5, 2, 3, 5, 10, 15 } },
  { "call_first_frame_seconds",
    "From the answer to the other side's first picture.",
    AT (first_frame_ms),
    1000,
    0,
    { 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 1, 2, 5, 10 } },
  { "call_first_sound_seconds",
    "From the answer to the other side's first sound.",
    AT (first_sound_ms),
    1000,
    0,
    { 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 1, 2, 5, 10 } },
  { "call_talk_seconds",
    "From the answer to the end.",
    AT (talk_s),
    1,
    0,
    { 10, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600 } },
  { "call_loss_in_ratio", "Packets lost on the way here, repaired or not.", AT (loss_in), 1, 0, LOSS_BOUNDS },
  { "call_loss_out_ratio", "Packets lost on the way to the other side.", AT (loss_out), 1, 0, LOSS_BOUNDS },
  { "call_jitter_seconds",
    "Jitter of what came.",
    AT (jitter_ms),
    1000,
    0,
    { 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5 } },
  { "call_round_trip_seconds",
    "There and back.",
    AT (round_trip_ms),
    1000,
    0,
    { 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.8, 1.5, 3 } },
  { "call_freezes_per_minute",
    "How often the picture stood still (W3C webrtc-stats).",
    AT (freezes),
    1,
    60,
    { 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30 } },
  { "call_frozen_ratio",
    "For which part of the talk.",
    AT (frozen_ms),
    1000,
    1,
    { 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5 } },
  { "call_frames_per_second",
    "Pictures of the other side shown.",
    AT (frames),
    1,
    1,
    { 1, 5, 8, 12, 15, 20, 24, 28, 31 } },
  { "call_sent_bits_per_second", "On the wire.", AT (sent_kbps), 1e-3, 0, RATE_BOUNDS },
  { "call_received_bits_per_second", "On the wire.", AT (received_kbps), 1e-3, 0, RATE_BOUNDS },
};
#undef AT

static const char *const sides[VD_N_CALL_SIDES] = { "kiosk", "console" };
static const char *const routes[VD_N_CALL_ROUTES] = { "unknown", "direct", "relay" };

struct _VdCallMetrics
{
  Histogram histograms[VD_N_CALL_SIDES][G_N_ELEMENTS (families)];
  double counters[VD_N_CALL_SIDES][N_COUNTERS];
  guint64 routes[VD_N_CALL_SIDES][VD_N_CALL_ROUTES];
};

VdCallMetrics *
vd_call_metrics_new (void)
{
  return g_new0 (VdCallMetrics, 1);
}

void
vd_call_metrics_free (VdCallMetrics *self)
{
  g_free (self);
}

static void
observe (Histogram *self, const double *bounds, double value)
{
  guint bucket = 0;

  while (bounds[bucket] > 0 && value > bounds[bucket])
    bucket++;
  self->buckets[bucket]++;
  self->count++;
  self->sum += value;
}

/* Below zero: not known. */
static double
read_figure (const Family *family, const VdCallReport *report)
{
  double figure = G_STRUCT_MEMBER (double, report, family->at);

  if (figure < 0 || (family->per_s > 0 && report->talk_s < SHORTEST_TALK_S))
    return -1;
  return figure / family->unit * (family->per_s > 0 ? family->per_s / report->talk_s : 1);
}

void
vd_call_metrics_add (VdCallMetrics *self, VdCallSide side, const VdCallReport *report)
{
  double *sums = self->counters[side];

  g_return_if_fail (side < VD_N_CALL_SIDES && vd_call_report_is_sound (report));

  sums[REPORTS]++;
  sums[PEERS] += report->peers;
  sums[REPLACED] += MAX (report->peers - 1, 0);
  sums[FAILURES] += report->failures;
  sums[GIVEN_UP] += report->given_up;
  self->routes[side][report->route]++;
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      double value = read_figure (&families[i], report);

      if (value >= 0)
        observe (&self->histograms[side][i], families[i].bounds, value);
    }
}

/* A number as the format has it, whatever the locale. */
static void
write_sample (GString *text, const char *name, const char *labels, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (number, sizeof number, "%.15g", value);
  g_string_append_printf (text, "visiodesk_%s{%s} %s\n", name, labels, number);
}

static void
write_histogram (GString *text, const Family *family, const char *side, const Histogram *histogram)
{
  g_autofree char *bucket_name = g_strconcat (family->name, "_bucket", NULL);
  g_autofree char *sum_name = g_strconcat (family->name, "_sum", NULL);
  g_autofree char *count_name = g_strconcat (family->name, "_count", NULL);
  g_autofree char *of_side = g_strdup_printf ("side=\"%s\"", side);
  guint64 below = 0;

  for (guint i = 0; i <= BOUNDS_MOST; i++)
    {
      char bound[G_ASCII_DTOSTR_BUF_SIZE] = "+Inf";
      g_autofree char *labels = NULL;

      if (family->bounds[i] > 0)
        g_ascii_formatd (bound, sizeof bound, "%.6g", family->bounds[i]);
      below += histogram->buckets[i];
      labels = g_strdup_printf ("side=\"%s\",le=\"%s\"", side, bound);
      write_sample (text, bucket_name, labels, (double)below);
      if (family->bounds[i] <= 0)
        break;
    }
  write_sample (text, sum_name, of_side, histogram->sum);
  write_sample (text, count_name, of_side, (double)histogram->count);
}

static void
write_head (GString *text, const char *name, const char *type, const char *help)
{
  g_string_append_printf (text, "# TYPE visiodesk_%s %s\n# HELP visiodesk_%s %s\n", name, type, name, help);
}

static void
write_routes (const VdCallMetrics *self, GString *text)
{
  write_head (text, "call_routes", "counter", "Calls by the way that their media took at last.");
  for (guint side = 0; side < VD_N_CALL_SIDES; side++)
    for (guint route = 0; route < VD_N_CALL_ROUTES; route++)
      {
        g_autofree char *labels = g_strdup_printf ("side=\"%s\",route=\"%s\"", sides[side], routes[route]);

        write_sample (text, "call_routes_total", labels, (double)self->routes[side][route]);
      }
}

void
vd_call_metrics_write (const VdCallMetrics *self, GString *text)
{
  for (guint i = 0; i < N_COUNTERS; i++)
    {
      g_autofree char *total = g_strconcat (counters[i].name, "_total", NULL);

      write_head (text, counters[i].name, "counter", counters[i].help);
      for (guint side = 0; side < VD_N_CALL_SIDES; side++)
        {
          g_autofree char *labels = g_strdup_printf ("side=\"%s\"", sides[side]);

          write_sample (text, total, labels, self->counters[side][i]);
        }
    }
  write_routes (self, text);
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      write_head (text, families[i].name, "histogram", families[i].help);
      for (guint side = 0; side < VD_N_CALL_SIDES; side++)
        write_histogram (text, &families[i], sides[side], &self->histograms[side][i]);
    }
}
