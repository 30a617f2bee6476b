/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"
#include "t140.h"
#include "text-receiver.h"
#include "text-sender.h"
#include "text-turn.h"

/* Real-time text beside a call: docs/protocol.md, "Real-time text". Nothing of it is logged. */

/* A client of RFC 8865 that knows nothing of call.text-ask: after so long it is written to all the same. */
#define PLAIN_CLIENT_MS 2000
#define ERASE "\b"

struct _VdKioskText
{
  VdKiosk *kiosk; /* borrowed */
  VdTextSender *sender;
  VdTextReceiver *receiver;
  VdT140 *own, *theirs;
  GArray *open; /* of guint: peers whose channel is open, the newest last */
  gboolean is_accepted;
  gboolean is_in_trouble;
  guint timer, plain_timer;
};

static void
ask_for (VdKioskText *self, guint peer)
{
  guint64 have = peer == VD_TEXT_SIGNALLING ? vd_text_receiver_get_have (self->receiver)
                                            : vd_text_receiver_listen (self->receiver, peer);
  JsonObject *body;
  g_autofree char *id = NULL;

  if (self->kiosk->adrift)
    return;
  body = json_object_new ();
  json_object_set_string_member (body, "call", self->kiosk->call_id);
  json_object_set_int_member (body, "peer", peer);
  json_object_set_int_member (body, "have", (gint64)have);
  id = vd_link_send (self->kiosk->link, "call.text-ask", NULL, body);
}

static guint
get_newest (VdKioskText *self)
{
  return self->open->len > 0 ? g_array_index (self->open, guint, self->open->len - 1) : VD_TEXT_SIGNALLING;
}

static void
ask (VdKioskText *self)
{
  if (self->is_accepted)
    ask_for (self, self->is_in_trouble ? VD_TEXT_SIGNALLING : get_newest (self));
}

/* (transfer full) (nullable) */
static char *
get_last_line (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = g_strv_length (lines); i-- > 0;)
    if (*lines[i])
      return g_strdup (lines[i]);
  return NULL;
}

static void
show (VdKioskText *self)
{
  g_autofree char *last = get_last_line (vd_t140_get_text (self->theirs));
  const VdWritten own = { vd_t140_get_text (self->own), vd_t140_get_first_line (self->own) };
  const VdWritten theirs = { vd_t140_get_text (self->theirs), vd_t140_get_first_line (self->theirs) };

  vd_text_turns_update (vd_visit_get_turns (self->kiosk->visit), &own, &theirs);
  g_object_set (self->kiosk->visit, "last-written", last, NULL);
}

static void
send_piece (VdKioskText *self, const VdTextPiece *piece)
{
  JsonObject *body;
  g_autofree char *id = NULL;

  if (piece->peer != VD_TEXT_SIGNALLING)
    {
      vd_call_send_text (self->kiosk->call, piece->peer, piece->text);
      return;
    }
  if (self->kiosk->adrift)
    return;
  body = json_object_new ();
  json_object_set_string_member (body, "call", self->kiosk->call_id);
  json_object_set_int_member (body, "from", (gint64)piece->from);
  json_object_set_string_member (body, "text", piece->text);
  id = vd_link_send (self->kiosk->link, "call.text", NULL, body);
}

static void flush (VdKioskText *self);

static gboolean
on_due (gpointer data)
{
  VdKioskText *self = data;

  self->timer = 0;
  flush (self);
  return G_SOURCE_REMOVE;
}

static void
flush (VdKioskText *self)
{
  gint64 now_us = g_get_monotonic_time (), due_us;

  for (;;)
    {
      g_auto (VdTextPiece) piece = { 0 };

      if (!vd_text_sender_take (self->sender, now_us, &piece))
        break;
      send_piece (self, &piece);
    }
  due_us = vd_text_sender_get_due_us (self->sender);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (due_us >= 0)
    self->timer = g_timeout_add ((guint)(MAX (0, due_us - now_us + 999) / 1000), on_due, self);
}

static void
hear (VdKioskText *self, const char *fresh)
{
  if (!*fresh)
    return;
  vd_t140_take (self->theirs, fresh);
  show (self);
}

static gboolean
on_plain_client (gpointer data)
{
  VdKioskText *self = data;

  self->plain_timer = 0;
  if (!vd_text_sender_has_begun (self->sender) && get_newest (self) != VD_TEXT_SIGNALLING)
    vd_text_sender_ask (self->sender, get_newest (self), 0);
  flush (self);
  return G_SOURCE_REMOVE;
}

static void
forget_peer (VdKioskText *self, guint peer)
{
  for (guint i = 0; i < self->open->len; i++)
    if (g_array_index (self->open, guint, i) == peer)
      {
        g_array_remove_index (self->open, i);
        vd_text_sender_close (self->sender, peer);
        vd_text_receiver_stop (self->receiver, peer);
        if (self->open->len == 0)
          ask (self);
        return;
      }
}

