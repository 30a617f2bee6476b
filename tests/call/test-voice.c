/* SPDX-License-Identifier: EUPL-1.2 */
#include "voice.h"

#include <math.h>
#include <string.h>

#include "splice.h"

#define PERIOD 480
#define PACKET 960
#define MS 48

/* A far side that speaks and a line, in the time of the loudspeaker: one step is 10 ms. */
typedef struct
{
  VdVoice *voice;
  GRand *rand;
  double speed;     /* of the far clock */
  double sent;      /* samples that the far side has made */
  guint n_sent;     /* packets on the line */
  guint n_arrived;  /* of them */
  guint late_max;   /* ms, evenly spread */
  gint64 held_till; /* ms: nothing arrives before */
  gint64 now_ms;
  gint64 due_ms[64]; /* when packet n arrives, at n % 64 */
  gboolean pauses;   /* half of each second */
  double hertz;
  double step_max; /* the largest step between two samples played */
  gint16 last;
} Line;

static void
line_begin (Line *line, VdVoice *voice)
{
  *line = (Line){ .voice = voice, .speed = 1, .rand = g_rand_new_with_seed (7), .hertz = 200 };
}

static void
line_end (Line *line)
{
  g_rand_free (line->rand);
}

static gint16
say (const Line *line, double at)
{
  gboolean is_pause = line->pauses && fmod (at / 48000, 1) > 0.5;

  return is_pause ? 0 : (gint16)(8000 * sin (2 * G_PI * line->hertz * at / 48000));
}

static void
send_packet (Line *line)
{
  gint16 samples[PACKET];

  for (guint i = 0; i < PACKET; i++)
    samples[i] = say (line, (double)line->n_arrived * PACKET + i);
  vd_voice_push (line->voice, samples, PACKET);
  line->n_arrived++;
}

static void
step (Line *line)
{
  gint16 out[PERIOD] = { 0 };

  line->now_ms += 10;
  line->sent += PERIOD * line->speed;
  while (line->sent >= (line->n_sent + 1) * (double)PACKET)
    {
      guint late_ms = line->late_max ? (guint)g_rand_int_range (line->rand, 0, (int)line->late_max + 1) : 0;

      line->due_ms[line->n_sent++ % 64] = line->now_ms + late_ms;
    }
  /* In order, as the jitter buffer gives them. */
  while (line->n_arrived < line->n_sent && line->now_ms >= MAX (line->held_till, line->due_ms[line->n_arrived % 64]))
    send_packet (line);
  vd_voice_mix (line->voice, out, PERIOD);
  for (guint i = 0; i < PERIOD; i++)
    {
      line->step_max = MAX (line->step_max, fabs ((double)out[i] - line->last));
      line->last = out[i];
    }
}

static void
run (Line *line, double seconds)
{
  for (guint i = 0; i < seconds * 100; i++)
    step (line);
}

static VdVoiceFigures
since (VdVoice *voice, VdVoiceFigures before)
{
  VdVoiceFigures now = vd_voice_get_figures (voice);

  now.played -= before.played;
  now.concealed -= before.concealed;
  now.left_out -= before.left_out;
  now.added -= before.added;
  return now;
}

/* A steady line is not made to wait for what does not come. */
static void
test_steady_line (void)
{
  g_autoptr (VdVoice) voice = vd_voice_new ();
  Line line;

  line_begin (&line, voice);
  vd_voice_set_cushion_ms (voice, 0);
  run (&line, 30);
  g_assert_cmpuint (vd_voice_get_figures (voice).delay_ms, <=, 10);
  g_assert_cmpuint (vd_voice_get_figures (voice).concealed, <, 10 * MS);
  line_end (&line);
}

static void
test_keeps_to_the_floor (void)
{
  static const guint floors_ms[] = { 20, 100, 250, 40 };
  g_autoptr (VdVoice) voice = vd_voice_new ();
  Line line;

  line_begin (&line, voice);
  for (guint i = 0; i < G_N_ELEMENTS (floors_ms); i++)
    {
      vd_voice_set_cushion_ms (voice, floors_ms[i]);
      run (&line, 90);
      g_assert_cmpint (ABS ((int)vd_voice_get_figures (voice).delay_ms - (int)floors_ms[i]), <=, 4);
    }
  vd_voice_set_cushion_ms (voice, 100000);
  run (&line, 90);
  g_assert_cmpuint (vd_voice_get_figures (voice).delay_ms, <=, VD_VOICE_CUSHION_MAX_MS + 4);
  g_assert_cmpuint (vd_voice_get_figures (voice).concealed, ==, 0);
  line_end (&line);
}

