/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VD_REPAIR_GUARD_PACKETS 512 /* more than the sender keeps */

/* Which lost packets may be sent once more. A full queue loses what comes on top of it; all of that asked for again,
 * and again, fills it further, until nothing but repairs is on the line. Where more is missing than the line can bear
 * the picture is given up: nothing is repaired until a keyframe begins it anew, and nothing from before that
 * afterwards. Nor is anything repaired while there is no picture; what is then sent again only fills the line, and the
 * sender says how much. Pure, no thread of its own. */
typedef struct
{
  guint limit_bps; /* for repairs; 0: no limit, whatever is asked for is sent */
  gint64 pause_us; /* between two repairs of one packet: sooner nobody can know that the first was lost as well */
  double bits;     /* that may be sent now */
  gint64 filled_us;
  guint fill; /* packets that may be sent to fill the line */
  gboolean is_paused;
  gboolean is_given_up; /* until the picture begins anew */
  gboolean has_begun;   /* and did so after @newest of that moment, @begin */
  gboolean has_left;    /* a packet, @newest */
  guint16 newest, begin;
  struct
  {
    gint64 sent_us; /* 0: never */
    guint16 seqnum;
  } repairs[VD_REPAIR_GUARD_PACKETS];
} VdRepairGuard;

typedef enum
{
  VD_REPAIR_SEND,
  VD_REPAIR_LEAVE,   /* one is on its way, or nobody needs it any more */
  VD_REPAIR_GIVE_UP, /* said once: a keyframe costs less now, and makes up for all that is missing */
} VdRepair;

/* From now on. @line_bps: all that may be sent, of which repairs get a share; 0: no limit. */
void vd_repair_guard_set (VdRepairGuard *self, guint line_bps, gint64 round_trip_us);

/* Packet @seqnum of the picture leaves for the first time. */
void vd_repair_guard_note (VdRepairGuard *self, guint16 seqnum);

/* A keyframe comes next: what has left so far is of no use any more. */
void vd_repair_guard_begin_anew (VdRepairGuard *self);

/* There is no picture from now on, or there is one again, with a keyframe. */
void vd_repair_guard_set_paused (VdRepairGuard *self, gboolean is_paused);

/* The next @n_packets that are asked for may go, whatever they are, and no more than these: what was left of the last
 * time is forgotten. */
void vd_repair_guard_fill (VdRepairGuard *self, guint n_packets);

/* Whether to send packet @seqnum again now, in @size_bytes; counted as sent if so. */
VdRepair vd_repair_guard_judge (VdRepairGuard *self, guint16 seqnum, guint size_bytes, gint64 now_us);

G_END_DECLS
