/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A certificate's fingerprint (RFC 8122), SHA-256 only. webrtcbin before 1.28.5 does not compare the peer's certificate
 * with the SDP, so whoever sits on the path could: we do it ourselves. */
#define VD_FINGERPRINT_BYTES 32

typedef struct
{
  guint8 bytes[VD_FINGERPRINT_BYTES];
} VdFingerprint;

/* @text: "AB:CD:…", 32 pairs of hexadecimal digits, nothing after them. */
gboolean vd_fingerprint_parse (const char *text, VdFingerprint *out);
/* Of the first certificate in @pem (RFC 7468). */
gboolean vd_fingerprint_of_pem (const char *pem, VdFingerprint *out);
/* In constant time. */
gboolean vd_fingerprint_equal (const VdFingerprint *a, const VdFingerprint *b);

G_END_DECLS
