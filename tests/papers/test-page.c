/* SPDX-License-Identifier: EUPL-1.2 */
#include "jpeg-codec.h"
#include "locked-memory.h"
#include "page-maker.h"
#include "page-private.h"
#include "paper-scene.h"
#include "papers-test.h"
#include "pdf-writer.h"

#include <fcntl.h>
#include <stdio.h>
#include <gst/gst.h>
#include <string.h>
#include <unistd.h>

/* 24 × 16 pixels ×10: red at the upper left, so that a turn can be seen. */
static VdPage *
make_page (void)
{
  g_autoptr (VdPicture) picture = vd_picture_new (240, 160, 3);

  memset (picture->pixels, 255, picture->stride * picture->height);
  for (int y = 0; y < 40; y++)
    for (int x = 0; x < 40; x++)
      memcpy (picture->pixels + y * picture->stride + x * 3, "\xff\x00\x00", 3);
  return vd_page_new_from_picture (picture, 150, VD_ADVICE_FAR | VD_ADVICE_EMPTY);
}

static gboolean
is_red (VdFrame *frame, int x, int y)
{
  g_autoptr (GBytes) bytes = vd_frame_get_bytes (frame);
  const guint8 *p = (const guint8 *)g_bytes_get_data (bytes, NULL) + y * vd_frame_get_stride (frame) + x * 4;

  return p[2] > 200 && p[1] < 80 && p[0] < 80;
}

static void
count (GObject *object, GParamSpec *pspec, gpointer data)
{
  (*(int *)data)++;
}

static void
test_turn (void)
{
  g_autoptr (VdPage) page = make_page ();
  /* Where the upper left corner is after each quarter, in a preview of 120 on its longer side. */
  static const struct
  {
    int width, height, x, y;
  } expected[] = { { 120, 80, 5, 5 }, { 80, 120, 74, 5 }, { 120, 80, 114, 74 }, { 80, 120, 5, 114 } };
  int notified = 0;

  g_signal_connect (page, "notify::rotation", G_CALLBACK (count), &notified);
  for (int quarter = 0; quarter < 4; quarter++)
    {
      g_autoptr (VdFrame) preview = vd_page_get_preview (page, 120);

      g_assert_cmpint (vd_page_get_rotation (page), ==, 90 * quarter);
      g_assert_cmpint (vd_frame_get_width (preview), ==, expected[quarter].width);
      g_assert_cmpint (vd_frame_get_height (preview), ==, expected[quarter].height);
      g_assert_true (is_red (preview, expected[quarter].x, expected[quarter].y));
      g_assert_false (is_red (preview, 50, 50));
      vd_page_turn (page, 90);
    }
  g_assert_cmpint (vd_page_get_rotation (page), ==, 0);
  vd_page_turn (page, -90);
  g_assert_cmpint (vd_page_get_rotation (page), ==, 270);
  g_object_set (page, "rotation", 270, NULL);
  g_assert_cmpint (notified, ==, 5);
}

static void
test_facts (void)
{
  g_autoptr (VdPage) page = make_page ();
  VdAdvice advice = 0;

  g_object_get (page, "advice", &advice, NULL);
  g_assert_cmpint (advice, ==, VD_ADVICE_FAR | VD_ADVICE_EMPTY);
  g_assert_cmpint (vd_page_get_advice (page), ==, advice);
  g_assert_cmpfloat (vd_page_get_dpi (page), ==, 150);
}

/* Whether @needle stands anywhere in this process's writable memory but in itself: what a core dump or a thief would
 * find. */
static gboolean
memory_holds (const guint8 *needle, gsize size)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  const gsize chunk = 1024 * 1024;
  guint8 *copy = vd_private_alloc (chunk + size); /* wiped, or the next search would find what this one read */
  gboolean found = FALSE;

  g_assert_cmpint (memory, >=, 0);
  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (int i = 0; lines[i] && !found; i++)
    {
      guint64 begin, end;
      char mode[5];

      if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s", &begin, &end, mode) != 3 ||
          mode[1] != 'w' || end - begin > 4 * 1024u * chunk) /* the sanitizer's shadow */
        continue;
      for (guint64 at = begin; at < end && !found; at += chunk)
        {
          gssize got = pread (memory, copy, MIN (chunk + size, end - at), at);

          for (const guint8 *p = copy; got > 0 && (p = memmem (p, got - (p - copy), needle, size)); p++)
            {
              guint64 where = at + (p - copy);

              if (where != (guint64)(gsize)needle &&
                  !(where + size > (guint64)(gsize)copy && where < (guint64)(gsize)copy + chunk + size))
                {
                  found = TRUE;
                  break;
                }
            }
        }
    }
  close (memory);
  vd_private_free (copy, chunk + size);
  return found;
}

static void
write_pdf_of (VdPage *page)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) pdf = NULL;

  g_ptr_array_add (pages, page);
  vd_pdf_write_async (pages, "t", now, NULL, papers_test_keep_result, &result);
  papers_test_until (result, 20);
  pdf = vd_pdf_write_finish (result, NULL);
  g_assert_nonnull (pdf);
}

/* Nothing of a page's JPEG is left anywhere once the page, its preview and its PDF are gone. */
static void
test_leaves_nothing (void)
{
  const PaperWishes wishes = { .seed = 77, .width = 800, .height = 600, .fill = 0.9, .light = 0.9, .noise = 3 };
  g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, NULL);
  VdMaking making;
  VdPage *page = vd_page_maker_run (scene, NULL, &making);
  GBytes *jpeg = vd_page_get_jpeg (page);
  gsize size = g_bytes_get_size (jpeg);
  guint8 needle[3][48];

  g_assert_cmpuint (size, >, 8192);
  /* Kept turned over, or what is looked for would be found here. */
  for (int i = 0; i < 3; i++)
    for (guint k = 0; k < sizeof needle[i]; k++)
      needle[i][k] = ~((const guint8 *)g_bytes_get_data (jpeg, NULL))[size / 4 * (i + 1) + k];
  for (int pass = 0; pass < 2; pass++)
    {
      if (pass == 1)
        {
          g_autoptr (VdFrame) preview = vd_page_get_preview (page, 200);

          write_pdf_of (page);
          g_clear_pointer (&preview, vd_frame_unref);
          g_assert_finalize_object (page);
        }
      for (int i = 0; i < 3; i++)
        {
          guint8 *mine = vd_private_alloc (sizeof needle[i]);

          for (guint k = 0; k < sizeof needle[i]; k++)
            mine[k] = ~needle[i][k];
          /* While it lives the page is found, so the search can find. */
          g_assert_true (memory_holds (mine, sizeof needle[i]) == (pass == 0));
          vd_private_free (mine, sizeof needle[i]);
        }
    }
}

static void
test_locked_buffer (void)
{
  g_auto (VdLockedBuffer) buffer = { NULL };
  g_autoptr (GBytes) bytes = NULL;

  for (int i = 0; i < 100000; i++)
    vd_locked_buffer_append (&buffer, "abc", 3);
  g_assert_cmpuint (buffer.length, ==, 300000);
  bytes = vd_locked_buffer_take (&buffer);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 300000);
  g_assert_cmpmem ((const char *)g_bytes_get_data (bytes, NULL) + 299997, 3, "abc", 3);
  g_assert_null (buffer.data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/page/turn", test_turn);
  g_test_add_func ("/page/facts", test_facts);
  g_test_add_func ("/page/leaves-nothing", test_leaves_nothing);
  g_test_add_func ("/page/locked-buffer", test_locked_buffer);
  return g_test_run ();
}