/* The delay grows to what the packets need, and comes back when they need it no more. */
static void
test_follows_the_lateness (void)
{
  g_autoptr (VdVoice) voice = vd_voice_new ();
  VdVoiceFigures before, after;
  Line line;

  line_begin (&line, voice);
  line.late_max = 80;
  run (&line, 10);
  before = vd_voice_get_figures (voice);
  run (&line, 30);
  after = since (voice, before);
  g_assert_cmpuint (after.concealed, <, after.played / 100);
  g_assert_cmpuint (after.delay_ms, >=, 60);
  g_assert_cmpuint (after.delay_ms, <=, 100);
  line.late_max = 0;
  run (&line, 45);
  g_assert_cmpuint (vd_voice_get_figures (voice).delay_ms, <=, 24);
  line_end (&line);
}

/* 300 ppm is worse than two sound cards are; nobody pauses, so there is nothing to cut from. */
static void
test_follows_a_far_clock (gconstpointer speed)
{
  g_autoptr (VdVoice) voice = vd_voice_new ();
  VdVoiceFigures figures;
  Line line;

  line_begin (&line, voice);
  line.speed = 1 + GPOINTER_TO_INT (speed) * 1e-6;
  run (&line, 600);
  figures = vd_voice_get_figures (voice);
  g_assert_cmpuint (figures.concealed, ==, 0);
  /* The floor, and a period: packets come ever earlier or later within it. */
  g_assert_cmpuint (figures.delay_ms, <=, VD_VOICE_CUSHION_MS + 10 + 4);
  /* 600 s of 300 ppm are 180 ms. */
  g_assert_cmpuint (MAX (figures.left_out, figures.added), >=, 150 * MS);
  g_assert_cmpuint (MAX (figures.left_out, figures.added), <=, 230 * MS);
  /* A step of the tone itself is 209. */
  g_assert_cmpfloat (line.step_max, <, 240);
  line_end (&line);
}

/* All that was held back comes at once; the pauses of speech give the time back. */
static void
test_catches_up_in_pauses (void)
{
  g_autoptr (VdVoice) voice = vd_voice_new ();
  Line line;

  line_begin (&line, voice);
  line.pauses = TRUE;
  run (&line, 5);
  line.held_till = line.now_ms + 300;
  run (&line, 1);
  g_assert_cmpuint (vd_voice_get_figures (voice).delay_ms, >=, 250);
  /* The least of the last 16 s must be from after it. */
  run (&line, 22);
  g_assert_cmpuint (vd_voice_get_figures (voice).delay_ms, <=, 24);
  line_end (&line);
}

/* After a long pause of the line it begins anew, and what piled up beyond the capacity is not heard late. */
static void
test_begins_anew (void)
{
  g_autoptr (VdVoice) voice = vd_voice_new ();
  gint16 out[PERIOD] = { 0 };
  gint16 packet[PACKET] = { 0 };
  Line line;

  line_begin (&line, voice);
  run (&line, 5);
  line.held_till = line.now_ms + 3000;
  run (&line, 3.5);
  g_assert_cmpuint (vd_voice_get_figures (voice).delay_ms, <=, 40);
  line_end (&line);

  for (guint i = 0; i < 150; i++)
    vd_voice_mix (voice, out, PERIOD);
  memset (out, 0, sizeof out);
  vd_voice_push (voice, packet, PACKET);
  packet[0] = 1;
  vd_voice_mix (voice, out, PERIOD);
  g_assert_cmpint (out[PERIOD - 1], ==, 0);
}

/* A gap of 20 ms in a tone is filled with the tone: no click, no hole. */
static void
test_conceals (void)
{
  g_autoptr (VdVoice) voice = vd_voice_new ();
  gint16 out[PERIOD];
  double power = 0;
  double step_max = 0;
  gint16 last = 0;
  Line line;

  line_begin (&line, voice);
  vd_voice_set_cushion_ms (voice, 0);
  run (&line, 2);
  line.held_till = G_MAXINT64;
  while (vd_voice_get_figures (voice).concealed == 0)
    step (&line);
  for (guint n = 0; n < 2; n++)
    {
      memset (out, 0, sizeof out);
      last = n == 0 ? line.last : last;
      vd_voice_mix (voice, out, PERIOD);
      for (guint i = 0; i < PERIOD; i++)
        {
          step_max = MAX (step_max, fabs ((double)out[i] - last));
          last = out[i];
          power += (double)out[i] * out[i] / (2 * PERIOD);
        }
    }
  g_assert_cmpfloat (step_max, <, 400);
  /* The tone itself has 3.2e7. */
  g_assert_cmpfloat (power, >, 0.8e7);
  /* And it dies away. */
  for (guint n = 0; n < 10; n++)
    {
      memset (out, 0, sizeof out);
      vd_voice_mix (voice, out, PERIOD);
    }
  g_assert_cmpint (out[PERIOD - 1], ==, 0);
  line.step_max = 0;
  line.last = 0;
  line.held_till = 0;
  run (&line, 0.5);
  g_assert_cmpfloat (line.step_max, <, 400);
  line_end (&line);
}

