/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "text-sender.h"

#include "t140.h"

#define ROUND_MAX 8 /* pieces in one interval: catching up must not look like a flood */
#define WAYS_MAX 4  /* a replaced peer and its successors overlap, no more than these */

typedef struct
{
  guint peer;
  guint64 next; /* position that goes through it next */
  gboolean is_open, is_asked;
} Way;

struct _VdTextSender
{
  GArray *kept;  /* of gunichar */
  guint64 first; /* position of kept[0] */
  gboolean has_begun;
  GArray *channels; /* of Way */
  Way signalling;   /* is_asked: until a channel is asked for again */
  gboolean is_in_trouble;
  gboolean uses_signalling;
  gboolean is_word_due; /* how far the stream has come, even if there is nothing to send */
  guint n_in_round;
  gint64 sent_us;
};

void
vd_text_piece_clear (VdTextPiece *self)
{
  g_clear_pointer (&self->text, g_free);
}

VdTextSender *
vd_text_sender_new (void)
{
  VdTextSender *self = g_new0 (VdTextSender, 1);

  self->kept = g_array_new (FALSE, FALSE, sizeof (gunichar));
  self->channels = g_array_new (FALSE, TRUE, sizeof (Way));
  self->sent_us = G_MININT64 / 2;
  return self;
}

void
vd_text_sender_free (VdTextSender *self)
{
  if (self->kept->len > 0)
    memset (self->kept->data, 0, self->kept->len * sizeof (gunichar));
  g_array_unref (self->kept);
  g_array_unref (self->channels);
  g_free (self);
}

static guint64
get_end (VdTextSender *self)
{
  return self->first + self->kept->len;
}

static Way *
find (VdTextSender *self, guint peer)
{
  for (guint i = 0; i < self->channels->len; i++)
    if (g_array_index (self->channels, Way, i).peer == peer)
      return &g_array_index (self->channels, Way, i);
  return NULL;
}

static Way *
find_or_add (VdTextSender *self, guint peer)
{
  Way *way = find (self, peer);
  Way fresh = { .peer = peer };

  if (way)
    return way;
  if (self->channels->len == WAYS_MAX)
    g_array_remove_index (self->channels, 0);
  g_array_append_val (self->channels, fresh);
  return find (self, peer);
}

static gboolean
is_fit (const Way *way)
{
  return way->is_open && way->is_asked;
}

/* After every change of the ways: a socket taken up again says where the stream is, so that the other side notices what
 * is stuck in a dead channel. */
static void
judge (VdTextSender *self)
{
  gboolean has_channel = FALSE;
  gboolean uses_signalling;

  for (guint i = 0; i < self->channels->len; i++)
    has_channel = has_channel || is_fit (&g_array_index (self->channels, Way, i));
  uses_signalling = self->has_begun && (!has_channel || self->is_in_trouble || self->signalling.is_asked);
  self->is_word_due = self->is_word_due || (uses_signalling && !self->uses_signalling);
  self->uses_signalling = uses_signalling;
}

void
vd_text_sender_type (VdTextSender *self, const char *text)
{
  for (const char *at = text; *at; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_array_append_val (self->kept, c);
    }
  if (self->kept->len > VD_TEXT_KEPT_MAX)
    {
      guint gone = self->kept->len - VD_TEXT_KEPT_MAX * 3 / 4;

      g_array_remove_range (self->kept, 0, gone);
      self->first += gone;
    }
}

void
vd_text_sender_ask (VdTextSender *self, guint peer, guint64 have)
{
  Way *way;

  if (!self->has_begun)
    {
      self->has_begun = TRUE;
      self->first = have;
      self->signalling.next = have;
    }
  have = MIN (have, get_end (self));
  if (peer == VD_TEXT_SIGNALLING)
    {
      self->signalling.next = have;
      self->signalling.is_asked = TRUE;
    }
  else
    {
      way = find_or_add (self, peer);
      /* Asked for once more, a channel goes on where it is: what is in it cannot be taken back. */
      if (!way->is_asked)
        way->next = have;
      way->is_asked = TRUE;
      self->signalling.is_asked = FALSE;
    }
  judge (self);
}

void
vd_text_sender_open (VdTextSender *self, guint peer)
{
  find_or_add (self, peer)->is_open = TRUE;
  judge (self);
}

void
vd_text_sender_close (VdTextSender *self, guint peer)
{
  for (guint i = 0; i < self->channels->len; i++)
    if (g_array_index (self->channels, Way, i).peer == peer)
      {
        g_array_remove_index (self->channels, i);
        break;
      }
  judge (self);
}

void
vd_text_sender_set_trouble (VdTextSender *self, gboolean is_in_trouble)
{
  self->is_in_trouble = is_in_trouble;
  judge (self);
}

gboolean
vd_text_sender_has_begun (VdTextSender *self)
{
  return self->has_begun;
}

static Way *
find_ready (VdTextSender *self)
{
  guint64 end = get_end (self);

  if (!self->has_begun)
    return NULL;
  for (guint i = 0; i < self->channels->len; i++)
    {
      Way *way = &g_array_index (self->channels, Way, i);

      if (is_fit (way) && way->next < end)
        return way;
    }
  return self->uses_signalling && (self->signalling.next < end || self->is_word_due) ? &self->signalling : NULL;
}

/* What is not kept any more goes as lost, character by character, so that positions stay what they are. */
static void
fill (VdTextSender *self, Way *way, VdTextPiece *piece)
{
  guint64 to = MIN (get_end (self), way->next + VD_TEXT_PIECE_MAX);
  GString *text = g_string_new ("");

  *piece = (VdTextPiece){ .peer = way->peer, .from = way->next };
  for (guint64 at = way->next; at < to; at++)
    g_string_append_unichar (text, at < self->first ? VD_T140_LOST
                                                    : g_array_index (self->kept, gunichar, (guint)(at - self->first)));
  piece->text = g_string_free (text, FALSE);
  way->next = to;
  if (way == &self->signalling)
    self->is_word_due = FALSE;
  else if (!self->uses_signalling)
    self->signalling.next = MAX (self->signalling.next, to);
}

static gint64
get_pause_us (VdTextSender *self)
{
  return self->uses_signalling ? VD_TEXT_SIGNALLING_US : VD_TEXT_CHANNEL_US;
}

gboolean
vd_text_sender_take (VdTextSender *self, gint64 now_us, VdTextPiece *piece)
{
  Way *way = find_ready (self);
  gboolean is_time = self->n_in_round > 0 || now_us >= self->sent_us + get_pause_us (self);

  if (way && is_time && self->n_in_round < ROUND_MAX)
    {
      fill (self, way, piece);
      self->n_in_round++;
      return TRUE;
    }
  if (self->n_in_round > 0)
    self->sent_us = now_us;
  self->n_in_round = 0;
  return FALSE;
}

gint64
vd_text_sender_get_due_us (VdTextSender *self)
{
  return find_ready (self) ? MAX (0, self->sent_us + get_pause_us (self)) : -1;
}
