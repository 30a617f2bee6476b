/* SPDX-License-Identifier: EUPL-1.2 */
/* make-paper: draws a photograph of a paper on a desk; the demo's visitor lays it under the document camera. */
#include "jpeg-codec.h"
#include "paper-scene.h"

#include <gio/gio.h>
#include <png.h>

static gboolean
write_picture (const VdPicture *picture, const char *path, GError **error)
{
  if (g_str_has_suffix (path, ".png"))
    {
      png_image image = {
        .version = PNG_IMAGE_VERSION, .width = picture->width, .height = picture->height, .format = PNG_FORMAT_RGB
      };

      if (png_image_write_to_file (&image, path, 0, picture->pixels, picture->stride, NULL))
        return TRUE;
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, image.message);
      return FALSE;
    }
  else
    {
      g_autoptr (GBytes) jpeg = vd_jpeg_encode (picture, 92, 72);

      return g_file_set_contents (path, g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg), error);
    }
}

static void
print_corners (const char *path, const PaperWishes *wishes, const VdQuad *quad)
{
  char x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];

  g_print ("{\"file\": \"%s\", \"quad\": ", path);
  for (int i = 0; i < 4 && wishes->kind != PAPER_NONE; i++)
    g_print ("%s[%s, %s]", i > 0 ? ", " : "[", g_ascii_formatd (x, sizeof x, "%.2f", quad->corner[i].x),
             g_ascii_formatd (y, sizeof y, "%.2f", quad->corner[i].y));
  g_print ("%s}\n", wishes->kind == PAPER_NONE ? "null" : "]");
}

static int
index_of (const char *const *names, const char *name, const char *what)
{
  for (int i = 0; names[i]; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return i;
  g_printerr ("no %s is called \"%s\"\n", what, name);
  exit (2);
}

int
main (int argc, char **argv)
{
  static const char *const kinds[] = { "letter", "receipt", "card", "blank",    "table", "ruled",
                                       "form",   "bill",    "note", "identity", "none",  NULL };
  static const char *const desks[] = { "dark", "wood", "white", NULL };
  /* An A4 sheet under a UHD camera, a little askew, by day. */
  PaperWishes wishes = {
    .seed = 1, .width = 3840, .height = 2160, .fill = 0.9, .turn = -1.5, .tilt = 0.03, .light = 0.95, .noise = 2
  };
  g_autofree char *kind = g_strdup ("letter"), *desk = g_strdup ("wood");
  int seed = 1;
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "Another one", "N" },
    { "width", 0, 0, G_OPTION_ARG_INT, &wishes.width, "Pixels", "N" },
    { "height", 0, 0, G_OPTION_ARG_INT, &wishes.height, "Pixels", "N" },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &kind,
      "letter, receipt, card, blank, table, ruled, form, bill, note, identity or none", "KIND" },
    { "desk", 0, 0, G_OPTION_ARG_STRING, &desk, "dark, wood or white", "DESK" },
    { "fill", 0, 0, G_OPTION_ARG_DOUBLE, &wishes.fill, "Share of the height that the sheet takes", "0..1" },
    { "turn", 0, 0, G_OPTION_ARG_DOUBLE, &wishes.turn, "Degrees clockwise", "DEG" },
    { "tilt", 0, 0, G_OPTION_ARG_DOUBLE, &wishes.tilt, "Perspective, 0 to 0.15", "TILT" },
    { "shift-x", 0, 0, G_OPTION_ARG_DOUBLE, &wishes.shift_x, "Share of the width", "X" },
    { "shift-y", 0, 0, G_OPTION_ARG_DOUBLE, &wishes.shift_y, "Share of the height", "Y" },
    { "light", 0, 0, G_OPTION_ARG_DOUBLE, &wishes.light, "1 by day, 0.2 at dusk", "LIGHT" },
    { "blur", 0, 0, G_OPTION_ARG_DOUBLE, &wishes.blur, "Radius in pixels", "PX" },
    { "noise", 0, 0, G_OPTION_ARG_DOUBLE, &wishes.noise, "Standard deviation in gray levels", "N" },
    { "glare", 0, 0, G_OPTION_ARG_NONE, &wishes.has_glare, "A lamp's reflection on it", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
      g_option_context_new ("OUT.jpg|OUT.png — draw a photograph of a paper; prints its corners as JSON");
  g_autoptr (GError) error = NULL;
  g_autoptr (VdPicture) scene = NULL;
  VdQuad quad;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 || wishes.width < 64 || wishes.height < 64 ||
      wishes.width > 8192 || wishes.height > 8192)
    {
      g_printerr ("%s\n", error ? error->message : "one file to write, of 64 to 8192 pixels a side; see --help");
      return 2;
    }
  wishes.seed = seed;
  wishes.kind = index_of (kinds, kind, "kind");
  wishes.desk = index_of (desks, desk, "desk");
  scene = paper_scene_draw (&wishes, &quad);
  if (!write_picture (scene, argv[1], &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  print_corners (argv[1], &wishes, &quad);
  return 0;
}