static void
test_mixes_within_range (void)
{
  g_autoptr (VdVoice) loud = vd_voice_new ();
  g_autoptr (VdVoice) deep = vd_voice_new ();
  gint16 packet[PACKET], out[PERIOD];

  vd_voice_set_cushion_ms (loud, 0);
  vd_voice_set_cushion_ms (deep, 0);
  for (guint i = 0; i < PACKET; i++)
    packet[i] = G_MAXINT16;
  vd_voice_push (loud, packet, PACKET);
  for (guint i = 0; i < PACKET; i++)
    packet[i] = G_MININT16;
  vd_voice_push (deep, packet, PACKET);
  for (guint i = 0; i < PERIOD; i++)
    out[i] = 1000;
  vd_voice_mix (loud, out, PERIOD);
  g_assert_cmpint (out[100], ==, G_MAXINT16);
  for (guint i = 0; i < PERIOD; i++)
    out[i] = -1000;
  vd_voice_mix (deep, out, PERIOD);
  g_assert_cmpint (out[100], ==, G_MININT16);
}

/* Longer and shorter, and still the same tone. */
static void
test_splices (void)
{
  gint16 in[PERIOD + VD_SPLICE_CUT_MAX], out[PERIOD];

  for (guint i = 0; i < G_N_ELEMENTS (in); i++)
    in[i] = (gint16)(8000 * sin (2 * G_PI * 1000 * i / 48000));
  for (int more = -VD_SPLICE_BEND_MAX; more <= VD_SPLICE_BEND_MAX; more++)
    {
      vd_splice_bend (out, PERIOD, in, more);
      for (guint i = 0; i < PERIOD - 4; i++)
        g_assert_cmpfloat (fabs (out[i] - 8000 * sin (2 * G_PI * 1000 * i * (PERIOD + more) / (double)PERIOD / 48000)),
                           <, 20);
    }
  for (int more = -VD_SPLICE_CUT_MAX; more <= VD_SPLICE_CUT_MAX; more += 48)
    {
      vd_splice_cut (out, PERIOD, in, more);
      g_assert_cmpint (out[0], ==, in[0]);
      /* The next period goes on where this one stopped. */
      g_assert_cmpfloat (fabs ((double)out[PERIOD - 1] - in[PERIOD + more - 1]), <, 20);
      for (guint i = 1; i < PERIOD; i++)
        g_assert_cmpfloat (fabs ((double)out[i] - out[i - 1]), <, 1100);
    }
}

static void
test_finds_pauses (void)
{
  VdPauseFinder finder = { 0 };
  gint16 loud[PERIOD], soft[PERIOD], silent[PERIOD] = { 0 };

  for (guint i = 0; i < PERIOD; i++)
    {
      loud[i] = (gint16)(6000 * sin (i * 0.1));
      soft[i] = (gint16)(loud[i] / 10);
    }
  g_assert_true (vd_pause_finder_step (&finder, silent, PERIOD));
  g_assert_false (vd_pause_finder_step (&finder, soft, PERIOD));
  g_assert_false (vd_pause_finder_step (&finder, loud, PERIOD));
  g_assert_true (vd_pause_finder_step (&finder, soft, PERIOD));
  g_assert_true (vd_pause_finder_step (&finder, silent, PERIOD));
  /* Who goes on softly is not in a pause for ever. */
  for (guint i = 0; i < 1500; i++)
    vd_pause_finder_step (&finder, soft, PERIOD);
  g_assert_false (vd_pause_finder_step (&finder, soft, PERIOD));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/voice/steady-line", test_steady_line);
  g_test_add_func ("/call/voice/floor", test_keeps_to_the_floor);
  g_test_add_func ("/call/voice/lateness", test_follows_the_lateness);
  g_test_add_data_func ("/call/voice/clock/fast", GINT_TO_POINTER (300), test_follows_a_far_clock);
  g_test_add_data_func ("/call/voice/clock/slow", GINT_TO_POINTER (-300), test_follows_a_far_clock);
  g_test_add_func ("/call/voice/pauses", test_catches_up_in_pauses);
  g_test_add_func ("/call/voice/anew", test_begins_anew);
  g_test_add_func ("/call/voice/conceals", test_conceals);
  g_test_add_func ("/call/voice/range", test_mixes_within_range);
  g_test_add_func ("/call/voice/splices", test_splices);
  g_test_add_func ("/call/voice/finds-pauses", test_finds_pauses);
  return g_test_run ();
}
