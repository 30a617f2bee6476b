/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How fast an upload may go, so that the call beside it keeps its line. Pure. A paper is sent in requests of one piece
 * each: the piece is made small enough that the line is not filled for long, and the next one waits until the last has
 * had its time. */
typedef struct
{
  guint bytes_per_s; /* 0: as fast as it goes */
} VdPace;

/* The largest piece, at most @most bytes. */
gsize vd_pace_get_piece (const VdPace *self, gsize most);
/* What is left to wait after @bytes were sent from @began_us to @now_us. */
guint vd_pace_get_wait_ms (const VdPace *self, gsize bytes, gint64 began_us, gint64 now_us);

G_END_DECLS
