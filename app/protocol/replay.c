/* SPDX-License-Identifier: EUPL-1.2 */
#include "replay.h"

struct _VdReplay
{
  guint64 sent;     /* highest seq given out */
  guint64 received; /* highest seq taken in */
  guint64 seen;     /* highest of ours that the other side acknowledged */
  guint spoiled;
  GQueue kept; /* of VdMessage, in order of seq, all after seen */
  gsize kept_bytes;
  gboolean overflown;
};

VdReplay *
vd_replay_new (void)
{
  return g_new0 (VdReplay, 1);
}

static void
forget_kept (VdReplay *self)
{
  g_queue_clear_full (&self->kept, (GDestroyNotify)vd_message_free);
  self->kept_bytes = 0;
}

void
vd_replay_free (VdReplay *self)
{
  if (!self)
    return;
  forget_kept (self);
  g_free (self);
}

static VdMessage *
copy_message (const VdMessage *message)
{
  VdMessage *copy = g_new0 (VdMessage, 1);

  copy->kind = g_strdup (message->kind);
  copy->id = g_strdup (message->id);
  copy->re = g_strdup (message->re);
  copy->seq = message->seq;
  copy->body = json_object_ref (message->body);
  return copy;
}

static gsize
text_bytes (const VdMessage *message)
{
  gsize length = 0;
  g_autofree char *text = vd_message_to_text (message, &length);

  return length;
}

char *
vd_replay_send (VdReplay *self, VdMessage *message, gsize *length)
{
  char *text;
  gsize bytes = 0;

  message->ack = self->received;
  message->seq = vd_message_kind_is_sequenced (message->kind) ? ++self->sent : 0;
  text = vd_message_to_text (message, &bytes);
  if (length)
    *length = bytes;
  if (message->seq == 0 || self->overflown)
    return text;
  g_queue_push_tail (&self->kept, copy_message (message));
  self->kept_bytes += bytes;
  /* Past the limit nothing is worth keeping: part of the messages cannot bring a session back. */
  if (self->kept.length > VD_REPLAY_MAX_MESSAGES || self->kept_bytes > VD_REPLAY_MAX_BYTES)
    {
      self->overflown = TRUE;
      forget_kept (self);
    }
  return text;
}

static void
take_ack (VdReplay *self, guint64 ack)
{
  VdMessage *oldest;

  /* An acknowledgement of what was never sent says nothing. */
  if (ack > self->sent || ack <= self->seen)
    return;
  self->seen = ack;
  while ((oldest = g_queue_peek_head (&self->kept)) && oldest->seq <= ack)
    {
      gsize bytes = text_bytes (oldest);

      self->kept_bytes -= MIN (self->kept_bytes, bytes);
      vd_message_free (g_queue_pop_head (&self->kept));
    }
  if (self->kept.length == 0)
    self->kept_bytes = 0;
}

VdReplayVerdict
vd_replay_receive (VdReplay *self, const VdMessage *message)
{
  guint64 missing;

  take_ack (self, message->ack);
  if (message->seq == 0)
    return VD_REPLAY_FRESH;
  if (message->seq <= self->received)
    return VD_REPLAY_DUPLICATE;
  missing = message->seq - self->received - 1;
  if (missing > self->spoiled)
    return VD_REPLAY_GAP;
  self->spoiled -= (guint)missing;
  self->received = message->seq;
  return VD_REPLAY_FRESH;
}

void
vd_replay_spoiled (VdReplay *self)
{
  self->spoiled++;
}

void
vd_replay_replace (VdReplay *self, const char *id, JsonObject *instead)
{
  for (GList *item = self->kept.head; item; item = item->next)
    {
      VdMessage *message = item->data;
      gsize bytes;

      if (g_strcmp0 (message->id, id) != 0)
        continue;
      bytes = text_bytes (message);
      json_object_unref (message->body);
      message->body = json_object_ref (instead);
      self->kept_bytes += text_bytes (message) - MIN (bytes, self->kept_bytes);
      return;
    }
}

guint64
vd_replay_get_received (VdReplay *self)
{
  return self->received;
}

gboolean
vd_replay_is_resumable (VdReplay *self)
{
  return !self->overflown;
}

GPtrArray *
vd_replay_pending_after (VdReplay *self, guint64 seq)
{
  GPtrArray *pending = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  take_ack (self, seq);
  for (GList *item = self->kept.head; item; item = item->next)
    {
      VdMessage *message = item->data;
      gsize length = 0;
      char *text;

      if (message->seq <= seq)
        continue;
      message->ack = self->received;
      text = vd_message_to_text (message, &length);
      g_ptr_array_add (pending, g_bytes_new_take (text, length));
    }
  return pending;
}
