/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "setting-reader.h"

G_BEGIN_DECLS

/* How those values of the desk's key-file are read that are of the desk alone; each complains in its file's and its
 * key's name (setting-reader.h). */
#define VD_DESK_REASONS "registration;monthly-update;benefits;financial-aid;my-file;employer;other"

gboolean vd_desk_read_address (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_desk_read_public_url (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_desk_read_proxy_header (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_desk_read_reasons (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_desk_read_ice_urls (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_desk_read_key_file (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_desk_read_hook_url (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_desk_read_watermark (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
gboolean vd_desk_read_text_layer (VdSettingReader *reader, const VdSettingKey *key, gpointer field);

G_END_DECLS
