/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "ice-config.h"

G_BEGIN_DECLS

/* A peer: one attempt at a connection with the other side, from offer to teardown. Never repaired (webrtcbin has no ICE
 * restart): replaced by another.
 *
 * Main thread. Signals "offer" (sdp), "candidate" (mline, candidate), and while the gates are open "text-open"
 * (is_open), "text" (text). Property "state" (VdPeerState, notify); once CLOSED, vd_peer_get_why () says why it closed
 * itself. */
typedef enum
{
  VD_PEER_STATE_STARTING,
  VD_PEER_STATE_OFFERED,
  VD_PEER_STATE_CONNECTING,
  VD_PEER_STATE_READY, /* connected, and the certificate is the answer's */
  VD_PEER_STATE_OPEN,
  VD_PEER_STATE_CLOSED,
} VdPeerState;

#define VD_TYPE_PEER_STATE (vd_peer_state_get_type ())
GType vd_peer_state_get_type (void);

#define VD_TYPE_PEER (vd_peer_get_type ())
G_DECLARE_FINAL_TYPE (VdPeer, vd_peer, VD, PEER, GObject)

/* @hold_relays_ms: relays are spoken of so long after the answer only, so that a direct way is found first. */
VdPeer *vd_peer_new (VdStudio *studio, const VdIceConfig *ice, guint number, VdFeed *view, guint hold_relays_ms);
/* Begins; a failure shows as CLOSED. */
void vd_peer_start (VdPeer *self);
gboolean vd_peer_take_answer (VdPeer *self, const char *sdp, GError **error);
gboolean vd_peer_take_candidate (VdPeer *self, guint mline, const char *candidate, GError **error);
void vd_peer_open_gates (VdPeer *self); /* only in READY */
void vd_peer_send_text (VdPeer *self, const char *text);
/* Stops all media at once and comes down in a thread; @stopped is told on the main thread when it is down. */
typedef void (*VdPeerStoppedFunc) (gpointer owner, gboolean is_clean);
void vd_peer_close (VdPeer *self, VdPeerStoppedFunc stopped, gpointer owner, GDestroyNotify destroy);

guint vd_peer_get_number (VdPeer *self);
VdPeerState vd_peer_get_state (VdPeer *self);
VdCallEnd vd_peer_get_why (VdPeer *self);
gboolean vd_peer_was_relayed (VdPeer *self); /* when its gates opened */
guint64 vd_peer_get_arrived (VdPeer *self);  /* packets of any kind: a sign of life */
VdCallFigures vd_peer_get_figures (VdPeer *self);
VdCallLine vd_peer_get_line (VdPeer *self);

G_END_DECLS
