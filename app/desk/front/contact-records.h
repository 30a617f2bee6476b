/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "opening-hours.h"
#include "router.h"
#include "store.h"

G_BEGIN_DECLS

/* What the store keeps of contacts and calls, so that both outlive the desk. A ring does not: it is a waiting contact
 * there. */
typedef struct _VdContactRecords VdContactRecords;

VdContactRecords *vd_contact_records_new (VdStore *store);
void vd_contact_records_free (VdContactRecords *self);

/* The contacts that were open when the desk last stopped, for vd_router_restore (): (transfer container) of VdContact, each (transfer full).
 * @last_ticket: the highest number given on the desk's own today. */
GPtrArray *vd_contact_records_load (VdContactRecords *self, const VdOpeningHours *hours, gint64 now_us, guint *last_ticket,
                                    GError **error);
void vd_contact_records_joined (VdContactRecords *self, const VdContact *contact);
void vd_contact_records_accepted (VdContactRecords *self, const VdContact *contact);
/* The call of the first advisor ends, another one's goes on: @contact has the new names already. */
void vd_contact_records_handed_over (VdContactRecords *self, const VdContact *contact, gint64 now_us);
void vd_contact_records_ended (VdContactRecords *self, const char *contact, const char *why, gint64 now_us);

G_END_DECLS
