/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "router.h"

G_BEGIN_DECLS

struct _VdRouter
{
  VdRouterLimits limits;
  VdMakeId make_id;
  gpointer make_id_data;
  GHashTable *contacts; /* id → VdContact */
  GHashTable *advisors; /* id → VdAdvisor */
  GQueue events;        /* of VdRouterEvent */
  VdServiceTime service;
  gboolean is_closed;
};

VdRouterEvent *
vd_router_emit (VdRouter *self, VdRouterEventKind kind, const VdContact *contact, const VdAdvisor *advisor);
void vd_router_queue_changed (VdRouter *self);

VdContact *vd_router_find_contact (VdRouter *self, const char *id);
VdAdvisor *vd_router_find_advisor (VdRouter *self, const char *id);

/* A ring or a talk is over for @advisor, who is @next now (AVAILABLE, WRAP_UP or PAUSED), or paused if he has asked for
 * it. */
void vd_router_release (VdRouter *self, VdAdvisor *advisor, VdAdvisorState next, gint64 now_us, const char *why);
/* Ends the ring a contact is in: the advisor is free again (or paused), the contact waits. */
void vd_router_stop_ring (VdRouter *self, VdContact *contact, VdRingStop why, gint64 now_us);
/* Ends a contact in any state and frees it. */
void vd_router_end_contact (VdRouter *self, VdContact *contact, VdContactEnd end, VdCallEnd call_end, VdParty by,
                            gint64 now_us);
void vd_router_end_wrap_up (VdRouter *self, VdAdvisor *advisor, gint64 now_us);

/* router-guest.c. */
VdRouterAnswer vd_router_accept_as_guest (VdRouter *self, const char *advisor, const char *call, gint64 now_us);
VdRouterAnswer vd_router_decline_as_guest (VdRouter *self, const char *advisor, const char *call, gint64 now_us);
void vd_router_end_guest (VdRouter *self, VdContact *contact, VdGuestEnd why, gint64 now_us);
void vd_router_hand_over_now (VdRouter *self, VdContact *contact, gint64 now_us);

/* Offers whom it can to whom it can, and ends the contacts that nobody is left for. */
void vd_router_match (VdRouter *self, gint64 now_us);

G_END_DECLS
