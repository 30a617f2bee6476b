/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-settings"

#include "kiosk-settings.h"

#include "setting-values.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>

#define FILE_MAX_BYTES (64 * 1024)

G_DEFINE_QUARK (vd - settings - error - quark, vd_settings_error)

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
  { "papers", "scanner", AT (scanner), vd_setting_read_text, "auto" },
  { "papers", "auto-take", AT (auto_take), vd_setting_read_boolean, "true" },
  { "papers", "scan-helper", AT (scan_helper), vd_setting_read_program, "" },
  { "call", "relay-only", AT (relay_only), vd_setting_read_boolean, "false" },
};
#undef AT

/* A misspelt key must not pass unseen, or a kiosk runs for months with a default nobody wanted. */
static gboolean
check_known (VdSettingReader *reader)
{
  g_auto (GStrv) groups = g_key_file_get_groups (reader->keys, NULL);

  for (char **group = groups; *group; group++)
    {
      g_auto (GStrv) names = g_key_file_get_keys (reader->keys, *group, NULL, NULL);
      gboolean group_known = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
        group_known |= g_str_equal (keys[i].group, *group);
      for (char **name = names; name && *name; name++)
        {
          const VdSettingKey found = { .group = *group, .name = *name };
          gboolean known = FALSE;

          for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
            known |= g_str_equal (keys[i].group, *group) && g_str_equal (keys[i].name, *name);
          if (!known)
            return vd_setting_complain (reader, &found, "there is no such key; see visiodesk-kiosk's documentation");
        }
      if (!group_known)
        {
          const VdSettingKey found = { .group = *group, .name = "" };

          return vd_setting_complain (reader, &found,
                                      "there is no such group; they are desk, screen, media, papers and call");
        }
    }
  return TRUE;
}

VdKioskSettings *
vd_kiosk_settings_load (const char *file, GError **error)
{
  g_autoptr (VdKioskSettings) self = g_new0 (VdKioskSettings, 1);
  g_autoptr (GKeyFile) key_file = g_key_file_new ();
  g_autoptr (GError) problem = NULL;
  VdSettingReader reader = { file, key_file, error };
  const VdSettingKey default_language = { .group = "screen", .name = "default-language" };
  GStatBuf facts;

  if (g_stat (file, &facts) == 0 && facts.st_size > FILE_MAX_BYTES)
    {
      g_set_error (error, VD_SETTINGS_ERROR, VD_SETTINGS_ERROR_UNREADABLE,
                   "%s: is over 64 KiB, this is no settings file", file);
      return NULL;
    }
  if (!g_key_file_load_from_file (key_file, file, G_KEY_FILE_NONE, &problem))
    {
      g_set_error (error, VD_SETTINGS_ERROR, VD_SETTINGS_ERROR_UNREADABLE, "%s: %s", file, problem->message);
      return NULL;
    }
  /* Descriptions of devices can only be checked by GStreamer. */
  if (!gst_init_check (NULL, NULL, &problem))
    {
      g_set_error (error, VD_SETTINGS_ERROR, VD_SETTINGS_ERROR_UNREADABLE, "%s: %s", file, problem->message);
      return NULL;
    }
  if (!check_known (&reader))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (!keys[i].read (&reader, &keys[i], G_STRUCT_MEMBER_P (self, keys[i].offset)))
        return NULL;
    }
  if (!g_strv_contains ((const char *const *)self->languages, self->default_language))
    {
      vd_setting_complain (&reader, &default_language, "is “%s”, it must be one of [screen] languages",
                           self->default_language);
      return NULL;
    }
  return g_steal_pointer (&self);
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
  g_free (self);
}
