/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "paper-scene.h"

G_BEGIN_DECLS

void paper_sheet_get_size (PaperKind kind, double *width_mm, double *height_mm);
/* The printed side, straight from above. */
VdPicture *paper_sheet_draw (PaperKind kind, guint32 seed, double pixels_per_mm); /* (transfer full) */

G_END_DECLS
