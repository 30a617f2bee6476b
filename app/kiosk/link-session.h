/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "replay.h"

G_BEGIN_DECLS

/* What a kiosk remembers of its session with the desk, over as many sockets as it takes. Pure. */
typedef struct
{
  VdReplay *replay; /* NULL: nothing was said yet */
  char *id, *token; /* NULL until welcomed */
  guint gaps;
} VdLinkSession;

void vd_link_session_forget (VdLinkSession *self);
/* The greeting of a new socket: resumes what there is. (transfer full) */
VdMessage *vd_link_session_make_hello (VdLinkSession *self);
/* FALSE if the desk resumes what never was. */
gboolean vd_link_session_take_welcome (VdLinkSession *self, const VdMessage *welcome);
/* A message is missing: resuming brings it. If one is missing again the session is forgotten, or it would go on so for ever. */
void vd_link_session_take_gap (VdLinkSession *self);
/* The line is lost: keeps the session if it can be resumed. */
void vd_link_session_pause (VdLinkSession *self);

G_END_DECLS
