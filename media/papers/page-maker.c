/* SPDX-License-Identifier: EUPL-1.2 */
#include "page-maker.h"
#include "card-on-glass.h"
#include "enhance.h"
#include "flatten.h"
#include "page-private.h"
#include "quad.h"

#define WHOLE_LONG_MM 297.0 /* a picture without a sheet in it is taken for A4: it must have some size in the PDF */
#define MAX_SIDE 8192       /* docs/paper-pdf.md */

static double
lap_ms (gint64 *since)
{
  gint64 now = g_get_monotonic_time ();
  double ms = (now - *since) / 1000.0;

  *since = now;
  return ms;
}

/* Looks for the sheet in @photo; its quad is in the photograph's pixels, not yet refined. */
static VdFinding
find_small (const VdPicture *small, const VdPicture *photo, const VdPageWishes *wishes)
{
  VdFinding finding = wishes->tray ? vd_page_finder_run_tray (wishes->tray, small) : vd_page_finder_run (small);
  double x = (double)photo->width / small->width, y = (double)photo->height / small->height;

  if (finding.found)
    finding.quad = vd_quad_scaled (&finding.quad, x, y);
  else if (wishes->hint)
    {
      finding.found = TRUE;
      finding.cut = FALSE;
      finding.quad = vd_quad_scaled (wishes->hint, photo->width, photo->height);
    }
  return finding;
}

static void
find (const VdPicture *photo, const VdPageWishes *wishes, VdMaking *making, gint64 *clock)
{
  g_autoptr (VdPicture) small = NULL;

  if (wishes->corners)
    {
      making->finding = (VdFinding){ .found = TRUE, .confidence = 1 };
      making->finding.quad = vd_quad_scaled (wishes->corners, photo->width, photo->height);
      return;
    }
  small = vd_picture_shrink (photo, VD_FINDER_LONGEST);
  making->shrink_ms = lap_ms (clock);
  making->finding = find_small (small, photo, wishes);
  making->find_ms = lap_ms (clock);
  if (making->finding.found)
    vd_page_finder_refine (photo, (double)photo->width / small->width, &making->finding);
  making->refine_ms = lap_ms (clock);
}

static VdSheetSize
size_of (const VdPicture *photo, const VdQuad *quad, const VdTray *tray)
{
  VdQuad share = vd_quad_scaled (quad, 1.0 / photo->width, 1.0 / photo->height);
  double width_mm, height_mm;

  return tray && vd_tray_measure (tray, &share, &width_mm, &height_mm)
             ? vd_flatten_measured_size (quad, width_mm, height_mm)
             : vd_flatten_guess_size (quad, photo->width, photo->height);
}

static VdPicture *
flatten (const VdPicture *photo, const VdPageWishes *wishes, VdMaking *making)
{
  VdSheetSize size;
  VdPicture *whole;

  if (making->finding.found)
    {
      size = size_of (photo, &making->finding.quad, wishes->tray);
      making->seen_dpi = size.dpi;
      making->is_size_doubtful = size.is_doubtful;
      return vd_flatten_to (photo, &making->finding.quad, &size, &making->dpi);
    }
  whole = vd_picture_shrink (photo, MIN (MAX (photo->width, photo->height), MAX_SIDE));
  making->dpi = MAX (whole->width, whole->height) * 25.4 / WHOLE_LONG_MM;
  return whole;
}

VdPage *
vd_page_maker_run (const VdPicture *photo, const VdPageWishes *wishes, VdMaking *making)
{
  const VdPageWishes none = { NULL };
  VdMaking local = { 0 };
  g_autoptr (VdPicture) flat = NULL;
  gint64 clock = g_get_monotonic_time ();
  VdPage *page;

  g_return_val_if_fail (photo, NULL);
  making = making ? making : &local;
  wishes = wishes ? wishes : &none;
  *making = (VdMaking){ 0 };
  find (photo, wishes, making, &clock);
  flat = flatten (photo, wishes, making);
  making->flatten_ms = lap_ms (&clock);
  making->measures = vd_page_judge_measure (flat, making->dpi);
  making->advice = vd_page_judge_advise (&making->measures, making->finding.found ? making->seen_dpi : making->dpi);
  if (making->finding.cut)
    making->advice |= VD_ADVICE_CUT;
  making->judge_ms = lap_ms (&clock);
  /* A picture nobody found a sheet in is left as it is: its darker parts need not be paper in the shade. */
  if (making->finding.found)
    vd_enhance (flat);
  making->enhance_ms = lap_ms (&clock);
  page = vd_page_new_from_picture (flat, making->dpi, making->advice);
  if (making->is_size_doubtful)
    vd_page_doubt_size (page);
  making->encode_ms = lap_ms (&clock);
  return page;
}

VdPicture *
vd_page_maker_preview (const VdPicture *photo, const VdPageWishes *wishes, int longest)
{
  const VdPageWishes none = { NULL };
  g_autoptr (VdPicture) less = NULL;
  VdMaking making = { 0 };
  gint64 clock = 0;
  VdPicture *flat;

  g_return_val_if_fail (photo && longest > 0, NULL);
  less = vd_picture_shrink (photo, longest);
  wishes = wishes ? wishes : &none;
  find (less, wishes, &making, &clock);
  flat = flatten (less, wishes, &making);
  if (making.finding.found)
    vd_enhance (flat);
  return flat;
}

VdPage *
vd_page_maker_run_scan (const VdPicture *glass, double glass_dpi)
{
  VdQuad quad;
  VdSheetSize size;
  double dpi = glass_dpi;
  g_autoptr (VdPicture) card =
      vd_card_on_glass_find (glass, glass_dpi, &quad, &size) ? vd_flatten_to (glass, &quad, &size, &dpi) : NULL;
  const VdPicture *scan = card ? card : glass;
  VdPageMeasures measures = vd_page_judge_measure (scan, dpi);
  VdAdvice advice = vd_page_judge_advise (&measures, dpi);
  g_autoptr (VdPicture) small = vd_picture_shrink (scan, MAX_SIDE);

  /* A scanner's light and focus are its own business; what is left to tell is a sheet laid in with the wrong side down.
   */
  advice &= VD_ADVICE_EMPTY | VD_ADVICE_FAR;
  return vd_page_new_from_picture (small, dpi * small->width / scan->width, advice);
}
