/* SPDX-License-Identifier: EUPL-1.2 */
#include "document-camera.h"
#include "jpeg-codec.h"
#include "page-photo.h"
#include "page-private.h"
#include "paper-scene.h"
#include "papers-test.h"
#include "quad.h"

#include <glib/gstdio.h>

typedef struct
{
  char *dir, *path;
  VdQuad corners; /* 0..1 */
} Fixture;

static const PaperWishes wishes = {
  .seed = 3, .width = 1920, .height = 1080, .fill = 0.88, .turn = 2, .tilt = 0.02, .light = 0.95, .noise = 2
};

static void
set_up (Fixture *fixture, gconstpointer data)
{
  VdQuad quad;
  g_autoptr (VdPicture) scene = paper_scene_draw (&wishes, &quad);
  g_autoptr (GBytes) jpeg = vd_jpeg_encode (scene, 92, 72);
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("vd-papers-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->dir, "paper.jpg", NULL);
  g_file_set_contents (fixture->path, g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg), &error);
  g_assert_no_error (error);
  fixture->corners = vd_quad_scaled (&quad, 1.0 / wishes.width, 1.0 / wishes.height);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_rmdir (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->dir);
}

static VdDocumentCamera *
open_camera (const char *setting)
{
  VdDocumentCamera *camera = vd_document_camera_new (setting, 1920, 1080);
  g_autoptr (GError) error = NULL;

  vd_document_camera_open (camera, &error);
  g_assert_no_error (error);
  return camera;
}

static VdDocumentCamera *
open_still (Fixture *fixture)
{
  g_autofree char *setting = g_strdup_printf (
      "filesrc location=%s ! jpegdec ! imagefreeze is-live=true ! video/x-raw,framerate=15/1", fixture->path);

  return open_camera (setting);
}

static void
count (GObject *object, gpointer data)
{
  (*(int *)data)++;
}

static gboolean
has_quad (VdDocumentCamera *camera)
{
  VdQuad quad;

  return vd_document_camera_get_quad (camera, &quad);
}

static VdPage *
take (VdDocumentCamera *camera)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  VdPage *page;

  vd_document_camera_take_async (camera, NULL, papers_test_keep_result, &result);
  papers_test_until (result, 60);
  page = vd_document_camera_take_finish (camera, result, &error);
  g_assert_no_error (error);
  return page;
}

static VdPage *
adjust (VdPage *page, const VdQuad *corners)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  VdPage *made;

  vd_page_adjust_async (page, corners, NULL, papers_test_keep_result, &result);
  papers_test_until (result, 60);
  made = vd_page_adjust_finish (page, result, &error);
  g_assert_no_error (error);
  return made;
}

/* The photograph stays with the page: where the sheet was found on it, and another page from where a person says. */
static void
test_adjusted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdDocumentCamera) camera = open_still (fixture);
  g_autoptr (VdPage) page = NULL;
  g_autoptr (VdPage) same = NULL;
  g_autoptr (VdPage) half = NULL;
  g_autoptr (VdFrame) photo = NULL;
  VdQuad corners, upper;

  papers_test_until (has_quad (camera), 30);
  page = take (camera);
  g_assert_true (vd_page_has_photo (page));
  g_assert_true (vd_page_get_corners (page, &corners));
  g_assert_cmpfloat (vd_quad_overlap (&corners, &fixture->corners), >, 0.98);
  photo = vd_page_get_photo (page, 640);
  g_assert_cmpint (MAX (vd_frame_get_width (photo), vd_frame_get_height (photo)), ==, 640);

  vd_page_turn (page, 90);
  same = adjust (page, &corners);
  g_assert_cmpint (vd_page_get_rotation (same), ==, 90);
  g_assert_cmpint (ABS (vd_page_get_facts (same)->height - vd_page_get_facts (page)->height), <=, 8);
  g_assert_cmpint (ABS (vd_page_get_facts (same)->width - vd_page_get_facts (page)->width), <=, 8);

  /* The sheet's upper half lies across. */
  upper = corners;
  for (int i = 0; i < 2; i++)
    {
      upper.corner[3 - i].x = (corners.corner[i].x + corners.corner[3 - i].x) / 2;
      upper.corner[3 - i].y = (corners.corner[i].y + corners.corner[3 - i].y) / 2;
    }
  half = adjust (same, &upper);
  g_assert_cmpint (vd_page_get_facts (half)->width, >, vd_page_get_facts (half)->height);
  g_assert_true (vd_page_get_corners (half, &corners));
  g_assert_cmpfloat (corners.corner[2].y, ==, upper.corner[2].y);
}

/* The outline is where the sheet is, the page is taken by itself once, is upright A4, and is not taken again. */
static void
test_takes_itself_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdDocumentCamera) camera = open_still (fixture);
  g_autoptr (VdPage) page = NULL;
  g_autoptr (VdFrame) view = NULL;
  int steady = 0;
  double steadiness = 0;
  VdQuad quad;
  gint64 end_us;

  g_signal_connect (camera, "steady", G_CALLBACK (count), &steady);
  papers_test_until (has_quad (camera), 30);
  g_assert_true (vd_document_camera_get_quad (camera, &quad));
  g_assert_cmpfloat (vd_quad_overlap (&quad, &fixture->corners), >, 0.98);
  papers_test_until (steady == 1, 30);
  g_object_get (camera, "steadiness", &steadiness, NULL);
  g_assert_cmpfloat (steadiness, ==, 1);

  view = vd_feed_peek (vd_document_camera_get_view (camera));
  g_assert_nonnull (view);
  g_assert_cmpint (vd_frame_get_width (view), ==, 1280);
  g_assert_cmpint (vd_frame_get_height (view), ==, 720);

  page = take (camera);
  g_assert_cmpfloat_with_epsilon ((double)vd_page_get_facts (page)->height / vd_page_get_facts (page)->width,
                                  297.0 / 210, 0.01);
  g_assert_cmpfloat_with_epsilon (vd_page_get_dpi (page), wishes.fill * wishes.height / 297 * 25.4, 4);

  /* Three seconds on it has still been taken once: it did not move. */
  end_us = g_get_monotonic_time () + 3 * G_USEC_PER_SEC;
  papers_test_until (g_get_monotonic_time () > end_us, 10);
  g_assert_cmpint (steady, ==, 1);
}

