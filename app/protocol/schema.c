/* SPDX-License-Identifier: EUPL-1.2 */
#include "schema.h"

#include <math.h>
#include <string.h>
#include <gio/gio.h>
#include "protocol-resources.h"

#define RESOURCE_PATH "/org/visiodesk/protocol/messages.schema.json"
#define REF_PREFIX "#/$defs/"

struct _VdSchema
{
  JsonNode *root;
  JsonObject *definitions;
  JsonObject *kinds;
};

typedef struct
{
  const VdSchema *schema;
  GString *path;
  GError **error;
} Check;

G_DEFINE_QUARK (vd - schema - error - quark, vd_schema_error)

static gboolean check_value (Check *check, JsonObject *rule, JsonNode *value);

static gboolean
mismatch (Check *check, const char *what)
{
  if (check->error && !*check->error)
    g_set_error (check->error, VD_SCHEMA_ERROR, VD_SCHEMA_ERROR_NO_MATCH, "%s %s",
                 check->path->len > 0 ? check->path->str : "the value", what);
  return FALSE;
}

static gboolean
is_number (JsonNode *value)
{
  GType type = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

static gboolean
has_type (JsonNode *value, const char *type)
{
  GType held = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;

  if (g_str_equal (type, "object"))
    return JSON_NODE_HOLDS_OBJECT (value);
  if (g_str_equal (type, "array"))
    return JSON_NODE_HOLDS_ARRAY (value);
  if (g_str_equal (type, "null"))
    return JSON_NODE_HOLDS_NULL (value);
  if (g_str_equal (type, "string"))
    return held == G_TYPE_STRING;
  if (g_str_equal (type, "boolean"))
    return held == G_TYPE_BOOLEAN;
  if (g_str_equal (type, "number"))
    return is_number (value);
  /* "integer": 1.0 is one too, as JSON Schema has it. */
  return held == G_TYPE_INT64 ||
         (held == G_TYPE_DOUBLE && floor (json_node_get_double (value)) == json_node_get_double (value));
}

static gboolean
check_type (Check *check, JsonNode *operand, JsonNode *value)
{
  return has_type (value, json_node_get_string (operand)) || mismatch (check, "has the wrong type");
}

static gboolean
check_const (Check *check, JsonNode *operand, JsonNode *value)
{
  return json_node_equal (operand, value) || mismatch (check, "has the wrong value");
}

static gboolean
check_enum (Check *check, JsonNode *operand, JsonNode *value)
{
  JsonArray *allowed = json_node_get_array (operand);

  for (guint i = 0; i < json_array_get_length (allowed); i++)
    if (json_node_equal (json_array_get_element (allowed, i), value))
      return TRUE;
  return mismatch (check, "is not one of the values allowed");
}

static gboolean
check_min_length (Check *check, JsonNode *operand, JsonNode *value)
{
  return !has_type (value, "string") ||
         g_utf8_strlen (json_node_get_string (value), -1) >= json_node_get_int (operand) ||
         mismatch (check, "is too short");
}

static gboolean
check_max_length (Check *check, JsonNode *operand, JsonNode *value)
{
  return !has_type (value, "string") ||
         g_utf8_strlen (json_node_get_string (value), -1) <= json_node_get_int (operand) ||
         mismatch (check, "is too long");
}

/* "[A-Za-z0-9_-]": single characters and ranges; a hyphen last stands for itself. */
static gboolean
set_has (const char *set, gsize length, char c)
{
  for (gsize i = 0; i < length; i++)
    {
      if (i + 2 < length && set[i + 1] == '-')
        {
          if (c >= set[i] && c <= set[i + 2])
            return TRUE;
          i += 2;
        }
      else if (c == set[i])
        return TRUE;
    }
  return FALSE;
}

/* Only "^[set]+$": a set of characters needs no regular expression engine, and no engine can be made slow by a sender.
 */
static gboolean
check_pattern (Check *check, JsonNode *operand, JsonNode *value)
{
  const char *pattern = json_node_get_string (operand);
  const char *text;

  if (!has_type (value, "string"))
    return TRUE;
  text = json_node_get_string (value);
  if (*text == '\0')
    return mismatch (check, "is empty");
  for (; *text; text++)
    if (!set_has (pattern + 2, strlen (pattern) - 5, *text))
      return mismatch (check, "has characters that are not allowed");
  return TRUE;
}

static gboolean
check_minimum (Check *check, JsonNode *operand, JsonNode *value)
{
  return !is_number (value) || json_node_get_double (value) >= json_node_get_double (operand) ||
         mismatch (check, "is too small");
}

static gboolean
check_maximum (Check *check, JsonNode *operand, JsonNode *value)
{
  return !is_number (value) || json_node_get_double (value) <= json_node_get_double (operand) ||
         mismatch (check, "is too large");
}

static gboolean
check_items (Check *check, JsonNode *operand, JsonNode *value)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;
  gsize length = check->path->len;
  gboolean good = TRUE;

  for (guint i = 0; array && good && i < json_array_get_length (array); i++)
    {
      g_string_append_printf (check->path, "[%u]", i);
      good = check_value (check, json_node_get_object (operand), json_array_get_element (array, i));
      g_string_truncate (check->path, length);
    }
  return good;
}

