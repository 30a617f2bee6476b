/* SPDX-License-Identifier: EUPL-1.2 */
#include "jpeg-codec.h"
#include "paper-views.h"

static GBytes *
make_jpeg (int width, int height)
{
  g_autoptr (VdPicture) picture = vd_picture_new (width, height, 3);

  return vd_jpeg_encode (picture, 70, 72);
}

static gboolean
put (VdPaperViews *views, const char *paper, GBytes *jpeg, guint width, guint height, gint64 now_us)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);

  return vd_paper_views_put (views, paper, data, size, width, height, now_us);
}

static void
test_newest (void)
{
  g_autoptr (VdPaperViews) views = vd_paper_views_new ();
  g_autoptr (GBytes) first = make_jpeg (64, 48), second = make_jpeg (32, 48), got = NULL;

  g_assert_cmpuint (vd_paper_views_get_number (views, "p1"), ==, 0);
  g_assert_null (vd_paper_views_get (views, "p1"));
  g_assert_true (put (views, "p1", first, 64, 48, 1));
  g_assert_true (put (views, "p1", second, 32, 48, 2));
  g_assert_cmpuint (vd_paper_views_get_number (views, "p1"), ==, 2);
  got = vd_paper_views_get (views, "p1");
  g_assert_true (g_bytes_equal (got, second));
  g_assert_true (vd_paper_views_drop (views, "p1"));
  g_assert_false (vd_paper_views_drop (views, "p1"));
  g_assert_null (vd_paper_views_get (views, "p1"));
}

static void
test_refuses (void)
{
  g_autoptr (VdPaperViews) views = vd_paper_views_new ();
  g_autoptr (GBytes) good = make_jpeg (64, 48), small = make_jpeg (8, 48), wide = make_jpeg (1281, 16);
  g_autoptr (GBytes) none = g_bytes_new_static ("\xff\xd8\xff\xd9", 4);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (good, 0, g_bytes_get_size (good) - 1);

  g_assert_false (put (views, "p1", good, 48, 64, 1));
  g_assert_false (put (views, "p1", small, 8, 48, 1));
  g_assert_false (put (views, "p1", wide, 1281, 16, 1));
  g_assert_false (put (views, "p1", none, 64, 48, 1));
  g_assert_false (put (views, "p1", cut, 64, 48, 1));
  g_assert_cmpuint (vd_paper_views_get_number (views, "p1"), ==, 0);
}

static void
test_looks_and_age (void)
{
  g_autoptr (VdPaperViews) views = vd_paper_views_new ();
  g_autoptr (GBytes) jpeg = make_jpeg (64, 48);
  g_autoptr (GPtrArray) none = NULL, old = NULL;

  g_assert_false (vd_paper_views_begin_look (views, "p1", "a1"));
  g_assert_true (put (views, "p1", jpeg, 64, 48, G_USEC_PER_SEC));
  g_assert_true (put (views, "p2", jpeg, 64, 48, 4 * G_USEC_PER_SEC));
  g_assert_true (vd_paper_views_begin_look (views, "p1", "a1"));
  g_assert_false (vd_paper_views_begin_look (views, "p1", "a1"));
  g_assert_true (vd_paper_views_begin_look (views, "p1", "a2"));
  none = vd_paper_views_drop_old (views, 6 * G_USEC_PER_SEC);
  g_assert_cmpuint (none->len, ==, 0);
  old = vd_paper_views_drop_old (views, 6 * G_USEC_PER_SEC + 1);
  g_assert_cmpuint (old->len, ==, 1);
  g_assert_cmpstr (old->pdata[0], ==, "p1");
  g_assert_cmpuint (vd_paper_views_get_number (views, "p2"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper-views/newest", test_newest);
  g_test_add_func ("/paper-views/refuses", test_refuses);
  g_test_add_func ("/paper-views/looks-and-age", test_looks_and_age);
  return g_test_run ();
}
