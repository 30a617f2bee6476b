/* SPDX-License-Identifier: EUPL-1.2 */
#include "jpeg-codec.h"
#include "picture-file.h"

#include <gio/gio.h>

#include <glib/gstdio.h>
#include <png.h>
#include <string.h>
#include <unistd.h>

static VdPicture *
make_picture (int width, int height, int channels)
{
  VdPicture *picture = vd_picture_new (width, height, channels);

  for (gsize i = 0; i < picture->stride * height; i++)
    picture->pixels[i] = (i * 7 / 64) & 0xff;
  return picture;
}

static GBytes *
make_jpeg (int width, int height, int channels)
{
  g_autoptr (VdPicture) picture = make_picture (width, height, channels);

  return vd_jpeg_encode (picture, 90, 200);
}

static void
assert_refused (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  int rotation;

  g_assert_null (vd_picture_file_decode (data, size, &rotation, &error));
  g_assert_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_BAD_PICTURE);
}

static void
test_jpeg (void)
{
  for (int channels = 1; channels <= 3; channels += 2)
    {
      g_autoptr (GBytes) jpeg = make_jpeg (160, 120, channels);
      g_autoptr (GError) error = NULL;
      int rotation = -1;
      g_autoptr (VdPicture) picture =
          vd_picture_file_decode (g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg), &rotation, &error);

      g_assert_no_error (error);
      g_assert_cmpint (picture->width, ==, 160);
      g_assert_cmpint (picture->height, ==, 120);
      g_assert_cmpint (picture->channels, ==, channels);
      g_assert_cmpint (rotation, ==, 0);
    }
}

static void
test_scaled (void)
{
  g_autoptr (GBytes) jpeg = make_jpeg (1600, 1200, 3);
  static const int wanted[][2] = { { 0, 1600 }, { 1600, 1600 }, { 800, 800 }, { 500, 800 }, { 300, 400 }, { 10, 200 } };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr (VdPicture) picture =
          vd_jpeg_decode (g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg), wanted[i][0], NULL);

      g_assert_cmpint (picture->width, ==, wanted[i][1]);
    }
}

/* Every cut of a JPEG is refused: half a page must not pass as one. */
static void
test_truncated (void)
{
  g_autoptr (GBytes) jpeg = make_jpeg (64, 48, 3);
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);

  for (gsize n = 0; n + 2 < size; n += 3)
    {
      g_autofree guint8 *cut = g_memdup2 (data, n);

      assert_refused (cut, n);
    }
}

/* A header that promises 60000 × 60000 pixels. */
static void
test_bomb (void)
{
  g_autoptr (GBytes) jpeg = make_jpeg (64, 48, 3);
  gsize size;
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (jpeg, &size), g_bytes_get_size (jpeg));
  guint8 *sof;

  size = g_bytes_get_size (jpeg);
  sof = memmem (data, size, "\xff\xc0", 2);
  g_assert_nonnull (sof);
  memcpy (sof + 5, "\xea\x60\xea\x60", 4);
  assert_refused (data, size);
  memcpy (sof + 5, "\0\x08\0\x08", 4); /* and one of next to nothing */
  assert_refused (data, size);
}

static void
test_png (void)
{
  g_autoptr (VdPicture) picture = make_picture (100, 80, 3);
  png_image image = { .version = PNG_IMAGE_VERSION, .width = 100, .height = 80, .format = PNG_FORMAT_RGB };
  guint8 data[65536];
  png_alloc_size_t size = sizeof data;
  g_autoptr (VdPicture) read = NULL;
  g_autoptr (GError) error = NULL;
  int rotation = -1;
  guint32 huge;

  g_assert_true (png_image_write_to_memory (&image, data, &size, 0, picture->pixels, 0, NULL));
  read = vd_picture_file_decode (data, size, &rotation, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (read->pixels, read->stride * read->height, picture->pixels, picture->stride * picture->height);
  g_assert_cmpint (rotation, ==, 0);
  assert_refused (data, size / 2);
  huge = GUINT32_TO_BE (30000);
  memcpy (data + 16, &huge, 4);
  memcpy (data + 20, &huge, 4);
  assert_refused (data, size);
}

/* Made for a printing press: said in words that help, not in libjpeg's. */
static void
test_cmyk (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("VD_SOURCE_ROOT"), "tests", "fuzz", "seeds", "picture", "cmyk.jpg", NULL);
  g_autoptr (GError) error = NULL;
  int rotation;

  g_assert_null (vd_picture_file_read (path, &rotation, &error));
  g_assert_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_BAD_PICTURE);
  g_assert_nonnull (strstr (error->message, "CMYK"));
}

