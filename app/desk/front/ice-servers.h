/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <json-glib/json-glib.h>
#include "desk-settings.h"

G_BEGIN_DECLS

/* The STUN and TURN servers for one call, with credentials that expire: username "expiry:id", password base64
 * (HMAC-SHA1 (secret, username)), as coturn's use-auth-secret takes them (draft-uberti-behave-turn-rest-00). (transfer
 * full) */
JsonArray *vd_ice_servers_make (const VdDeskSettings *settings, const char *id, gint64 now_s);

G_END_DECLS
