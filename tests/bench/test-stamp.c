/* SPDX-License-Identifier: EUPL-1.2 */
#include "stamp.h"
#include <string.h>

#define ROW_PX 1280

static void
draw (guint8 row[ROW_PX], guint camera, guint time_ms, double start, double cell_px)
{
  gboolean white[VD_STAMP_CELLS];

  vd_stamp_encode (camera, time_ms, white);
  memset (row, 40, ROW_PX);
  for (int x = 0; x < ROW_PX; x++)
    {
      int cell = (int)((x - start) / cell_px);

      if (x >= start && cell < VD_STAMP_CELLS)
        row[x] = white[cell] ? 235 : 16;
    }
}

static void
test_round_trip (void)
{
  guint8 row[ROW_PX];

  for (guint time_ms = 0; time_ms < VD_STAMP_MODULUS; time_ms += 97)
    for (double cell_px = 12.3; cell_px < 40; cell_px += 7.45)
      {
        guint camera, found;

        draw (row, time_ms % 2, time_ms, 31.6, cell_px);
        g_assert_true (vd_stamp_find (row, ROW_PX, &camera, &found));
        g_assert_cmpuint (camera, ==, time_ms % 2);
        g_assert_cmpuint (found, ==, time_ms);
      }
}

static void
test_torn (void)
{
  guint8 row[ROW_PX], other[ROW_PX];
  guint camera, found, wrong = 0;

  /* Half of one time, half of another: the check must refuse nearly all. */
  for (guint time_ms = 0; time_ms < 4096; time_ms++)
    {
      draw (row, 0, time_ms, 100, 30);
      draw (other, 0, time_ms + 4096 * 5 + 17, 100, 30);
      memcpy (row + 500, other + 500, ROW_PX - 500);
      wrong += vd_stamp_find (row, ROW_PX, &camera, &found) && found != time_ms && found != time_ms + 4096 * 5 + 17;
    }
  g_assert_cmpuint (wrong, <, 4096 / 8);
}

static void
test_none (void)
{
  guint8 row[ROW_PX];
  guint camera, found;

  memset (row, 255, ROW_PX);
  g_assert_false (vd_stamp_find (row, ROW_PX, &camera, &found));
  for (int x = 0; x < ROW_PX; x++)
    row[x] = x / 20 % 2 ? 255 : 0;
  g_assert_false (vd_stamp_find (row, ROW_PX, &camera, &found));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bench/stamp/round-trip", test_round_trip);
  g_test_add_func ("/bench/stamp/torn", test_torn);
  g_test_add_func ("/bench/stamp/none", test_none);
  return g_test_run ();
}
