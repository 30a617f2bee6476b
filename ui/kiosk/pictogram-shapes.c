/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "pictogram-shapes.h"

#include <math.h>
#include <string.h>

#define MOST_NUMBERS 6

static const struct
{
  const char *name, *shape;
} SHAPES[] = {
  { "back", "M 20 12 L 4 12 M 10 6 L 4 12 L 10 18" },
  { "next", "M 4 12 L 20 12 M 14 6 L 20 12 L 14 18" },
  { "leave", "M 10 4 L 5 4 L 5 20 L 10 20 M 10 12 L 20 12 M 16 8 L 20 12 L 16 16" },
  { "phone", "M 7.5 3.5 L 10 8 L 8 10.3 C 9.2 12.8 11.2 14.8 13.7 16 L 16 14 L 20.5 16.5 L 20 19.5 "
             "C 19.8 20.3 19.2 20.6 18.4 20.5 C 10.5 19.7 4.3 13.5 3.5 5.6 C 3.4 4.8 3.8 4.2 4.5 4 Z F" },
  { "hang-up",
    "M 2.5 14 C 7.5 8 16.5 8 21.5 14 L 19.5 17 L 15.5 15.5 L 15.2 12.6 C 13.2 12 10.8 12 8.8 12.6 L 8.5 15.5 "
    "L 4.5 17 Z F" },
  { "person", "O 12 7.5 4 M 4 20.5 C 4 12.5 20 12.5 20 20.5" },
  { "calendar", "M 4 6 L 20 6 L 20 20.5 L 4 20.5 Z M 4 10.5 L 20 10.5 M 8.5 3.5 L 8.5 7.5 M 15.5 3.5 L 15.5 7.5 "
                "M 9 15.5 L 11.3 17.5 L 15.5 13.5" },
  { "euro",
    "O 12 12 9 M 15.5 8.6 C 12.5 6 9 8 9 12 C 9 16 12.5 18 15.5 15.4 M 7.2 10.8 L 12.5 10.8 M 7.2 13.4 L 12.5 13.4" },
  { "hand", "M 3 14.5 L 6.5 12.5 C 8.5 11.6 10.5 12.8 12 13.5 L 15 13.5 C 16.8 13.6 16.8 16.2 15 16.3 L 11 16.3 "
            "M 16.2 14.8 L 20 12.6 C 21.8 11.8 22.7 13.7 21.2 14.8 L 14.8 19.3 L 8.5 19.3 L 6.5 18.5 L 3 20.5 "
            "M 12 9.5 C 7 6.3 9 2.6 12 5 C 15 2.6 17 6.3 12 9.5 Z" },
  { "folder",
    "M 3.5 19.5 L 3.5 5.5 L 9.5 5.5 L 11.5 8 L 20.5 8 L 20.5 19.5 Z M 7.5 12 L 16.5 12 M 7.5 15.5 L 13.5 15.5" },
  { "briefcase", "M 3.5 8 L 20.5 8 L 20.5 19.5 L 3.5 19.5 Z M 8.5 8 L 8.5 4.5 L 15.5 4.5 L 15.5 8 M 3.5 13 L 20.5 13" },
  { "speech",
    "M 4 5 L 20 5 L 20 16 L 12 16 L 7.5 20.5 L 7.5 16 L 4 16 Z M 8 10.5 L 8.1 10.5 M 12 10.5 L 12.1 10.5 M 16 10.5 "
    "L 16.1 10.5" },
  { "microphone",
    "M 9 6 C 9 2 15 2 15 6 L 15 11 C 15 15 9 15 9 11 Z F M 5.5 11 C 5.5 20 18.5 20 18.5 11 M 12 17.8 L 12 21" },
  { "microphone-off",
    "M 9 6 C 9 2 15 2 15 6 L 15 11 C 15 15 9 15 9 11 Z M 5.5 11 C 5.5 20 18.5 20 18.5 11 M 12 17.8 L 12 21 "
    "M 3.5 3.5 L 20.5 20.5" },
  { "camera", "M 3 7 L 15 7 L 15 17 L 3 17 Z F M 15.5 11 L 21 7.5 L 21 16.5 L 15.5 13 Z F" },
  { "camera-off", "M 3 7 L 15 7 L 15 17 L 3 17 Z M 15 11 L 21 7.5 L 21 16.5 L 15 13 M 3.5 3.5 L 20.5 20.5" },
  { "louder", "M 3.5 9.5 L 7 9.5 L 11.5 5.5 L 11.5 18.5 L 7 14.5 L 3.5 14.5 Z F M 15 9 C 16.6 11 16.6 13 15 15 "
              "M 18 6.5 C 21.3 10 21.3 14 18 17.5" },
  { "quieter", "M 5.5 9.5 L 9 9.5 L 13.5 5.5 L 13.5 18.5 L 9 14.5 L 5.5 14.5 Z F M 17 9 C 18.6 11 18.6 13 17 15" },
  { "keyboard", "M 2.5 6 L 21.5 6 L 21.5 18.5 L 2.5 18.5 Z M 6 10 L 6.1 10 M 10 10 L 10.1 10 M 14 10 L 14.1 10 "
                "M 18 10 L 18.1 10 M 7.5 14.5 L 16.5 14.5" },
  { "paper",
    "M 5.5 3 L 14 3 L 18.5 7.5 L 18.5 21 L 5.5 21 Z M 14 3 L 14 7.5 L 18.5 7.5 M 9 12 L 15 12 M 9 16 L 15 16" },
  { "card", "M 4.5 8 L 19.5 8 L 19.5 17.5 L 4.5 17.5 Z M 7.5 11 L 10.5 11 L 10.5 14.5 L 7.5 14.5 Z M 13 11.5 L 17 11.5 M 13 14 L 16 14" },
  { "take", "M 3.5 7.5 L 8 7.5 L 9.5 5 L 14.5 5 L 16 7.5 L 20.5 7.5 L 20.5 19 L 3.5 19 Z O 12 13 3.6" },
  { "scanner", "M 4 9 L 19 4 M 3.5 12.5 L 20.5 12.5 L 20.5 19.5 L 3.5 19.5 Z M 7 16 L 14 16 M 17 16 L 17.1 16" },
  { "retake", "A 12 12 8 -60 210 M 16.2 1.8 L 16 5.2 L 19.4 5.6" },
  { "turn", "M 6 11 L 15 11 L 15 21 L 6 21 Z M 10 3.5 C 15.5 2.5 19.5 5.5 19.5 11.5 M 16.5 9.5 L 19.5 12.3 L 22 9.3" },
  { "turn-over", "M 4.5 12.5 L 19.5 12.5 L 19.5 21 L 4.5 21 Z M 4.5 9 C 6 3.5 16 1.5 19.3 8 M 15.8 7.2 L 19.5 8.6 L 20.8 4.8" },
  { "corners", "M 8 6 L 17 7 L 19 18 L 6 19 Z O 6 5 2 O 19 6 2 O 20.5 20 2 O 4.5 20.5 2" },
  { "earlier", "M 12 20 L 12 5 M 6 11 L 12 5 L 18 11 M 5 2.5 L 19 2.5" },
  { "later", "M 12 4 L 12 19 M 6 13 L 12 19 L 18 13 M 5 21.5 L 19 21.5" },
  { "swap", "M 7 20 L 7 5 M 3.5 8.5 L 7 5 L 10.5 8.5 M 17 4 L 17 19 M 13.5 15.5 L 17 19 L 20.5 15.5" },
  { "remove",
    "M 4 6.5 L 20 6.5 M 9 6.5 L 9 3.5 L 15 3.5 L 15 6.5 M 6 6.5 L 7 20.5 L 17 20.5 L 18 6.5 M 10.2 10.5 L 10.5 16.5 "
    "M 13.8 10.5 L 13.5 16.5" },
  { "add", "M 12 4.5 L 12 19.5 M 4.5 12 L 19.5 12" },
  { "send", "M 3 11 L 21 3.5 L 14.5 20.5 L 11 13.5 Z M 21 3.5 L 11 13.5" },
  { "check", "M 4.5 12.5 L 10 18 L 20 6.5" },
  { "shield", "M 12 3 L 19.5 5.8 L 19.5 11.5 C 19.5 16.5 15.5 19.8 12 21 C 8.5 19.8 4.5 16.5 4.5 11.5 L 4.5 5.8 Z "
              "M 8.3 12 L 11 14.7 L 15.7 9.3" },
  { "clock", "O 12 12 9 M 12 6.5 L 12 12 L 16 14.5" },
  { "warning", "M 12 3.5 L 21.5 20 L 2.5 20 Z M 12 10 L 12 14.5 M 12 17.2 L 12 17.3" },
  { "touch",
    "M 9.5 12.5 L 9.5 6 C 9.5 4 12.5 4 12.5 6 L 12.5 11 L 17.3 12.2 C 19 12.7 19.4 14 19.1 15.3 L 18 20.8 L 10.8 20.8 "
    "L 6.3 15.6 C 5.4 14.2 7 12.9 8.2 13.8 L 9.5 15 M 6.6 8.2 C 5 3.8 8 1.8 11 1.8 C 14 1.8 17 3.8 15.4 8.2" },
  { "wrench", "A 16.2 7.8 5 -30 270 L 16.2 6 L 18 7.8 Z M 12.8 11.3 L 4.5 19.5" },
};

