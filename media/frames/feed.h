/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "frame.h"

G_BEGIN_DECLS

/* A feed: the way of pictures from a GStreamer thread to a screen, one slot deep: the newest frame wins.
 * Pushed to from any thread; read, and heard, on the main thread.
 *
 * Signal "frame" (): a newer frame waits (or the feed was cleared). Emitted on the main context at most once until
 * the frame is taken, so a busy main loop is never flooded. */
#define VD_TYPE_FEED (vd_feed_get_type ())
G_DECLARE_FINAL_TYPE (VdFeed, vd_feed, VD, FEED, GObject)

VdFeed *vd_feed_new (void);

/* Any thread. Replaces a frame nobody took. */
void vd_feed_push (VdFeed *self, VdFrame *frame); /* (transfer full) */
/* Any thread. Forgets the waiting frame and tells the reader to show nothing: no face stays on screen. */
void vd_feed_clear (VdFeed *self);

/* Main thread. The newest frame, or NULL if the feed was cleared. Asked twice it gives the same frame again. */
VdFrame *vd_feed_peek (VdFeed *self); /* (transfer full) (nullable) */
guint64 vd_feed_get_pushed (VdFeed *self); /* frames pushed since creation */

G_END_DECLS
