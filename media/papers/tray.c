/* SPDX-License-Identifier: EUPL-1.2 */
#include "tray.h"
#include "homography.h"
#include "picture-file.h"
#include "quad.h"
#include "tray-change.h"
#include "tray-outline.h"

#include <string.h>

#define WELL 0.85         /* agreement of sheet and change that makes sure */
#define BEYOND_DOUBT 0.98 /* and, as confidence too, beyond which nothing better is looked for */
/* Where the news show nothing, none of the other opinions was right by itself in 360 drawn shots; a dozen times it was
 * the tray itself, or a lamp seen in it. */
#define HEARSAY 0.6   /* their weight */
#define DOUBTFUL 0.45 /* and so sure can one alone be: nothing is taken then */
#define CERTAIN 0.85  /* less is doubtful too: of the 337 right ones 4, of the 8 wrong ones that passed for sure 3 */
#define THE_TRAY 0.85 /* overlap */
#define THE_SAME 0.95 /* overlap */
#define SURE 0.8      /* of a finding: no second opinion needed */

struct _VdTray
{
  VdPicture *empty;  /* RGB, as large as the finder's pictures */
  VdFinding outline; /* what a finder takes for a sheet in it */
  gboolean is_calibrated;
  double to_mm[9]; /* from 0..1 of the frame to millimetres in the tray's plane */
};

VdTray *
vd_tray_new (const VdPicture *empty)
{
  VdTray *self;

  g_return_val_if_fail (empty, NULL);
  self = g_atomic_rc_box_new0 (VdTray);
  self->empty = vd_picture_shrink (empty, VD_FINDER_LONGEST);
  self->outline = vd_page_finder_run (self->empty);
  return self;
}

VdTray *
vd_tray_ref (VdTray *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
on_last_unref (gpointer data)
{
  vd_picture_free (((VdTray *)data)->empty);
}

void
vd_tray_unref (VdTray *self)
{
  g_atomic_rc_box_release_full (self, on_last_unref);
}

/* From @quad to the unit square, then to millimetres: the adjugate of the map the other way. */
void
vd_tray_calibrate (VdTray *self, const VdQuad *known, double width_mm, double height_mm)
{
  VdHomography m;

  g_return_if_fail (self && vd_quad_is_convex (known) && width_mm > 0 && height_mm > 0);
  m = vd_homography_from_quad (known);
  self->to_mm[0] = (m.e - m.f * m.h) * width_mm;
  self->to_mm[1] = (m.c * m.h - m.b) * width_mm;
  self->to_mm[2] = (m.b * m.f - m.c * m.e) * width_mm;
  self->to_mm[3] = (m.f * m.g - m.d) * height_mm;
  self->to_mm[4] = (m.a - m.c * m.g) * height_mm;
  self->to_mm[5] = (m.c * m.d - m.a * m.f) * height_mm;
  self->to_mm[6] = m.d * m.h - m.e * m.g;
  self->to_mm[7] = m.b * m.g - m.a * m.h;
  self->to_mm[8] = m.a * m.e - m.b * m.d;
  self->is_calibrated = TRUE;
}

static gboolean
calibrate_with (VdTray *self, const char *a4_path, GError **error)
{
  int rotation;
  g_autoptr (VdPicture) photo = vd_picture_file_read (a4_path, &rotation, error);
  g_autoptr (VdPicture) small = photo ? vd_picture_shrink (photo, VD_FINDER_LONGEST) : NULL;
  VdFinding finding;
  const VdPoint *p = finding.quad.corner;
  gboolean lies;

  if (!photo)
    return FALSE;
  finding = vd_page_finder_run_tray (self, small);
  if (!finding.found || finding.confidence < SURE)
    {
      g_set_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_BAD_PICTURE, "%s: no whole sheet is seen in it clearly",
                   a4_path);
      return FALSE;
    }
  finding.quad =
      vd_quad_scaled (&finding.quad, (double)photo->width / small->width, (double)photo->height / small->height);
  vd_page_finder_refine (photo, (double)photo->width / small->width, &finding);
  lies = vd_point_distance (&p[0], &p[1]) > vd_point_distance (&p[0], &p[3]);
  finding.quad = vd_quad_scaled (&finding.quad, 1.0 / photo->width, 1.0 / photo->height);
  vd_tray_calibrate (self, &finding.quad, lies ? 297 : 210, lies ? 210 : 297);
  return TRUE;
}

