/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>
#include "feed.h"

G_BEGIN_DECLS

/* Shows a feed: the newest picture, whole, one redraw per new one. A cleared feed shows the placeholder, never the last
 * face; so does a view that is not on screen.
 *
 * Properties: "feed" (VdFeed or NULL), "placeholder" (GtkWidget shown while there is no picture), "ratio" (double,
 * width to height asked for; 16:9), "showing" (gboolean, read only). */
#define VD_TYPE_VIDEO_VIEW (vd_video_view_get_type ())
G_DECLARE_FINAL_TYPE (VdVideoView, vd_video_view, VD, VIDEO_VIEW, GtkWidget)

/* Where the picture lies in the widget. FALSE if there is none. */
gboolean vd_video_view_get_picture_area (VdVideoView *self, graphene_rect_t *area);

G_END_DECLS
