/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "video-view.h"

G_BEGIN_DECLS

/* Where the advisor points on what the document camera sees: a ring over the picture that fades after 3 s.
 *
 * Properties: "view" (VdVideoView it lies over), "x", "y" (double 0..1 of the picture), "count" (uint: a new one shows
 * the ring anew). CSS node: pointer. */
#define VD_TYPE_POINTER_MARK (vd_pointer_mark_get_type ())
G_DECLARE_FINAL_TYPE (VdPointerMark, vd_pointer_mark, VD, POINTER_MARK, GtkWidget)

G_END_DECLS
