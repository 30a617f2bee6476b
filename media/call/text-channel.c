/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "text-channel.h"

#include <gst/webrtc/webrtc.h>

/* What the other side may send at once; what is longer is cut. One message of ours has 1,000 characters. */
#define MESSAGE_MAX_BYTES (64 * 1024)

/* Kept by the handlers too: webrtcbin's thread may be in one of them while the main thread lets go. */
typedef struct
{
  VdMailbox *mailbox;
  VdTextChannelEvents events;
} Post;

struct _VdTextChannel
{
  GstWebRTCDataChannel *channel; /* a reference of our own: webrtcbin's goes before its last signals */
  gulong handlers[5];
};

static void
post_clear (gpointer data)
{
  vd_mailbox_unref (((Post *)data)->mailbox);
}

static void
post_release (gpointer data, GClosure *closure)
{
  g_atomic_rc_box_release_full (data, post_clear);
}

/* webrtcbin's thread: nothing but posting. */

static void
on_open (GstWebRTCDataChannel *channel, gpointer data)
{
  Post *post = data;

  vd_mailbox_post (post->mailbox, post->events.opened, NULL, NULL);
}

static void
on_close (GstWebRTCDataChannel *channel, gpointer data)
{
  Post *post = data;

  vd_mailbox_post (post->mailbox, post->events.closed, NULL, NULL);
}

static void
on_error (GstWebRTCDataChannel *channel, const GError *error, gpointer data)
{
  on_close (channel, data);
}

static void
on_string (GstWebRTCDataChannel *channel, const char *text, gpointer data)
{
  Post *post = data;

  if (text)
    vd_mailbox_post (post->mailbox, post->events.came, g_strndup (text, MESSAGE_MAX_BYTES), g_free);
}

/* RFC 8865 has text messages; a client that sends the same bytes as binary is understood too. */
static void
on_data (GstWebRTCDataChannel *channel, GBytes *bytes, gpointer data)
{
  Post *post = data;
  gsize size = 0;
  const char *text = bytes ? g_bytes_get_data (bytes, &size) : NULL;

  if (text)
    vd_mailbox_post (post->mailbox, post->events.came, g_strndup (text, MIN (size, MESSAGE_MAX_BYTES)), g_free);
}

VdTextChannel *
vd_text_channel_new (GstElement *webrtc, VdMailbox *mailbox, const VdTextChannelEvents *events)
{
  const char *names[] = { "on-open", "on-close", "on-error", "on-message-string", "on-message-data" };
  GCallback callbacks[] = { G_CALLBACK (on_open), G_CALLBACK (on_close), G_CALLBACK (on_error), G_CALLBACK (on_string),
                            G_CALLBACK (on_data) };
  g_autoptr (GstStructure) options =
      gst_structure_new ("options", "ordered", G_TYPE_BOOLEAN, TRUE, "protocol", G_TYPE_STRING, "t140", NULL);
  GstWebRTCDataChannel *channel = NULL;
  VdTextChannel *self;
  Post *post;

  /* webrtcbin refuses before READY. */
  gst_element_set_state (webrtc, GST_STATE_READY);
  g_signal_emit_by_name (webrtc, "create-data-channel", "rtt", options, &channel);
  if (!channel)
    {
      g_message ("no data channel: text goes by the socket");
      return NULL;
    }
  post = g_atomic_rc_box_new0 (Post);
  *post = (Post){ vd_mailbox_ref (mailbox), *events };
  self = g_new0 (VdTextChannel, 1);
  self->channel = channel;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    self->handlers[i] =
        g_signal_connect_data (channel, names[i], callbacks[i], g_atomic_rc_box_acquire (post), post_release, 0);
  g_atomic_rc_box_release_full (post, post_clear);
  return self;
}

void
vd_text_channel_free (VdTextChannel *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->handlers); i++)
    g_signal_handler_disconnect (self->channel, self->handlers[i]);
  g_clear_object (&self->channel);
  g_free (self);
}

gboolean
vd_text_channel_is_open (VdTextChannel *self)
{
  GstWebRTCDataChannelState state;

  g_object_get (self->channel, "ready-state", &state, NULL);
  return state == GST_WEBRTC_DATA_CHANNEL_STATE_OPEN;
}

void
vd_text_channel_send (VdTextChannel *self, const char *text)
{
  if (vd_text_channel_is_open (self))
    g_signal_emit_by_name (self->channel, "send-string", text);
}
