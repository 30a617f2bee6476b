/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Keeps what visitors show and say inside this process: no core dump, no debugger of another user, and freed memory
 * (frames of GStreamer, textures, text) is overwritten as it is freed, where the C library can. First thing in main. */
void vd_private_memory_begin (void);

G_END_DECLS
