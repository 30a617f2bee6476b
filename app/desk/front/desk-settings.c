/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-settings"

#include "desk-settings.h"

#include "desk-readers.h"
#include "setting-values.h"

#include <string.h>

#define ALWAYS "00:00-24:00"
#define PAPER_KINDS "identity;address;payslip;contract;bank-details;certificate;letter;other"

/* The key-file as it is written; VdDeskSettings holds some of it in another shape. */
typedef struct
{
  char *state_dir, *address, *public_url, *console_dir, *proxy_header;
  int port;
  char **reasons;
  int ring_s, wrap_up_s;
  char *time_zone, *days[7];
  char **closed_days;
  char **stun_urls, **turn_urls;
  char *turn_secret;
  int turn_ttl_s;
  gboolean relay_only;
  int paper_max_mb, paper_contact_mb, paper_store_mb, paper_keep_hours;
  char *paper_key_file;
  VdPaperRuleTexts rules;
  char *watermark, *clamd_socket, *text_layer;
  char *hand_over_folder, *hook_url, *hook_secret;
  char *metrics_address;
  int metrics_port;
} Raw;

static void
raw_clear (Raw *raw)
{
  g_free (raw->state_dir);
  g_free (raw->address);
  g_free (raw->public_url);
  g_free (raw->console_dir);
  g_free (raw->proxy_header);
  g_strfreev (raw->reasons);
  g_free (raw->time_zone);
  for (guint i = 0; i < G_N_ELEMENTS (raw->days); i++)
    g_free (raw->days[i]);
  g_strfreev (raw->closed_days);
  g_strfreev (raw->stun_urls);
  g_strfreev (raw->turn_urls);
  if (raw->turn_secret)
    explicit_bzero (raw->turn_secret, strlen (raw->turn_secret));
  g_free (raw->turn_secret);
  g_free (raw->paper_key_file);
  g_strfreev (raw->rules.kinds);
  g_strfreev (raw->rules.two_sided);
  g_strfreev (raw->rules.show_only);
  g_strfreev (raw->rules.keep_hours_of);
  g_strfreev (raw->rules.watermark_kinds);
  g_free (raw->watermark);
  g_free (raw->clamd_socket);
  g_free (raw->text_layer);
  g_free (raw->hand_over_folder);
  g_free (raw->hook_url);
  if (raw->hook_secret)
    explicit_bzero (raw->hook_secret, strlen (raw->hook_secret));
  g_free (raw->hook_secret);
  g_free (raw->metrics_address);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Raw, raw_clear)

