/* SPDX-License-Identifier: EUPL-1.2 */
/* list-clues [--tray EMPTY] IMAGE…: for each, one line of JSON with all quads that the finder weighs (of a tray's
 * pictures: in what is new there), and what speaks for and against them; what tests/bench/fit-finder.mjs fits the
 * finder's judgement to. */
#include "line-finder.h"
#include "page-finder.h"
#include "picture-file.h"
#include "quad-clues.h"
#include "tray-change.h"

#include <stdlib.h>

static void
print_number (const char *format, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_print ("%s", g_ascii_formatd (text, sizeof text, format, value));
}

static void
print_candidate (const VdQuadCandidate *candidate, const float *clues, double scale)
{
  g_print ("{\"quad\": [");
  for (int i = 0; i < 4; i++)
    {
      g_print (i > 0 ? ", [" : "[");
      print_number ("%.1f", (candidate->quad.corner[i].x + 0.5) * scale);
      g_print (", ");
      print_number ("%.1f", (candidate->quad.corner[i].y + 0.5) * scale);
      g_print ("]");
    }
  g_print ("], \"clues\": [");
  for (int i = 0; i < VD_N_CLUES; i++)
    {
      g_print (i > 0 ? ", " : "");
      print_number ("%.4f", clues[i]);
    }
  g_print ("], \"runsOut\": %s}", candidate->beyond.runs_out ? "true" : "false");
}

static void
exit_if_other (const char *path, const VdPicture *small, const VdPicture *before)
{
  if (small->width == before->width && small->height == before->height && small->channels == before->channels)
    return;
  g_printerr ("%s: not of the shape of the empty tray's picture\n", path);
  exit (1);
}

/* @empty: the tray; (nullable) */
static VdEdgeMap *
map_edges (const char *path, const VdPicture *photo, const VdPicture *empty)
{
  g_autoptr (VdPicture) small = vd_picture_shrink (photo, VD_FINDER_LONGEST), before = NULL, news = NULL;
  g_autoptr (VdEdgeMap) old = NULL;
  VdEdgeMap *map;

  if (!empty)
    return vd_edge_map_new (small);
  before = vd_picture_shrink (empty, VD_FINDER_LONGEST);
  exit_if_other (path, small, before);
  old = vd_edge_map_new (before);
  news = vd_tray_subtract (before, small);
  map = vd_edge_map_new (news);
  vd_edge_map_forget (map, old);
  return map;
}

static void
print_picture (const char *path, const VdPicture *photo, const VdPicture *empty)
{
  g_autoptr (VdEdgeMap) map = map_edges (path, photo, empty);
  g_autoptr (GArray) lines = vd_line_finder_run (map);
  g_autoptr (GArray) candidates = vd_quad_search_run (map, lines);
  g_autoptr (GArray) clues = vd_quad_clues_run (map, candidates);

  g_print ("{\"width\": %d, \"height\": %d, \"candidates\": [", photo->width, photo->height);
  for (guint i = 0; i < candidates->len; i++)
    {
      g_print (i > 0 ? ", " : "");
      print_candidate (&g_array_index (candidates, VdQuadCandidate, i), (const float *)clues->data + i * VD_N_CLUES,
                       (double)photo->width / map->width);
    }
  g_print ("]}\n");
}

static VdPicture *
read_or_exit (const char *path)
{
  g_autoptr (GError) error = NULL;
  int rotation;
  VdPicture *photo = vd_picture_file_read (path, &rotation, &error);

  if (photo)
    return photo;
  g_printerr ("%s: %s\n", path, error->message);
  exit (1);
}

int
main (int argc, char **argv)
{
  gboolean is_tray = argc > 2 && g_str_equal (argv[1], "--tray");
  g_autoptr (VdPicture) empty = is_tray ? read_or_exit (argv[2]) : NULL;

  for (int i = is_tray ? 3 : 1; i < argc; i++)
    {
      g_autoptr (VdPicture) photo = read_or_exit (argv[i]);

      print_picture (argv[i], photo, empty);
    }
  return 0;
}
