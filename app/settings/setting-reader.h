/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A program's key-file: a table of keys, each with the function that takes its text into a field of the program's
 * struct, or refuses it in words that name the key. Unknown groups and keys are errors too: a misspelt key must not
 * pass unseen, or a program runs for months with a default nobody wanted. */
#define VD_SETTINGS_ERROR (vd_settings_error_quark ())
GQuark vd_settings_error_quark (void);
typedef enum
{
  VD_SETTINGS_ERROR_UNREADABLE,
  VD_SETTINGS_ERROR_BAD_KEY, /* message: "FILE: [group] key: what is wrong and what would be right" */
} VdSettingsError;

typedef struct
{
  const char *file;
  GKeyFile *keys;
  GError **error;
} VdSettingReader;

typedef struct _VdSettingKey VdSettingKey;
typedef gboolean (*VdSettingFunc) (VdSettingReader *reader, const VdSettingKey *key, gpointer field);

struct _VdSettingKey
{
  const char *group, *name;
  gsize offset; /* of the field it fills */
  VdSettingFunc read;
  const char *start; /* text taken when the key is absent; NULL: the key is required */
  double min, max;   /* of numbers */
  int kind;          /* what else a program's own function must know */
};

/* Fills @settings, the struct the offsets of @keys lie in. On error some fields are filled: free it all the same. */
gboolean vd_settings_read (const char *file, const VdSettingKey *keys, guint n_keys, gpointer settings, GError **error);

/* For functions that read a value. The text as written and stripped, or the default; NULL and an error if it must be
 * there and is not. */
char *vd_setting_take_text (VdSettingReader *reader, const VdSettingKey *key);
/* Always FALSE: sets "FILE: [group] key: …". */
gboolean
vd_setting_complain (VdSettingReader *reader, const VdSettingKey *key, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* The same for what only the whole shows to be wrong, after reading. */
void vd_settings_complain (const char *file, const char *group, const char *name, const char *text, GError **error);
/* Files are looked for beside the settings, so that a folder of settings can be moved. */
char *vd_setting_resolve_path (VdSettingReader *reader, const char *path);

G_END_DECLS
