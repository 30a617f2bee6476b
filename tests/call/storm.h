/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Datagrams as an attacker makes them: each looks like something that a call's port takes (RFC 7983: STUN, DTLS, RTP,
 * RTCP), and is wrong somewhere. From a seed. */
#define VD_STORM_MAX_BYTES 1500

/* @username: (nullable) of the ICE checks the port answers to, so that their next test, the integrity, is reached.
 * @out: room for VD_STORM_MAX_BYTES. How many bytes it has, which may be 0. */
gsize vd_storm_make (GRand *dice, const char *username, guint8 *out);

/* A whole SCTP packet (RFC 9260) as @model has it, but with chunks that are wrong; the checksum is right. Its first
 * twelve bytes are the ports and the tag of the association, without which nothing further is read. */
gsize vd_storm_make_sctp (GRand *dice, const guint8 *model, guint8 *out);

G_END_DECLS
