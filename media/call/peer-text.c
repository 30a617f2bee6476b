/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "peer-private.h"

#include "pipeline.h"

/* The text of a peer. As of media, nothing is taken or given before the gates are open. */

/* A channel that opens together with the gates says so twice, one that fails closes as well: each is told once. */
static void
tell (VdPeer *self, gboolean is_open)
{
  if (self->state != VD_PEER_STATE_OPEN || self->is_text_open == is_open)
    return;
  self->is_text_open = is_open;
  g_signal_emit_by_name (self, "text-open", is_open);
}

static void
take_opened (gpointer owner, gpointer payload)
{
  tell (owner, TRUE);
}

static void
take_closed (gpointer owner, gpointer payload)
{
  tell (owner, FALSE);
}

static void
take_text (gpointer owner, gpointer payload)
{
  if (((VdPeer *)owner)->state == VD_PEER_STATE_OPEN)
    g_signal_emit_by_name (owner, "text", payload);
}

void
vd_peer_make_text (VdPeer *self)
{
  static const VdTextChannelEvents events = { take_opened, take_closed, take_text };

  self->text = vd_text_channel_new (self->wire->webrtc, self->mailbox, &events);
}

void
vd_peer_open_text (VdPeer *self)
{
  if (self->text && vd_text_channel_is_open (self->text))
    tell (self, TRUE);
}

gboolean
vd_peer_is_text_error (VdPeer *self, GstObject *source)
{
  if (!g_str_has_prefix (vd_pipeline_get_kind (source), "sctp"))
    return FALSE;
  g_message ("peer %u: the data channel is gone", self->number);
  tell (self, FALSE);
  return TRUE;
}

void
vd_peer_send_text (VdPeer *self, const char *text)
{
  if (self->text && self->state == VD_PEER_STATE_OPEN)
    vd_text_channel_send (self->text, text);
}
