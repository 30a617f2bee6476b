/* SPDX-License-Identifier: EUPL-1.2 */
/* make-papers: draws many photographs of papers into a folder, with truth.json beside them; tests/bench/run papers
 * measures finders on them. */
#include "jpeg-codec.h"
#include "photo-scene.h"
#include "tray-scene.h"

#include <gio/gio.h>

static const char *const paper_names[] = { "letter", "receipt", "card", "blank",    "table", "ruled",
                                           "form",   "bill",    "note", "identity", "none" };

typedef struct
{
  const char *folder;
  int longest;
  GString *truth;
} Album;

static gboolean
write_jpeg (const Album *album, const char *name, const VdPicture *picture, guint32 seed, GError **error)
{
  Dice dice = { seed, 5000 };
  g_autofree char *path = g_build_filename (album->folder, name, NULL);
  g_autoptr (GBytes) jpeg = vd_jpeg_encode (picture, (int)dice_between (&dice, 60, 93), 72);

  return g_file_set_contents (path, g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg), error);
}

static void
append_quad (GString *out, const VdQuad *quad)
{
  char x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (out, '[');
  for (int i = 0; i < 4; i++)
    g_string_append_printf (out, "%s[%s, %s]", i > 0 ? ", " : "",
                            g_ascii_formatd (x, sizeof x, "%.2f", quad->corner[i].x),
                            g_ascii_formatd (y, sizeof y, "%.2f", quad->corner[i].y));
  g_string_append_c (out, ']');
}

static gboolean
draw_photo (Album *album, PhotoKind kind, guint32 seed, GError **error)
{
  static const char *const prefix[] = { "photo", "cut", "empty" };
  const PhotoWishes wishes = { seed, kind, album->longest };
  PhotoTruth truth;
  g_autoptr (VdPicture) scene = photo_scene_draw (&wishes, &truth);
  g_autofree char *name = g_strdup_printf ("%s-%04u.jpg", prefix[kind], seed);

  g_string_append_printf (
      album->truth, "%s\"%s\": {\"paper\": \"%s\", \"on\": \"%s\", \"quad\": ", album->truth->len > 2 ? ",\n" : "",
      name, paper_names[truth.paper], clutter_names[truth.clutter]);
  if (kind == PHOTO_WHOLE)
    append_quad (album->truth, &truth.corners);
  else
    g_string_append (album->truth, "null");
  if (kind == PHOTO_CUT)
    {
      g_string_append (album->truth, ", \"cut\": "); /* corners beyond the picture's edge among them */
      append_quad (album->truth, &truth.corners);
    }
  g_string_append_c (album->truth, '}');
  return write_jpeg (album, name, scene, seed, error);
}

static gboolean
draw_tray (Album *album, guint32 seed, GError **error)
{
  TrayWishes wishes = { seed / TRAY_SHOTS, seed % TRAY_SHOTS, album->longest };
  TrayTruth truth;
  g_autoptr (VdPicture) scene = tray_scene_draw (&wishes, &truth);
  g_autofree char *name = g_strdup_printf ("tray-%04u.jpg", seed);
  g_autofree char *reference = g_strdup_printf ("reference-%04u.jpg", wishes.kiosk);

  g_string_append_printf (
      album->truth, "%s\"%s\": {\"reference\": \"%s\", \"paper\": \"%s\", \"has_hand\": %s, \"quad\": ",
      album->truth->len > 2 ? ",\n" : "", name, reference, paper_names[truth.paper], truth.has_hand ? "true" : "false");
  append_quad (album->truth, &truth.corners);
  g_string_append_c (album->truth, '}');
  if (!write_jpeg (album, name, scene, seed, error))
    return FALSE;
  if (wishes.shot == 0)
    {
      g_autoptr (VdPicture) empty = NULL;

      wishes.shot = TRAY_EMPTY;
      empty = tray_scene_draw (&wishes, &truth);
      return write_jpeg (album, reference, empty, seed, error);
    }
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autofree char *set = g_strdup ("photos");
  int first = 1, count = 200, longest = 1600;
  const GOptionEntry entries[] = {
    { "set", 0, 0, G_OPTION_ARG_STRING, &set, "photos, others (a cut sheet and none in turn) or tray", "SET" },
    { "first", 0, 0, G_OPTION_ARG_INT, &first, "Seed of the first; the others count up from it", "N" },
    { "count", 0, 0, G_OPTION_ARG_INT, &count, "How many", "N" },
    { "longest", 0, 0, G_OPTION_ARG_INT, &longest, "Pixels of the longer side", "N" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FOLDER — draw photographs of papers");
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  Album album;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 || longest < 128 || longest > 8192)
    {
      g_printerr ("%s\n", error ? error->message : "one folder; see --help");
      return 2;
    }
  album = (Album){ argv[1], longest, g_string_new ("{\n") };
  path = g_build_filename (argv[1], "truth.json", NULL);
  for (int i = first; i < first + count && !error; i++)
    {
      if (g_str_equal (set, "tray"))
        draw_tray (&album, i, &error);
      else
        draw_photo (&album, g_str_equal (set, "photos") ? PHOTO_WHOLE : i % 2 ? PHOTO_CUT : PHOTO_EMPTY, i, &error);
    }
  g_string_append (album.truth, "\n}\n");
  if (!error)
    g_file_set_contents (path, album.truth->str, album.truth->len, &error);
  g_string_free (album.truth, TRUE);
  if (error)
    g_printerr ("%s\n", error->message);
  return error ? 1 : 0;
}
