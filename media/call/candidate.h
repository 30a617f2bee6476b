/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One ICE candidate line of the other side (RFC 8839 §5.1), looked at before webrtcbin is. */
typedef enum
{
  VD_CANDIDATE_BAD,    /* not a candidate: tell the sender */
  VD_CANDIDATE_IGNORE, /* well formed, of no use to us: a name instead of an address, TCP, RTCP apart */
  VD_CANDIDATE_USE,
  VD_CANDIDATE_END, /* "": no more will come */
} VdCandidateVerdict;

#define VD_CANDIDATE_MAX_BYTES 1024

/* Names are never used: ".local" ones need mDNS, whose answer webrtcbin 1.22.0 handles in the wrong main context, and
 * resolving any other would let the other side make us ask the DNS. ICE finds such a peer as peer-reflexive all the
 * same. */
VdCandidateVerdict vd_candidate_judge (const char *text);
/* Whether one of either side leads through a relay. */
gboolean vd_candidate_is_relay (const char *text);

G_END_DECLS