VdTray *
vd_tray_read (const char *empty_path, const char *a4_path, GError **error)
{
  int rotation;
  g_autoptr (VdPicture) empty = vd_picture_file_read (empty_path, &rotation, error);
  g_autoptr (VdTray) self = empty ? vd_tray_new (empty) : NULL;

  if (!self || (a4_path && !calibrate_with (self, a4_path, error)))
    return NULL;
  return g_steal_pointer (&self);
}

VdTray *
vd_tray_read_or_none (const char *empty_path, const char *a4_path)
{
  g_autoptr (GError) error = NULL;
  VdTray *self;

  if (!empty_path || !*empty_path)
    return NULL;
  self = vd_tray_read (empty_path, a4_path && *a4_path ? a4_path : NULL, &error);
  if (!self)
    g_warning ("papers are found without the tray: %s", error->message);
  return self;
}

static VdPoint
to_mm (const VdTray *self, const VdPoint *p)
{
  const double *m = self->to_mm;
  double w = m[6] * p->x + m[7] * p->y + m[8];

  return (VdPoint){ (m[0] * p->x + m[1] * p->y + m[2]) / w, (m[3] * p->x + m[4] * p->y + m[5]) / w };
}

gboolean
vd_tray_measure (const VdTray *self, const VdQuad *quad, double *width_mm, double *height_mm)
{
  VdPoint p[4];

  g_return_val_if_fail (self && quad && width_mm && height_mm, FALSE);
  if (!self->is_calibrated)
    return FALSE;
  for (int i = 0; i < 4; i++)
    p[i] = to_mm (self, &quad->corner[i]);
  *width_mm = (vd_point_distance (&p[0], &p[1]) + vd_point_distance (&p[3], &p[2])) / 2;
  *height_mm = (vd_point_distance (&p[0], &p[3]) + vd_point_distance (&p[1], &p[2])) / 2;
  return TRUE;
}

static VdPicture *
cut_out (const VdPicture *picture, const VdTrayFrame *frame)
{
  VdPicture *out = vd_picture_new (frame->width, frame->height, picture->channels);

  for (int y = 0; y < frame->height; y++)
    memcpy (out->pixels + y * out->stride, vd_picture_at (picture, frame->x, frame->y + y), out->stride);
  return out;
}

/* What an outline is held against. */
typedef struct
{
  const VdPicture *empty; /* of the shape of what is looked through */
  int old_sides;          /* so many that were there make it the tray's */
} Before;

/* A sheet's outline was not there before it. */
static gboolean
is_new (const VdQuad *quad, gconstpointer data)
{
  const Before *before = data;

  return vd_tray_outline_count_edges (before->empty, quad) < before->old_sides;
}

/* One answer to where the sheet is. */
typedef struct
{
  VdFinding finding;
  double agreed; /* with what has changed, 0..1 */
  double weight;
  double edge; /* under the side with the least of it, 0..1 */
} Opinion;

enum
{
  IN_NEWS,
  IN_PIECE,
  AS_IT_IS,
  N_OPINIONS,
};

/* Looks for the sheet in @changed, around the @piece only; the confidence is the better of the finder's and of the
 * agreement. */
static Opinion
look_at_piece (const VdPicture *changed, const VdPicture *piece, const VdTrayFrame *frame)
{
  g_autoptr (VdPicture) part = cut_out (changed, frame);
  Opinion self = { vd_page_finder_run (part) };
  VdFinding *finding = &self.finding;

  for (int i = 0; i < 4; i++)
    {
      finding->quad.corner[i].x += frame->x;
      finding->quad.corner[i].y += frame->y;
    }
  self.agreed = vd_tray_outline_agreement (piece, finding);
  self.weight = finding->found ? finding->confidence * self.agreed : 0;
  finding->confidence = MIN (MAX (finding->confidence, self.agreed), self.agreed / WELL);
  return self;
}

static gboolean
is_the_tray (const VdTray *tray, const VdQuad *quad, const VdPicture *picture)
{
  VdQuad outline = vd_quad_scaled (&tray->outline.quad, (double)picture->width / tray->empty->width,
                                   (double)picture->height / tray->empty->height);

  return tray->outline.found && vd_quad_overlap (quad, &outline) > THE_TRAY;
}

/* Looks all over @picture: the tray as it is, where a white sheet's shadow may show most; or what is new in it. */
static Opinion
look_all_over (const VdTray *tray, const VdPlace *place, const VdPicture *picture, const VdPicture *piece)
{
  Opinion self = { vd_page_finder_run_at (place, picture) };

  if (!self.finding.found)
    return self;
  if (is_the_tray (tray, &self.finding.quad, picture))
    return (Opinion){ { FALSE } };
  self.agreed = piece ? vd_tray_outline_agreement (piece, &self.finding) : 0;
  self.weight = self.finding.confidence;
  return self;
}

