/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "setting-reader.h"

G_BEGIN_DECLS

/* One value of the settings file, taken from its text into a field, or refused in words that name the key. */
gboolean vd_setting_read_text (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_setting_read_boolean (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_setting_read_integer (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_setting_read_fraction (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_setting_read_language (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_setting_read_languages (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
/* "a;b" into a list, "" into an empty one. */
gboolean vd_setting_read_list (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
/* The content of a file that nobody else may read. With "" as the key's default an empty value is NULL: no token. */
gboolean vd_setting_read_token (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_setting_read_ca_file (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_setting_read_program (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
/* A path, beside the settings if relative; "" stays. */
gboolean vd_setting_read_path (VdSettingReader *reader, const VdSettingKey *key, gpointer field);

/* "localhost" or an address of this machine alone. */
gboolean vd_setting_is_loopback (const char *host);

G_END_DECLS
