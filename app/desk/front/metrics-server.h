/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "desk.h"

G_BEGIN_DECLS

/* The desk's figures on a port of their own, where nothing else is: whoever runs the desk may open it to the machine
 * that collects them, and no proxy of the desk's leads there. */
typedef struct _VdMetricsServer VdMetricsServer;

/* Listens when it returns. @port: 0 picks one. */
VdMetricsServer *vd_metrics_server_new (VdDesk *desk, const char *address, guint port, GError **error);
void vd_metrics_server_free (VdMetricsServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdMetricsServer, vd_metrics_server_free)
guint vd_metrics_server_get_port (VdMetricsServer *self);

/* Answers @msg with the figures. */
void vd_metrics_server_answer (SoupServerMessage *msg, VdDesk *desk);

G_END_DECLS
