/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "call-report.h"

G_BEGIN_DECLS

/* How calls went, for whoever runs the desk: counters and histograms since it was started, in OpenMetrics text. Of whom
 * or where they were is not in it, and the number of series is fixed. Pure. */
typedef struct _VdCallMetrics VdCallMetrics;

VdCallMetrics *vd_call_metrics_new (void);
void vd_call_metrics_free (VdCallMetrics *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdCallMetrics, vd_call_metrics_free)

/* The last report of one end of a call that is over. @report must be sound. */
void vd_call_metrics_add (VdCallMetrics *self, VdCallSide side, const VdCallReport *report);
/* Appends all families, without the "# EOF". */
void vd_call_metrics_write (const VdCallMetrics *self, GString *text);

G_END_DECLS
