/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "message.h"

G_BEGIN_DECLS

/* One direction pair of a session: numbers what is sent, keeps it until acknowledged, drops what was received before. Pure, no I/O;
 * the desk has one per session, the kiosk one; the console's is its twin in JavaScript. docs/protocol.md, "Exactly once". */
#define VD_REPLAY_MAX_MESSAGES 256
#define VD_REPLAY_MAX_BYTES (256 * 1024)

typedef struct _VdReplay VdReplay;

typedef enum
{
  VD_REPLAY_FRESH,     /* act on it */
  VD_REPLAY_DUPLICATE, /* seen before: drop silently */
  VD_REPLAY_GAP,       /* something is missing: close the socket, resume */
} VdReplayVerdict;

VdReplay *vd_replay_new (void);
void vd_replay_free (VdReplay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdReplay, vd_replay_free)

/* Numbers @message if its kind is sequenced, stamps "ack", keeps a copy of the text. Returns the text to send. */
char *vd_replay_send (VdReplay *self, VdMessage *message, gsize *length);
/* Takes "seq" and "ack" of a received message into account. */
VdReplayVerdict vd_replay_receive (VdReplay *self, const VdMessage *message);
/* A frame came that could not be read at all (too large, no envelope): it may have carried the next "seq", so one missing number is forgiven.
 * Without this the error that answers a bad frame would be followed by a gap, a closed socket and the same frame again. */
void vd_replay_spoiled (VdReplay *self);
/* If message @id is still kept, it says @instead from now on. */
void vd_replay_replace (VdReplay *self, const char *id, JsonObject *instead);
guint64 vd_replay_get_received (VdReplay *self);
/* FALSE once more was unacknowledged than may be kept: the session cannot be resumed, start anew. */
gboolean vd_replay_is_resumable (VdReplay *self);
/* The texts after @seq that the other side has not seen (its "ack" stamped afresh); GPtrArray of GBytes. */
GPtrArray *vd_replay_pending_after (VdReplay *self, guint64 seq);

G_END_DECLS
