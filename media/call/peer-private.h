/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/webrtc/webrtc.h>

#include "fingerprint.h"
#include "line-tap.h"
#include "mailbox.h"
#include "peer.h"
#include "text-channel.h"
#include "wire.h"

G_BEGIN_DECLS

typedef struct _VdPeerRate VdPeerRate;

struct _VdPeer
{
  GObject parent_instance;

  guint number;
  VdStudio *studio;
  VdIceConfig *ice;
  VdFeed *view;

  VdPeerState state;
  VdCallEnd why;
  VdWire *wire;
  VdMailbox *mailbox;
  VdTextChannel *text;   /* NULL if none could be made */
  gboolean is_text_open; /* as it was told */
  gboolean is_offering, has_gathered;
  gboolean is_remote_set; /* the answer is in place */
  VdFingerprint expected;
  gboolean was_relayed;
  guint hold_relays_ms; /* 0: nothing is kept back, or no longer */
  guint hold_id;
  GPtrArray *theirs, *ours; /* candidates not yet passed on: texts; texts with their lines */
  guint n_candidates;
  VdCallFigures figures;
  VdLineTap *tap;   /* where its packets and their feedback pass */
  VdPeerRate *rate; /* while OPEN */
};

/* peer.c */
void vd_peer_set_state (VdPeer *self, VdPeerState state, const char *why);
/* Closes with a reason of our own. Media stops here and now; the owner then calls vd_peer_close () for the pipeline. */
void vd_peer_fail (VdPeer *self, VdCallEnd why, const char *text);

/* peer-letters.c: what webrtcbin says in its own thread, posted to the main thread. */
void vd_peer_listen (VdPeer *self);
void vd_peer_set_remote (VdPeer *self, GstWebRTCSessionDescription *answer);

/* peer-candidates.c: what goes between libnice and the other side, and when. */
void vd_peer_init_candidates (VdPeer *self);
void vd_peer_tell_candidate (VdPeer *self, guint mline, const char *text); /* ours; "": that was all */
void vd_peer_begin_checks (VdPeer *self);                                  /* the answer is in place */
void vd_peer_release_relays (VdPeer *self);                                /* the direct way is found */
void vd_peer_clear_candidates (VdPeer *self);                              /* any time, also twice */

/* peer-rate.c: what the line carries, from feedback; from the opening of the gates to their closing. */
void vd_peer_rate_listen (VdPeer *self); /* before the pipeline starts */
void vd_peer_rate_begin (VdPeer *self);
void vd_peer_rate_end (VdPeer *self);

/* peer-identity.c: whether who is connected is who answered. Only while DTLS is connected. */
gboolean vd_peer_is_verified (VdPeer *self);

/* peer-text.c: real-time text through a data channel. */
void vd_peer_make_text (VdPeer *self); /* before the offer */
void vd_peer_open_text (VdPeer *self); /* the gates are open now */
/* A failure of the data channel alone is no failure of the peer. */
gboolean vd_peer_is_text_error (VdPeer *self, GstObject *source);

G_END_DECLS
