/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A message held while a worker works; it may be over before the worker is. */
typedef struct _VdHeldAnswer VdHeldAnswer;
VdHeldAnswer *vd_held_answer_new (SoupServerMessage *msg); /* pauses it */
/* (nullable): NULL when nobody listens any more. */
SoupServerMessage *vd_held_answer_get (VdHeldAnswer *self);
void vd_held_answer_release (VdHeldAnswer *self); /* lets it go on; frees */

G_END_DECLS
