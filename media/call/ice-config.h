/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "call.h"

G_BEGIN_DECLS

VdIceConfig *vd_ice_config_copy (const VdIceConfig *self);

/* What a STUN or TURN URL says (RFC 7064, RFC 7065). */
typedef struct
{
  gboolean is_relay, is_secure;
  char *host; /* a name or an address, without brackets */
  guint16 port;
  char *transport; /* (nullable) "udp" or "tcp" */
} VdIceUrl;
/* NULL for what is none, or holds more than host, port and transport. */
VdIceUrl *vd_ice_url_parse (const char *text); /* (nullable) */
/* The same URL with another host. */
char *vd_ice_url_to_text (const VdIceUrl *self, const char *host);
void vd_ice_url_free (VdIceUrl *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdIceUrl, vd_ice_url_free)

/* The server as webrtcbin wants it: "turn://user:credential@host:port?transport=udp", the user's part percent-escaped,
 * or "stun://host:port". NULL for what cannot be used: another scheme, TURN without credentials, or "turns:", which
 * libnice speaks without TLS. */
char *vd_ice_server_to_uri (const VdIceServer *self); /* (nullable) */

G_END_DECLS
