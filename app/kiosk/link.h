/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "message.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The link: the kiosk's one socket to the desk. It connects, greets, resumes, replays, keeps the heartbeat and comes back by itself;
 * who uses it sees messages that arrive exactly once, or a "welcomed" that says the session is a new one. Main thread only.
 *
 * Properties (notify): "online" (gboolean: greeted, messages flow), "refused" (gboolean: the desk does not take this kiosk's token),
 * "tried" (gboolean: the first attempt is over, whichever way).
 * Signals:
 *   "welcomed" (JsonObject *body, gboolean resumed)   after it, "message"s of this socket follow
 *   "message"  (VdMessage *message)                   valid, fresh, not of the connection's own kinds; borrowed */
#define VD_TYPE_LINK (vd_link_get_type ())
G_DECLARE_FINAL_TYPE (VdLink, vd_link, VD, LINK, GObject)

/* @desk_url: ws:// or wss://; the path is always /ws/kiosk. @ca_file: PEM of the only authorities trusted; NULL or "": the system's. */
VdLink *vd_link_new (const char *desk_url, const char *token, const char *ca_file);
void vd_link_start (VdLink *self);
/* Closes the socket and forgets the session. */
void vd_link_stop (VdLink *self);
gboolean vd_link_is_online (VdLink *self);

/* Somebody waits for the line: while @urgent it is asked every second whether it holds, an answer is awaited for 2.5 s only, and one
 * attempt follows the other. TCP alone would find out about a mended line up to half a minute late. */
void vd_link_set_urgent (VdLink *self, gboolean urgent);
/* The network has changed: finds out whether the line still holds, or tries again at once. */
void vd_link_check (VdLink *self);

/* Numbers the message and sends it, now or when the session is resumed. If the session turns out to be gone it is dropped: "welcomed"
 * says so. @re: (nullable), @body: (transfer full) (nullable). Returns its id, or NULL if there is no session that could carry it. */
char *vd_link_send (VdLink *self, const char *kind, const char *re, JsonObject *body);
/* Whatever was not acknowledged of message @id is forgotten; should it have to be sent again, it says @instead (transfer full): a body of
 * the same kind. */
void vd_link_take_back (VdLink *self, const char *id, JsonObject *instead);
/* Answers @message with an error; @text is for a developer's eyes. */
void vd_link_send_error (VdLink *self, const VdMessage *message, VdProtocolError code, const char *text);

G_END_DECLS
