/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/app/app.h>

#include "feed.h"

G_BEGIN_DECLS

/* Joins an appsink of BGRA pictures to a feed, and can be cut at once: a pipeline that is coming down in its thread may
 * still have a picture under way, and no face may come back on a screen that was cleared. */
typedef struct _VdPictureSink VdPictureSink;

/* Called on the streaming thread after each picture. */
typedef void (*VdPictureFunc) (gpointer data);

VdPictureSink *
vd_picture_sink_new (GstAppSink *sink, VdFeed *feed, VdPictureFunc on_picture, gpointer data, GDestroyNotify destroy);
/* Any thread. Cuts and clears the feed: no picture follows. To be called before the pipeline is stopped: whoever still
 * holds pictures would keep it waiting for one. */
void vd_picture_sink_cut (VdPictureSink *self);
void vd_picture_sink_unref (VdPictureSink *self);

G_END_DECLS
