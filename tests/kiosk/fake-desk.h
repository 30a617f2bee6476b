/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "message.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A desk for tests, in this process, on 127.0.0.1 and a free port: it greets, resumes, numbers and replays as docs/protocol.md says, keeps
 * all it was sent, says ok to who leaves, takes uploads, and does what a test asks of it, good or bad. What a contact or a call is, it does not know. */
typedef struct _FakeDesk FakeDesk;

#define FAKE_TOKEN "a-kiosk-token-for-tests"

FakeDesk *fake_desk_new (void);
void fake_desk_free (FakeDesk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeDesk, fake_desk_free)
char *fake_desk_get_url (FakeDesk *self); /* (transfer full) ws://127.0.0.1:port */

/* How it behaves from now on. */
void fake_desk_set_refuse (FakeDesk *self, guint status); /* of the upgrade; 0: none */
void fake_desk_set_mute (FakeDesk *self, gboolean mute);  /* a dead line: it hears and says nothing */
void fake_desk_set_heartbeat (FakeDesk *self, guint seconds);
void fake_desk_set_visit (FakeDesk *self, const char *json); /* of the next fresh welcome; NULL: null */
void fake_desk_set_upload_status (FakeDesk *self, guint status); /* answered to every PATCH; 0: as it should */
void fake_desk_restart (FakeDesk *self); /* cuts the socket and forgets every session */
void fake_desk_cut (FakeDesk *self);     /* cuts the socket, no close frame */
void fake_desk_stop_listening (FakeDesk *self);
void fake_desk_listen (FakeDesk *self); /* again, on the same port */

/* Sends a numbered message; returns its id (transfer full). @json: the body. */
char *fake_desk_send (FakeDesk *self, const char *kind, const char *re, const char *json, ...) G_GNUC_PRINTF (4, 5);
void fake_desk_send_raw (FakeDesk *self, const char *text);
/* Numbers a message and loses it. */
void fake_desk_lose (FakeDesk *self, const char *kind, const char *json);

/* The next message of @kind since the last one asked for; waits up to 40 s, then the test fails. Borrowed. */
const VdMessage *fake_desk_expect (FakeDesk *self, const char *kind);
/* How many of @kind came in all, asked for or not. */
guint fake_desk_count (FakeDesk *self, const char *kind);
guint fake_desk_get_hellos (FakeDesk *self);
gboolean fake_desk_has_socket (FakeDesk *self);
GBytes *fake_desk_get_upload (FakeDesk *self); /* (transfer full) (nullable) what the last upload has by now, sealed */
/* What is in it, whole or not: NULL until it can be opened. */
GBytes *fake_desk_open_upload (FakeDesk *self); /* (transfer full) (nullable) */
const guint8 *fake_desk_get_paper_key (FakeDesk *self); /* public: papers are sealed to it */
guint fake_desk_get_deletes (FakeDesk *self);

/* Iterates the default main context until @condition or the deadline of 40 s. */
typedef gboolean (*Condition) (gpointer data);
void wait_until (Condition condition, gpointer data, const char *what);
/* Lets everything happen that happens within @ms, where a test shows that something does not. */
void linger (guint ms);

G_END_DECLS
