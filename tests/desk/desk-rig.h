/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "desk-server.h"

G_BEGIN_DECLS

/* A whole desk on a port of its own, with one advisor, one kiosk and a small console; and a peer that writes bytes as
 * it likes. */
#define RIG_PASSWORD "one-calm-morning-7"
#define RIG_TYPE "Content-Type: application/json\r\n"

typedef struct
{
  char *folder, *token, *origin; /* origin: a header line */
  VdDeskSettings *settings;
  VdStore *store;
  VdAccounts *accounts;
  VdPaperBook *papers;
  VdDesk *desk;
  VdDeskServer *server;
} DeskRig;

/* @public_url: NULL for plain http. */
void desk_rig_set_up (DeskRig *rig, const char *public_url);
void desk_rig_tear_down (DeskRig *rig);

/* One request with @headers (lines that end in \r\n, or NULL) and @body (or NULL); the whole answer. */
char *desk_rig_ask (DeskRig *rig, const char *method, const char *path, const char *headers, const char *body);
/* Bytes as they are, on a connection of their own; what came until it closed, or "\r\n\r\n" if @head_only. */
char *desk_rig_send (DeskRig *rig, const char *bytes, gssize size, gboolean head_only);
/* Reads the head of the answer, and the connection stays. */
GSocketConnection *desk_rig_open (DeskRig *rig, const char *bytes, char **head);
/* Reads nothing. */
GSocketConnection *desk_rig_write (DeskRig *rig, const char *bytes, gsize size);
/* Reads until @end has come, or (NULL) the other side closes; a dot for each NUL. */
char *desk_rig_read (GSocketConnection *connection, const char *end);

guint desk_rig_status (const char *answer);
/* The value of a header, or NULL. */
char *desk_rig_header (const char *answer, const char *name);
/* Logs in; "Cookie: NAME=VALUE\r\n". */
char *desk_rig_log_in (DeskRig *rig);

G_END_DECLS
