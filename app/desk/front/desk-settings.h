/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "opening-hours.h"
#include "paper-rules.h"
#include "router.h"

G_BEGIN_DECLS

/* The desk's key-file, read and checked once at start. Groups and keys (defaults in parentheses):
 *   [desk]    state-dir (required) · address (127.0.0.1) · port (8070; 0 picks one) · public-url ("": http on loopback;
 * https://… behind a proxy) · console-dir (installed console) · proxy-header ("", or "x-forwarded-for": whose address
 * is the client's) [queue]   reasons (all seven) · ring-seconds (20) · wrap-up-seconds (30) [hours]   time-zone
 * (Europe/Paris) · monday … sunday ("09:00-12:30;13:30-16:00", "" closed; default always open) · closed-days
 * ("2026-12-25;…") [call]    stun-urls ("") · turn-urls ("") · turn-secret-file ("") · turn-ttl-seconds (7200) ·
 * relay-only (false) [papers]  max-megabytes (25) · contact-megabytes (100) · store-megabytes (10000) · keep-hours (24) · key-file (needed to serve: a path, or
 * "credential:NAME" in systemd's $CREDENTIALS_DIRECTORY) · kinds (all eight) · two-sided (identity) · show-only ("") ·
 * keep-hours-of ("", "identity:1;…") · watermark ("", {agency} and {date} are put in) · watermark-kinds (identity) · clamd-socket ("") ·
 * text-layer ("", or what Tesseract reads: fra+eng) [hand-over] folder ("") · hook-url ("") ·
 * hook-secret-file ("") [metrics] address (127.0.0.1) · port (0: on the desk's own, for this machine alone) */
typedef struct
{
  char *state_dir, *address, *public_url, *console_dir, *proxy_header;
  guint port;
  char **reasons;
  VdRouterLimits limits;
  VdOpeningHours *hours;
  char **stun_urls, **turn_urls;
  char *turn_secret; /* NULL: none */
  guint turn_ttl_s;
  gboolean relay_only;
  guint paper_max_mb, paper_contact_mb, paper_store_mb, paper_keep_hours;
  char *paper_key_file; /* "": none named */
  VdPaperRules *paper_rules;
  char *clamd_socket; /* "": no virus scanner */
  char *text_layer;   /* "": none; else languages: fra+eng */
  char *hand_over_folder, *hook_url; /* "": none; never both */
  char *hook_secret;                 /* NULL: none */
  char *metrics_address;
  guint metrics_port; /* 0: none of its own */
} VdDeskSettings;

VdDeskSettings *vd_desk_settings_load (const char *file, GError **error); /* VD_SETTINGS_ERROR */
void vd_desk_settings_free (VdDeskSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdDeskSettings, vd_desk_settings_free)

G_END_DECLS
