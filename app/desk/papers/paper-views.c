/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper-views.h"
#include "jpeg-shape.h"
#include "sealed-file.h"

#define OLD_US (5 * G_USEC_PER_SEC)

typedef struct
{
  GBytes *jpeg;
  guint number;
  gint64 at_us;
  GHashTable *lookers;
} View;

struct _VdPaperViews
{
  GHashTable *views; /* paper → View */
};

static void
view_free (gpointer data)
{
  View *self = data;

  g_clear_pointer (&self->jpeg, g_bytes_unref);
  g_hash_table_unref (self->lookers);
  g_free (self);
}

VdPaperViews *
vd_paper_views_new (void)
{
  VdPaperViews *self = g_new0 (VdPaperViews, 1);

  self->views = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, view_free);
  return self;
}

void
vd_paper_views_free (VdPaperViews *self)
{
  g_hash_table_unref (self->views);
  g_free (self);
}

static View *
ensure_view (VdPaperViews *self, const char *paper)
{
  View *view = g_hash_table_lookup (self->views, paper);

  if (view)
    return view;
  view = g_new0 (View, 1);
  view->lookers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (self->views, g_strdup (paper), view);
  return view;
}

gboolean
vd_paper_views_put (VdPaperViews *self, const char *paper, const guint8 *jpeg, gsize size, guint width, guint height,
                    gint64 now_us)
{
  View *view;

  if (size > VD_PAPER_VIEW_MAX_BYTES || MIN (width, height) < VD_PAPER_VIEW_MIN_SIDE ||
      MAX (width, height) > VD_PAPER_VIEW_MAX_SIDE || !vd_jpeg_shape_check (jpeg, size, width, height, FALSE))
    return FALSE;
  view = ensure_view (self, paper);
  g_clear_pointer (&view->jpeg, g_bytes_unref);
  view->jpeg = vd_secret_bytes_new_take (g_memdup2 (jpeg, size), size);
  view->number++;
  view->at_us = now_us;
  return TRUE;
}

GBytes *
vd_paper_views_get (VdPaperViews *self, const char *paper)
{
  const View *view = g_hash_table_lookup (self->views, paper);

  return view ? g_bytes_ref (view->jpeg) : NULL;
}

guint
vd_paper_views_get_number (VdPaperViews *self, const char *paper)
{
  const View *view = g_hash_table_lookup (self->views, paper);

  return view ? view->number : 0;
}

gboolean
vd_paper_views_begin_look (VdPaperViews *self, const char *paper, const char *who)
{
  const View *view = g_hash_table_lookup (self->views, paper);

  return view && g_hash_table_add (view->lookers, g_strdup (who));
}

gboolean
vd_paper_views_drop (VdPaperViews *self, const char *paper)
{
  return g_hash_table_remove (self->views, paper);
}

GPtrArray *
vd_paper_views_drop_old (VdPaperViews *self, gint64 now_us)
{
  GPtrArray *papers = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  const char *paper;
  const View *view;

  g_hash_table_iter_init (&iter, self->views);
  while (g_hash_table_iter_next (&iter, (gpointer *)&paper, (gpointer *)&view))
    if (view->at_us + OLD_US < now_us)
      {
        g_ptr_array_add (papers, g_strdup (paper));
        g_hash_table_iter_remove (&iter);
      }
  return papers;
}
