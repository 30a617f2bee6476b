/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "device-source.h"

G_BEGIN_DECLS

/* One value of the settings file, taken from its text into a field of VdKioskSettings, or refused in words that name the key. */
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
  VdDeviceKind kind; /* of devices */
};

/* Always FALSE: sets "FILE: [group] key: …". */
gboolean vd_setting_complain (VdSettingReader *reader, const VdSettingKey *key, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

gboolean vd_setting_read_text (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_setting_read_boolean (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_setting_read_integer (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_setting_read_fraction (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_setting_read_device (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_setting_read_language (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_setting_read_languages (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
/* wss://host, ws:// for loopback only, without a path: that is always /ws/kiosk. */
gboolean vd_setting_read_url (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
/* The content of a file that nobody else may read. */
gboolean vd_setting_read_token (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_setting_read_ca_file (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_setting_read_program (VdSettingReader *reader, const VdSettingKey *key, gpointer field);

G_END_DECLS
