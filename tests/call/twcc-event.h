/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Transport-wide feedback as rtpsession tells it. */

/* One packet; @arrived_us: G_MAXUINT64 if it was lost. (transfer full) */
GstStructure *twcc_packet_new (guint seqnum, guint64 sent_us, guint64 arrived_us, guint8 payload_type, guint size);
/* Of packets, to be added to the array, which owns them. */
GPtrArray *twcc_packets_new (void);
GstEvent *twcc_event_new (GPtrArray *packets);

G_END_DECLS
