/* SPDX-License-Identifier: EUPL-1.2 */
/* The line that shapes the test network, on a clock of our own: what it promises, in figures. */
#include "net-line.h"

#define MS 1000
#define SIZE 1250 /* ten thousand bits: one millisecond at 10 Mbit/s */

typedef struct
{
  GArray *numbers; /* of guint32 */
  GArray *dues_us; /* of gint64 */
} Seen;

static void
seen_clear (Seen *seen)
{
  g_clear_pointer (&seen->numbers, g_array_unref);
  g_clear_pointer (&seen->dues_us, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Seen, seen_clear)

static Seen
seen_new (void)
{
  return (Seen){ g_array_new (FALSE, FALSE, sizeof (guint32)), g_array_new (FALSE, FALSE, sizeof (gint64)) };
}

static void
on_arrival (const guint8 *packet, gsize size, gint64 due_us, gpointer data)
{
  Seen *seen = data;
  guint32 number;

  memcpy (&number, packet, sizeof number);
  g_array_append_val (seen->numbers, number);
  g_array_append_val (seen->dues_us, due_us);
}

static void
push (NetLine *line, guint32 number, gsize size, gint64 now_us)
{
  guint8 packet[1500] = { 0 };

  memcpy (packet, &number, sizeof number);
  net_line_push (line, packet, size, now_us);
}

static gint64
due_us (const Seen *seen, guint i)
{
  return g_array_index (seen->dues_us, gint64, i);
}

/* Sends @n packets, one each @every_us, and runs the line until all is out. */
static Seen
send_all (const NetLineTraits *traits, guint32 seed, guint n, gint64 every_us)
{
  g_autoptr (NetLine) line = net_line_new (seed);
  Seen seen = seen_new ();
  gint64 next_us;

  net_line_set_traits (line, traits, 0);
  for (guint i = 0; i < n; i++)
    {
      net_line_run (line, i * every_us, on_arrival, &seen);
      push (line, i, SIZE, i * every_us);
    }
  while ((next_us = net_line_get_next_us (line)) != G_MAXINT64)
    net_line_run (line, next_us, on_arrival, &seen);
  return seen;
}

static void
test_wire (void)
{
  NetLineTraits traits = { .delay_us = 30 * MS };
  g_auto (Seen) seen = send_all (&traits, 1, 100, MS);

  g_assert_cmpuint (seen.numbers->len, ==, 100);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (due_us (&seen, i), ==, i * MS + 30 * MS);
}

/* Twice as much as it carries: the queue grows, and what leaves is the rate to the byte. */
static void
test_rate (void)
{
  NetLineTraits traits = { .rate_bps = 10000000 };
  g_auto (Seen) seen = send_all (&traits, 1, 1000, MS / 2);

  g_assert_cmpuint (seen.numbers->len, ==, 1000);
  for (guint i = 2; i < 1000; i++)
    g_assert_cmpint (ABS (due_us (&seen, i) - due_us (&seen, i - 1) - MS), <=, 1);
}

/* After a pause a bucket's worth goes at once, and no more. */
static void
test_bucket (void)
{
  g_autoptr (NetLine) line = net_line_new (1);
  NetLineTraits traits = { .rate_bps = 10000000, .burst_bytes = 4 * SIZE };
  g_auto (Seen) seen = seen_new ();
  gint64 start_us = G_USEC_PER_SEC;

  net_line_set_traits (line, &traits, 0);
  for (guint i = 0; i < 6; i++)
    push (line, i, SIZE, start_us);
  net_line_run (line, start_us, on_arrival, &seen);
  g_assert_cmpuint (seen.numbers->len, ==, 4);
  g_assert_cmpint (net_line_get_next_us (line), ==, start_us + MS);
  net_line_run (line, start_us + 2 * MS, on_arrival, &seen);
  g_assert_cmpuint (seen.numbers->len, ==, 6);
  g_assert_cmpint (due_us (&seen, 5), ==, start_us + 2 * MS);
}

static void
test_queue (void)
{
  g_autoptr (NetLine) line = net_line_new (1);
  NetLineTraits traits = { .rate_bps = 1000000, .queue_bytes = 10 * SIZE };
  g_auto (Seen) seen = seen_new ();
  NetLineCount count;

  net_line_set_traits (line, &traits, 0);
  for (guint i = 0; i < 100; i++)
    push (line, i, SIZE, 0);
  net_line_run (line, 10 * G_USEC_PER_SEC, on_arrival, &seen);
  count = net_line_get_count (line);
  g_assert_cmpuint (count.dropped, ==, 90);
  g_assert_cmpuint (count.most_queued_bytes, ==, 10 * SIZE);
  g_assert_cmpuint (count.queued_bytes, ==, 0);
  /* The tail is dropped, not the head. */
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (g_array_index (seen.numbers, guint32, i), ==, i);
}

/* A step in the rate counts from its moment, for what waits already too. */
static void
test_step (void)
{
  g_autoptr (NetLine) line = net_line_new (1);
  NetLineTraits traits = { .rate_bps = 1000000 };
  g_auto (Seen) seen = seen_new ();

  net_line_set_traits (line, &traits, 0);
  for (guint i = 0; i < 20; i++)
    push (line, i, SIZE, 0);
  net_line_run (line, 50 * MS, on_arrival, &seen);
  traits.rate_bps = 10000000;
  net_line_set_traits (line, &traits, 50 * MS);
  net_line_run (line, G_USEC_PER_SEC, on_arrival, &seen);
  g_assert_cmpuint (seen.numbers->len, ==, 20);
  g_assert_cmpint (due_us (&seen, 4), ==, 50 * MS);
  g_assert_cmpint (due_us (&seen, 19), ==, 65 * MS);
}

static guint
count_overtaken (const Seen *seen)
{
  guint overtaken = 0;

  for (guint i = 1; i < seen->numbers->len; i++)
    overtaken += g_array_index (seen->numbers, guint32, i) < g_array_index (seen->numbers, guint32, i - 1);
  return overtaken;
}

static void
check_delays (const Seen *seen, gint64 every_us, gint64 least_us, gint64 most_us, gint64 mean_us)
{
  gint64 sum_us = 0;

  for (guint i = 0; i < seen->numbers->len; i++)
    {
      gint64 delay_us = due_us (seen, i) - g_array_index (seen->numbers, guint32, i) * every_us;

      g_assert_cmpint (delay_us, >=, least_us);
      g_assert_cmpint (delay_us, <=, most_us);
      sum_us += delay_us;
    }
  g_assert_cmpint (ABS (sum_us / seen->numbers->len - mean_us), <, 2 * MS);
}

static void
test_jitter_in_order (void)
{
  NetLineTraits traits = { .delay_us = 60 * MS, .jitter_us = 20 * MS };
  g_auto (Seen) seen = send_all (&traits, 7, 20000, 5 * MS);

  g_assert_cmpuint (seen.numbers->len, ==, 20000);
  g_assert_cmpuint (count_overtaken (&seen), ==, 0);
  check_delays (&seen, 5 * MS, 40 * MS, 80 * MS, 60 * MS);
}

static void
test_jitter_reordering (void)
{
  NetLineTraits traits = { .delay_us = 60 * MS, .jitter_us = 20 * MS, .reorders = TRUE };
  g_auto (Seen) seen = send_all (&traits, 7, 20000, 5 * MS);

  g_assert_cmpuint (seen.numbers->len, ==, 20000);
  g_assert_cmpuint (count_overtaken (&seen), >, 2000);
  check_delays (&seen, 5 * MS, 40 * MS, 80 * MS, 60 * MS);
}

/* Lost packets and how many bursts they came in. */
static void
count_losses (const Seen *seen, guint n, guint *lost, guint *bursts)
{
  guint32 expected = 0;

  *lost = n - seen->numbers->len;
  *bursts = 0;
  for (guint i = 0; i < seen->numbers->len; i++)
    {
      guint32 number = g_array_index (seen->numbers, guint32, i);

      *bursts += number != expected;
      expected = number + 1;
    }
}

static void
test_loss (void)
{
  NetLineTraits traits = { .loss = 0.05 };
  guint n = 100000, lost, bursts;
  g_auto (Seen) seen = send_all (&traits, 3, n, MS);

  count_losses (&seen, n, &lost, &bursts);
  g_assert_cmpfloat_with_epsilon ((double)lost / n, 0.05, 0.003);
  /* Independent: a run is hardly longer than one. */
  g_assert_cmpfloat_with_epsilon ((double)lost / bursts, 1 / 0.95, 0.03);
}

static void
test_burst_loss (void)
{
  NetLineTraits traits = { .loss = 0.01, .burst_packets = 5 };
  guint n = 400000, lost, bursts;
  g_auto (Seen) seen = send_all (&traits, 3, n, MS);

  count_losses (&seen, n, &lost, &bursts);
  g_assert_cmpfloat_with_epsilon ((double)lost / n, 0.01, 0.001);
  g_assert_cmpfloat_with_epsilon ((double)lost / bursts, 5, 0.4);
}

static void
test_cut (void)
{
  g_autoptr (NetLine) line = net_line_new (1);
  NetLineTraits traits = { .rate_bps = 1000000, .delay_us = 20 * MS };
  g_auto (Seen) seen = seen_new ();
  NetLineCount count;

  net_line_set_traits (line, &traits, 0);
  push (line, 0, SIZE, 0);
  push (line, 1, SIZE, 0);
  traits.is_cut = TRUE;
  net_line_set_traits (line, &traits, MS);
  push (line, 2, SIZE, 2 * MS);
  net_line_run (line, G_USEC_PER_SEC, on_arrival, &seen);
  g_assert_cmpuint (seen.numbers->len, ==, 0);
  traits.is_cut = FALSE;
  net_line_set_traits (line, &traits, G_USEC_PER_SEC);
  push (line, 3, SIZE, G_USEC_PER_SEC);
  net_line_run (line, 2 * G_USEC_PER_SEC, on_arrival, &seen);
  g_assert_cmpuint (seen.numbers->len, ==, 1);
  g_assert_cmpuint (g_array_index (seen.numbers, guint32, 0), ==, 3);
  count = net_line_get_count (line);
  g_assert_cmpuint (count.lost, ==, 3);
  g_assert_cmpuint (count.taken, ==, 4);
  g_assert_cmpuint (count.taken_bytes, ==, 4 * SIZE);
  g_assert_cmpuint (count.delivered_bytes, ==, SIZE);
}

/* The same seed loses and delays the same packets; another one others. */
static void
test_seed (void)
{
  NetLineTraits traits = {
    .rate_bps = 8000000, .delay_us = 60 * MS, .jitter_us = 20 * MS, .loss = 0.05, .burst_packets = 3
  };
  g_auto (Seen) first = send_all (&traits, 11, 5000, 2 * MS);
  g_auto (Seen) again = send_all (&traits, 11, 5000, 2 * MS);
  g_auto (Seen) other = send_all (&traits, 12, 5000, 2 * MS);

  g_assert_cmpmem (first.dues_us->data, first.dues_us->len * sizeof (gint64), again.dues_us->data,
                   again.dues_us->len * sizeof (gint64));
  g_assert_cmpmem (first.numbers->data, first.numbers->len * sizeof (guint32), again.numbers->data,
                   again.numbers->len * sizeof (guint32));
  g_assert_true (other.numbers->len != first.numbers->len ||
                 memcmp (first.numbers->data, other.numbers->data, first.numbers->len * sizeof (guint32)) != 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/line/wire", test_wire);
  g_test_add_func ("/net/line/rate", test_rate);
  g_test_add_func ("/net/line/bucket", test_bucket);
  g_test_add_func ("/net/line/queue", test_queue);
  g_test_add_func ("/net/line/step", test_step);
  g_test_add_func ("/net/line/jitter-in-order", test_jitter_in_order);
  g_test_add_func ("/net/line/jitter-reordering", test_jitter_reordering);
  g_test_add_func ("/net/line/loss", test_loss);
  g_test_add_func ("/net/line/burst-loss", test_burst_loss);
  g_test_add_func ("/net/line/cut", test_cut);
  g_test_add_func ("/net/line/seed", test_seed);
  return g_test_run ();
}
