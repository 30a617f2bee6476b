/* SPDX-License-Identifier: EUPL-1.2 */
#include "pace.h"

#define KIB ((gsize)1024)

static void
test_pieces (void)
{
  g_assert_cmpuint (vd_pace_get_piece (&(VdPace){ 0 }, 128 * KIB), ==, 128 * KIB);
  g_assert_cmpuint (vd_pace_get_piece (&(VdPace){ 256000 }, 128 * KIB), ==, 64000);
  g_assert_cmpuint (vd_pace_get_piece (&(VdPace){ 1000000 }, 128 * KIB), ==, 128 * KIB);
  g_assert_cmpuint (vd_pace_get_piece (&(VdPace){ 1 }, 128 * KIB), ==, 8 * KIB);
  g_assert_cmpuint (vd_pace_get_piece (&(VdPace){ 1 }, 100), ==, 100); /* the last bytes of a file */
}

static void
test_waits (void)
{
  const VdPace pace = { 64000 };

  g_assert_cmpuint (vd_pace_get_wait_ms (&pace, 16000, 1000000, 1100000), ==, 150);
  g_assert_cmpuint (vd_pace_get_wait_ms (&pace, 16000, 1000000, 1250000), ==, 0);
  g_assert_cmpuint (vd_pace_get_wait_ms (&pace, 16000, 1000000, 9000000), ==, 0); /* a slow line owes nothing */
  g_assert_cmpuint (vd_pace_get_wait_ms (&(VdPace){ 0 }, 16000, 0, 0), ==, 0);
  g_assert_cmpuint (vd_pace_get_wait_ms (&(VdPace){ 1 }, 128 * KIB, 0, 0), ==, 131072000);
}

/* However the pieces fall, an hour of them is no faster than it may be. */
static void
test_average (void)
{
  const VdPace pace = { 40000 };
  gint64 now_us = 0;
  guint64 sent = 0;

  while (now_us < (gint64)3600 * G_USEC_PER_SEC)
    {
      gsize piece = vd_pace_get_piece (&pace, 128 * KIB);
      gint64 began_us = now_us;

      now_us += 20000;
      sent += piece;
      now_us += 1000 * (gint64)vd_pace_get_wait_ms (&pace, piece, began_us, now_us);
    }
  g_assert_cmpfloat ((double)sent / ((double)now_us / G_USEC_PER_SEC), <=, 40000.0);
  g_assert_cmpfloat ((double)sent / ((double)now_us / G_USEC_PER_SEC), >=, 39000.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pace/pieces", test_pieces);
  g_test_add_func ("/pace/waits", test_waits);
  g_test_add_func ("/pace/average", test_average);
  return g_test_run ();
}
