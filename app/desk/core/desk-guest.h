/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A colleague whom the advisor of a call asks to join it. Pure; owned by the contact, one at most.
 *
 *   RINGING ──accept──► JOINING ──the kiosk sees or hears him──► JOINED ──hand over──► OWNER (the advisor of the
 * contact) └────────────────────┴─────────────────────────────────────┴──────────────────► GONE */
typedef enum
{
  VD_GUEST_RINGING,
  VD_GUEST_JOINING, /* accepted; nothing of him is seen or heard at the kiosk yet */
  VD_GUEST_JOINED,
  VD_GUEST_OWNER,
  VD_GUEST_GONE,
} VdGuestState;
#define VD_GUEST_N_STATES 5

/* As what somebody joins: the visitor is told. */
typedef enum
{
  VD_GUEST_COLLEAGUE,
  VD_GUEST_INTERPRETER,
  VD_GUEST_SIGNER, /* sign language: shown large */
  VD_GUEST_SUPERVISOR,
} VdGuestAs;

typedef enum
{
  VD_GUEST_END_DECLINED,
  VD_GUEST_END_TIMEOUT,
  VD_GUEST_END_CANCELLED, /* by the advisor of the call */
  VD_GUEST_END_LEFT,
  VD_GUEST_END_FAILED, /* the kiosk has no connection with him */
  VD_GUEST_END_LOST,   /* his console is gone */
  VD_GUEST_END_OVER,   /* the call has ended */
} VdGuestEnd;

typedef struct
{
  char *advisor;
  char *call; /* of his own with the kiosk, beside the one of the contact's advisor */
  char *note; /* why, in the words of who asked */
  VdGuestAs as;
  gboolean takes_over; /* as soon as he has joined */
  VdGuestState state;
  gint64 ring_ends_us;
} VdGuest;

VdGuest *vd_guest_new (const char *advisor, VdGuestAs as, const char *note, gboolean takes_over);
void vd_guest_free (VdGuest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdGuest, vd_guest_free)

gboolean vd_guest_state_can_move (VdGuestState from, VdGuestState to);
/* FALSE, a warning and nothing changed for an edge that is not in the table. */
gboolean vd_guest_set_state (VdGuest *self, VdGuestState state, const char *why);
gboolean vd_guest_is_talking (const VdGuest *self); /* has accepted; FALSE for NULL */

/* As in docs/protocol.md. */
const char *vd_guest_state_to_text (VdGuestState state);
const char *vd_guest_as_to_text (VdGuestAs as);
gboolean vd_guest_as_from_text (const char *text, VdGuestAs *as);
const char *vd_guest_end_to_text (VdGuestEnd end);

G_END_DECLS
