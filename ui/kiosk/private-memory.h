/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Keeps what visitors show and say inside this process: no core dump, no debugger of another user, and what is freed
 * (frames of GStreamer, textures, text) is overwritten first: linked in, this file also replaces free () and
 * realloc (). Sets how memory is kept and given back. First thing in main. */
void vd_private_memory_begin (void);
/* Gives back to the system what is free. A millisecond or two; in a call on two busy cores mostly 6 to 20, once 50, in
 * which no other thread gets memory: now and then, not for every frame. */
void vd_private_memory_give_back (void);

G_END_DECLS