static gboolean
check_min_items (Check *check, JsonNode *operand, JsonNode *value)
{
  return !JSON_NODE_HOLDS_ARRAY (value) ||
         json_array_get_length (json_node_get_array (value)) >= json_node_get_int (operand) ||
         mismatch (check, "has too few items");
}

static gboolean
check_max_items (Check *check, JsonNode *operand, JsonNode *value)
{
  return !JSON_NODE_HOLDS_ARRAY (value) ||
         json_array_get_length (json_node_get_array (value)) <= json_node_get_int (operand) ||
         mismatch (check, "has too many items");
}

static gboolean
check_required (Check *check, JsonNode *operand, JsonNode *value)
{
  JsonArray *names = json_node_get_array (operand);

  if (!JSON_NODE_HOLDS_OBJECT (value))
    return TRUE;
  for (guint i = 0; i < json_array_get_length (names); i++)
    if (!json_object_has_member (json_node_get_object (value), json_array_get_string_element (names, i)))
      {
        g_autofree char *what = g_strdup_printf ("lacks \"%s\"", json_array_get_string_element (names, i));

        return mismatch (check, what);
      }
  return TRUE;
}

static gboolean
check_properties (Check *check, JsonNode *operand, JsonNode *value)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
  gsize length = check->path->len;
  gboolean good = TRUE;
  JsonObjectIter iter;
  const char *name;
  JsonNode *rule;

  json_object_iter_init (&iter, json_node_get_object (operand));
  while (object && good && json_object_iter_next (&iter, &name, &rule))
    {
      JsonNode *member = json_object_get_member (object, name);

      if (!member)
        continue;
      g_string_append_printf (check->path, "%s%s", length > 0 ? "." : "", name);
      good = check_value (check, json_node_get_object (rule), member);
      g_string_truncate (check->path, length);
    }
  return good;
}

static gboolean
check_reference (Check *check, JsonNode *operand, JsonNode *value)
{
  const char *name = json_node_get_string (operand) + strlen (REF_PREFIX);

  return check_value (check, json_object_get_object_member (check->schema->definitions, name), value);
}

static guint
count_matches (Check *check, JsonNode *operand, JsonNode *value)
{
  JsonArray *rules = json_node_get_array (operand);
  Check quiet = { .schema = check->schema, .path = check->path };
  guint matches = 0;

  for (guint i = 0; i < json_array_get_length (rules); i++)
    matches += check_value (&quiet, json_array_get_object_element (rules, i), value) ? 1 : 0;
  return matches;
}

static gboolean
check_any_of (Check *check, JsonNode *operand, JsonNode *value)
{
  return count_matches (check, operand, value) > 0 || mismatch (check, "fits none of the forms allowed");
}

static gboolean
check_nothing (Check *check, JsonNode *operand, JsonNode *value)
{
  return TRUE;
}

/* "additionalProperties": false needs its sister "properties", see check_value. */
static const struct
{
  const char *keyword;
  gboolean (*check) (Check *, JsonNode *operand, JsonNode *value);
} keywords[] = {
  { "type", check_type },
  { "const", check_const },
  { "enum", check_enum },
  { "minLength", check_min_length },
  { "maxLength", check_max_length },
  { "pattern", check_pattern },
  { "minimum", check_minimum },
  { "maximum", check_maximum },
  { "items", check_items },
  { "minItems", check_min_items },
  { "maxItems", check_max_items },
  { "required", check_required },
  { "properties", check_properties },
  { "$ref", check_reference },
  { "anyOf", check_any_of },
  { "additionalProperties", check_nothing },
};

static gboolean
check_no_others (Check *check, JsonObject *rule, JsonNode *value)
{
  JsonObject *known = json_object_get_object_member (rule, "properties");
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, json_node_get_object (value));
  while (json_object_iter_next (&iter, &name, NULL))
    if (!json_object_has_member (known, name))
      return mismatch (check, "has a member that is not allowed");
  return TRUE;
}

static gboolean
check_value (Check *check, JsonObject *rule, JsonNode *value)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keywords); i++)
    {
      JsonNode *operand = json_object_get_member (rule, keywords[i].keyword);

      if (operand && !keywords[i].check (check, operand, value))
        return FALSE;
    }
  if (json_object_has_member (rule, "additionalProperties") && JSON_NODE_HOLDS_OBJECT (value))
    return check_no_others (check, rule, value);
  return TRUE;
}

static gboolean
bad_schema (GError **error, const char *what, const char *which)
{
  g_set_error (error, VD_SCHEMA_ERROR, VD_SCHEMA_ERROR_BAD_SCHEMA, "%s: %s", what, which);
  return FALSE;
}

static gboolean
is_known_keyword (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (g_str_equal (keywords[i].keyword, name))
      return TRUE;
  return FALSE;
}

