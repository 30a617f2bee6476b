/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "receipt-body.h"

#include <string.h>

#define PREFIX "paper."

/* The details of an act, as they were written; an act of another program's time may have none. */
static JsonObject *
read_detail (const VdAuditRow *act)
{
  g_autoptr (JsonNode) node = act->detail ? json_from_string (act->detail, NULL) : NULL;

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : json_object_new ();
}

static void
set_who (JsonObject *body, const VdAuditRow *act, VdAccounts *accounts)
{
  const VdAdvisorRow *advisor = vd_accounts_find_advisor (accounts, act->who);
  const VdKioskRow *kiosk = advisor ? NULL : vd_accounts_get_kiosk (accounts, act->who);

  json_object_set_string_member (body, "role", advisor ? "advisor" : kiosk ? "kiosk" : "desk");
  if (advisor)
    json_object_set_string_member (body, "name", advisor->display_name);
  else if (kiosk)
    json_object_set_string_member (body, "name", kiosk->site);
}

static JsonObject *
make_act (const VdAuditRow *act, VdAccounts *accounts)
{
  JsonObject *body = read_detail (act);
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (act->at_us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (at, "%Y-%m-%dT%H:%M:%SZ");

  json_object_set_string_member (body, "at", text);
  json_object_set_string_member (body, "what", act->what + strlen (PREFIX));
  set_who (body, act, accounts);
  return body;
}

JsonObject *
vd_receipt_body_make (const char *paper, GPtrArray *acts, VdAccounts *accounts, const char *advisor)
{
  g_autoptr (JsonArray) list = json_array_new ();
  gboolean is_asker = FALSE;
  JsonObject *body;

  for (guint i = 0; i < acts->len; i++)
    {
      const VdAuditRow *act = acts->pdata[i];

      if (!g_str_has_prefix (act->what, PREFIX))
        continue;
      is_asker |= g_str_equal (act->what, PREFIX "asked") && g_str_equal (act->who, advisor);
      json_array_add_object_element (list, make_act (act, accounts));
    }
  if (!is_asker)
    return NULL;
  body = json_object_new ();
  json_object_set_string_member (body, "paper", paper);
  json_object_set_array_member (body, "acts", g_steal_pointer (&list));
  return body;
}
