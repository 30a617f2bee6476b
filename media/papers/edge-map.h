/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "picture.h"

G_BEGIN_DECLS

enum
{
  VD_EDGE_PLANES =
      3, /* brightness, red against blue, green against the two: white paper on light wood differs in colour only */
};

/* A small picture seen as edges: at each pixel the gradient of the plane that changes most there. */
typedef struct
{
  int width, height;
  int scale; /* pixels of the picture, along and across, that one of the map's was made of: 1 or 2 */
  guint8 *plane[VD_EDGE_PLANES]; /* smoothed */
  gint16 *gx, *gy;               /* difference over two pixels */
  gboolean is_news; /* what was there before is forgotten: little is left that a sheet could be taken for */
} VdEdgeMap;

typedef struct
{
  float x, y;
  float nx, ny; /* unit normal, along the gradient */
  float strength;
} VdEdgePoint;

VdEdgeMap *vd_edge_map_new (const VdPicture *picture); /* (transfer full) */
void vd_edge_map_free (VdEdgeMap *self);
/* Pixels where the gradient is at least @threshold and highest across the edge: VdEdgePoint. */
GArray *vd_edge_map_get_points (const VdEdgeMap *self, int threshold); /* (transfer full) */

/* Takes away the edges that @before, a map of the same size, has in the same places or next to them. */
void vd_edge_map_forget (VdEdgeMap *self, const VdEdgeMap *before);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdEdgeMap, vd_edge_map_free)

G_END_DECLS
