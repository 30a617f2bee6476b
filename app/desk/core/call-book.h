/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "call-metrics.h"

G_BEGIN_DECLS

/* The reports of calls that go on, and of those that have just ended: an end's last word comes when its media is down,
 * which is after the desk has forgotten the call. Pure: the clock is handed in. */
#define VD_CALL_BOOK_GRACE_S 15

typedef struct _VdCallBook VdCallBook;

VdCallBook *vd_call_book_new (void);
void vd_call_book_free (VdCallBook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdCallBook, vd_call_book_free)

/* Keeps @report instead of the one before. FALSE: it cannot be true. */
gboolean vd_call_book_take (VdCallBook *self, VdCallSide side, const char *call, const VdCallReport *report);
/* The call is over for @owner, who has some time for a last report. Once is enough; more do no harm. */
void vd_call_book_end (VdCallBook *self, VdCallSide side, const char *call, const char *owner, gint64 now_us);
/* Whether @owner may still report on a call that is over. */
gboolean vd_call_book_is_due (VdCallBook *self, VdCallSide side, const char *call, const char *owner);
/* Counts what nothing more will be said of. */
void vd_call_book_settle (VdCallBook *self, gint64 now_us);

const VdCallMetrics *vd_call_book_get_metrics (VdCallBook *self);

G_END_DECLS
