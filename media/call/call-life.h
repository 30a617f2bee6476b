/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a call lives, and what is to be done if not: the watchdog over the peer that talks and the one made to
 * replace it. ICE and DTLS notice too late, or never. Pure: the clock is the caller's, in microseconds. */

/* Seconds. */
#define VD_CALL_UNSTABLE_S 3
#define VD_CALL_LOST_S 6
#define VD_CALL_GIVE_UP_S 60 /* unless vd_call_life_set_patience () */

typedef enum
{
  VD_CALL_TROUBLE_NONE,
  VD_CALL_TROUBLE_UNSTABLE, /* VD_CALL_UNSTABLE_S without a packet */
  VD_CALL_TROUBLE_LOST,     /* VD_CALL_LOST_S: a new peer is being made */
} VdCallTrouble;

typedef struct
{
  gint64 ticked_us; /* the last time */
  guint64 arrived;
  gint64 alive_us; /* when a packet last arrived */
  gint64 patience_us;
  gint64 next_deadline_us;
  gint64 retry_us, pause_us; /* when the next attempt may begin, and the pause before the one after it */
  gboolean was_remade;       /* because nothing left: once a call */
  gboolean is_cut_off;       /* no offer gets through */
} VdCallLife;

/* What is known of the peers at a tick. */
typedef struct
{
  gboolean is_open; /* the gates of the one that talks */
  guint64 arrived;  /* RTP packets, since it began */
  gint64 mute_us;   /* its gates open and something to send, but nothing left for so long */
  gboolean has_next;
  gboolean next_is_open;
  gboolean next_is_seen; /* a picture came through it */
} VdCallSigns;

typedef enum
{
  VD_CALL_ACT_NONE,
  VD_CALL_ACT_MAKE_NEXT, /* silent for VD_CALL_LOST_S */
  VD_CALL_ACT_REMAKE,    /* nothing leaves, whatever ICE says */
  VD_CALL_ACT_TAKE_NEXT, /* it has taken over */
  VD_CALL_ACT_DROP_NEXT, /* it will not connect: vd_call_life_fail () follows */
  VD_CALL_ACT_GIVE_UP,
} VdCallAct;

void vd_call_life_init (VdCallLife *self, gint64 now_us);
/* At every tick, before anything else that compares times: how long this process had no turn, in which nobody could be
 * heard; 0 for less than a second. The deadlines here are put off by it, those of the caller are not. */
gint64 vd_call_life_forgive_stall (VdCallLife *self, gint64 tick_us, gint64 now_us);
/* *@trouble: what to show, once the act is done. */
VdCallAct vd_call_life_check (VdCallLife *self, const VdCallSigns *signs, gint64 now_us, VdCallTrouble *trouble);

/* The gates of a peer have opened: of the first, or of the one that replaces it. */
void vd_call_life_open (VdCallLife *self, gboolean is_next, gint64 now_us);
/* A next peer is being made. */
void vd_call_life_attempt (VdCallLife *self, gint64 now_us);
/* It did not connect: the attempts come a little later each time. */
void vd_call_life_fail (VdCallLife *self, gint64 now_us);
/* The next peer is the one that talks; @arrived: its packets so far. */
void vd_call_life_replace (VdCallLife *self, guint64 arrived, gint64 now_us);
/* The peer that talks is closed: no need to wait out its silence. */
void vd_call_life_lose (VdCallLife *self, gint64 now_us);
/* The network may be another: what stays silent from now on is lost sooner. */
void vd_call_life_doubt (VdCallLife *self, gint64 now_us);
/* How long media may be gone before VD_CALL_ACT_GIVE_UP. */
void vd_call_life_set_patience (VdCallLife *self, guint seconds);
/* Whether offers get through (they do at first): while they do not, no peer is made; when they do again, the next one
 * may be at once. FALSE if that is known already. */
gboolean vd_call_life_set_signalling (VdCallLife *self, gboolean is_up);

G_END_DECLS