#define AT(field) G_STRUCT_OFFSET (Raw, field)
static const VdSettingKey keys[] = {
  { "desk", "state-dir", AT (state_dir), vd_setting_read_path, NULL },
  { "desk", "address", AT (address), vd_desk_read_address, "127.0.0.1" },
  { "desk", "port", AT (port), vd_setting_read_integer, "8070", 0, 65535 },
  { "desk", "public-url", AT (public_url), vd_desk_read_public_url, "" },
  { "desk", "console-dir", AT (console_dir), vd_setting_read_path, VD_CONSOLE_DIR },
  { "desk", "proxy-header", AT (proxy_header), vd_desk_read_proxy_header, "" },
  { "queue", "reasons", AT (reasons), vd_desk_read_reasons, VD_DESK_REASONS },
  { "queue", "ring-seconds", AT (ring_s), vd_setting_read_integer, "20", 5, 120 },
  { "queue", "wrap-up-seconds", AT (wrap_up_s), vd_setting_read_integer, "30", 0, 600 },
  { "hours", "time-zone", AT (time_zone), vd_setting_read_text, "Europe/Paris" },
  { "hours", "monday", AT (days[0]), vd_setting_read_text, ALWAYS },
  { "hours", "tuesday", AT (days[1]), vd_setting_read_text, ALWAYS },
  { "hours", "wednesday", AT (days[2]), vd_setting_read_text, ALWAYS },
  { "hours", "thursday", AT (days[3]), vd_setting_read_text, ALWAYS },
  { "hours", "friday", AT (days[4]), vd_setting_read_text, ALWAYS },
  { "hours", "saturday", AT (days[5]), vd_setting_read_text, ALWAYS },
  { "hours", "sunday", AT (days[6]), vd_setting_read_text, ALWAYS },
  { "hours", "closed-days", AT (closed_days), vd_setting_read_list, "" },
  { "call", "stun-urls", AT (stun_urls), vd_desk_read_ice_urls, "" },
  { "call", "turn-urls", AT (turn_urls), vd_desk_read_ice_urls, "" },
  { "call", "turn-secret-file", AT (turn_secret), vd_setting_read_token, "" },
  { "call", "turn-ttl-seconds", AT (turn_ttl_s), vd_setting_read_integer, "7200", 600, 86400 },
  { "call", "relay-only", AT (relay_only), vd_setting_read_boolean, "false" },
  { "papers", "max-megabytes", AT (paper_max_mb), vd_setting_read_integer, "25", 1, 100 },
  { "papers", "contact-megabytes", AT (paper_contact_mb), vd_setting_read_integer, "100", 1, 10000 },
  { "papers", "store-megabytes", AT (paper_store_mb), vd_setting_read_integer, "10000", 1, 10000000 },
  { "papers", "keep-hours", AT (paper_keep_hours), vd_setting_read_integer, "24", 1, 720 },
  { "papers", "key-file", AT (paper_key_file), vd_desk_read_key_file, "" },
  { "papers", "kinds", AT (rules.kinds), vd_setting_read_list, PAPER_KINDS },
  { "papers", "two-sided", AT (rules.two_sided), vd_setting_read_list, "identity" },
  { "papers", "show-only", AT (rules.show_only), vd_setting_read_list, "" },
  { "papers", "keep-hours-of", AT (rules.keep_hours_of), vd_setting_read_list, "" },
  { "papers", "clamd-socket", AT (clamd_socket), vd_setting_read_path, "" },
  { "papers", "text-layer", AT (text_layer), vd_desk_read_text_layer, "" },
  { "papers", "watermark", AT (watermark), vd_desk_read_watermark, "" },
  { "papers", "watermark-kinds", AT (rules.watermark_kinds), vd_setting_read_list, "identity" },
  { "hand-over", "folder", AT (hand_over_folder), vd_setting_read_path, "" },
  { "hand-over", "hook-url", AT (hook_url), vd_desk_read_hook_url, "" },
  { "hand-over", "hook-secret-file", AT (hook_secret), vd_setting_read_token, "" },
  { "metrics", "address", AT (metrics_address), vd_desk_read_address, "127.0.0.1" },
  { "metrics", "port", AT (metrics_port), vd_setting_read_integer, "0", 0, 65535 },
};
#undef AT

static gboolean
complain (const char *file, const char *group, const char *name, const char *value, const char *right, GError **error)
{
  g_autofree char *text = g_strdup_printf ("is “%s”, %s", value, right);

  vd_settings_complain (file, group, name, text, error);
  return FALSE;
}

static VdOpeningHours *
make_hours (const char *file, const Raw *raw, GError **error)
{
  static const char *const days[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (raw->time_zone);
  g_autoptr (VdOpeningHours) hours = NULL;

  if (!zone)
    {
      complain (file, "hours", "time-zone", raw->time_zone, "it must be like Europe/Paris", error);
      return NULL;
    }
  hours = vd_opening_hours_new (zone);
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      if (!vd_opening_hours_set_day (hours, (int)i + 1, raw->days[i]))
        {
          complain (file, "hours", days[i], raw->days[i], "it must be like 09:00-12:30;13:30-16:00, or empty", error);
          return NULL;
        }
    }
  for (char **day = raw->closed_days; *day; day++)
    {
      if (!vd_opening_hours_add_closed_day (hours, *day))
        {
          complain (file, "hours", "closed-days", *day, "each must be a date like 2026-12-25", error);
          return NULL;
        }
    }
  return g_steal_pointer (&hours);
}

static VdPaperRules *
make_paper_rules (const char *file, Raw *raw, GError **error)
{
  VdPaperRuleProblem problem = { NULL, NULL };
  VdPaperRules *rules;

  raw->rules.keep_hours = (guint)raw->paper_keep_hours;
  raw->rules.watermark = raw->watermark;
  rules = vd_paper_rules_new (&raw->rules, &problem);
  if (!rules)
    vd_settings_complain (file, "papers", problem.key, problem.text, error);
  g_free (problem.text);
  return rules;
}

static gboolean
check_room (const char *file, const Raw *raw, GError **error)
{
  g_autofree char *contact = g_strdup_printf ("%d", raw->paper_contact_mb);
  g_autofree char *store = g_strdup_printf ("%d", raw->paper_store_mb);

  if (raw->paper_contact_mb < raw->paper_max_mb)
    return complain (file, "papers", "contact-megabytes", contact, "it must be at least max-megabytes", error);
  if (raw->paper_store_mb < raw->paper_contact_mb)
    return complain (file, "papers", "store-megabytes", store, "it must be at least contact-megabytes", error);
  return TRUE;
}

