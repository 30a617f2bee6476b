/* SPDX-License-Identifier: EUPL-1.2 */
/* visiodesk-page as somebody at a terminal uses it. */
#include "jpeg-codec.h"
#include "paper-scene.h"
#include "quad.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  char *dir, *tool, *whole, *cut, *text, *pdf;
  VdQuad corners, card;
} Fixture;

static char *
write_scene (Fixture *fixture, const char *name, double shift_x)
{
  const PaperWishes wishes = { .seed = 8,
                               .width = 1600,
                               .height = 1200,
                               .fill = 0.9,
                               .turn = 4,
                               .tilt = 0.05,
                               .light = 0.9,
                               .noise = 2,
                               .shift_x = shift_x };
  g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, &fixture->corners);
  g_autoptr (GBytes) jpeg = vd_jpeg_encode (scene, 90, 72);
  char *path = g_build_filename (fixture->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg), NULL));
  return path;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("vd-tool-XXXXXX", NULL);
  fixture->tool = g_build_filename (g_getenv ("VD_BUILD_ROOT"), "media", "papers", "visiodesk-page", NULL);
  fixture->cut = write_scene (fixture, "cut.jpg", 0.4);
  fixture->whole = write_scene (fixture, "whole.jpg", 0);
  fixture->text = g_build_filename (fixture->dir, "text.jpg", NULL);
  fixture->pdf = g_build_filename (fixture->dir, "out.pdf", NULL);
  g_assert_true (g_file_set_contents (fixture->text, "no picture", -1, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  char *paths[] = { fixture->whole, fixture->cut, fixture->text, fixture->pdf };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_unlink (paths[i]);
      g_free (paths[i]);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->tool);
}

static int
run (const char *const *argv, char **out, char **errors)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, out, errors, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

static JsonObject *
parse_line (JsonParser *parser, const char *line)
{
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, line, -1, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_lines (Fixture *fixture, gconstpointer data)
{
  const char *const argv[] = { fixture->tool, "--json", "--pdf", fixture->pdf, fixture->whole, fixture->cut, NULL };
  const char *const qpdf[] = { "qpdf", "--check", fixture->pdf, NULL };
  g_autofree char *out = NULL, *errors = NULL, *checked = NULL, *check_errors = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *line;
  JsonArray *corners;
  VdQuad quad;

  g_assert_cmpint (run (argv, &out, &errors), ==, 0);
  g_assert_cmpstr (errors, ==, "");
  lines = g_strsplit (out, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3); /* the last one empty */

  line = parse_line (parser, lines[0]);
  g_assert_cmpstr (json_object_get_string_member (line, "file"), ==, fixture->whole);
  g_assert_cmpint (json_object_get_int_member (line, "width"), ==, 1600);
  g_assert_cmpfloat (json_object_get_double_member (line, "confidence"), >, 0.8);
  g_assert_cmpfloat (json_object_get_double_member (line, "dpi"), >, 80);
  g_assert_true (json_object_has_member (json_object_get_object_member (line, "ms"), "flatten"));
  corners = json_object_get_array_member (line, "quad");
  for (int i = 0; i < 4; i++)
    {
      JsonArray *corner = json_array_get_array_element (corners, i);

      quad.corner[i] =
          (VdPoint){ json_array_get_double_element (corner, 0), json_array_get_double_element (corner, 1) };
    }
  g_assert_cmpfloat (vd_quad_distance (&quad, &fixture->corners), <, 2);

  line = parse_line (parser, lines[1]);
  g_assert_true (json_object_get_null_member (line, "quad"));
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (line, "advice"), 0), ==, "cut");
  g_assert_cmpint (run (qpdf, &checked, &check_errors), ==, 0);
}

/* The same photograph with a text over it: another picture in the PDF, and still one that readers take. */
static void
test_watermark (Fixture *fixture, gconstpointer data)
{
  const char *const plain[] = { fixture->tool, "--pdf", fixture->pdf, fixture->whole, NULL };
  const char *const marked[] = { fixture->tool, "--watermark", "Reçu à Béthune", "--pdf", fixture->pdf, fixture->whole, NULL };
  const char *const qpdf[] = { "qpdf", "--check", fixture->pdf, NULL };
  const char *const *runs[] = { plain, marked };
  gsize sizes[2];

  for (int i = 0; i < 2; i++)
    {
      g_autofree char *out = NULL, *errors = NULL, *checked = NULL, *check_errors = NULL, *pdf = NULL;

      g_assert_cmpint (run (runs[i], &out, &errors), ==, 0);
      g_assert_cmpstr (errors, ==, "");
      g_assert_true (g_file_get_contents (fixture->pdf, &pdf, &sizes[i], NULL));
      g_assert_cmpint (run (qpdf, &checked, &check_errors), ==, 0);
    }
  g_assert_cmpuint (sizes[1], >, sizes[0]); /* letters have many edges */
}

