/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "page-finder.h"
#include "page-judge.h"
#include "tray.h"

G_BEGIN_DECLS

/* What became of a photograph on its way to a page; milliseconds of each step. */
typedef struct
{
  VdFinding finding; /* quad in the photograph's pixels */
  VdPageMeasures measures;
  VdAdvice advice;
  double dpi;      /* of the page */
  double seen_dpi; /* of the sheet in the photograph; 0 without one */
  gboolean is_size_doubtful; /* see VdSheetSize */
  double shrink_ms, find_ms, refine_ms, flatten_ms, judge_ms, enhance_ms, encode_ms;
} VdMaking;

/* What is known of a photograph beside its pixels; all of it may be left out. Quads are in 0..1 of width and height. */
typedef struct
{
  const VdQuad *hint;    /* where a live view saw the sheet: used if the photograph itself does not show it clearly */
  const VdQuad *corners; /* where a person put the corners: taken as they are, nothing is searched */
  const VdTray *tray;    /* that the camera looks at */
} VdPageWishes;

/* Photograph of a sheet → page: find, flatten, judge, enhance, encode. Without any quad the whole picture becomes the
 * page, as it is. @wishes, @making: (nullable). Any thread. */
VdPage *vd_page_maker_run (const VdPicture *photo, const VdPageWishes *wishes, VdMaking *making); /* (transfer full) */
/* The same sheet in small, to be shown while the page is made: found, flattened and evened out from a picture of about
 * the size asked for. @longest: pixels. Any thread. */
VdPicture *
vd_page_maker_preview (const VdPicture *photo, const VdPageWishes *wishes, int longest); /* (transfer full) */
/* A scan, whose true resolution is known and which needs no finding, but for a card that lies alone on the glass: of that, the
 * card. */
VdPage *vd_page_maker_run_scan (const VdPicture *scan, double dpi); /* (transfer full) */

G_END_DECLS
