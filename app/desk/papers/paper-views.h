/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the document camera sees while a visitor lets the advisor look on: the newest picture of each paper, in memory
 * only, zeroed when the next one comes or none came for a while. Main thread. */
#define VD_PAPER_VIEW_MAX_BYTES (64 * 1024)
#define VD_PAPER_VIEW_MIN_SIDE 16
#define VD_PAPER_VIEW_MAX_SIDE 1280

typedef struct _VdPaperViews VdPaperViews;

VdPaperViews *vd_paper_views_new (void);
void vd_paper_views_free (VdPaperViews *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdPaperViews, vd_paper_views_free)

/* FALSE: no JPEG of our own kind with these sides (or too large, too small): nothing changes. */
gboolean vd_paper_views_put (VdPaperViews *self, const char *paper, const guint8 *jpeg, gsize size, guint width,
                             guint height, gint64 now_us);
/* (transfer full) (nullable) */
GBytes *vd_paper_views_get (VdPaperViews *self, const char *paper);
/* 1, 2 … for each picture of a paper; 0: there is none. */
guint vd_paper_views_get_number (VdPaperViews *self, const char *paper);
/* TRUE once for each time that somebody begins to look. */
gboolean vd_paper_views_begin_look (VdPaperViews *self, const char *paper, const char *who);
/* TRUE: there was one. */
gboolean vd_paper_views_drop (VdPaperViews *self, const char *paper);
/* Ids of papers whose last picture is over 5 s old; they are dropped. (transfer full) (element-type utf8) */
GPtrArray *vd_paper_views_drop_old (VdPaperViews *self, gint64 now_us);

G_END_DECLS
