/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VD_HANDSHAKE_KEPT 16   /* datagrams; a flight of DTLS is two to five */
#define VD_HANDSHAKE_REPEATS 3 /* of each */

/* When which datagram of a DTLS handshake is sent once more. OpenSSL sends a flight again after a second, then two,
 * then four, and does not heed that the other side asks anew (RFC 6347 §4.2.4 lets it): where one packet in ten is lost
 * a call needed six seconds to begin. The same record sent again is no new one: the other side takes it if it is the
 * first to arrive, and drops it otherwise (§4.1.2.6). Pure, no clock of its own. */
typedef struct
{
  GBytes *datagram;
  gint64 due_us;
  guint n_repeats;
} VdHandshakeSent;

typedef struct
{
  VdHandshakeSent sent[VD_HANDSHAKE_KEPT]; /* the oldest first */
  guint n_sent;
  gboolean is_answered, is_done;
} VdHandshakeRepeat; /* starts as zeroes */

void vd_handshake_repeat_clear (VdHandshakeRepeat *self);

/* What we sent at @now_us, and what came: any datagram of the port, whole. */
void vd_handshake_repeat_note_sent (VdHandshakeRepeat *self, const guint8 *data, gsize size, gint64 now_us);
void vd_handshake_repeat_note_arrived (VdHandshakeRepeat *self, const guint8 *data, gsize size);

/* What arrives is enciphered with what was agreed on: nothing more will be repeated. */
gboolean vd_handshake_repeat_is_done (const VdHandshakeRepeat *self);

/* G_MAXINT64: nothing is to be repeated. */
gint64 vd_handshake_repeat_get_due_us (const VdHandshakeRepeat *self);

/* (transfer full) (nullable): the next to send again at @now_us. */
GBytes *vd_handshake_repeat_take (VdHandshakeRepeat *self, gint64 now_us);

G_END_DECLS
