/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What of a call's port reaches the parsers behind it: DTLS, RTP and RTCP (RFC 7983, §7) whose lengths add up. Who sent
 * it is libnice's business and whether it is genuine that of the keys; but a source address can be forged, and a single
 * record too short to hold what its cipher adds (14 bytes) leaves GStreamer's DTLS with a buffer that OpenSSL 3.0 has
 * not taken, after which, by its source, it takes no other. Pure. */
gboolean vd_port_gate_lets_pass (const guint8 *data, gsize size);

G_END_DECLS
