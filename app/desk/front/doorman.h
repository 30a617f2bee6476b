/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "session.h"

G_BEGIN_DECLS

/* Holds a socket that was let in until it has said hello, ten seconds at most; the first message must be it. */
typedef void (*VdDoormanFunc) (SoupWebsocketConnection *connection, VdRole role, const char *owner,
                               const VdMessage *hello, gpointer data);

/* @func is called once if hello comes, or never. @owner: an object that must outlive the wait, or the socket is let go.
 */
void vd_doorman_receive (SoupWebsocketConnection *connection, VdRole role, const char *owner_id, GObject *owner,
                         VdDoormanFunc func);

G_END_DECLS
