/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "line-finder.h"

G_BEGIN_DECLS

/* Edge points by the direction of their normal, modulo half a turn: a line asks those only that point its way. */
typedef struct _VdCompass VdCompass;

VdCompass *vd_compass_new (const GArray *points); /* VdEdgePoint, copied; (transfer full) */
void vd_compass_free (VdCompass *self);
/* Moves @line onto the edge that lies within so many pixels of it (at most 5) and goes its way. FALSE if too little is
 * seen of one; @line is spoilt then. */
gboolean vd_compass_move_line (const VdCompass *self, VdLine *line, float within);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdCompass, vd_compass_free)

G_END_DECLS
