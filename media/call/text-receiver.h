/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The other end of VdTextSender: tells what is new from what another way has brought already. Pure. */
typedef struct _VdTextReceiver VdTextReceiver;

VdTextReceiver *vd_text_receiver_new (void);
void vd_text_receiver_free (VdTextReceiver *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdTextReceiver, vd_text_receiver_free)

guint64 vd_text_receiver_get_have (VdTextReceiver *self); /* characters */
/* Listens to a channel from here on and returns what is to be asked for: the same figure every time, because what is
 * in a channel cannot be taken back. */
guint64 vd_text_receiver_listen (VdTextReceiver *self, guint peer);
void vd_text_receiver_stop (VdTextReceiver *self, guint peer);

/* What came through a channel: the characters that are new, (transfer full), "" if none. Of a channel that is not
 * listened to nothing is. */
char *vd_text_receiver_take (VdTextReceiver *self, guint peer, const char *text);
/* What came by signalling. NULL if something before @from is missing: ask for it. */
char *vd_text_receiver_take_piece (VdTextReceiver *self, guint64 from, const char *text);

G_END_DECLS
