/* SPDX-License-Identifier: EUPL-1.2 */
#include "voice.h"

#define CHUNK 480

static void
push (VdVoice *voice, gint16 value, guint n_chunks)
{
  gint16 samples[CHUNK];

  for (guint i = 0; i < CHUNK; i++)
    samples[i] = value;
  while (n_chunks-- > 0)
    vd_voice_push (voice, samples, CHUNK);
}

static gint16
mix (VdVoice *voice, gint16 under)
{
  gint16 samples[CHUNK];

  for (guint i = 0; i < CHUNK; i++)
    samples[i] = under;
  vd_voice_mix (voice, samples, CHUNK);
  g_assert_cmpint (samples[0], ==, samples[CHUNK - 1]);
  return samples[0];
}

static void
test_waits_for_its_cushion (void)
{
  g_autoptr (VdVoice) voice = vd_voice_new ();

  g_assert_cmpint (mix (voice, 5), ==, 5);
  push (voice, 100, VD_VOICE_CUSHION / CHUNK - 1);
  g_assert_cmpint (mix (voice, 5), ==, 5);
  push (voice, 100, 1);
  g_assert_cmpint (mix (voice, 5), ==, 105);
}

static void
test_runs_dry_and_gathers_anew (void)
{
  g_autoptr (VdVoice) voice = vd_voice_new ();

  push (voice, 100, VD_VOICE_CUSHION / CHUNK);
  for (guint i = 0; i < VD_VOICE_CUSHION / CHUNK; i++)
    g_assert_cmpint (mix (voice, 0), ==, 100);
  g_assert_cmpint (mix (voice, 0), ==, 0);
  push (voice, 100, 1);
  g_assert_cmpint (mix (voice, 0), ==, 0);
}

static void
test_drops_the_oldest (void)
{
  g_autoptr (VdVoice) voice = vd_voice_new ();

  push (voice, 1, 3);
  push (voice, 2, VD_VOICE_CAPACITY / CHUNK);
  for (guint i = 0; i < VD_VOICE_CAPACITY / CHUNK; i++)
    g_assert_cmpint (mix (voice, 0), ==, 2);
  g_assert_cmpint (mix (voice, 0), ==, 0);
}

static void
test_stays_in_range (void)
{
  g_autoptr (VdVoice) voice = vd_voice_new ();

  push (voice, G_MAXINT16, VD_VOICE_CUSHION / CHUNK);
  g_assert_cmpint (mix (voice, 1000), ==, G_MAXINT16);
  push (voice, G_MININT16, 1);
  for (guint i = 0; i < VD_VOICE_CUSHION / CHUNK - 1; i++)
    mix (voice, 0);
  g_assert_cmpint (mix (voice, -1000), ==, G_MININT16);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/voice/cushion", test_waits_for_its_cushion);
  g_test_add_func ("/call/voice/dry", test_runs_dry_and_gathers_anew);
  g_test_add_func ("/call/voice/oldest", test_drops_the_oldest);
  g_test_add_func ("/call/voice/range", test_stays_in_range);
  return g_test_run ();
}
