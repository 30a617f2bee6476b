/* SPDX-License-Identifier: EUPL-1.2 */
#include "handshake-repeat.h"

#include "dtls-record.h"

/* After so long once more, and then each time after twice as long: what was lost a second time must not wait for
 * OpenSSL's second either. A longer round trip has a few kilobytes sent for nothing. */
#define FIRST_WAIT_US ((gint64)80 * G_TIME_SPAN_MILLISECOND)

#define RTP_FIRST 128 /* RFC 7983 §7 */
#define RTP_LAST 191

void
vd_handshake_repeat_clear (VdHandshakeRepeat *self)
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

static gboolean
has_record (const guint8 *data, gsize size, guint8 type)
{
  gsize record;

  while ((record = vd_dtls_get_record_size (data, size)) > 0)
    {
      if (data[0] == type)
        return TRUE;
      data += record;
      size -= record;
    }
  return FALSE;
}

void
vd_handshake_repeat_note_sent (VdHandshakeRepeat *self, const guint8 *data, gsize size, gint64 now_us)
{
  if (self->is_done || size < VD_DTLS_HEADER || (data[0] != VD_DTLS_HANDSHAKE && data[0] != VD_DTLS_CHANGE_CIPHER_SPEC))
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
  if ((data[0] >= RTP_FIRST && data[0] <= RTP_LAST) || has_record (data, size, VD_DTLS_APPLICATION_DATA))
    self->is_done = TRUE;
  else if (self->is_answered || !has_record (data, size, VD_DTLS_CHANGE_CIPHER_SPEC))
    return;
  self->is_answered = TRUE;
  vd_handshake_repeat_clear (self);
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
