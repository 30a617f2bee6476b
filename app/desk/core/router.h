/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "desk-advisor.h"
#include "desk-contact.h"
#include "wait-estimate.h"

G_BEGIN_DECLS

/* The queue of a desk: who waits, who may answer, who is offered to whom. Pure: the clock is the caller's, nothing is
 * read or sent. Every function takes the moment it happens at; what follows from it is left as events, to be drained by
 * vd_router_next_event ().
 *
 * An offer is a reservation: one contact holds one advisor and the other way round, for ring_s at most. Contacts go by
 * priority, then by how long they have waited; advisors by how rarely they turned this contact down, then by how long
 * they have been idle. */
typedef struct _VdRouter VdRouter;

typedef struct
{
  guint ring_s; /* an advisor at home needs to reach the headset */
  guint wrap_up_s;
  guint call_back_s;   /* the same, at most, where the visitor is to be telephoned */
  guint rest_s;        /* who declined or missed a contact is not offered it again so soon */
  guint queue_grace_s; /* a waiting contact whose kiosk is gone */
  guint call_grace_s;  /* a call with one party gone; an advisor whose console is gone */
  guint nobody_s;      /* nobody on duty for so long: said plainly */
  guint max_misses;    /* rings unanswered in a row */
  guint max_refusals;  /* of one contact, by each advisor on duty */
  guint max_failures;  /* rings that broke at the kiosk's side */
} VdRouterLimits;

#define VD_ROUTER_LIMITS_DEFAULT                                                                                       \
  ((VdRouterLimits){ .ring_s = 20,                                                                                     \
                     .wrap_up_s = 30,                                                                                  \
                     .call_back_s = 1800,                                                                              \
                     .rest_s = 10,                                                                                     \
                     .queue_grace_s = 30,                                                                              \
                     .call_grace_s = 60,                                                                               \
                     .nobody_s = 30,                                                                                   \
                     .max_misses = 2,                                                                                  \
                     .max_refusals = 2,                                                                                \
                     .max_failures = 2 })

typedef enum
{
  VD_ROUTER_RING,         /* offer contact to advisor under call */
  VD_ROUTER_RING_STOPPED, /* ring_stop says why */
  VD_ROUTER_ACCEPTED,
  VD_ROUTER_CALL_ENDED,    /* call_end, by */
  VD_ROUTER_GUEST_CHANGED, /* guest, guest_state …; the guest may be gone from the contact by now */
  VD_ROUTER_HANDED_OVER,   /* call and advisor are the first one's, guest and guest_call go on */
  VD_ROUTER_CALL_PRESENCE, /* one party's socket was lost or is back: by says whose */
  VD_ROUTER_CONTACT_ENDED, /* contact_end; the contact is gone after this event */
  VD_ROUTER_ADVISOR_CHANGED,
  VD_ROUTER_QUEUE_CHANGED, /* positions, figures */
} VdRouterEventKind;

typedef enum
{
  VD_RING_STOP_DECLINED,
  VD_RING_STOP_TIMEOUT,
  VD_RING_STOP_LEFT,   /* by the visitor */
  VD_RING_STOP_FAILED, /* the kiosk could not make a peer */
  VD_RING_STOP_LOST,   /* the console went away */
  VD_RING_STOP_UNSAFE, /* the kiosk found somebody else at the other end */
} VdRingStop;

typedef enum
{
  VD_CALL_END_DONE,
  VD_CALL_END_LEFT,
  VD_CALL_END_FAILED,
  VD_CALL_END_LOST,
  VD_CALL_END_UNSAFE, /* the media were not with whom the desk put through */
  VD_N_CALL_ENDS,
} VdCallEnd;

typedef enum
{
  VD_PARTY_DESK,
  VD_PARTY_KIOSK,
  VD_PARTY_CONSOLE,
} VdParty;

typedef struct
{
  VdRouterEventKind kind;
  char *contact, *kiosk, *advisor, *call; /* NULL where it does not apply */
  VdRingStop ring_stop;
  VdContactEnd contact_end;
  VdCallEnd call_end;
  VdParty by;
  gboolean present;
  char *guest, *guest_call; /* GUEST_CHANGED, HANDED_OVER; in others of a contact with a guest who talks as well */
  VdGuestAs guest_as;
  VdGuestState guest_state;
  VdGuestEnd guest_end; /* once GONE */
  gboolean was_ringing; /* GONE: before he accepted */
} VdRouterEvent;

void vd_router_event_free (VdRouterEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdRouterEvent, vd_router_event_free)

/* What became of a request; the front answers with the error of the same name. */
typedef enum
{
  VD_ROUTER_DONE,
  VD_ROUTER_NOT_FOUND,
  VD_ROUTER_OUT_OF_TURN,
  VD_ROUTER_NOT_ALLOWED,
} VdRouterAnswer;

typedef char *(*VdMakeId) (gpointer data); /* (transfer full): an id that cannot be guessed */

VdRouter *vd_router_new (const VdRouterLimits *limits, VdMakeId make_id, gpointer data);
void vd_router_free (VdRouter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdRouter, vd_router_free)

