/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

#include "mailbox.h"

G_BEGIN_DECLS

/* The data channel for real-time text of one peer (RFC 8865): ordered, reliable, protocol "t140". What happens on it is
 * posted to the peer. Main thread. */
typedef struct
{
  VdMailFunc opened, closed; /* no payload */
  VdMailFunc came;           /* payload: char *, UTF-8 or not */
} VdTextChannelEvents;

typedef struct _VdTextChannel VdTextChannel;

/* Before the offer is made: the channel is part of it. NULL if webrtcbin makes none; the call goes on without. */
VdTextChannel *vd_text_channel_new (GstElement *webrtc, VdMailbox *mailbox, const VdTextChannelEvents *events);
/* Nothing is posted after it. The pipeline goes down later. */
void vd_text_channel_free (VdTextChannel *self);

gboolean vd_text_channel_is_open (VdTextChannel *self);
void vd_text_channel_send (VdTextChannel *self, const char *text); /* to one that is not open: nothing */

G_END_DECLS
