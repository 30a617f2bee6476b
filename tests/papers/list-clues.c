/* SPDX-License-Identifier: EUPL-1.2 */
/* list-clues IMAGE…: for each, one line of JSON with all quads that the finder weighs, and what speaks for and against
 * them; what tests/bench/fit-finder.mjs fits the finder's judgement to. */
#include "line-finder.h"
#include "page-finder.h"
#include "picture-file.h"
#include "quad-clues.h"

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
print_picture (const VdPicture *photo)
{
  g_autoptr (VdPicture) small = vd_picture_shrink (photo, VD_FINDER_LONGEST);
  g_autoptr (VdEdgeMap) map = vd_edge_map_new (small);
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

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GError) error = NULL;
      int rotation;
      g_autoptr (VdPicture) photo = vd_picture_file_read (argv[i], &rotation, &error);

      if (!photo)
        {
          g_printerr ("%s: %s\n", argv[i], error->message);
          return 1;
        }
      print_picture (photo);
    }
  return 0;
}
