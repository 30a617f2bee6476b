/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What both have written, line by line as it is typed: the advisor's lines at the left, the visitor's at the right,
 * each with its name. The newest is always in sight.
 *
 * Properties: "turns" (GListModel of VdTextTurn), "advisor" (string: the name over the advisor's lines), "some"
 * (gboolean, read only: anything to show). */
#define VD_TYPE_WRITTEN_VIEW (vd_written_view_get_type ())
G_DECLARE_FINAL_TYPE (VdWrittenView, vd_written_view, VD, WRITTEN_VIEW, GtkWidget)

G_END_DECLS
