/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "accounts.h"
#include "desk.h"

G_BEGIN_DECLS

/* /api/views/PAPER: the kiosk PUTs what its document camera sees, the advisor GETs it, the kiosk DELETEs it. */
#define VD_VIEWS_ROOT "/api/views"
void vd_http_views_attach (SoupServer *server, VdDesk *desk, VdAccounts *accounts, VdPaperBook *book);

G_END_DECLS
