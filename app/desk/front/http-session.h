/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "desk.h"

G_BEGIN_DECLS

/* /api/session: logging in and out, and who a request is from. The cookie is __Host-visiodesk behind https (the prefix keeps a
 * neighbouring host from setting it), visiodesk on plain http, which is loopback only. */
void vd_http_session_attach (SoupServer *server, VdDesk *desk, VdAccounts *accounts, const VdDeskSettings *settings);

/* Notes on each new request which cookie counts for it. */
void vd_http_session_mark (SoupServerMessage *msg, const VdDeskSettings *settings);
/* Whose login the request's cookie is, (transfer none) (nullable). */
const VdAdvisorRow *vd_http_get_advisor (SoupServerMessage *msg, VdAccounts *accounts);
/* Whether a page of ours asks: its Origin is the public URL, or without one this very loopback address. */
gboolean vd_http_has_own_origin (SoupServerMessage *msg, const VdDeskSettings *settings);

G_END_DECLS
