/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "desk-guest.h"

G_BEGIN_DECLS

/* A visitor's request in the queue. Pure; owned by the router.
 *
 *   WAITING ──ring──► RINGING ──accept──► TALKING
 *      ▲                 │  declined, missed, lost   │
 *      └─────────────────┘                           │
 *      └──────── any of the three ──► ENDED ◄────────┘   (left, done, nobody, closed, lost, failed)
 */
typedef enum
{
  VD_CONTACT_WAITING,
  VD_CONTACT_RINGING,
  VD_CONTACT_TALKING,
  VD_CONTACT_ENDED,
} VdContactState;
#define VD_CONTACT_N_STATES 4

typedef enum
{
  VD_CONTACT_END_LEFT,
  VD_CONTACT_END_DONE,
  VD_CONTACT_END_NOBODY,
  VD_CONTACT_END_CLOSED,
  VD_CONTACT_END_LOST,
  VD_CONTACT_END_FAILED,
  VD_CONTACT_END_UNSAFE, /* the kiosk found that its call was with somebody else */
} VdContactEnd;

typedef struct
{
  char *id, *ticket;
  char *kiosk, *site;
  char *reason, *language;
  int priority; /* higher first */
  gint64 joined_us;

  VdContactState state;
  char *call;     /* while ringing or talking */
  char *advisor;  /* the same */
  VdGuest *guest; /* talking: who was asked to join, or NULL */
  gint64 ring_ends_us;
  gint64 accepted_us;

  gint64 kiosk_lost_us;  /* 0: its socket is there */
  gint64 alone_since_us; /* 0: somebody is on duty for it */
  guint failures;        /* rings that broke at the kiosk's side */
  gboolean is_called_back; /* talking: its advisor will want to telephone when the call is over */
  GHashTable
      *refusals; /* advisor id → VdRefusal: who turned this contact down, and until when he is left alone with it */
} VdContact;

typedef struct
{
  guint count;
  gint64 not_before_us;
} VdRefusal;

VdContact *
vd_contact_new (const char *id, const char *kiosk, const char *site, const char *reason, const char *language);
void vd_contact_free (VdContact *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdContact, vd_contact_free)

gboolean vd_contact_state_can_move (VdContactState from, VdContactState to);
const char *vd_contact_state_to_text (VdContactState state);
const char *vd_contact_end_to_text (VdContactEnd end);
/* FALSE, a warning and nothing changed for an edge that is not in the table. */
gboolean vd_contact_set_state (VdContact *self, VdContactState state, const char *why);

void vd_contact_refuse (VdContact *self, const char *advisor, gint64 not_before_us);
guint vd_contact_count_refusals (const VdContact *self, const char *advisor);
/* TRUE while @advisor turned it down a moment ago. */
gboolean vd_contact_is_resting_from (const VdContact *self, const char *advisor, gint64 now_us);

G_END_DECLS