/* Contacts. @contact: (transfer full), with id, kiosk, reason … and ticket set; its state WAITING, or TALKING when
 * restored after a restart. */
void vd_router_join (VdRouter *self, VdContact *contact, gint64 now_us);
void vd_router_restore (VdRouter *self, VdContact *contact, gint64 now_us);
VdRouterAnswer vd_router_leave (VdRouter *self, const char *contact, VdContactEnd end, gint64 now_us);
void vd_router_kiosk_lost (VdRouter *self, const char *kiosk, gint64 now_us);
void vd_router_kiosk_back (VdRouter *self, const char *kiosk, gint64 now_us);

/* Advisors. */
void
vd_router_advisor_back (VdRouter *self, const char *id, const char *name, const char *const *languages, gint64 now_us);
void vd_router_advisor_lost (VdRouter *self, const char *id, gint64 now_us);
/* Logged out: a call waits for him as for a lost line, anything else is over. */
void vd_router_advisor_gone (VdRouter *self, const char *id, gint64 now_us);
VdRouterAnswer vd_router_set_presence (VdRouter *self, const char *advisor, gboolean available, gint64 now_us);

/* Calls. */
VdRouterAnswer vd_router_accept (VdRouter *self, const char *advisor, const char *call, gint64 now_us);
VdRouterAnswer vd_router_decline (VdRouter *self, const char *advisor, const char *call, gint64 now_us);
/* The kiosk's peer failed while ringing: the contact waits again, or ends after max_failures. */
VdRouterAnswer vd_router_ring_failed (VdRouter *self, const char *contact, gint64 now_us);
VdRouterAnswer vd_router_hang_up (VdRouter *self, const char *contact, VdCallEnd why, VdParty by, gint64 now_us);

/* Whether the advisor of @contact, his or the last that he had, is to telephone its visitor: the wrap-up then lasts until
 * he says that he is available or pauses (call_back_s at most), and a pause wanted before does not skip it. */
void vd_router_set_called_back (VdRouter *self, const char *contact, const char *advisor, gboolean is_called_back);

/* Three in a call (router-guest.c). The guest has a call of his own with the kiosk; vd_router_accept () and
 * vd_router_decline () take that one too. @owner is the advisor of the contact, @call his. */
/* @guest: (transfer full), new. OUT_OF_TURN: there is one already, or he is not free. */
VdRouterAnswer vd_router_ask_guest (VdRouter *self, const char *owner, const char *call, VdGuest *guest, gint64 now_us);
VdRouterAnswer vd_router_cancel_guest (VdRouter *self, const char *owner, const char *call, gint64 now_us);
/* Only once he has joined: the visitor is never left with nobody. */
VdRouterAnswer vd_router_hand_over (VdRouter *self, const char *owner, const char *call, gint64 now_us);
/* The same of the guest's side: @call is his own. */
VdRouterAnswer vd_router_guest_leaves (VdRouter *self, const char *advisor, const char *call, gint64 now_us);
/* The kiosk's word on @call: the guest is seen or heard there; or cannot be. */
VdRouterAnswer vd_router_guest_is_seen (VdRouter *self, const char *call, gint64 now_us);
VdRouterAnswer vd_router_guest_failed (VdRouter *self, const char *call, gint64 now_us);
gboolean vd_router_is_guest (const VdContact *contact, const char *advisor);

/* Time. The desk being closed only changes why a contact ends when nobody is on duty. */
void vd_router_set_closed (VdRouter *self, gboolean closed);
void vd_router_advance (VdRouter *self, gint64 now_us);
gint64 vd_router_next_due_us (VdRouter *self); /* G_MAXINT64: nothing is due */

/* (transfer full) (nullable) */
VdRouterEvent *vd_router_next_event (VdRouter *self);

/* Looking. (transfer none) (nullable), valid until the next call that changes something. */
const VdContact *vd_router_get_contact (VdRouter *self, const char *id);
const VdContact *vd_router_get_contact_of_kiosk (VdRouter *self, const char *kiosk);
const VdContact *vd_router_get_contact_of_call (VdRouter *self, const char *call);
const VdContact *vd_router_get_contact_of_guest (VdRouter *self, const char *call); /* by the guest's call */
const VdAdvisor *vd_router_get_advisor (VdRouter *self, const char *id);
/* All contacts in the order they will be served; (transfer container) of VdContact, (transfer container) of VdAdvisor.
 */
GPtrArray *vd_router_list_contacts (VdRouter *self);
GPtrArray *vd_router_list_advisors (VdRouter *self);

typedef struct
{
  guint waiting;           /* contacts waiting or ringing */
  gint64 longest_since_us; /* 0: nobody waits */
  guint available;         /* advisors who would be rung now */
  guint on_duty;
} VdRouterFigures;
VdRouterFigures vd_router_get_figures (VdRouter *self);
/* 1: next; 0 when not waiting. */
guint vd_router_get_position (VdRouter *self, const char *contact);
/* For somebody with @ahead contacts before him. */
VdWait vd_router_estimate (VdRouter *self, guint ahead);
const VdServiceTime *vd_router_get_service_time (VdRouter *self);

G_END_DECLS