static gboolean
is_same (const Opinion *a, const Opinion *b)
{
  return a->weight > 0 && b->weight > 0 && vd_quad_overlap (&a->finding.quad, &b->finding.quad) > THE_SAME;
}

/* The weight of what opinion @i says, with all that say the same. @confidence: the highest of them. */
static double
weigh_with_support (const Opinion opinions[N_OPINIONS], int i, double *confidence)
{
  double sum = 0;

  *confidence = opinions[i].finding.confidence;
  for (int k = 0; k < N_OPINIONS; k++)
    if (k == i || is_same (&opinions[i], &opinions[k]))
      {
        sum += opinions[k].weight;
        *confidence = MAX (*confidence, opinions[k].finding.confidence);
      }
  return sum;
}

/* The likeliest whole sheet: those that say the same support each other, and what is seen in the news needs it least.
 * What only one of the others says is nothing to be sure of, and does not make a sheet whole that the news show cut.
 * The news may be sure though hardly anything has changed: a white sheet on a white tray is its edges only. */
static VdFinding
choose (const Opinion opinions[N_OPINIONS])
{
  VdFinding finding =
      opinions[opinions[IN_NEWS].finding.cut ? IN_NEWS : IN_PIECE].finding; /* if none sees a whole one */
  gboolean is_alone = FALSE;
  double most = 0, edge = 0;

  for (int i = 0; i < N_OPINIONS; i++)
    {
      double confidence, sum = weigh_with_support (opinions, i, &confidence);

      /* The same, but for the order it was summed up in: a side may be tilted where it crosses what was there. */
      if (sum <= 0 || sum < most - 1e-6 || (sum < most + 1e-6 && opinions[i].edge <= edge))
        continue;
      finding = opinions[i].finding;
      finding.confidence = confidence;
      most = sum;
      edge = opinions[i].edge;
      is_alone = i != IN_NEWS && sum == opinions[i].weight;
    }
  if (is_alone && opinions[IN_NEWS].finding.cut)
    return opinions[IN_NEWS].finding;
  if (is_alone || finding.confidence < CERTAIN)
    finding.confidence = MIN (finding.confidence, DOUBTFUL);
  return finding;
}

VdFinding
vd_page_finder_run_tray (const VdTray *tray, const VdPicture *small)
{
  g_autoptr (VdPicture) empty = NULL, changed = NULL, piece = NULL, news = NULL;
  g_autoptr (VdEdgeMap) before = NULL;
  Opinion opinions[N_OPINIONS] = { 0 };
  VdTrayFrame frame = { 0 };
  VdFinding *best;

  g_return_val_if_fail (tray && small, opinions[IN_NEWS].finding);
  if (MIN (small->width, small->height) < VD_FINDER_SHORTEST)
    return vd_page_finder_run (small);
  empty = vd_picture_shrink (tray->empty, MAX (small->width, small->height));
  if (empty->width != small->width || empty->height != small->height || empty->channels != small->channels)
    return vd_page_finder_run (small);
  changed = vd_tray_compare (empty, small);
  news = vd_tray_subtract (empty, small);
  piece = vd_tray_find_piece (changed);
  if (piece)
    frame = vd_tray_close_piece (piece);
  /* Of what is new no side was there before; but a sheet pushed into the tray's corner seems to have two that were. */
  before = vd_edge_map_new (empty);
  opinions[IN_NEWS] = look_all_over (tray, &(VdPlace){ before, is_new, &(Before){ empty, 1 } }, news, piece);
  best = &opinions[IN_NEWS].finding;
  if (best->found && opinions[IN_NEWS].agreed >= BEYOND_DOUBT)
    best->confidence = MAX (best->confidence, opinions[IN_NEWS].agreed);
  if (best->found && best->confidence >= BEYOND_DOUBT)
    return *best;
  if (piece)
    opinions[IN_PIECE] = look_at_piece (changed, piece, &frame);
  opinions[AS_IT_IS] = look_all_over (tray, &(VdPlace){ NULL, is_new, &(Before){ empty, 3 } }, small, piece);
  opinions[IN_PIECE].weight *= HEARSAY;
  opinions[AS_IT_IS].weight *= HEARSAY;
  for (int i = 0; i < N_OPINIONS; i++)
    opinions[i].edge = vd_tray_outline_least_edge (news, &opinions[i].finding.quad);
  return choose (opinions);
}