static int
numbers_of (char step)
{
  switch (step)
    {
    case 'M':
    case 'L':
      return 2;
    case 'C':
      return 6;
    case 'A':
      return 5;
    case 'O':
      return 3;
    case 'Z':
    case 'F':
      return 0;
    default:
      return -1;
    }
}

static void
take_step (cairo_t *cr, char step, const double *n)
{
  switch (step)
    {
    case 'M':
      cairo_move_to (cr, n[0], n[1]);
      break;
    case 'L':
      cairo_line_to (cr, n[0], n[1]);
      break;
    case 'C':
      cairo_curve_to (cr, n[0], n[1], n[2], n[3], n[4], n[5]);
      break;
    case 'A':
      cairo_arc (cr, n[0], n[1], n[2], n[3] * G_PI / 180, n[4] * G_PI / 180);
      break;
    case 'O':
      cairo_new_sub_path (cr);
      cairo_arc (cr, n[0], n[1], n[2], 0, 2 * G_PI);
      cairo_close_path (cr);
      break;
    case 'Z':
      cairo_close_path (cr);
      break;
    case 'F':
    default:
      cairo_fill_preserve (cr);
      cairo_stroke (cr);
    }
}

const char *
vd_pictogram_shape (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (SHAPES); i++)
    if (g_strcmp0 (SHAPES[i].name, name) == 0)
      return SHAPES[i].shape;
  return NULL;
}

gboolean
vd_pictogram_draw (cairo_t *cr, const char *shape)
{
  double numbers[MOST_NUMBERS];

  cairo_new_path (cr);
  while (*(shape += strspn (shape, " ")))
    {
      char step = *shape++;
      int n_numbers = numbers_of (step);

      if (n_numbers < 0)
        return FALSE;
      for (int i = 0; i < n_numbers; i++)
        {
          char *end;

          numbers[i] = g_ascii_strtod (shape, &end);
          if (end == shape)
            return FALSE;
          shape = end;
        }
      take_step (cr, step, numbers);
    }
  cairo_stroke (cr);
  return TRUE;
}

char **
vd_pictogram_names (void)
{
  char **names = g_new0 (char *, G_N_ELEMENTS (SHAPES) + 1);

  for (gsize i = 0; i < G_N_ELEMENTS (SHAPES); i++)
    names[i] = g_strdup (SHAPES[i].name);
  return names;
}
