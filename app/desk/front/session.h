/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <libsoup/soup.h>
#include "replay.h"

G_BEGIN_DECLS

/* One kiosk's or console's session with the desk, over as many sockets as it takes: numbers, keeps and resends
 * (docs/protocol.md, "Exactly once"), refuses what is not a message, answers pings. Main thread only.
 *
 * Signals: "message" (gpointer VdMessage): a fresh, checked one · "lost" (): its socket is gone. */
#define VD_TYPE_SESSION (vd_session_get_type ())
G_DECLARE_FINAL_TYPE (VdSession, vd_session, VD, SESSION, GObject)

/* WebSocket close codes of docs/protocol.md. */
#define VD_CLOSE_GAP 4001
#define VD_CLOSE_FLOOD 4008
#define VD_CLOSE_ELSEWHERE 4009

VdSession *vd_session_new (VdRole role, const char *owner);
VdRole vd_session_get_role (VdSession *self);
const char *vd_session_get_owner (VdSession *self); /* id of the kiosk or advisor */
const char *vd_session_get_id (VdSession *self);
const char *vd_session_get_token (VdSession *self);

/* Constant time in the token. FALSE too when more was unacknowledged than may be kept. */
gboolean vd_session_can_resume (VdSession *self, const char *token);
/* Takes a socket that said hello: sends @welcome (the seq received is added), then what lies after @client_seq. @re:
 * hello's id. */
void vd_session_attach (VdSession *self, SoupWebsocketConnection *connection, JsonObject *welcome, const char *re,
                        guint64 client_seq);
gboolean vd_session_is_connected (VdSession *self);
/* When its socket was lost; 0 while connected. */
gint64 vd_session_get_lost_us (VdSession *self);
/* Closes a socket that was silent for two and a half heartbeats. */
void vd_session_check_alive (VdSession *self, gint64 now_us);

/* @body: (transfer full) (nullable). Kept for resending when there is no socket. */
void vd_session_send (VdSession *self, const char *kind, const char *re, JsonObject *body);
/* The same, but only when it differs from the last of its kind: for figures that are told to everybody. */
void vd_session_send_news (VdSession *self, const char *kind, JsonObject *body);
void vd_session_send_error (VdSession *self, const char *re, const GError *error);
void vd_session_close (VdSession *self, gushort code);

/* Takes one text frame apart: the envelope only, vd_message_check () comes after its number was counted. NULL and the
 * answer's code in @error. */
VdMessage *vd_session_read_frame (SoupWebsocketDataType type, GBytes *frame, char **bad_id, GError **error);

G_END_DECLS
