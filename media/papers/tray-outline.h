/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "page-finder.h"

G_BEGIN_DECLS

/* How well what has changed (vd_tray_find_piece ()) is what lies within: shared over joint area, 0..1. */
double vd_tray_outline_agreement (const VdPicture *piece, const VdFinding *finding);
/* Of the side under which @picture shows least of an edge: how much of it does, 0..1. */
double vd_tray_outline_least_edge (const VdPicture *picture, const VdQuad *quad);
/* The sides that lie on an edge of @picture, of 4. */
int vd_tray_outline_count_edges (const VdPicture *picture, const VdQuad *quad);

G_END_DECLS
