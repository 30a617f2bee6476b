/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An advisor as the router sees him. Pure; owned by the router.
 *
 *   OFFLINE ──► PAUSED ◄──► AVAILABLE ──► RINGING ──► TALKING ──► WRAP_UP ──► AVAILABLE or PAUSED
 *                  ▲            ▲            │  │                     (a wanted pause skips WRAP_UP)
 *                  │            └─ declined ─┘  │
 *                  └────── missed twice ────────┘      every state ──► OFFLINE
 */
typedef enum
{
  VD_ADVISOR_OFFLINE,
  VD_ADVISOR_PAUSED,
  VD_ADVISOR_AVAILABLE,
  VD_ADVISOR_RINGING,
  VD_ADVISOR_TALKING,
  VD_ADVISOR_WRAP_UP,
} VdAdvisorState;
#define VD_ADVISOR_N_STATES 6

typedef enum
{
  VD_ADVISOR_NEXT_NONE,
  VD_ADVISOR_NEXT_AVAILABLE,
  VD_ADVISOR_NEXT_PAUSED,
} VdAdvisorNext;

typedef struct
{
  char *id, *name;
  char **languages; /* NULL or empty: any */
  VdAdvisorState state;
  gint64 since_us;
  VdAdvisorNext next;   /* wanted once the ring or the call is over */
  gboolean missed_out;  /* paused by the desk: two rings in a row unanswered */
  guint misses;         /* in a row */
  gint64 idle_since_us; /* end of the last call, or first time available */
  gint64 wrap_up_ends_us;
  gint64 lost_us; /* 0: a console is connected */
  char *contact;  /* while ringing or talking */
} VdAdvisor;

VdAdvisor *vd_advisor_new (const char *id, const char *name, const char *const *languages);
void vd_advisor_free (VdAdvisor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdAdvisor, vd_advisor_free)

gboolean vd_advisor_state_can_move (VdAdvisorState from, VdAdvisorState to);
/* As in presence.state; OFFLINE reads "paused". */
const char *vd_advisor_state_to_text (VdAdvisorState state);
gboolean vd_advisor_set_state (VdAdvisor *self, VdAdvisorState state, gint64 now_us, const char *why);
/* On duty: would take a contact now or after what he is doing. */
gboolean vd_advisor_is_on_duty (const VdAdvisor *self);
gboolean vd_advisor_speaks (const VdAdvisor *self, const char *language);

G_END_DECLS
