/* SPDX-License-Identifier: EUPL-1.2 */
#include "handshake-repeat.h"

/* After so long once more, and then each time after twice as long: what was lost a second time must not wait for
 * OpenSSL's second either. A longer round trip has a few kilobytes sent for nothing. */
#define FIRST_WAIT_US ((gint64)80 * G_TIME_SPAN_MILLISECOND)

/* RFC 6347 §4.1: type, version, epoch, number, length. */
#define RECORD_HEADER 13

enum
{
  CHANGE_CIPHER_SPEC = 20,
  HANDSHAKE = 22,
  APPLICATION_DATA = 23,
  RTP_FIRST = 128, /* RFC 7983 §7 */
  RTP_LAST = 191,
};

static void
forget_all (VdHandshakeRepeat *self)
{
  for (guint i = 0; i < self->n_sent; i++)
    g_bytes_unref (self->sent[i].datagram);
  self->n_sent = 0;
}

static void
forget (VdHandshakeRepeat *self, guint i)
{
  g_bytes_unref (self->sent[i].datagram);
  self->n_sent--;
  for (; i < self->n_sent; i++)
    self->sent[i] = self->sent[i + 1];
}

void
vd_handshake_repeat_clear (VdHandshakeRepeat *self)
{
  forget_all (self);
}

static gboolean
has_record (const guint8 *data, gsize size, guint8 type)
{
  while (size >= RECORD_HEADER)
    {
      gsize length = RECORD_HEADER + ((gsize)data[RECORD_HEADER - 2] << 8 | data[RECORD_HEADER - 1]);

      if (data[0] == type)
        return TRUE;
      if (length > size)
        break;
      data += length;
      size -= length;
    }
  return FALSE;
}

void
vd_handshake_repeat_note_sent (VdHandshakeRepeat *self, const guint8 *data, gsize size, gint64 now_us)
{
  if (self->is_done || size < RECORD_HEADER || (data[0] != HANDSHAKE && data[0] != CHANGE_CIPHER_SPEC))
    return;
  if (self->n_sent == VD_HANDSHAKE_KEPT)
    forget (self, 0);
  self->sent[self->n_sent++] = (VdHandshakeSent){ g_bytes_new (data, size), now_us + FIRST_WAIT_US, 0 };
}

/* Who goes over to what was agreed on has had all that we sent till then; but says so again if our own going over does
 * not arrive. */
void
vd_handshake_repeat_note_arrived (VdHandshakeRepeat *self, const guint8 *data, gsize size)
{
  if (self->is_done || size < 1)
    return;
  if ((data[0] >= RTP_FIRST && data[0] <= RTP_LAST) || has_record (data, size, APPLICATION_DATA))
    self->is_done = TRUE;
  else if (self->is_answered || !has_record (data, size, CHANGE_CIPHER_SPEC))
    return;
  self->is_answered = TRUE;
  forget_all (self);
}

gboolean
vd_handshake_repeat_is_done (const VdHandshakeRepeat *self)
{
  return self->is_done;
}

gint64
vd_handshake_repeat_get_due_us (const VdHandshakeRepeat *self)
{
  gint64 due_us = G_MAXINT64;

  for (guint i = 0; i < self->n_sent; i++)
    due_us = MIN (due_us, self->sent[i].due_us);
  return due_us;
}

GBytes *
vd_handshake_repeat_take (VdHandshakeRepeat *self, gint64 now_us)
{
  for (guint i = 0; i < self->n_sent; i++)
    {
      VdHandshakeSent *sent = &self->sent[i];
      GBytes *datagram;

      if (sent->due_us > now_us)
        continue;
      datagram = g_bytes_ref (sent->datagram);
      sent->n_repeats++;
      sent->due_us = now_us + (FIRST_WAIT_US << sent->n_repeats);
      if (sent->n_repeats == VD_HANDSHAKE_REPEATS)
        forget (self, i);
      return datagram;
    }
  return NULL;
}
