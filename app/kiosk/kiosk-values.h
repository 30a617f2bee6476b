/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "setting-reader.h"

G_BEGIN_DECLS

/* auto, none, a device's name or a GStreamer description; the key's kind is a VdDeviceKind. */
gboolean vd_setting_read_device (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
/* wss://host, ws:// for loopback only, without a path: that is always /ws/kiosk. */
gboolean vd_setting_read_url (VdSettingReader *reader, const VdSettingKey *key, gpointer field);
/* What "visiodeskd show-paper-key" prints, or "". */
gboolean vd_setting_read_desk_key (VdSettingReader *reader, const VdSettingKey *key, gpointer field);

G_END_DECLS
