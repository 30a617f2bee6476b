/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "call-life.h"
#include "studio.h"

G_BEGIN_DECLS

/* A call: one conversation with one remote party, under one id, through as many peers (webrtcbin pipelines) as it
 * takes, one after the other. The kiosk always offers. Everything is negotiated before the answer; the gates stay shut
 * until vd_call_open_gates (), and until the remote certificate matched the fingerprint of the answer.
 *
 * Main thread only. Signals, all on the main thread:
 *   "offer"     (guint peer, const char *sdp)                      send it to the other side
 *   "candidate" (guint peer, guint mline, const char *candidate)   likewise; "" ends the list
 *   "text-open" (guint peer, gboolean is_open)                     the data channel of an open peer can be written to
 *   "text"      (guint peer, const char *text)                     what came through it: UTF-8 or not, T.140 or not
 * Properties (notify): "state" (VdCallState), "trouble" (VdCallTrouble), "why" (VdCallEnd, once ended),
 * "video-paused" (gboolean): the line carries no picture of the visitor any more, only the voice. */
typedef enum
{
  VD_CALL_STATE_PREPARING,  /* pipeline starting, offer being made */
  VD_CALL_STATE_OFFERED,    /* the offer is out; 45 s for an answer */
  VD_CALL_STATE_CONNECTING, /* ICE and DTLS; 15 s */
  VD_CALL_STATE_READY,      /* connected, fingerprint checked, gates shut */
  VD_CALL_STATE_TALKING,    /* gates open */
  VD_CALL_STATE_ENDING,     /* tearing down in a worker */
  VD_CALL_STATE_ENDED,
} VdCallState;

typedef enum
{
  VD_CALL_END_NONE,
  VD_CALL_END_HUNG_UP,        /* vd_call_hang_up () */
  VD_CALL_END_NOT_CONNECTED,  /* ICE or DTLS did not come up in time */
  VD_CALL_END_BAD_ANSWER,     /* SDP we cannot take: no BUNDLE, no rtcp-mux, no fingerprint, foreign codecs */
  VD_CALL_END_WRONG_IDENTITY, /* the certificate is not the one of the answer: somebody in the middle */
  VD_CALL_END_LOST,           /* every attempt to bring the media back failed for 60 s, or vd_call_set_patience () */
  VD_CALL_END_FAILED,         /* the pipeline failed */
} VdCallEnd;

#define VD_TYPE_CALL_STATE (vd_call_state_get_type ())
GType vd_call_state_get_type (void);
#define VD_TYPE_CALL_TROUBLE (vd_call_trouble_get_type ())
GType vd_call_trouble_get_type (void);
#define VD_TYPE_CALL_END (vd_call_end_get_type ())
GType vd_call_end_get_type (void);

/* One STUN or TURN server as the desk handed it out. */
typedef struct
{
  char *url; /* "turn:host:port?transport=udp", "stun:host:port" */
  char *username;
  char *credential;
} VdIceServer;

typedef struct
{
  GPtrArray *servers; /* of VdIceServer */
  gboolean relay_only;
} VdIceConfig;
VdIceConfig *vd_ice_config_new (void);
void vd_ice_config_add (VdIceConfig *self, const char *url, const char *username, const char *credential);
void vd_ice_config_free (VdIceConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdIceConfig, vd_ice_config_free)

#define VD_CALL_ERROR (vd_call_error_quark ())
GQuark vd_call_error_quark (void);
typedef enum
{
  VD_CALL_ERROR_BAD_SDP,       /* tell the sender bad-message; the call ends with BAD_ANSWER */
  VD_CALL_ERROR_BAD_CANDIDATE, /* tell the sender; the call goes on */
  VD_CALL_ERROR_STALE,         /* about a peer that is gone: ignore */
} VdCallError;

#define VD_TYPE_CALL (vd_call_get_type ())
G_DECLARE_FINAL_TYPE (VdCall, vd_call, VD, CALL, GObject)

/* @studio must be open. Starts at once: "offer" follows. */
VdCall *vd_call_new (VdStudio *studio, const VdIceConfig *ice);

gboolean vd_call_take_answer (VdCall *self, guint peer, const char *sdp, GError **error);
gboolean vd_call_take_candidate (VdCall *self, guint peer, guint mline, const char *candidate, GError **error);
/* The advisor has answered. May come before READY; the gates then open as soon as the fingerprint is checked. */
void vd_call_open_gates (VdCall *self);
/* The other side lost its peer (page reloaded): make a new one, "offer" follows with a higher number. */
void vd_call_renew (VdCall *self);
/* Whether offers and answers get through now (they do at first). While they do not, no peer is tried; when they do
 * again, what was lost meanwhile is tried at once. */
void vd_call_set_signalling (VdCall *self, gboolean is_up);
/* The network is not the one it was (another address, a cable back): what stays silent from now on is replaced sooner.
 */
void vd_call_doubt (VdCall *self);
/* How long media may be gone before the call ends by itself: longer where people are offered another way meanwhile. */
void vd_call_set_patience (VdCall *self, guint seconds);
void vd_call_hang_up (VdCall *self);
/* Into the data channel of a peer, as it is; nothing if that is not open. */
void vd_call_send_text (VdCall *self, guint peer, const char *text);

/* People sign: the picture's size falls before its rate, which stays at 20 frames a second at least. Until the call
 * ends. */
void vd_call_set_signed (VdCall *self, gboolean is_signed);
gboolean vd_call_is_video_paused (VdCall *self);

VdCallState vd_call_get_state (VdCall *self);
VdCallEnd vd_call_get_why (VdCall *self);
VdFeed *vd_call_get_remote_view (VdCall *self); /* (transfer none) cleared when the call ends */

/* Figures since the call began; for statistics and benchmarks. */
typedef struct
{
  guint64 sent_packets, received_packets; /* RTP */
  guint64 frames_shown;
  guint64 feedbacks;      /* messages that say how our packets arrived */
  guint64 refused_frames; /* broken or too large for a decoder */
  guint freezes;          /* as browsers count them (W3C webrtc-stats) */
  gint64 frozen_us;
  gint64 offered_us, connected_us, gates_us, first_frame_us, first_sound_us; /* g_get_monotonic_time (), 0: not yet */
} VdCallFigures;
VdCallFigures vd_call_get_figures (VdCall *self);

/* The line as it is now; of the peer that talks. */
typedef struct
{
  gboolean is_known;            /* FALSE: nobody talks yet, and the rest means nothing */
  gboolean is_relayed;          /* through TURN, at either end */
  guint target_bps;             /* what it carries, estimated */
  guint sent_bps, received_bps; /* on the wire, in the last second */
  double loss_out, loss_in;     /* 0..1; in: in the last second, repaired or not */
  double jitter_ms;             /* of what comes */
  int round_trip_ms;            /* -1: not known */
  int show_ms, wait_ms;         /* how late a picture is shown; how long a missing packet is waited for */
  int rung;                     /* of what is sent: 0 is the best, -1 the voice alone */
  int width, height, fps;       /* likewise; 0 for the voice alone */
  guint guard;                  /* per cent: the loss that the voice is guarded against */
} VdCallLine;

typedef struct
{
  VdCallFigures sums; /* of all peers */
  VdCallLine line;
  guint peers;    /* made so far */
  guint failures; /* of them: did not connect */
  guint given_up; /* of their pipelines: did not come down */
} VdCallStats;

/* Cheap enough for once a second. */
VdCallStats vd_call_get_stats (VdCall *self);

G_END_DECLS
