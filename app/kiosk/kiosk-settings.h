/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "setting-reader.h"

G_BEGIN_DECLS

/* The kiosk's key-file, read and checked once at start. Groups and keys (defaults in parentheses):
 *   [desk]   url (required, ws:// only for loopback, else wss://) · token-file (required, 0600) · ca-file ("")
 *   [screen] default-language (fr) · languages (fr;en;es) · fullscreen (true) · farewell-seconds (20) · idle-warning-seconds (90) · leave-seconds (20)
 *   [media]  camera (auto) · microphone (auto) · speaker (auto) · width (1280) · height (720) · fps (30) · echo-canceller (true) · volume (0.8)
 *   [papers] document-camera (auto) · document-width (3840) · document-height (2160) · tray ("") · tray-a4 ("") · scanner (auto) · auto-take (true) · scan-helper ("") ·
 *            desk-key ("": the one the desk tells) · spool-dir ("") · send-kbps (0: as fast as it goes)
 *   [call]   relay-only (false) · telephone-after (60: seconds without picture and sound) */
typedef struct
{
  char *desk_url, *token, *ca_file;
  char *default_language;
  char **languages;
  gboolean fullscreen;
  guint farewell_s, idle_warning_s, leave_s;
  char *camera, *microphone, *speaker;
  int width, height, fps;
  gboolean echo_canceller;
  double volume;
  char *document_camera;
  char *tray, *tray_a4; /* photographs by the document camera: nothing in the tray, an A4 sheet in it; may be empty */
  int document_width, document_height;
  char *scanner, *scan_helper;
  char *desk_key, *spool_dir; /* "": none */
  guint send_kbps;
  gboolean auto_take;
  gboolean relay_only;
  guint telephone_after_s;
} VdKioskSettings;

/* Unknown groups and keys are errors too: a misspelt key must not pass unseen. */
VdKioskSettings *vd_kiosk_settings_load (const char *file, GError **error); /* VD_SETTINGS_ERROR */
void vd_kiosk_settings_free (VdKioskSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdKioskSettings, vd_kiosk_settings_free)

G_END_DECLS
