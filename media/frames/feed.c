/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-frames"

#include "feed.h"

struct _VdFeed
{
  GObject parent_instance;

  GMutex lock; /* guards all below: pushed from streaming threads */
  VdFrame *frame;
  gboolean is_announced; /* a "frame" is on its way, or was emitted and nobody has looked since */
  guint64 pushed;
};

enum
{
  SIGNAL_FRAME,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VdFeed, vd_feed, G_TYPE_OBJECT)

static gboolean
on_announce (gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_FRAME], 0);
  return G_SOURCE_REMOVE;
}

/* Puts @frame in the slot; the old one is let go outside the lock, because its last reference unmaps a buffer. */
static void
replace (VdFeed *self, VdFrame *frame)
{
  VdFrame *old;
  gboolean must_announce;

  g_mutex_lock (&self->lock);
  old = self->frame;
  self->frame = frame;
  self->pushed += frame != NULL;
  must_announce = !self->is_announced;
  self->is_announced = TRUE;
  g_mutex_unlock (&self->lock);

  g_clear_pointer (&old, vd_frame_unref);
  if (must_announce)
    g_idle_add_full (G_PRIORITY_DEFAULT, on_announce, g_object_ref (self), g_object_unref);
}

static void
vd_feed_finalize (GObject *object)
{
  VdFeed *self = VD_FEED (object);

  g_clear_pointer (&self->frame, vd_frame_unref);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (vd_feed_parent_class)->finalize (object);
}

static void
vd_feed_class_init (VdFeedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vd_feed_finalize;

  signals[SIGNAL_FRAME] = g_signal_new ("frame", VD_TYPE_FEED, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vd_feed_init (VdFeed *self)
{
  g_mutex_init (&self->lock);
}

VdFeed *
vd_feed_new (void)
{
  return g_object_new (VD_TYPE_FEED, NULL);
}

void
vd_feed_push (VdFeed *self, VdFrame *frame)
{
  g_return_if_fail (VD_IS_FEED (self));
  g_return_if_fail (frame);

  replace (self, frame);
}

void
vd_feed_clear (VdFeed *self)
{
  g_return_if_fail (VD_IS_FEED (self));

  replace (self, NULL);
}

VdFrame *
vd_feed_peek (VdFeed *self)
{
  VdFrame *frame;

  g_return_val_if_fail (VD_IS_FEED (self), NULL);

  g_mutex_lock (&self->lock);
  self->is_announced = FALSE;
  frame = self->frame ? vd_frame_ref (self->frame) : NULL;
  g_mutex_unlock (&self->lock);
  return frame;
}

guint64
vd_feed_get_pushed (VdFeed *self)
{
  guint64 pushed;

  g_return_val_if_fail (VD_IS_FEED (self), 0);

  g_mutex_lock (&self->lock);
  pushed = self->pushed;
  g_mutex_unlock (&self->lock);
  return pushed;
}
