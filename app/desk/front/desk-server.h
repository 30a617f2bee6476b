/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "desk.h"

G_BEGIN_DECLS

/* The desk on its port: who asks for what, and whether he may. All of it is plain HTTP; what can be reached from outside has a proxy with
 * TLS in front. */
#define VD_TYPE_DESK_SERVER (vd_desk_server_get_type ())
G_DECLARE_FINAL_TYPE (VdDeskServer, vd_desk_server, VD, DESK_SERVER, GObject)

/* Listens when it returns. All arguments are kept; @settings must outlive it. */
VdDeskServer *vd_desk_server_new (const VdDeskSettings *settings, VdStore *store, VdDesk *desk, VdAccounts *accounts, VdPaperBook *papers,
                                  GError **error);
guint vd_desk_server_get_port (VdDeskServer *self);

G_END_DECLS
