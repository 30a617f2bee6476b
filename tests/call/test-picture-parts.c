/* SPDX-License-Identifier: EUPL-1.2 */
#include "freezes.h"
#include "vp8-gate.h"

static gboolean
pass_key (VdVp8Gate *gate, int width, int height)
{
  const guint8 frame[] = { 0x10, 0, 0, 0x9d, 0x01, 0x2a, width & 0xff, width >> 8, height & 0xff, height >> 8, 0, 0 };

  return vd_vp8_gate_lets_pass (gate, frame, sizeof frame);
}

static gboolean
pass_delta (VdVp8Gate *gate)
{
  const guint8 frame[] = { 0x11, 0, 0, 1, 2, 3 };

  return vd_vp8_gate_lets_pass (gate, frame, sizeof frame);
}

static void
test_gate_sizes (void)
{
  VdVp8Gate gate = { 0 };

  g_assert_false (pass_delta (&gate)); /* nothing to begin with */
  g_assert_true (pass_key (&gate, 1280, 720));
  g_assert_true (pass_delta (&gate));
  g_assert_true (pass_key (&gate, VD_VP8_MAX_SIDE, VD_VP8_MAX_SIDE));
  g_assert_true (pass_key (&gate, 1280 | 0x4000, 720 | 0x8000)); /* wishes for scaling */
  g_assert_true (pass_key (&gate, 1, 1));
  g_assert_cmpuint (gate.refused, ==, 1);
  g_assert_false (pass_key (&gate, VD_VP8_MAX_SIDE + 1, 16));
  g_assert_false (pass_delta (&gate)); /* it belongs to the one refused */
  g_assert_false (pass_key (&gate, 16, 16383));
  g_assert_false (pass_key (&gate, 0, 720));
  g_assert_false (pass_key (&gate, 1280, 0));
  g_assert_cmpuint (gate.refused, ==, 6);
  g_assert_true (pass_key (&gate, 640, 360));
  g_assert_true (pass_delta (&gate));
}

/* Cut at every length, and with a wrong start code. */
static void
test_gate_broken (void)
{
  const guint8 whole[] = { 0x10, 0, 0, 0x9d, 0x01, 0x2a, 0, 5, 0xd0, 2 };

  for (gsize size = 0; size <= sizeof whole; size++)
    {
      VdVp8Gate gate = { .is_open = TRUE };
      g_autofree guint8 *frame = g_memdup2 (whole, size); /* so that reading on is seen */

      g_assert_cmpint (vd_vp8_gate_lets_pass (&gate, frame, size), ==, size == sizeof whole);
    }
  for (gsize i = 3; i < 6; i++)
    {
      VdVp8Gate gate = { .is_open = TRUE };
      g_autofree guint8 *frame = g_memdup2 (whole, sizeof whole);

      frame[i] ^= 1;
      g_assert_false (vd_vp8_gate_lets_pass (&gate, frame, sizeof whole));
    }
}

static gint64
show (VdFreezes *freezes, gint64 from_us, int frames, gint64 span_us)
{
  for (int i = 0; i < frames; i++)
    vd_freezes_add (freezes, from_us += span_us);
  return from_us;
}

static void
test_freezes (void)
{
  VdFreezes freezes = { 0 };
  gint64 now_us = show (&freezes, G_USEC_PER_SEC, 100, 33000);

  g_assert_cmpuint (freezes.count, ==, 0);
  /* 33 + 150 ms is one, a little less is none. */
  now_us = show (&freezes, now_us, 1, 182000);
  g_assert_cmpuint (freezes.count, ==, 0);
  now_us = show (&freezes, now_us, 60, 33000);
  now_us = show (&freezes, now_us, 1, 183000);
  g_assert_cmpuint (freezes.count, ==, 1);
  g_assert_cmpint (freezes.total_us, ==, 183000);
  /* Ten a second: three times the average is more than 150 ms over it only from there on. */
  now_us = show (&freezes, now_us, 60, 100000);
  g_assert_cmpuint (freezes.count, ==, 1);
  now_us = show (&freezes, now_us, 1, 299000);
  g_assert_cmpuint (freezes.count, ==, 1);
  now_us = show (&freezes, now_us, 60, 100000);
  now_us = show (&freezes, now_us, 1, 5 * G_USEC_PER_SEC);
  g_assert_cmpuint (freezes.count, ==, 2);
  g_assert_cmpint (freezes.total_us, ==, 183000 + 5 * G_USEC_PER_SEC);
  /* A clock that stands or goes back is none. */
  vd_freezes_add (&freezes, now_us);
  vd_freezes_add (&freezes, now_us - G_USEC_PER_SEC);
  g_assert_cmpuint (freezes.count, ==, 2);
}

/* The first frame is not late, and the second cannot be. */
static void
test_freezes_begin (void)
{
  VdFreezes freezes = { 0 };

  vd_freezes_add (&freezes, 100 * G_USEC_PER_SEC);
  vd_freezes_add (&freezes, 110 * G_USEC_PER_SEC);
  g_assert_cmpuint (freezes.count, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/vp8-gate/sizes", test_gate_sizes);
  g_test_add_func ("/call/vp8-gate/broken", test_gate_broken);
  g_test_add_func ("/call/freezes/definition", test_freezes);
  g_test_add_func ("/call/freezes/begin", test_freezes_begin);
  return g_test_run ();
}
