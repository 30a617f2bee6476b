/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "call.h"

G_BEGIN_DECLS

VdIceConfig *vd_ice_config_copy (const VdIceConfig *self);

/* The server as webrtcbin wants it: "turn://user:credential@host:port?transport=udp", the user's part percent-escaped,
 * or "stun://host:port". NULL for what cannot be used: another scheme, TURN without credentials, or "turns:", which
 * libnice speaks without TLS. */
char *vd_ice_server_to_uri (const VdIceServer *self); /* (nullable) */

G_END_DECLS