/* What two keys say together. */
static gboolean
check_whole (const char *file, const Raw *raw, GError **error)
{
  if (!*raw->public_url && !vd_setting_is_loopback (raw->address))
    return complain (file, "desk", "address", raw->address,
                     "without [desk] public-url (https) it must be of this machine alone, such as 127.0.0.1", error);
  if (*raw->turn_urls && !raw->turn_secret)
    return complain (file, "call", "turn-urls", *raw->turn_urls, "it needs [call] turn-secret-file", error);
  if (*raw->hand_over_folder && *raw->hook_url)
    return complain (file, "hand-over", "folder", raw->hand_over_folder, "with hook-url there would be two ways",
                     error);
  if (*raw->hook_url && !raw->hook_secret)
    return complain (file, "hand-over", "hook-url", raw->hook_url, "it needs hook-secret-file", error);
  if (raw->metrics_port > 0 && raw->metrics_port == raw->port)
    return complain (file, "metrics", "port", "that of [desk]", "it must be another one", error);
  if (raw->relay_only && !*raw->turn_urls)
    return complain (file, "call", "relay-only", "true", "it needs [call] turn-urls", error);
  return check_room (file, raw, error);
}

VdDeskSettings *
vd_desk_settings_load (const char *file, GError **error)
{
  g_auto (Raw) raw = { 0 };
  g_autoptr (VdDeskSettings) self = g_new0 (VdDeskSettings, 1);

  if (!vd_settings_read (file, keys, G_N_ELEMENTS (keys), &raw, error) || !check_whole (file, &raw, error))
    return NULL;
  self->hours = make_hours (file, &raw, error);
  self->paper_rules = self->hours ? make_paper_rules (file, &raw, error) : NULL;
  if (!self->paper_rules)
    return NULL;
  self->state_dir = g_steal_pointer (&raw.state_dir);
  self->address = g_steal_pointer (&raw.address);
  self->public_url = g_steal_pointer (&raw.public_url);
  self->console_dir = g_steal_pointer (&raw.console_dir);
  self->proxy_header = g_steal_pointer (&raw.proxy_header);
  self->port = (guint)raw.port;
  self->reasons = g_steal_pointer (&raw.reasons);
  self->limits = VD_ROUTER_LIMITS_DEFAULT;
  self->limits.ring_s = raw.ring_s;
  self->limits.wrap_up_s = raw.wrap_up_s;
  self->stun_urls = g_steal_pointer (&raw.stun_urls);
  self->turn_urls = g_steal_pointer (&raw.turn_urls);
  self->turn_secret = g_steal_pointer (&raw.turn_secret);
  self->turn_ttl_s = (guint)raw.turn_ttl_s;
  self->relay_only = raw.relay_only;
  self->paper_max_mb = (guint)raw.paper_max_mb;
  self->paper_contact_mb = (guint)raw.paper_contact_mb;
  self->paper_store_mb = (guint)raw.paper_store_mb;
  self->paper_keep_hours = (guint)raw.paper_keep_hours;
  self->clamd_socket = g_steal_pointer (&raw.clamd_socket);
  self->text_layer = g_steal_pointer (&raw.text_layer);
  self->hand_over_folder = g_steal_pointer (&raw.hand_over_folder);
  self->hook_url = g_steal_pointer (&raw.hook_url);
  self->hook_secret = g_steal_pointer (&raw.hook_secret);
  self->paper_key_file = g_steal_pointer (&raw.paper_key_file);
  self->metrics_address = g_steal_pointer (&raw.metrics_address);
  self->metrics_port = (guint)raw.metrics_port;
  return g_steal_pointer (&self);
}

void
vd_desk_settings_free (VdDeskSettings *self)
{
  if (!self)
    return;
  g_free (self->state_dir);
  g_free (self->address);
  g_free (self->public_url);
  g_free (self->console_dir);
  g_free (self->proxy_header);
  g_strfreev (self->reasons);
  g_clear_pointer (&self->hours, vd_opening_hours_free);
  g_strfreev (self->stun_urls);
  g_strfreev (self->turn_urls);
  if (self->turn_secret)
    explicit_bzero (self->turn_secret, strlen (self->turn_secret));
  g_free (self->turn_secret);
  g_free (self->paper_key_file);
  g_free (self->clamd_socket);
  g_free (self->text_layer);
  g_free (self->hand_over_folder);
  g_free (self->hook_url);
  if (self->hook_secret)
    explicit_bzero (self->hook_secret, strlen (self->hook_secret));
  g_free (self->hook_secret);
  g_free (self->metrics_address);
  vd_paper_rules_free (self->paper_rules);
  g_free (self);
}
