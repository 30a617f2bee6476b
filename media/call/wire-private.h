/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "wire.h"

G_BEGIN_DECLS

/* The parts of a wire, in files of their own; all but wire.c's are made by vd_wire_new () before the pipeline starts.
 */
gboolean vd_wire_add_receivers (VdWire *self, VdFeed *view, GError **error); /* wire-receive.c */
void vd_wire_prepare_ice (VdWire *self, const VdIceConfig *ice);             /* wire-ice.c */
void vd_wire_repeat_handshake (VdWire *self);                                /* wire-handshake.c */

/* To all jitter buffers there are now; one is told what it stands for when its line begins. Any thread. */
void vd_wire_apply_delay (VdTally *tally); /* wire-delay.c */

G_END_DECLS
