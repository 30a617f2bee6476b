/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Checks values against messages.schema.json, the file that the console's tests load too. It knows the subset of JSON
 * Schema 2020-12 that the file uses and refuses a file with any other keyword, so that a rule can never be written down
 * and not be checked. Immutable; any thread. */
typedef struct _VdSchema VdSchema;

#define VD_SCHEMA_ERROR (vd_schema_error_quark ())
GQuark vd_schema_error_quark (void);
typedef enum
{
  VD_SCHEMA_ERROR_BAD_SCHEMA, /* the file itself: a mistake of ours */
  VD_SCHEMA_ERROR_NO_MATCH,   /* the value; the message names the place, never the content */
} VdSchemaError;

VdSchema *vd_schema_new (const char *text, gsize length, GError **error);
void vd_schema_free (VdSchema *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdSchema, vd_schema_free)

/* The one built into the program. (transfer none) */
const VdSchema *vd_schema_get_messages (void);

/* @definition: a name under "$defs". */
gboolean vd_schema_check (const VdSchema *self, const char *definition, JsonNode *value, GError **error);
/* The entry of "x-kinds" for @kind, or NULL. (transfer none) */
JsonObject *vd_schema_get_kind (const VdSchema *self, const char *kind);
/* All kinds, NULL-terminated. (transfer container) */
const char **vd_schema_list_kinds (const VdSchema *self);

G_END_DECLS
