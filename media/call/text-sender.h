/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One person's text on its way to the other: a stream of numbered characters, over as many ways as there are. A way is
 * the data channel of a peer, or the signalling socket (peer 0). The other side asks for a way and says how much it
 * has; from there on that way carries the whole stream, so that the channel needs no numbers and is plain T.140. The
 * socket is used only while no channel is fit; what both carry is dropped once at the other end.
 *
 * Pure: the clock is the caller's, microseconds. */
#define VD_TEXT_SIGNALLING 0u
#define VD_TEXT_PIECE_MAX 1000 /* characters */
#define VD_TEXT_KEPT_MAX 65536 /* characters that can be sent again; what is older is sent as lost */
#define VD_TEXT_CHANNEL_US (100 * G_TIME_SPAN_MILLISECOND)
#define VD_TEXT_SIGNALLING_US (300 * G_TIME_SPAN_MILLISECOND) /* RFC 8865, 5.2: 300 ms, 500 at most */

typedef struct
{
  guint peer;
  guint64 from; /* position of the first character */
  char *text;   /* may be "": then it says only how far the stream has come */
} VdTextPiece;
void vd_text_piece_clear (VdTextPiece *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VdTextPiece, vd_text_piece_clear)

typedef struct _VdTextSender VdTextSender;

VdTextSender *vd_text_sender_new (void);
void vd_text_sender_free (VdTextSender *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdTextSender, vd_text_sender_free)

/* @text: what vd_t140_clean () gives, or erasures. */
void vd_text_sender_type (VdTextSender *self, const char *text);
/* The other side asks for this way, and has that much. Nothing is sent before the first such word: after a reload only
 * the other side knows where the stream is. */
void vd_text_sender_ask (VdTextSender *self, guint peer, guint64 have);
void vd_text_sender_open (VdTextSender *self, guint peer); /* a channel can be written to */
void vd_text_sender_close (VdTextSender *self, guint peer);
void vd_text_sender_set_trouble (VdTextSender *self, gboolean is_in_trouble); /* nothing comes through the peer */
gboolean vd_text_sender_has_begun (VdTextSender *self);

/* The next piece that is to go now; call until FALSE. */
gboolean vd_text_sender_take (VdTextSender *self, gint64 now_us, VdTextPiece *piece);
/* When the next one is due; -1: nothing to send. */
gint64 vd_text_sender_get_due_us (VdTextSender *self);

G_END_DECLS
