/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A mailbox: the one way from GStreamer's threads to an object of the main thread. Each owner has its own, so a closed
 * mailbox is also the generation number: what an earlier pipeline still has to say reaches nobody. */
typedef struct _VdMailbox VdMailbox;
typedef void (*VdMailFunc) (gpointer owner, gpointer payload);

VdMailbox *vd_mailbox_new (gpointer owner); /* @owner: a GObject, borrowed; it closes the mailbox before it goes */
VdMailbox *vd_mailbox_ref (VdMailbox *self);
void vd_mailbox_unref (VdMailbox *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdMailbox, vd_mailbox_unref)

/* Any thread. @func runs on the main thread, in the order of posting, unless the mailbox was closed meanwhile;
 * @payload (transfer full) is freed with @destroy either way. */
void vd_mailbox_post (VdMailbox *self, VdMailFunc func, gpointer payload, GDestroyNotify destroy);

/* Main thread. Nothing is delivered after this returns. */
void vd_mailbox_close (VdMailbox *self);

G_END_DECLS
