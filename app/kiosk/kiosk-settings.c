/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-settings"

#include "kiosk-settings.h"

#include "device-source.h"
#include "kiosk-values.h"
#include "setting-values.h"

#include <gst/gst.h>
#include <string.h>

#define AT(field) G_STRUCT_OFFSET (VdKioskSettings, field)
static const VdSettingKey keys[] = {
  { "desk", "url", AT (desk_url), vd_setting_read_url, NULL },
  { "desk", "token-file", AT (token), vd_setting_read_token, NULL },
  { "desk", "ca-file", AT (ca_file), vd_setting_read_ca_file, "" },
  { "screen", "default-language", AT (default_language), vd_setting_read_language, "fr" },
  { "screen", "languages", AT (languages), vd_setting_read_languages, "fr;en;es" },
  { "screen", "fullscreen", AT (fullscreen), vd_setting_read_boolean, "true" },
  { "screen", "farewell-seconds", AT (farewell_s), vd_setting_read_integer, "20", 1, 600 },
  { "screen", "idle-warning-seconds", AT (idle_warning_s), vd_setting_read_integer, "90", 1, 3600 },
  { "screen", "leave-seconds", AT (leave_s), vd_setting_read_integer, "20", 1, 600 },
  { "media", "camera", AT (camera), vd_setting_read_device, "auto", 0, 0, VD_DEVICE_CAMERA },
  { "media", "microphone", AT (microphone), vd_setting_read_device, "auto", 0, 0, VD_DEVICE_MICROPHONE },
  { "media", "speaker", AT (speaker), vd_setting_read_device, "auto", 0, 0, VD_DEVICE_SPEAKER },
  { "media", "width", AT (width), vd_setting_read_integer, "1280", 160, 3840 },
  { "media", "height", AT (height), vd_setting_read_integer, "720", 120, 2160 },
  { "media", "fps", AT (fps), vd_setting_read_integer, "30", 5, 60 },
  { "media", "echo-canceller", AT (echo_canceller), vd_setting_read_boolean, "true" },
  { "media", "volume", AT (volume), vd_setting_read_fraction, "0.8", 0, 1 },
  { "papers", "document-camera", AT (document_camera), vd_setting_read_device, "auto", 0, 0, VD_DEVICE_CAMERA },
  { "papers", "document-width", AT (document_width), vd_setting_read_integer, "3840", 640, 8192 },
  { "papers", "document-height", AT (document_height), vd_setting_read_integer, "2160", 480, 8192 },
  { "papers", "tray", AT (tray), vd_setting_read_path, "" },
  { "papers", "tray-a4", AT (tray_a4), vd_setting_read_path, "" },
  { "papers", "scanner", AT (scanner), vd_setting_read_text, "auto" },
  { "papers", "auto-take", AT (auto_take), vd_setting_read_boolean, "true" },
  { "papers", "scan-helper", AT (scan_helper), vd_setting_read_program, "" },
  { "papers", "desk-key", AT (desk_key), vd_setting_read_desk_key, "" },
  { "papers", "spool-dir", AT (spool_dir), vd_setting_read_path, "" },
  { "papers", "send-kbps", AT (send_kbps), vd_setting_read_integer, "0", 0, 1000000 },
  { "call", "relay-only", AT (relay_only), vd_setting_read_boolean, "false" },
  { "call", "telephone-after", AT (telephone_after_s), vd_setting_read_integer, "60", 10, 600 },
};
#undef AT

VdKioskSettings *
vd_kiosk_settings_load (const char *file, GError **error)
{
  g_autoptr (VdKioskSettings) self = g_new0 (VdKioskSettings, 1);
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = NULL;

  /* Descriptions of devices can only be checked by GStreamer. */
  if (!gst_init_check (NULL, NULL, &problem))
    {
      g_set_error (error, VD_SETTINGS_ERROR, VD_SETTINGS_ERROR_UNREADABLE, "%s: %s", file, problem->message);
      return NULL;
    }
  if (!vd_settings_read (file, keys, G_N_ELEMENTS (keys), self, error))
    return NULL;
  if (g_strv_contains ((const char *const *)self->languages, self->default_language))
    return g_steal_pointer (&self);
  text = g_strdup_printf ("is “%s”, it must be one of [screen] languages", self->default_language);
  vd_settings_complain (file, "screen", "default-language", text, error);
  return NULL;
}

void
vd_kiosk_settings_free (VdKioskSettings *self)
{
  if (!self)
    return;
  if (self->token)
    explicit_bzero (self->token, strlen (self->token));
  g_free (self->token);
  g_free (self->desk_url);
  g_free (self->ca_file);
  g_free (self->default_language);
  g_strfreev (self->languages);
  g_free (self->camera);
  g_free (self->microphone);
  g_free (self->speaker);
  g_free (self->document_camera);
  g_free (self->scanner);
  g_free (self->scan_helper);
  g_free (self->tray);
  g_free (self->tray_a4);
  g_free (self->desk_key);
  g_free (self->spool_dir);
  g_free (self);
}
