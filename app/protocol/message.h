/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A message of docs/protocol.md: the envelope, taken apart and checked, with its body. Pure; any thread. */
#define VD_MESSAGE_MAX_BYTES (64 * 1024)
#define VD_MESSAGE_MAX_DEPTH 16

typedef enum
{
  VD_ROLE_DESK,
  VD_ROLE_KIOSK,
  VD_ROLE_CONSOLE,
} VdRole;

typedef struct
{
  char *kind; /* "t" */
  char *id;
  char *re;   /* NULL unless an answer */
  guint64 seq; /* 0: none */
  guint64 ack;
  JsonObject *body; /* never NULL */
} VdMessage;

/* Codes are those of the error table in docs/protocol.md: what the receiver answers. */
#define VD_PROTOCOL_ERROR (vd_protocol_error_quark ())
GQuark vd_protocol_error_quark (void);
typedef enum
{
  VD_PROTOCOL_ERROR_BAD_MESSAGE,
  VD_PROTOCOL_ERROR_TOO_LARGE,
  VD_PROTOCOL_ERROR_UNKNOWN_KIND,
  VD_PROTOCOL_ERROR_NOT_ALLOWED,
  VD_PROTOCOL_ERROR_OUT_OF_TURN,
  VD_PROTOCOL_ERROR_NOT_FOUND,
  VD_PROTOCOL_ERROR_TOO_FAST,
  VD_PROTOCOL_ERROR_CLOSED,
  VD_PROTOCOL_ERROR_BAD_HELLO,
  VD_PROTOCOL_ERROR_INTERNAL,
} VdProtocolError;
const char *vd_protocol_error_to_code (VdProtocolError error); /* "bad-message" */

/* Parses and validates @text (@length bytes, need not be terminated) sent by @from: size, depth, envelope, kind, who may send it, body
 * against the schema. On error, what could be read of "id" is put into @bad_id, so that the answer can carry it in "re". */
VdMessage *vd_message_parse (const char *text, gsize length, VdRole from, char **bad_id, GError **error);
/* The first half of it: size, depth and envelope only. A receiver that keeps count of "seq" reads the envelope, counts it, and then calls
 * vd_message_check (): a message with a bad body was received all the same, and must not open a gap. */
VdMessage *vd_message_read (const char *text, gsize length, char **bad_id, GError **error);
VdMessage *vd_message_new (const char *kind, const char *re, JsonObject *body); /* @body: (transfer full) (nullable); makes an "id" */
char *vd_message_to_text (const VdMessage *self, gsize *length);
/* Kind, who may send it, "seq" where it belongs, body against the schema. For what was read; and for what goes out: a mistake of ours, found
 * by tests and logged, not sent (a "seq" of 0 passes then, it is stamped later). */
gboolean vd_message_check (const VdMessage *self, VdRole from, GError **error);
/* hello, welcome, ping, pong carry no "seq". */
gboolean vd_message_kind_is_sequenced (const char *kind);
void vd_message_free (VdMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdMessage, vd_message_free)

G_END_DECLS