/* Sixteen bits a channel become eight. */
static void
test_deep_png (void)
{
  guint16 row[32 * 32];
  png_image image = { .version = PNG_IMAGE_VERSION, .width = 32, .height = 32, .format = PNG_FORMAT_LINEAR_Y };
  guint8 data[16384];
  png_alloc_size_t size = sizeof data;
  g_autoptr (VdPicture) picture = NULL;
  g_autoptr (GError) error = NULL;
  int rotation;

  for (guint i = 0; i < G_N_ELEMENTS (row); i++)
    row[i] = i < 512 ? 65535 : 0;
  g_assert_true (png_image_write_to_memory (&image, data, &size, 0, row, 0, NULL));
  picture = vd_picture_file_decode (data, size, &rotation, &error);
  g_assert_no_error (error);
  g_assert_cmpint (picture->channels, ==, 1);
  g_assert_cmpint (vd_picture_at (picture, 0, 0)[0], ==, 255);
  g_assert_cmpint (vd_picture_at (picture, 0, 31)[0], ==, 0);
}

/* A picture that is an archive as well: only its pixels go on, and a page is encoded anew. */
static void
test_polyglot (void)
{
  g_autoptr (GBytes) jpeg = make_jpeg (64, 48, 3);
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (VdPicture) picture = NULL;
  g_autoptr (GBytes) again = NULL;
  int rotation;

  g_byte_array_append (file, g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg));
  g_byte_array_append (file, (const guint8 *)"PK\3\4<script>", 12);
  picture = vd_picture_file_decode (file->data, file->len, &rotation, NULL);
  g_assert_nonnull (picture);
  again = vd_jpeg_encode (picture, 90, 200);
  g_assert_null (memmem (g_bytes_get_data (again, NULL), g_bytes_get_size (again), "<script>", 8));
  assert_refused (file->data + g_bytes_get_size (jpeg), 12);
}

/* A telephone held on its side says so in Exif. */
static void
test_orientation (void)
{
  static const guint8 exif[] = { 0xff, 0xe1, 0,    34,   'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
                                 0,    1,    0x01, 0x12, 0,   3,   0,   0,   0, 1, 0,   6,   0, 0,  0, 0, 0, 0 };
  g_autoptr (GBytes) jpeg = make_jpeg (64, 48, 3);
  g_autoptr (GByteArray) file = g_byte_array_new ();
  const guint8 *data = g_bytes_get_data (jpeg, NULL);
  g_autoptr (VdPicture) picture = NULL;
  int rotation = 0;

  g_byte_array_append (file, data, 2);
  g_byte_array_append (file, exif, sizeof exif);
  g_byte_array_append (file, data + 2, g_bytes_get_size (jpeg) - 2);
  picture = vd_picture_file_decode (file->data, file->len, &rotation, NULL);
  g_assert_nonnull (picture);
  g_assert_cmpint (rotation, ==, 90);
  g_assert_cmpint (picture->width, ==, 64); /* as stored */
}

static void
test_files (void)
{
  g_autofree char *dir = g_dir_make_tmp ("vd-picture-XXXXXX", NULL), *path = g_build_filename (dir, "a.jpg", NULL);
  g_autoptr (GBytes) jpeg = make_jpeg (64, 48, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (VdPicture) picture = NULL;
  int rotation;

  g_assert_null (vd_picture_file_read (path, &rotation, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_file_set_contents (path, g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg), NULL);
  picture = vd_picture_file_read (path, &rotation, &error);
  g_assert_no_error (error);
  g_assert_cmpint (picture->width, ==, 64);
  g_unlink (path);
  /* As large as no photograph is; sparse, so that it costs no disk. */
  g_file_set_contents (path, "\xff\xd8\xff\xe0", 4, NULL);
  g_assert_cmpint (truncate (path, VD_PICTURE_FILE_MAX_BYTES + 1), ==, 0);
  g_assert_null (vd_picture_file_read (path, &rotation, &error));
  g_assert_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_BAD_PICTURE);
  g_unlink (path);
  g_rmdir (dir);
}

static void
test_neither (void)
{
  assert_refused ((const guint8 *)"", 0);
  assert_refused ((const guint8 *)"%PDF-1.7\n", 9);
  assert_refused ((const guint8 *)"\xff\xd8", 2);
  assert_refused ((const guint8 *)"\x89PNG\r\n\x1a\n", 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture-file/jpeg", test_jpeg);
  g_test_add_func ("/picture-file/scaled", test_scaled);
  g_test_add_func ("/picture-file/truncated", test_truncated);
  g_test_add_func ("/picture-file/bomb", test_bomb);
  g_test_add_func ("/picture-file/png", test_png);
  g_test_add_func ("/picture-file/cmyk", test_cmyk);
  g_test_add_func ("/picture-file/deep-png", test_deep_png);
  g_test_add_func ("/picture-file/polyglot", test_polyglot);
  g_test_add_func ("/picture-file/orientation", test_orientation);
  g_test_add_func ("/picture-file/files", test_files);
  g_test_add_func ("/picture-file/neither", test_neither);
  return g_test_run ();
}
