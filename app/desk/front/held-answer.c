/* SPDX-License-Identifier: EUPL-1.2 */
#include "held-answer.h"

struct _VdHeldAnswer
{
  SoupServerMessage *msg;
  gboolean over;
};

static void
on_over (SoupServerMessage *msg, gpointer data)
{
  ((VdHeldAnswer *)data)->over = TRUE;
}

VdHeldAnswer *
vd_held_answer_new (SoupServerMessage *msg)
{
  VdHeldAnswer *self = g_new0 (VdHeldAnswer, 1);

  self->msg = g_object_ref (msg);
  g_signal_connect (msg, "finished", G_CALLBACK (on_over), self);
  g_signal_connect (msg, "disconnected", G_CALLBACK (on_over), self);
  soup_server_message_pause (msg);
  return self;
}

SoupServerMessage *
vd_held_answer_get (VdHeldAnswer *self)
{
  return self->over ? NULL : self->msg;
}

void
vd_held_answer_release (VdHeldAnswer *self)
{
  g_signal_handlers_disconnect_by_data (self->msg, self);
  if (!self->over)
    soup_server_message_unpause (self->msg);
  g_object_unref (self->msg);
  g_free (self);
}
