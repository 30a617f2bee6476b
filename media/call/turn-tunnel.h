/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A door on the loopback device that leads through TLS to one TURN server. libnice speaks "turns:" without TLS; what it
 * speaks as TURN over TCP to this door leaves the machine as TURN over TLS (RFC 8656 §3.1), to a server whose
 * certificate is valid for the host's name.
 *
 * Works in a thread of its own, so that media does not wait for the main loop. */
#define VD_TYPE_TURN_TUNNEL (vd_turn_tunnel_get_type ())
G_DECLARE_FINAL_TYPE (VdTurnTunnel, vd_turn_tunnel, VD, TURN_TUNNEL, GObject)

/* Listens on 127.0.0.1 at a port of its own; connects to @host (a name or an address; looked up anew each time) only
 * when somebody comes. @trust: (nullable) whom to believe, the system's authorities by default. A GIOError if there is
 * no port. */
VdTurnTunnel *vd_turn_tunnel_new (const char *host, guint16 port, GTlsDatabase *trust, GError **error);
guint16 vd_turn_tunnel_get_port (VdTurnTunnel *self);

G_END_DECLS
