/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "frame.h"

G_BEGIN_DECLS

/* Four corners in pixels, clockwise from the sheet's own top left. */
typedef struct
{
  double x, y;
} VdPoint;
typedef struct
{
  VdPoint corner[4];
} VdQuad;

/* What may be wrong with a picture of a paper; told before anything is sent. */
typedef enum
{
  VD_ADVICE_NONE = 0,
  VD_ADVICE_CUT = 1 << 0,     /* the sheet is cut by the edge of the picture */
  VD_ADVICE_BLURRED = 1 << 1,
  VD_ADVICE_GLARE = 1 << 2,
  VD_ADVICE_DARK = 1 << 3,
  VD_ADVICE_FAR = 1 << 4,     /* under 150 dpi */
  VD_ADVICE_EMPTY = 1 << 5,   /* nothing written on it, perhaps the wrong side */
} VdAdvice;

#define VD_TYPE_ADVICE (vd_advice_get_type ())
GType vd_advice_get_type (void);

/* A page: one flattened side of a paper, ready to be shown, turned and written into a PDF. Its pixels live in locked memory that is
 * not dumped and is zeroed when the page goes.
 *
 * Properties: "rotation" (int, 0/90/180/270 clockwise, writable), "advice" (VdAdvice). */
#define VD_TYPE_PAGE (vd_page_get_type ())
G_DECLARE_FINAL_TYPE (VdPage, vd_page, VD, PAGE, GObject)

VdAdvice vd_page_get_advice (VdPage *self);
int vd_page_get_rotation (VdPage *self);
void vd_page_turn (VdPage *self, int degrees); /* clockwise, multiple of 90 */
/* Upright picture to show, at most @longest pixels on its longer side. */
VdFrame *vd_page_get_preview (VdPage *self, int longest); /* (transfer full) */
double vd_page_get_dpi (VdPage *self);
/* Taken for A4 by its shape alone, though it is so small in its photograph that it may be a card of 105 × 74 mm. Only whoever
 * has it in their hands knows. */
gboolean vd_page_has_doubtful_size (VdPage *self);
/* What they say. The page stays as it is; as that card it has more dots an inch, and need not have been too far. */
void vd_page_settle_size (VdPage *self, gboolean is_card);
/* What stands all over the page wherever it is seen or sent, see watermark.h; upright to the reader however the page is turned.
 * The page itself is kept without it, so that it is never written twice. Set before others know the page; it goes with it. */
void vd_page_set_watermark (VdPage *self, const char *text); /* (nullable) */
const char *vd_page_get_watermark (VdPage *self);            /* (nullable) */

#define VD_PAPERS_ERROR (vd_papers_error_quark ())
GQuark vd_papers_error_quark (void);
typedef enum
{
  VD_PAPERS_ERROR_NO_SOURCE,   /* no camera or scanner there: offer the other */
  VD_PAPERS_ERROR_BUSY,        /* used by somebody else: try again */
  VD_PAPERS_ERROR_EMPTY,       /* no sheet in the feeder: ask for it */
  VD_PAPERS_ERROR_JAM,         /* jam or cover open: ask for help */
  VD_PAPERS_ERROR_BAD_PICTURE, /* truncated, not an image, or larger than the limit */
  VD_PAPERS_ERROR_FAILED,
  VD_PAPERS_ERROR_CANCELLED,
} VdPapersError;

G_END_DECLS