static char *
write_card (Fixture *fixture, const char *name, guint32 seed)
{
  const PaperWishes wishes = { .seed = seed, .width = 1600, .height = 1200, .kind = PAPER_IDENTITY, .fill = 0.5,
                               .turn = 4, .light = 0.9, .noise = 2 };
  g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, &fixture->card);
  g_autoptr (GBytes) jpeg = vd_jpeg_encode (scene, 90, 72);
  char *path = g_build_filename (fixture->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg), NULL));
  return path;
}

static void
assert_pages (const char *path, int wanted)
{
  const char *const info[] = { "qpdf", "--show-npages", path, NULL };
  g_autofree char *out = NULL, *errors = NULL;

  g_assert_cmpint (run (info, &out, &errors), ==, 0);
  g_assert_cmpint (atoi (out), ==, wanted);
}

/* Two photographs, one sheet; what is no card stays what it is, and says so. */
static void
test_card (Fixture *fixture, gconstpointer data)
{
  g_autofree char *front = write_card (fixture, "front.jpg", 3), *back = write_card (fixture, "back.jpg", 4);
  const char *const apart[] = { fixture->tool, "--pdf", fixture->pdf, front, back, NULL };
  const char *const joined[] = { fixture->tool, "--card", "--pdf", fixture->pdf, front, back, NULL };
  const char *const alone[] = { fixture->tool, "--card", "--pdf", fixture->pdf, front, NULL };
  const char *const sheet[] = { fixture->tool, "--card", "--pdf", fixture->pdf, front, fixture->whole, NULL };
  const char *const *mistakes[] = { alone, sheet };
  g_autofree char *out = NULL, *errors = NULL, *more_out = NULL, *more_errors = NULL;

  g_assert_cmpint (run (apart, &out, &errors), ==, 0);
  assert_pages (fixture->pdf, 2);
  g_assert_cmpint (run (joined, &more_out, &more_errors), ==, 0);
  g_assert_cmpstr (more_errors, ==, "");
  assert_pages (fixture->pdf, 1);
  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autofree char *said = NULL, *why = NULL;

      g_assert_cmpint (run (mistakes[i], &said, &why), ==, 1);
      g_assert_nonnull (strstr (why, "not the two sides of a card"));
    }
  g_unlink (front);
  g_unlink (back);
}

static void
test_mistakes (Fixture *fixture, gconstpointer data)
{
  const char *const not_picture[] = { fixture->tool, "--pdf", fixture->pdf, fixture->text, NULL };
  const char *const nothing[] = { fixture->tool, NULL };
  const char *const unknown[] = { fixture->tool, "--nonsense", fixture->whole, NULL };
  g_autofree char *out = NULL, *errors = NULL;

  g_assert_cmpint (run (not_picture, &out, &errors), ==, 1);
  g_assert_nonnull (strstr (errors, "neither JPEG nor PNG"));
  g_assert_false (g_file_test (fixture->pdf, G_FILE_TEST_EXISTS));
  g_clear_pointer (&out, g_free);
  g_clear_pointer (&errors, g_free);
  g_assert_cmpint (run (nothing, &out, &errors), ==, 2);
  g_clear_pointer (&out, g_free);
  g_clear_pointer (&errors, g_free);
  g_assert_cmpint (run (unknown, &out, &errors), ==, 2);
}

/* Its neighbour, which lists what the finder weighs, wants a tray's pictures to have the shape of the empty tray's. */
static void
test_other_shape (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tool = g_build_filename (g_getenv ("VD_BUILD_ROOT"), "tests", "papers", "list-clues", NULL);
  g_autofree char *path = g_build_filename (fixture->dir, "tall.jpg", NULL), *out = NULL, *errors = NULL;
  const char *const argv[] = { tool, "--tray", fixture->whole, fixture->cut, path, NULL };
  g_autoptr (VdPicture) tall = vd_picture_new (1200, 1600, 3);
  g_autoptr (GBytes) jpeg = vd_jpeg_encode (tall, 90, 72);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg), NULL));
  g_assert_cmpint (run (argv, &out, &errors), ==, 1);
  g_assert_nonnull (strstr (errors, "tall.jpg: not of the shape"));
  g_assert_nonnull (strstr (out, "\"candidates\"")); /* of the one before */
  g_assert_cmpint (g_unlink (path), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add ("/page-tool/lines", Fixture, NULL, set_up, test_lines, tear_down);
  g_test_add ("/page-tool/watermark", Fixture, NULL, set_up, test_watermark, tear_down);
  g_test_add ("/page-tool/card", Fixture, NULL, set_up, test_card, tear_down);
  g_test_add ("/page-tool/mistakes", Fixture, NULL, set_up, test_mistakes, tear_down);
  g_test_add ("/page-tool/other-shape", Fixture, NULL, set_up, test_other_shape, tear_down);
  return g_test_run ();
}
