/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-papers"

#include "steadiness.h"
#include "quad.h"

#include <math.h>

/*            still 0.6 s                 1 s more
 *  EMPTY ⇄ MOVING → SETTLING → COUNTING ───────────► DONE ─┐
 *    ▲        ▲          │          │                      │
 *    │        └──────────┴──────────┴── moved, or another ─┤
 *    └──────────────────────────────────── gone for 1.5 s ─┘
 */

#define SETTLE_US (600 * 1000)
#define COUNT_US (1000 * 1000)
#define GONE_US (1500 * 1000) /* shorter, it was a hand that passed over the sheet */
#define LOST_US (350 * 1000)  /* one look may miss a sheet that lies still */
#define STILL_MOTION 0.008    /* of the diagonal: what a corner found anew jumps by though nothing moves */
#define MOVED 0.03            /* of the diagonal: it has been moved on purpose */
#define STILL_FACE 3.0        /* mean gray levels between two looks: more is a hand, or the lens hunting for focus */
#define OTHER_FACE 2.5        /* mean gray levels: another page in the same place */
#define SCENE_CHANGE 8        /* gray levels: more at a spot of the scene is something else there */
#define MAX_CHANGED 3         /* such spots, of 1024 */
#define MIN_CONFIDENCE 0.5

struct _VdSteadiness
{
  GObject parent_instance;

  VdSteadinessState state;
  gint64 since_us; /* when the state was entered */
  gint64 now_us;
  gint64 last_seen_us; /* when a sheet was last seen */
  VdSight anchor;      /* the sheet as it came to rest */
  VdSight before;      /* the look before this one */
  VdSight taken;
  gboolean has_taken;
};

G_DEFINE_FINAL_TYPE (VdSteadiness, vd_steadiness, G_TYPE_OBJECT)

#define EDGE(to) (1u << VD_STEADINESS_##to)
static const struct
{
  const char *name;
  guint next; /* allowed */
} states[] = {
  [VD_STEADINESS_EMPTY] = { "empty", EDGE (MOVING) },
  [VD_STEADINESS_MOVING] = { "moving", EDGE (EMPTY) | EDGE (SETTLING) | EDGE (DONE) },
  [VD_STEADINESS_SETTLING] = { "settling", EDGE (EMPTY) | EDGE (MOVING) | EDGE (COUNTING) | EDGE (DONE) },
  [VD_STEADINESS_COUNTING] = { "counting", EDGE (EMPTY) | EDGE (MOVING) | EDGE (DONE) },
  [VD_STEADINESS_DONE] = { "done", EDGE (EMPTY) | EDGE (MOVING) },
};

static void
set_state (VdSteadiness *self, VdSteadinessState state, const char *why)
{
  if (state == self->state)
    return;
  g_return_if_fail (states[self->state].next & (1u << state));
  g_debug ("sheet %s → %s (%s)", states[self->state].name, states[state].name, why);
  self->state = state;
  self->since_us = self->now_us;
}

static void
vd_steadiness_class_init (VdSteadinessClass *class)
{
}

static void
vd_steadiness_init (VdSteadiness *self)
{
}

VdSteadiness *
vd_steadiness_new (void)
{
  return g_object_new (VD_TYPE_STEADINESS, NULL);
}

/* What the light did on its own between two pictures in small: a camera's exposure breathes. */
static double
mean_shift (const guint8 *a, const guint8 *b)
{
  double shift = 0;

  for (int i = 0; i < VD_LOOK_SIDE * VD_LOOK_SIDE; i++)
    shift += a[i] - b[i];
  return shift / (VD_LOOK_SIDE * VD_LOOK_SIDE);
}

static double
face_difference (const VdSight *a, const VdSight *b)
{
  double shift = mean_shift (a->face, b->face), sum = 0;

  for (int i = 0; i < VD_LOOK_SIDE * VD_LOOK_SIDE; i++)
    sum += fabs (a->face[i] - b->face[i] - shift);
  return sum / (VD_LOOK_SIDE * VD_LOOK_SIDE);
}

/* Nothing has moved at all: tells a sheet at rest whose outline jumps between its edge and its shadow. */
static gboolean
is_same_scene (const VdSight *a, const VdSight *b)
{
  double shift = mean_shift (a->scene, b->scene);
  int changed = 0;

  for (int i = 0; i < VD_LOOK_SIDE * VD_LOOK_SIDE; i++)
    changed += fabs (a->scene[i] - b->scene[i] - shift) > SCENE_CHANGE;
  return changed <= MAX_CHANGED;
}

/* In shares of the picture's diagonal (of the unit square, sqrt 2 long). */
static double
quad_motion (const VdSight *a, const VdSight *b)
{
  return vd_quad_distance (&a->finding.quad, &b->finding.quad) / M_SQRT2;
}

