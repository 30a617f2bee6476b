/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <libsoup/soup.h>
#include "accounts.h"
#include "desk-settings.h"
#include "paper-book.h"

G_BEGIN_DECLS

/* The desk: the queue, the sessions of kiosks and consoles, and what one tells the other. Takes sockets that were
 * authenticated already. Main thread only. */
#define VD_TYPE_DESK (vd_desk_get_type ())
G_DECLARE_FINAL_TYPE (VdDesk, vd_desk, VD, DESK, GObject)

/* Restores contacts and calls that were open when the desk last stopped. All arguments are kept; @settings must outlive
 * it. */
VdDesk *
vd_desk_new (const VdDeskSettings *settings, VdStore *store, VdAccounts *accounts, VdPaperBook *papers, GError **error);

void vd_desk_take_kiosk (VdDesk *self, SoupWebsocketConnection *connection, const VdKioskRow *kiosk);
void vd_desk_take_console (VdDesk *self, SoupWebsocketConnection *connection, const VdAdvisorRow *advisor);
/* The advisor logged out: his sockets close. */
void vd_desk_log_out (VdDesk *self, const char *advisor);
/* Whether this advisor may look at that paper: it is of a contact he talks with, or talked with last (wrap-up). */
gboolean vd_desk_may_read (VdDesk *self, const char *advisor, const VdPaperRow *paper);
/* Whether this kiosk may upload for that paper: it is of the contact it has now. */
gboolean vd_desk_may_upload (VdDesk *self, const char *kiosk, const char *contact);
/* Tells the advisor that there is a new picture of what the document camera sees, or none any more. */
void vd_desk_tell_view (VdDesk *self, const VdPaperRow *paper);
/* Says goaway to everybody and closes. */
void vd_desk_stop (VdDesk *self);

/* How the desk and its calls do, in OpenMetrics text; (transfer full). Nothing of any person is in it. */
char *vd_desk_get_metrics (VdDesk *self);

G_END_DECLS
