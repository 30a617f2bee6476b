/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What transport-wide feedback says of one packet that we sent. */
typedef struct
{
  gint64 sent_us;    /* our clock */
  gint64 arrived_us; /* the receiver's clock, whose epoch is its own: only differences count; means nothing if lost */
  guint size_bytes;
  gboolean lost;
} VdPacketReport;

G_END_DECLS
