/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"

#include "accounts.h"

#include "secret-text.h"

#include <sodium.h>
#include <string.h>

#define TOKEN_BYTES 32
#define ID_BYTES 16
#define PASSWORD_MIN_CHARACTERS 10
#define PASSWORD_MAX_BYTES 512
#define SHOWN_MAX_CHARACTERS 80

static gboolean
refuse (GError **error, VdAccountsError code, const char *what, const char *text, const char *right)
{
  g_set_error (error, VD_ACCOUNTS_ERROR, code, "the %s “%s” %s", what, text, right);
  return FALSE;
}

/* What people will read: names of people and agencies. */
static gboolean
check_shown (const char *what, const char *text, GError **error)
{
  gboolean good = g_utf8_validate (text, -1, NULL) && *text && g_utf8_strlen (text, -1) <= SHOWN_MAX_CHARACTERS;

  for (const char *c = text; good && *c; c = g_utf8_next_char (c))
    good = !g_unichar_iscntrl (g_utf8_get_char (c));
  if (!good)
    g_set_error (error, VD_ACCOUNTS_ERROR, VD_ACCOUNTS_ERROR_BAD_NAME,
                 "the %s must be 1 to %d characters of UTF-8 text on one line", what, SHOWN_MAX_CHARACTERS);
  return good;
}

static gboolean
matches (const char *pattern, const char *text)
{
  return g_utf8_validate (text, -1, NULL) && g_regex_match_simple (pattern, text, G_REGEX_DOLLAR_ENDONLY, 0);
}

static gboolean
check_password (const char *password, GError **error)
{
  gboolean good = g_utf8_validate (password, -1, NULL) && g_utf8_strlen (password, -1) >= PASSWORD_MIN_CHARACTERS &&
                  strlen (password) <= PASSWORD_MAX_BYTES;

  if (!good)
    g_set_error (error, VD_ACCOUNTS_ERROR, VD_ACCOUNTS_ERROR_BAD_NAME,
                 "the password must be at least %d characters and at most %d bytes of UTF-8 text",
                 PASSWORD_MIN_CHARACTERS, PASSWORD_MAX_BYTES);
  return good;
}

/* "fr, es" as "fr;es". */
static char *
tidy_languages (const char *languages, GError **error)
{
  g_auto (GStrv) parts = g_strsplit_set (languages ? languages : "", ",;", -1);
  GString *text = g_string_new (NULL);

  for (char **part = parts; *part; part++)
    {
      if (!*g_strstrip (*part))
        continue;
      if (!matches ("^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", *part))
        {
          refuse (error, VD_ACCOUNTS_ERROR_BAD_NAME, "language", *part, "must be a tag such as fr or es-MX");
          g_string_free (text, TRUE);
          return NULL;
        }
      g_string_append_printf (text, "%s%s", text->len ? ";" : "", *part);
    }
  return g_string_free (text, FALSE);
}

static gboolean
check_free (VdStore *store, const VdStoreTable *table, const char *column, const char *value, const char *what,
            GError **error)
{
  g_autoptr (GPtrArray) rows = vd_store_list (store, table, column, value, error);

  if (!rows)
    return FALSE;
  return rows->len == 0 || refuse (error, VD_ACCOUNTS_ERROR_TAKEN, what, value, "exists already");
}

gboolean
vd_accounts_add_advisor (VdStore *store, const char *name, const char *display_name, const char *languages,
                         const char *password, GError **error)
{
  g_autofree char *id = vd_secret_text_new (ID_BYTES);
  g_autofree char *tidy = NULL;
  char hash[crypto_pwhash_STRBYTES];
  VdAdvisorRow row = { .id = id, .name = (char *)name, .display_name = (char *)display_name, .password_hash = hash };

  if (!matches ("^[a-z0-9][a-z0-9._@-]{0,63}$", name))
    return refuse (error, VD_ACCOUNTS_ERROR_BAD_NAME, "name", name,
                   "must be 1 to 64 of a-z, 0-9, “.”, “_”, “@”, “-”, and begin with a letter or digit");
  if (!check_shown ("display name", display_name, error) || !check_password (password, error))
    return FALSE;
  row.languages = tidy = tidy_languages (languages, error);
  if (!tidy || !check_free (store, &vd_table_advisors, "name", name, "name", error))
    return FALSE;
  if (crypto_pwhash_str (hash, password, strlen (password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                         crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
    {
      g_set_error (error, VD_STORE_ERROR, VD_STORE_ERROR_FAILED, "hashing the password needs 64 MiB of memory");
      return FALSE;
    }
  vd_store_save (store, &vd_table_advisors, &row);
  vd_store_audit (store, g_get_real_time (), "command", "add-advisor", id, NULL);
  return vd_store_sync (store, error);
}

char *
vd_accounts_enroll_kiosk (VdStore *store, const char *id, const char *site, GError **error)
{
  char *token = vd_secret_text_new (TOKEN_BYTES);
  g_autofree char *hash = vd_secret_text_hash (token);
  VdKioskRow row = { .id = (char *)id, .site = (char *)site, .token_hash = hash };
  gboolean good = matches ("^[A-Za-z0-9_-]{1,64}$", id) ||
                  refuse (error, VD_ACCOUNTS_ERROR_BAD_NAME, "id", id, "must be 1 to 64 of A-Z, a-z, 0-9, “_”, “-”");

  good = good && check_shown ("site", site, error) && check_free (store, &vd_table_kiosks, "id", id, "id", error);
  if (good)
    {
      vd_store_save (store, &vd_table_kiosks, &row);
      vd_store_audit (store, g_get_real_time (), "command", "enroll-kiosk", id, NULL);
      good = vd_store_sync (store, error);
    }
  if (!good)
    g_clear_pointer (&token, vd_secret_text_free);
  return token;
}
