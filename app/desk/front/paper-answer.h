/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* {"error": @code, "text": @text}; both are constants of ours, nothing is escaped. */
void vd_paper_answer_error (SoupServerMessage *msg, guint status, const char *code, const char *text);
/* A message held while a worker works; it may be over before the worker is. */
typedef struct _VdHeldAnswer VdHeldAnswer;
VdHeldAnswer *vd_held_answer_new (SoupServerMessage *msg); /* pauses it */
/* (nullable): NULL when nobody listens any more. */
SoupServerMessage *vd_held_answer_get (VdHeldAnswer *self);
void vd_held_answer_release (VdHeldAnswer *self); /* lets it go on; frees */

G_END_DECLS