/* Compressed, as real document cameras give it. */
static void
test_compressed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *setting = g_strdup_printf (
      "filesrc location=%s ! jpegdec ! imagefreeze is-live=true ! video/x-raw,framerate=15/1 ! jpegenc", fixture->path);
  g_autoptr (VdDocumentCamera) camera = open_camera (setting);
  VdQuad quad;

  papers_test_until (has_quad (camera), 30);
  vd_document_camera_get_quad (camera, &quad);
  g_assert_cmpfloat (vd_quad_overlap (&quad, &fixture->corners), >, 0.98);
}

static void
test_close_forgets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdDocumentCamera) camera = open_still (fixture);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  papers_test_until (has_quad (camera), 30);
  vd_document_camera_close (camera);
  g_assert_false (has_quad (camera));
  g_assert_null (vd_feed_peek (vd_document_camera_get_view (camera)));
  vd_document_camera_take_async (camera, NULL, papers_test_keep_result, &result);
  papers_test_until (result, 10);
  g_assert_null (vd_document_camera_take_finish (camera, result, &error));
  g_assert_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_NO_SOURCE);
  /* And it may be opened again. */
  g_clear_error (&error);
  g_assert_true (vd_document_camera_open (camera, &error));
  papers_test_until (has_quad (camera), 30);
}

static void
test_no_sheet (void)
{
  g_autoptr (VdDocumentCamera) camera =
      open_camera ("videotestsrc is-live=true pattern=black ! video/x-raw,width=640,height=480,framerate=15/1");
  VdFeed *feed = vd_document_camera_get_view (camera);
  g_autoptr (VdPage) page = NULL;
  VdQuad corners;

  papers_test_until (vd_feed_get_pushed (feed) >= 5, 20);
  g_assert_false (has_quad (camera));
  page = take (camera); /* the visitor may still press the button: the whole picture */
  g_assert_true (vd_page_has_photo (page)); /* … and say where the sheet is */
  g_assert_false (vd_page_get_corners (page, &corners));
  g_assert_cmpint (vd_page_get_facts (page)->width, ==, 640);
  g_assert_true (vd_page_get_advice (page) & VD_ADVICE_DARK);
}

static void
test_missing (void)
{
  g_autoptr (VdDocumentCamera) none = vd_document_camera_new ("none", 1920, 1080);
  g_autoptr (VdDocumentCamera) wrong = vd_document_camera_new ("/dev/video99", 1920, 1080);
  g_autoptr (GError) error = NULL;
  gboolean missing = FALSE;

  g_assert_false (vd_document_camera_open (none, &error));
  g_assert_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_NO_SOURCE);
  g_object_get (none, "missing", &missing, NULL);
  g_assert_true (missing);
  g_clear_error (&error);
  g_assert_false (vd_document_camera_open (wrong, &error));
  g_assert_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_NO_SOURCE);
}

/* A camera that is pulled out (here: whose pictures end) is said to be missing, and nothing stays on screen. */
static void
test_lost (void)
{
  g_autoptr (VdDocumentCamera) camera =
      open_camera ("videotestsrc is-live=true num-buffers=8 ! video/x-raw,width=640,height=480,framerate=15/1");
  gboolean missing = FALSE;
  guint64 pushed;

  papers_test_until ((g_object_get (camera, "missing", &missing, NULL), missing), 20);
  g_assert_null (vd_feed_peek (vd_document_camera_get_view (camera)));
  /* Plugged in again it comes back by itself. */
  pushed = vd_feed_get_pushed (vd_document_camera_get_view (camera));
  papers_test_until ((g_object_get (camera, "missing", &missing, NULL), !missing), 20);
  papers_test_until (vd_feed_get_pushed (vd_document_camera_get_view (camera)) > pushed, 20);
}

static void
test_finalizes (void)
{
  VdDocumentCamera *camera =
      open_camera ("videotestsrc is-live=true ! video/x-raw,width=640,height=480,framerate=15/1");

  papers_test_until (vd_feed_get_pushed (vd_document_camera_get_view (camera)) >= 3, 20);
  vd_document_camera_close (camera);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (camera);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add ("/document-camera/takes-itself-once", Fixture, NULL, set_up, test_takes_itself_once, tear_down);
  g_test_add ("/document-camera/adjusted", Fixture, NULL, set_up, test_adjusted, tear_down);
  g_test_add ("/document-camera/compressed", Fixture, NULL, set_up, test_compressed, tear_down);
  g_test_add ("/document-camera/close-forgets", Fixture, NULL, set_up, test_close_forgets, tear_down);
  g_test_add_func ("/document-camera/no-sheet", test_no_sheet);
  g_test_add_func ("/document-camera/missing", test_missing);
  g_test_add_func ("/document-camera/lost", test_lost);
  g_test_add_func ("/document-camera/finalizes", test_finalizes);
  return g_test_run ();
}
