/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

#include "ice-config.h"

G_BEGIN_DECLS

/* Makes of the servers that the desk handed out what libnice can use: names become numbers, looked up off the main
 * loop, and "turns:" leads into a tunnel of ours. For one call; what it holds goes with it.
 *
 * Main thread. */
#define VD_TYPE_ICE_ROUTE (vd_ice_route_get_type ())
G_DECLARE_FINAL_TYPE (VdIceRoute, vd_ice_route, VD, ICE_ROUTE, GObject)

/* @trust: (nullable) whom tunnels believe, the system's authorities by default. */
VdIceRoute *vd_ice_route_new (const VdIceConfig *config, GTlsDatabase *trust);
/* @ready is told, at once if there is nothing to look up, else when all is found or VD_ICE_ROUTE_LOOK_UP_MS are over
 * (without what was not found till then), unless @self is gone before. */
typedef void (*VdIceRouteReadyFunc) (gpointer owner);
#define VD_ICE_ROUTE_LOOK_UP_MS 2000
void vd_ice_route_prepare (VdIceRoute *self, VdIceRouteReadyFunc ready, gpointer owner);
/* (transfer none) What is known by now. */
const VdIceConfig *vd_ice_route_get_config (VdIceRoute *self);

G_END_DECLS