static gboolean
audit_operand (const VdSchema *self, const char *keyword, JsonNode *operand, GError **error)
{
  if (!is_known_keyword (keyword))
    return bad_schema (error, "a keyword this checker does not know", keyword);
  if (g_str_equal (keyword, "$ref"))
    {
      const char *target = json_node_get_string (operand);

      if (!target || !g_str_has_prefix (target, REF_PREFIX) ||
          !json_object_has_member (self->definitions, target + strlen (REF_PREFIX)))
        return bad_schema (error, "a reference to nothing", target);
    }
  if (g_str_equal (keyword, "pattern"))
    {
      const char *pattern = json_node_get_string (operand);

      if (!g_str_has_prefix (pattern, "^[") || !g_str_has_suffix (pattern, "]+$"))
        return bad_schema (error, "a pattern that is not a set of characters", pattern);
    }
  if (g_str_equal (keyword, "additionalProperties") && json_node_get_boolean (operand))
    return bad_schema (error, "can only be false", keyword);
  return TRUE;
}

static gboolean audit_rule (const VdSchema *self, JsonNode *node, GError **error);

static gboolean
audit_children (const VdSchema *self, const char *keyword, JsonNode *operand, GError **error)
{
  g_autoptr (GList) children = NULL;

  if (g_str_equal (keyword, "items"))
    return audit_rule (self, operand, error);
  if (g_str_equal (keyword, "properties"))
    children = json_object_get_values (json_node_get_object (operand));
  else if (g_str_equal (keyword, "anyOf"))
    children = json_array_get_elements (json_node_get_array (operand));
  for (GList *child = children; child; child = child->next)
    if (!audit_rule (self, child->data, error))
      return FALSE;
  return TRUE;
}

static gboolean
audit_rule (const VdSchema *self, JsonNode *node, GError **error)
{
  JsonObjectIter iter;
  const char *keyword;
  JsonNode *operand;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return bad_schema (error, "a rule that is not an object", json_node_type_name (node));
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &keyword, &operand))
    if (!audit_operand (self, keyword, operand, error) || !audit_children (self, keyword, operand, error))
      return FALSE;
  return TRUE;
}

static gboolean
audit (const VdSchema *self, GError **error)
{
  g_autoptr (GList) kinds = json_object_get_members (self->kinds);
  g_autoptr (GList) rules = json_object_get_values (self->definitions);

  for (GList *rule = rules; rule; rule = rule->next)
    if (!audit_rule (self, rule->data, error))
      return FALSE;
  for (GList *kind = kinds; kind; kind = kind->next)
    if (!json_object_has_member (self->definitions, kind->data))
      return bad_schema (error, "a kind without a body", kind->data);
  return TRUE;
}

VdSchema *
vd_schema_new (const char *text, gsize length, GError **error)
{
  g_autoptr (VdSchema) self = g_new0 (VdSchema, 1);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *top;

  if (!json_parser_load_from_data (parser, text, (gssize)length, error))
    return NULL;
  self->root = json_parser_steal_root (parser);
  top = self->root && JSON_NODE_HOLDS_OBJECT (self->root) ? json_node_get_object (self->root) : NULL;
  if (!top || !json_object_has_member (top, "$defs") || !json_object_has_member (top, "x-kinds"))
    {
      bad_schema (error, "lacks", "$defs or x-kinds");
      return NULL;
    }
  self->definitions = json_object_get_object_member (top, "$defs");
  self->kinds = json_object_get_object_member (top, "x-kinds");
  if (!audit (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
vd_schema_free (VdSchema *self)
{
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self);
}

static gpointer
load_messages (gpointer nothing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = NULL;
  VdSchema *self = NULL;

  text = g_resource_lookup_data (vd_protocol_get_resource (), RESOURCE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  if (text)
    self = vd_schema_new (g_bytes_get_data (text, NULL), g_bytes_get_size (text), &error);
  if (!self)
    g_error ("messages.schema.json: %s", error->message);
  return self;
}

const VdSchema *
vd_schema_get_messages (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, load_messages, NULL);
}

gboolean
vd_schema_check (const VdSchema *self, const char *definition, JsonNode *value, GError **error)
{
  g_autoptr (GString) path = g_string_new (NULL);
  g_autoptr (GError) problem = NULL;
  Check check = { .schema = self, .path = path, .error = &problem };
  JsonNode *rule = json_object_get_member (self->definitions, definition);

  g_return_val_if_fail (rule != NULL, FALSE);
  if (check_value (&check, json_node_get_object (rule), value))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

JsonObject *
vd_schema_get_kind (const VdSchema *self, const char *kind)
{
  return json_object_has_member (self->kinds, kind) ? json_object_get_object_member (self->kinds, kind) : NULL;
}

const char **
vd_schema_list_kinds (const VdSchema *self)
{
  g_autoptr (GList) names = json_object_get_members (self->kinds);
  GPtrArray *list = g_ptr_array_new ();

  for (GList *name = names; name; name = name->next)
    g_ptr_array_add (list, name->data);
  g_ptr_array_add (list, NULL);
  return (const char **)g_ptr_array_free (list, FALSE);
}
