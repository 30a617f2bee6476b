/* SPDX-License-Identifier: EUPL-1.2 */
#include "message.h"

#include "json-guard.h"
#include "schema.h"

#define ENVELOPE "Envelope"

/* As in messages.schema.json, by VdRole. */
static const char *const role_names[] = {
  [VD_ROLE_DESK] = "desk",
  [VD_ROLE_KIOSK] = "kiosk",
  [VD_ROLE_CONSOLE] = "console",
};

static const char *const error_codes[] = {
  [VD_PROTOCOL_ERROR_BAD_MESSAGE] = "bad-message",   [VD_PROTOCOL_ERROR_TOO_LARGE] = "too-large",
  [VD_PROTOCOL_ERROR_UNKNOWN_KIND] = "unknown-kind", [VD_PROTOCOL_ERROR_NOT_ALLOWED] = "not-allowed",
  [VD_PROTOCOL_ERROR_OUT_OF_TURN] = "out-of-turn",   [VD_PROTOCOL_ERROR_NOT_FOUND] = "not-found",
  [VD_PROTOCOL_ERROR_TOO_FAST] = "too-fast",         [VD_PROTOCOL_ERROR_CLOSED] = "closed",
  [VD_PROTOCOL_ERROR_BAD_HELLO] = "bad-hello",       [VD_PROTOCOL_ERROR_INTERNAL] = "internal",
};

G_DEFINE_QUARK (vd - protocol - error - quark, vd_protocol_error)

const char *
vd_protocol_error_to_code (VdProtocolError error)
{
  g_return_val_if_fail (error < G_N_ELEMENTS (error_codes), "internal");
  return error_codes[error];
}

/* Checks the envelope itself; on refusal still hands out an id that is fit to be answered to. */
static gboolean
check_envelope (JsonNode *root, char **bad_id, GError **error)
{
  const VdSchema *schema = vd_schema_get_messages ();
  g_autoptr (GError) problem = NULL;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *id = object ? json_object_get_member (object, "id") : NULL;

  if (id && bad_id && vd_schema_check (schema, "Id", id, NULL))
    *bad_id = g_strdup (json_node_get_string (id));
  if (vd_schema_check (schema, ENVELOPE, root, &problem))
    return TRUE;
  g_set_error (error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_BAD_MESSAGE, "envelope: %s", problem->message);
  return FALSE;
}

static VdMessage *
from_envelope (JsonObject *object)
{
  VdMessage *self = g_new0 (VdMessage, 1);

  self->kind = g_strdup (json_object_get_string_member (object, "t"));
  self->id = g_strdup (json_object_get_string_member (object, "id"));
  self->re = g_strdup (json_object_get_string_member_with_default (object, "re", NULL));
  self->seq = (guint64)json_object_get_int_member_with_default (object, "seq", 0);
  self->ack = (guint64)json_object_get_int_member (object, "ack");
  self->body = json_object_ref (json_object_get_object_member (object, "b"));
  return self;
}

VdMessage *
vd_message_read (const char *text, gsize length, char **bad_id, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  const char *why = NULL;

  if (bad_id)
    *bad_id = NULL;
  if (length > VD_MESSAGE_MAX_BYTES)
    {
      g_set_error (error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_TOO_LARGE, "a message has at most %d bytes",
                   VD_MESSAGE_MAX_BYTES);
      return NULL;
    }
  if (!vd_json_guard (text, length, VD_MESSAGE_MAX_DEPTH, &why))
    {
      g_set_error (error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_BAD_MESSAGE, "not good JSON: %s", why);
      return NULL;
    }
  if (!json_parser_load_from_data (parser, text, (gssize)length, NULL))
    {
      g_set_error_literal (error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_BAD_MESSAGE, "not good JSON");
      return NULL;
    }
  if (!check_envelope (json_parser_get_root (parser), bad_id, error))
    return NULL;
  if (bad_id)
    g_clear_pointer (bad_id, g_free);
  return from_envelope (json_node_get_object (json_parser_get_root (parser)));
}

static gboolean
may_send (JsonObject *kind, VdRole from)
{
  JsonArray *senders = json_object_get_array_member (kind, "from");

  for (guint i = 0; i < json_array_get_length (senders); i++)
    if (g_str_equal (json_array_get_string_element (senders, i), role_names[from]))
      return TRUE;
  return FALSE;
}

static gboolean
check_body (const VdMessage *self, GError **error)
{
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), self->body);
  g_autoptr (GError) problem = NULL;

  if (vd_schema_check (vd_schema_get_messages (), self->kind, body, &problem))
    return TRUE;
  g_set_error (error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_BAD_MESSAGE, "%s: %s", self->kind, problem->message);
  return FALSE;
}

gboolean
vd_message_check (const VdMessage *self, VdRole from, GError **error)
{
  JsonObject *kind = vd_schema_get_kind (vd_schema_get_messages (), self->kind);

  if (!kind)
    {
      g_set_error_literal (error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_UNKNOWN_KIND, "no such kind");
      return FALSE;
    }
  if (!may_send (kind, from))
    {
      g_set_error (error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_NOT_ALLOWED, "a %s may not send %s", role_names[from],
                   self->kind);
      return FALSE;
    }
  if (self->seq > 0 && !vd_message_kind_is_sequenced (self->kind))
    {
      g_set_error (error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_BAD_MESSAGE, "%s carries no seq", self->kind);
      return FALSE;
    }
  return check_body (self, error);
}

VdMessage *
vd_message_parse (const char *text, gsize length, VdRole from, char **bad_id, GError **error)
{
  g_autoptr (VdMessage) self = vd_message_read (text, length, bad_id, error);
  gboolean good;

  if (!self)
    return NULL;
  good = vd_message_check (self, from, error);
  if (good && self->seq == 0 && vd_message_kind_is_sequenced (self->kind))
    {
      g_set_error (error, VD_PROTOCOL_ERROR, VD_PROTOCOL_ERROR_BAD_MESSAGE, "%s needs a seq", self->kind);
      good = FALSE;
    }
  if (good)
    return g_steal_pointer (&self);
  if (bad_id)
    *bad_id = g_strdup (self->id);
  return NULL;
}

VdMessage *
vd_message_new (const char *kind, const char *re, JsonObject *body)
{
  VdMessage *self = g_new0 (VdMessage, 1);

  self->kind = g_strdup (kind);
  self->id = g_uuid_string_random ();
  self->re = g_strdup (re);
  self->body = body ? body : json_object_new ();
  return self;
}

char *
vd_message_to_text (const VdMessage *self, gsize *length)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_object_set_int_member (object, "v", 1);
  json_object_set_string_member (object, "t", self->kind);
  json_object_set_string_member (object, "id", self->id);
  if (self->re)
    json_object_set_string_member (object, "re", self->re);
  if (self->seq > 0)
    json_object_set_int_member (object, "seq", (gint64)self->seq);
  json_object_set_int_member (object, "ack", (gint64)self->ack);
  json_object_set_object_member (object, "b", json_object_ref (self->body));
  json_node_set_object (root, object);
  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, length);
}

gboolean
vd_message_kind_is_sequenced (const char *kind)
{
  JsonObject *entry = vd_schema_get_kind (vd_schema_get_messages (), kind);

  return !entry || json_object_get_boolean_member (entry, "sequenced");
}

void
vd_message_free (VdMessage *self)
{
  if (!self)
    return;
  g_free (self->kind);
  g_free (self->id);
  g_free (self->re);
  g_clear_pointer (&self->body, json_object_unref);
  g_free (self);
}
