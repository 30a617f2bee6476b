/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "desk.h"
#include "message.h"

/* A desk behind a bare SoupServer on loopback, with two kiosks ("door", "side") and two advisors ("ada", "bob"), and
 * sockets that say what they are told: whoever asks for /kiosk/ID or /console/ID is taken for it. */
typedef struct
{
  char *folder;
  VdDeskSettings settings;
  VdStore *store;
  VdAccounts *accounts;
  VdPaperBook *papers;
  VdDesk *desk;
  SoupServer *server;
  SoupSession *session;
  guint port;
} VdDeskWorld;

VdDeskWorld *vd_desk_world_new (void);
void vd_desk_world_free (VdDeskWorld *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdDeskWorld, vd_desk_world_free)
/* Kills the desk and starts another on the same store. */
void vd_desk_world_restart (VdDeskWorld *self);

typedef struct
{
  SoupWebsocketConnection *connection;
  GQueue inbox; /* of VdMessage */
  guint64 sent, received;
  char *session, *token;
  gushort close_code;
} VdDeskClient;

/* Connects, without a word. */
VdDeskClient *vd_desk_client_new (VdDeskWorld *world, const char *role, const char *id);
/* Connects and says hello; the welcome's body is left in the inbox. */
VdDeskClient *vd_desk_client_welcomed (VdDeskWorld *world, const char *role, const char *id);
/* Cuts the line without a goodbye's manners and comes back with the session. */
void vd_desk_client_cut (VdDeskClient *self);
void vd_desk_client_resume (VdDeskClient *self, VdDeskWorld *world, const char *role, const char *id);
void vd_desk_client_free (VdDeskClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdDeskClient, vd_desk_client_free)

/* Sends @kind with @body (JSON text); the id is "m-N" with N the number sent. */
void vd_desk_client_send (VdDeskClient *self, const char *kind, const char *body);
void vd_desk_client_send_raw (VdDeskClient *self, const char *text);
/* The next message of @kind, waiting 10 s at most; what came before it is dropped. (transfer full) */
VdMessage *vd_desk_client_expect (VdDeskClient *self, const char *kind);
/* The same, and that its "re" is the last one sent. */
VdMessage *vd_desk_client_expect_answer (VdDeskClient *self, const char *kind);
void vd_desk_client_expect_error (VdDeskClient *self, const char *code);
void vd_desk_client_expect_close (VdDeskClient *self, gushort code);
const char *vd_desk_client_text (const VdMessage *message, const char *member);