static void
on_text_open (VdCall *call, guint peer, gboolean is_open, VdKioskText *self)
{
  forget_peer (self, peer);
  if (is_open)
    {
      g_array_append_val (self->open, peer);
      vd_text_sender_open (self->sender, peer);
      ask (self);
      if (!self->plain_timer && !vd_text_sender_has_begun (self->sender))
        self->plain_timer = g_timeout_add (PLAIN_CLIENT_MS, on_plain_client, self);
    }
  flush (self);
}

static void
on_text (VdCall *call, guint peer, const char *text, VdKioskText *self)
{
  g_autofree char *fresh = vd_text_receiver_take (self->receiver, peer, text);

  hear (self, fresh);
}

static void
on_trouble (VdCall *call, GParamSpec *pspec, VdKioskText *self)
{
  VdCallTrouble trouble;

  g_object_get (call, "trouble", &trouble, NULL);
  if (self->is_in_trouble == (trouble != VD_CALL_TROUBLE_NONE))
    return;
  self->is_in_trouble = trouble != VD_CALL_TROUBLE_NONE;
  vd_text_sender_set_trouble (self->sender, self->is_in_trouble);
  ask (self);
  flush (self);
}

/* What was asked for may have been lost with the old session. */
static void
on_welcomed (VdLink *link, JsonObject *body, gboolean resumed, VdKioskText *self)
{
  if (!resumed)
    ask (self);
}

void
vd_kiosk_begin_text (VdKiosk *kiosk)
{
  VdKioskText *self = g_new0 (VdKioskText, 1);

  kiosk->text = self;
  self->kiosk = kiosk;
  self->sender = vd_text_sender_new ();
  self->receiver = vd_text_receiver_new ();
  self->own = vd_t140_new ();
  self->theirs = vd_t140_new ();
  self->open = g_array_new (FALSE, FALSE, sizeof (guint));
  g_signal_connect (kiosk->call, "text-open", G_CALLBACK (on_text_open), self);
  g_signal_connect (kiosk->call, "text", G_CALLBACK (on_text), self);
  g_signal_connect (kiosk->call, "notify::trouble", G_CALLBACK (on_trouble), self);
  g_signal_connect (kiosk->link, "welcomed", G_CALLBACK (on_welcomed), self);
}

void
vd_kiosk_open_text (VdKiosk *kiosk, guint peer)
{
  on_text_open (kiosk->call, peer, TRUE, kiosk->text);
}

void
vd_kiosk_accept_text (VdKiosk *kiosk)
{
  kiosk->text->is_accepted = TRUE;
  ask (kiosk->text);
}

void
vd_kiosk_end_text (VdKiosk *kiosk)
{
  VdKioskText *self = g_steal_pointer (&kiosk->text);

  if (!self)
    return;
  g_signal_handlers_disconnect_by_data (kiosk->call, self);
  g_signal_handlers_disconnect_by_data (kiosk->link, self);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->plain_timer, g_source_remove);
  vd_text_sender_free (self->sender);
  vd_text_receiver_free (self->receiver);
  vd_t140_free (self->own);
  vd_t140_free (self->theirs);
  g_array_unref (self->open);
  g_free (self);
  g_list_store_remove_all (vd_visit_get_turns (kiosk->visit));
  g_object_set (kiosk->visit, "writing", FALSE, "last-written", NULL, NULL);
}

void
vd_kiosk_take_text (VdKiosk *kiosk, JsonObject *body)
{
  VdKioskText *self = kiosk->text;
  g_autofree char *fresh = vd_text_receiver_take_piece (
      self->receiver, (guint64)json_object_get_int_member (body, "from"), json_object_get_string_member (body, "text"));

  if (fresh)
    hear (self, fresh);
  else
    ask_for (self, VD_TEXT_SIGNALLING);
}

void
vd_kiosk_take_text_ask (VdKiosk *kiosk, JsonObject *body)
{
  vd_text_sender_ask (kiosk->text->sender, (guint)json_object_get_int_member (body, "peer"),
                      (guint64)json_object_get_int_member (body, "have"));
  flush (kiosk->text);
}

static void
write_text (VdKioskText *self, const char *text)
{
  vd_text_sender_type (self->sender, text);
  vd_t140_take (self->own, text);
  show (self);
  flush (self);
}

void
vd_kiosk_type (VdKiosk *kiosk, const char *text)
{
  g_autofree char *clean = vd_t140_clean (text);

  if (kiosk->text && g_utf8_strlen (clean, -1) <= VD_TEXT_PIECE_MAX)
    write_text (kiosk->text, clean);
}

void
vd_kiosk_erase_text (VdKiosk *kiosk)
{
  if (kiosk->text && *vd_t140_get_text (kiosk->text->own))
    write_text (kiosk->text, ERASE);
}
