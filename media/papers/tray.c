/* SPDX-License-Identifier: EUPL-1.2 */
#include "tray.h"
#include "homography.h"
#include "picture-file.h"
#include "quad.h"
#include "tray-change.h"

#include <string.h>

#define WELL 0.85     /* agreement of sheet and change beyond which nothing better is looked for */
#define THE_TRAY 0.85 /* overlap */
#define MIN_PLAIN 0.3
#define SURE 0.8 /* of a finding: no second opinion needed */

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

static gboolean
is_inside (const VdQuad *quad, double x, double y)
{
  for (int i = 0; i < 4; i++)
    {
      const VdPoint *a = &quad->corner[i], *b = &quad->corner[(i + 1) % 4];

      if ((b->x - a->x) * (y - a->y) - (b->y - a->y) * (x - a->x) < 0)
        return FALSE;
    }
  return TRUE;
}

/* How well what has changed is what lies within the quad: shared over joint area, 0..1. */
static double
agreement (const VdPicture *piece, const VdFinding *finding)
{
  guint both = 0, either = 1;

  for (int y = 0; finding->found && y < piece->height; y += 2)
    for (int x = 0; x < piece->width; x += 2)
      {
        gboolean has_changed = *vd_picture_at (piece, x, y) == 255;
        gboolean is_sheet = is_inside (&finding->quad, x + 0.5, y + 0.5);

        both += has_changed && is_sheet;
        either += has_changed || is_sheet;
      }
  return (double)both / either;
}

/* Looks for the sheet in @picture within @frame; the confidence is the better of the finder's and of the agreement. */
static VdFinding
look_within (const VdPicture *picture, const VdTrayFrame *frame, const VdPicture *piece, double *agreed)
{
  g_autoptr (VdPicture) part = cut_out (picture, frame);
  VdFinding finding = vd_page_finder_run (part);

  for (int i = 0; i < 4; i++)
    {
      finding.quad.corner[i].x += frame->x;
      finding.quad.corner[i].y += frame->y;
    }
  *agreed = agreement (piece, &finding);
  finding.confidence = MIN (MAX (finding.confidence, *agreed), *agreed / WELL);
  return finding;
}

/* White on a white tray changes next to nothing: the sheet's shadow shows more. The tray's own outline is no sheet. */
static VdFinding
look_plainly (const VdTray *tray, const VdPicture *small)
{
  VdFinding finding = vd_page_finder_run (small);

  if (finding.found && tray->outline.found && vd_quad_overlap (&finding.quad, &tray->outline.quad) > THE_TRAY)
    return (VdFinding){ FALSE };
  return finding;
}

VdFinding
vd_page_finder_run_tray (const VdTray *tray, const VdPicture *small)
{
  VdFinding finding = { FALSE }, plain;
  g_autoptr (VdPicture) empty = NULL, piece = NULL;
  double agreed = 0;
  VdTrayFrame frame;

  g_return_val_if_fail (tray && small, finding);
  empty = vd_picture_shrink (tray->empty, MAX (small->width, small->height));
  if (empty->width != small->width || empty->height != small->height || empty->channels != small->channels)
    return vd_page_finder_run (small);
  {
    g_autoptr (VdPicture) changed = vd_tray_compare (empty, small);

    piece = vd_tray_find_piece (changed);
    if (piece)
      {
        frame = vd_tray_close_piece (piece);
        finding = look_within (changed, &frame, piece, &agreed);
      }
  }
  if (agreed >= WELL)
    return finding;
  plain = look_plainly (tray, small);
  return plain.found && plain.confidence > MIN_PLAIN ? plain : finding;
}
