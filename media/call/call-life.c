/* SPDX-License-Identifier: EUPL-1.2 */
#include "call-life.h"

#define UNSTABLE_US (VD_CALL_UNSTABLE_S * G_USEC_PER_SEC)
#define LOST_US (VD_CALL_LOST_S * G_USEC_PER_SEC)
#define ATTEMPT_US (15 * G_USEC_PER_SEC)
#define MIN_PAUSE_US G_USEC_PER_SEC
#define MAX_PAUSE_US (8 * G_USEC_PER_SEC)
/* Media that does not leave after this long never will: the peer is broken, however healthy its ICE. */
#define MUTE_US (2 * G_USEC_PER_SEC)
/* A tick so late says that this process had no turn, as on a busy machine. */
#define STALL_US G_USEC_PER_SEC
/* How long two peers overlap at most; the new one's first frame takes about 150 ms. */
#define OVERLAP_US (G_USEC_PER_SEC * 3 / 2)
/* How long a peer whose network may be gone has to show that it is not. A live one is heard 50 times a second. */
#define DOUBT_US (G_USEC_PER_SEC * 3 / 2)

void
vd_call_life_init (VdCallLife *self, gint64 now_us)
{
  *self = (VdCallLife){
    .ticked_us = now_us,
    .alive_us = now_us,
    .patience_us = VD_CALL_GIVE_UP_S * G_USEC_PER_SEC,
    .pause_us = MIN_PAUSE_US,
  };
}

gint64
vd_call_life_forgive_stall (VdCallLife *self, gint64 tick_us, gint64 now_us)
{
  gint64 stall_us = now_us - self->ticked_us - tick_us;

  self->ticked_us = now_us;
  if (stall_us < STALL_US)
    return 0;
  self->alive_us = MIN (self->alive_us + stall_us, now_us);
  self->next_deadline_us += stall_us;
  return stall_us;
}

static VdCallAct
check_next (const VdCallLife *self, const VdCallSigns *signs, gint64 now_us)
{
  gboolean is_late = now_us > self->next_deadline_us;

  if (signs->next_is_open && (signs->next_is_seen || is_late))
    return VD_CALL_ACT_TAKE_NEXT;
  return is_late ? VD_CALL_ACT_DROP_NEXT : VD_CALL_ACT_NONE;
}

VdCallAct
vd_call_life_check (VdCallLife *self, const VdCallSigns *signs, gint64 now_us, VdCallTrouble *trouble)
{
  gint64 silent_us;

  if (signs->arrived != self->arrived && signs->is_open)
    self->alive_us = now_us;
  self->arrived = signs->arrived;
  silent_us = now_us - self->alive_us;
  *trouble = silent_us >= LOST_US       ? VD_CALL_TROUBLE_LOST
             : silent_us >= UNSTABLE_US ? VD_CALL_TROUBLE_UNSTABLE
                                        : VD_CALL_TROUBLE_NONE;
  if (silent_us > self->patience_us)
    return VD_CALL_ACT_GIVE_UP;
  if (signs->has_next)
    return check_next (self, signs, now_us);
  if (*trouble == VD_CALL_TROUBLE_LOST && now_us >= self->retry_us && !self->is_cut_off)
    return VD_CALL_ACT_MAKE_NEXT;
  if (signs->mute_us <= MUTE_US || self->was_remade)
    return VD_CALL_ACT_NONE;
  self->was_remade = TRUE;
  return VD_CALL_ACT_REMAKE;
}

void
vd_call_life_open (VdCallLife *self, gboolean is_next, gint64 now_us)
{
  self->alive_us = now_us;
  if (is_next)
    self->next_deadline_us = now_us + OVERLAP_US;
}

void
vd_call_life_attempt (VdCallLife *self, gint64 now_us)
{
  self->next_deadline_us = now_us + ATTEMPT_US;
}

void
vd_call_life_fail (VdCallLife *self, gint64 now_us)
{
  self->retry_us = now_us + self->pause_us;
  self->pause_us = MIN (2 * self->pause_us, MAX_PAUSE_US);
}

void
vd_call_life_replace (VdCallLife *self, guint64 arrived, gint64 now_us)
{
  self->arrived = arrived;
  self->alive_us = now_us;
  self->pause_us = MIN_PAUSE_US;
}

void
vd_call_life_lose (VdCallLife *self, gint64 now_us)
{
  self->alive_us = MIN (self->alive_us, now_us - LOST_US);
}

void
vd_call_life_doubt (VdCallLife *self, gint64 now_us)
{
  self->alive_us = MIN (self->alive_us, now_us - LOST_US + DOUBT_US);
}

void
vd_call_life_set_patience (VdCallLife *self, guint seconds)
{
  self->patience_us = seconds * G_USEC_PER_SEC;
}

gboolean
vd_call_life_set_signalling (VdCallLife *self, gboolean is_up)
{
  if (self->is_cut_off == !is_up)
    return FALSE;
  self->is_cut_off = !is_up;
  if (is_up)
    {
      self->pause_us = MIN_PAUSE_US;
      self->retry_us = 0;
    }
  return TRUE;
}
