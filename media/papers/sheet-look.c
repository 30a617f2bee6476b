/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-papers"

#include "sheet-look.h"
#include "flatten.h"
#include "quad.h"

#define DARK_PAPER 70 /* gray level of the sheet in the live view */
#define MIN_DPI 150.0

/* The green of nine pixels spread around a place: steadier than one. */
static guint8
read_spot (const VdPicture *small, double x, double y, int step)
{
  int sum = 0;

  for (int j = -step; j <= step; j += step)
    for (int i = -step; i <= step; i += step)
      sum += vd_picture_at (small, CLAMP ((int)x + i, 0, small->width - 1),
                            CLAMP ((int)y + j, 0, small->height - 1))[small->channels / 2];
  return sum / 9;
}

VdSight
vd_sight_new (const VdPicture *small, const VdFinding *finding)
{
  VdSight sight = { *finding };
  const VdPoint *p = finding->quad.corner;

  for (int row = 0; row < VD_LOOK_SIDE; row++)
    for (int column = 0; column < VD_LOOK_SIDE; column++)
      {
        double u = (column + 0.5) / VD_LOOK_SIDE, v = (row + 0.5) / VD_LOOK_SIDE;
        double x = (p[0].x * (1 - u) + p[1].x * u) * (1 - v) + (p[3].x * (1 - u) + p[2].x * u) * v;
        double y = (p[0].y * (1 - u) + p[1].y * u) * (1 - v) + (p[3].y * (1 - u) + p[2].y * u) * v;
        int i = row * VD_LOOK_SIDE + column;

        sight.scene[i] = read_spot (small, u * small->width, v * small->height, MAX (1, small->height / 96));
        if (finding->found)
          sight.face[i] = read_spot (small, x, y, 2);
      }
  sight.finding.quad = vd_quad_scaled (&finding->quad, 1.0 / small->width, 1.0 / small->height);
  return sight;
}

static VdAdvice
advise (const VdSight *sight, int full_width, int full_height)
{
  VdAdvice advice = sight->finding.cut ? VD_ADVICE_CUT : VD_ADVICE_NONE;
  int bright = 0;
  VdQuad full;

  if (!sight->finding.found)
    return advice;
  full = vd_quad_scaled (&sight->finding.quad, full_width, full_height);
  if (full_width > 0 && vd_flatten_guess_size (&full, full_width, full_height).dpi < MIN_DPI)
    advice |= VD_ADVICE_FAR;
  for (guint i = 0; i < G_N_ELEMENTS (sight->face); i++)
    bright += sight->face[i] >= DARK_PAPER;
  if (bright < (int)G_N_ELEMENTS (sight->face) / 2)
    advice |= VD_ADVICE_DARK;
  return advice;
}

VdSight
vd_sheet_look (VdFrame *frame, int full_width, int full_height, const VdTray *tray, VdAdvice *advice)
{
  g_autoptr (GBytes) bytes = vd_frame_get_bytes (frame);
  g_autoptr (VdPicture) small =
      vd_picture_from_bgrx (g_bytes_get_data (bytes, NULL), vd_frame_get_stride (frame), vd_frame_get_width (frame),
                            vd_frame_get_height (frame), VD_FINDER_LONGEST);
  VdFinding finding = tray ? vd_page_finder_run_tray (tray, small) : vd_page_finder_run (small);
  VdSight sight = vd_sight_new (small, &finding);

  *advice = advise (&sight, full_width, full_height);
  return sight;
}
