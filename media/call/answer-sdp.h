/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "fingerprint.h"

G_BEGIN_DECLS

/* The answer to our offer, checked line by line before webrtcbin sees it. What we ask for is what both browsers give:
 * audio and video in one bundle, rtcp-mux, the browser as DTLS client, one SHA-256 fingerprint, Opus and VP8 (with RTX)
 * only. */
#define VD_ANSWER_MAX_BYTES (32 * 1024)

/* Checks @sdp. Gives the fingerprint to hold the certificate against, and the text without the candidates that are of
 * no use (vd_candidate_judge). The error is VD_CALL_ERROR_BAD_SDP and says what is missing. */
char *vd_answer_sdp_check (const char *sdp, VdFingerprint *fingerprint, GError **error); /* (transfer full) */

G_END_DECLS
