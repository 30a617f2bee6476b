/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which of GTK's renderers suits this machine. @dri: the folder of the graphics devices ("/dev/dri"). */
gboolean vd_renderer_has_gpu (const char *dri);
/* Before gtk_init (): without a GPU, draws with cairo, which then costs a good deal less than OpenGL done in software.
 * What the operator has set (GSK_RENDERER) stays. */
void vd_renderer_choose (const char *dri);

G_END_DECLS