static gboolean
is_taken_already (const VdSteadiness *self, const VdSight *sight)
{
  return self->has_taken &&
         (is_same_scene (sight, &self->taken) ||
          (quad_motion (sight, &self->taken) < MOVED && face_difference (sight, &self->taken) < OTHER_FACE));
}

static gboolean
mark (VdSteadiness *self, const VdSight *sight)
{
  self->taken = *sight;
  self->has_taken = TRUE;
  return TRUE;
}

/* A sheet is there and has not stirred since the last look. */
static gboolean
update_still (VdSteadiness *self, const VdSight *sight)
{
  switch (self->state)
    {
    case VD_STEADINESS_MOVING:
      self->anchor = *sight;
      set_state (self, VD_STEADINESS_SETTLING, "still");
      return FALSE;
    case VD_STEADINESS_SETTLING:
      if (self->now_us - self->since_us < SETTLE_US)
        return FALSE;
      if (is_taken_already (self, sight))
        set_state (self, VD_STEADINESS_DONE, "the sheet that was taken");
      else
        set_state (self, VD_STEADINESS_COUNTING, "still for long");
      return FALSE;
    case VD_STEADINESS_COUNTING:
      if (self->now_us - self->since_us < COUNT_US)
        return FALSE;
      set_state (self, VD_STEADINESS_DONE, "counted down");
      return mark (self, sight);
    case VD_STEADINESS_EMPTY:
      set_state (self, VD_STEADINESS_MOVING, "a sheet");
      return FALSE;
    case VD_STEADINESS_DONE:
    default:
      if (!is_taken_already (self, sight))
        set_state (self, VD_STEADINESS_MOVING, "moved, or another");
      return FALSE;
    }
}

static void
update_absent (VdSteadiness *self)
{
  gint64 absent_us = self->now_us - self->last_seen_us;

  if (absent_us >= GONE_US)
    self->has_taken = FALSE;
  if (self->state == VD_STEADINESS_DONE && absent_us < GONE_US)
    return;
  if (absent_us >= LOST_US)
    set_state (self, VD_STEADINESS_EMPTY, "no sheet");
}

/* Since the last look, and since it came to rest. */
static gboolean
has_not_stirred (const VdSteadiness *self, const VdSight *sight)
{
  gboolean is_resting = self->state == VD_STEADINESS_SETTLING || self->state == VD_STEADINESS_COUNTING;

  if (is_same_scene (sight, &self->before))
    return !is_resting || is_same_scene (sight, &self->anchor) || quad_motion (sight, &self->anchor) < 2 * STILL_MOTION;
  return quad_motion (sight, &self->before) < STILL_MOTION && face_difference (sight, &self->before) < STILL_FACE &&
         (!is_resting || quad_motion (sight, &self->anchor) < 2 * STILL_MOTION);
}

gboolean
vd_steadiness_update (VdSteadiness *self, const VdSight *sight, gint64 now_us)
{
  gboolean is_still, takes = FALSE;

  g_return_val_if_fail (VD_IS_STEADINESS (self) && sight, FALSE);
  self->now_us = now_us;
  if (!sight->finding.found || sight->finding.confidence < MIN_CONFIDENCE)
    {
      update_absent (self);
      return FALSE;
    }
  self->last_seen_us = now_us;
  is_still = self->state != VD_STEADINESS_EMPTY && has_not_stirred (self, sight);
  if (is_still)
    takes = update_still (self, sight);
  else if (self->state != VD_STEADINESS_DONE || !is_taken_already (self, sight))
    set_state (self, VD_STEADINESS_MOVING, "stirs");
  self->before = *sight;
  return takes;
}

void
vd_steadiness_mark_taken (VdSteadiness *self)
{
  g_return_if_fail (VD_IS_STEADINESS (self));
  if (self->state == VD_STEADINESS_EMPTY)
    return;
  mark (self, &self->before);
  set_state (self, VD_STEADINESS_DONE, "taken by hand");
}

void
vd_steadiness_reset (VdSteadiness *self)
{
  g_return_if_fail (VD_IS_STEADINESS (self));
  self->state = VD_STEADINESS_EMPTY;
  self->has_taken = FALSE;
  self->since_us = self->last_seen_us = 0;
  /* A face in small is still a picture of somebody's paper. */
  memset (&self->anchor, 0, sizeof self->anchor);
  memset (&self->before, 0, sizeof self->before);
  memset (&self->taken, 0, sizeof self->taken);
}

VdSteadinessState
vd_steadiness_get_state (VdSteadiness *self)
{
  g_return_val_if_fail (VD_IS_STEADINESS (self), VD_STEADINESS_EMPTY);
  return self->state;
}

double
vd_steadiness_get_progress (VdSteadiness *self)
{
  g_return_val_if_fail (VD_IS_STEADINESS (self), 0);
  if (self->state == VD_STEADINESS_COUNTING)
    return CLAMP ((self->now_us - self->since_us) / (double)COUNT_US, 0, 1);
  return self->state == VD_STEADINESS_DONE ? 1 : 0;
}
