/* SPDX-License-Identifier: EUPL-1.2 */
#include "common-rate.h"

/* The first call after the start of the program: 720p at the least rate that carries it. Later ones begin with most of
 * what the line took last, within bounds: below, a picture could not be seen to move; above, a line that has become
 * narrower would be flooded before the first feedback. A call that never met the line's limit does not lower it, and
 * brings it back a little. */
#define FIRST_BPS (1000 * 1000)
#define SHARE_OF_LAST 0.8
#define WITHOUT_LIMIT 1.25
#define LEAST_START_BPS (300 * 1000)
#define MOST_START_BPS (1500 * 1000)
/* Longer than any feedback takes, shorter than the making of a new peer. */
#define UNHEARD_US (2 * G_USEC_PER_SEC)

typedef struct
{
  gconstpointer peer;
  guint start_bps; /* what it began with */
  guint target_bps;
  double loss;
  guint guard, hold;
  gint64 heard_us;
} Member;

struct _VdCommonRate
{
  VdRateLadder ladder;
  GArray *members; /* of Member */
  guint start_bps;
  VdRatePlan plan;
};

VdCommonRate *
vd_common_rate_new (const VdRateLadderConfig *config)
{
  VdCommonRate *self = g_new0 (VdCommonRate, 1);

  self->members = g_array_new (FALSE, FALSE, sizeof (Member));
  self->start_bps = FIRST_BPS;
  vd_rate_ladder_init (&self->ladder, config, self->start_bps);
  return self;
}

void
vd_common_rate_free (VdCommonRate *self)
{
  g_array_unref (self->members);
  g_free (self);
}

guint
vd_common_rate_get_start_bps (const VdCommonRate *self)
{
  return self->start_bps;
}

static Member *
find (const VdCommonRate *self, gconstpointer peer)
{
  for (guint i = 0; i < self->members->len; i++)
    {
      Member *member = &g_array_index (self->members, Member, i);

      if (member->peer == peer)
        return member;
    }
  return NULL;
}

/* Lately enough to count. */
static gboolean
is_heard (const Member *member, gint64 now_us)
{
  return now_us - member->heard_us <= UNHEARD_US;
}

static const Member *
find_slowest (const VdCommonRate *self, gint64 now_us, gboolean heard_only)
{
  const Member *slowest = NULL;

  for (guint i = 0; i < self->members->len; i++)
    {
      const Member *member = &g_array_index (self->members, Member, i);

      if (heard_only && !is_heard (member, now_us))
        continue;
      if (!slowest || member->target_bps < slowest->target_bps)
        slowest = member;
    }
  return slowest;
}

void
vd_common_rate_join (VdCommonRate *self, gconstpointer peer, gint64 now_us)
{
  Member member = { .peer = peer, .start_bps = self->start_bps, .target_bps = self->start_bps, .heard_us = now_us };
  VdRateLadderConfig config = self->ladder.config;

  if (find (self, peer))
    return;
  if (!find_slowest (self, now_us, TRUE))
    vd_rate_ladder_init (&self->ladder, &config, self->start_bps);
  g_array_append_val (self->members, member);
}

void
vd_common_rate_tell (VdCommonRate *self, gconstpointer peer, const VdLineNews *news, gint64 now_us)
{
  Member *member = find (self, peer);
  double next_bps;

  if (!member)
    return;
  member->target_bps = news->target_bps;
  member->loss = news->loss;
  member->guard = news->guard;
  member->hold = news->hold;
  if (!news->is_heard)
    return;
  member->heard_us = now_us;
  next_bps = news->was_cut ? SHARE_OF_LAST * news->target_bps
                           : MAX (news->target_bps, MIN (WITHOUT_LIMIT * member->start_bps, FIRST_BPS));
  self->start_bps = CLAMP (next_bps, LEAST_START_BPS, MOST_START_BPS);
}

void
vd_common_rate_leave (VdCommonRate *self, gconstpointer peer)
{
  Member *member = find (self, peer);

  if (member)
    g_array_remove_index_fast (self->members, member - &g_array_index (self->members, Member, 0));
}

void
vd_common_rate_set_signed (VdCommonRate *self, gboolean signed_conversation)
{
  vd_rate_ladder_set_signed (&self->ladder, signed_conversation);
}

/* The size stays: a moment's hold is no judgement on the line. */
static VdRatePlan
hold_back (const VdCommonRate *self, VdRatePlan plan, gint64 now_us)
{
  guint most = 0;
  guint64 held_bps;

  for (guint i = 0; i < self->members->len; i++)
    {
      const Member *member = &g_array_index (self->members, Member, i);

      if (is_heard (member, now_us))
        most = MAX (most, member->hold);
    }
  held_bps = (guint64)plan.video_bps * (100 - MIN (most, 100)) / 100;
  plan.video_bps = MIN (MAX (held_bps, VD_RATE_LADDER_LEAST_VIDEO_BPS), plan.video_bps);
  return plan;
}

VdRatePlan
vd_common_rate_step (VdCommonRate *self, gint64 now_us)
{
  const Member *slowest = find_slowest (self, now_us, TRUE);
  VdRateLadderConfig config = self->ladder.config;

  if (!slowest && self->members->len > 0)
    {
      slowest = find_slowest (self, now_us, FALSE);
      self->plan.video_bps = MIN (self->plan.video_bps, slowest->target_bps);
      return self->plan;
    }
  if (!slowest)
    vd_rate_ladder_init (&self->ladder, &config, self->start_bps);
  self->plan = vd_rate_ladder_step (&self->ladder, slowest ? slowest->target_bps : self->start_bps,
                                    slowest ? slowest->loss : 0, now_us);
  return hold_back (self, self->plan, now_us);
}

guint
vd_common_rate_get_guard (const VdCommonRate *self)
{
  guint most = 0;

  for (guint i = 0; i < self->members->len; i++)
    most = MAX (most, g_array_index (self->members, Member, i).guard);
  return most;
}

int
vd_common_rate_get_rung (const VdCommonRate *self)
{
  return self->ladder.rung;
}
