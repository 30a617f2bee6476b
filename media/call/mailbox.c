/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "mailbox.h"

struct _VdMailbox
{
  gatomicrefcount ref_count;
  gpointer owner; /* main thread only */
};

typedef struct
{
  VdMailbox *mailbox;
  VdMailFunc func;
  gpointer payload;
  GDestroyNotify destroy;
} Letter;

static void
letter_free (gpointer data)
{
  Letter *letter = data;

  if (letter->destroy)
    letter->destroy (letter->payload);
  vd_mailbox_unref (letter->mailbox);
  g_free (letter);
}

static gboolean
deliver (gpointer data)
{
  Letter *letter = data;
  g_autoptr (GObject) owner = NULL;

  /* What the letter brings may make somebody drop the owner. */
  if (letter->mailbox->owner)
    owner = g_object_ref (letter->mailbox->owner);
  if (owner)
    letter->func (owner, letter->payload);
  return G_SOURCE_REMOVE;
}

VdMailbox *
vd_mailbox_new (gpointer owner)
{
  VdMailbox *self = g_new0 (VdMailbox, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->owner = owner;
  return self;
}

VdMailbox *
vd_mailbox_ref (VdMailbox *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vd_mailbox_unref (VdMailbox *self)
{
  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

void
vd_mailbox_post (VdMailbox *self, VdMailFunc func, gpointer payload, GDestroyNotify destroy)
{
  Letter *letter = g_new (Letter, 1);

  *letter = (Letter){ vd_mailbox_ref (self), func, payload, destroy };
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver, letter, letter_free);
}

void
vd_mailbox_close (VdMailbox *self)
{
  self->owner = NULL;
}
