/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"

#include "accounts.h"

#include "login-limit.h"
#include "secret-text.h"

#include <sodium.h>
#include <string.h>

#define TOKEN_BYTES 32
#define IDLE_S (12 * 60 * 60)
#define LIFE_S (24 * 60 * 60)
/* A login's last use is written down that often, not at each request. */
#define USED_STEP_S 60
/* Each check fills 64 MiB. */
#define MAX_CHECKS 2
#define MAX_QUEUE 256
#define NAME_MAX_BYTES 64

struct _VdAccounts
{
  GObject parent_instance;

  VdStore *store;
  GPtrArray *kiosks;   /* of VdKioskRow */
  GPtrArray *advisors; /* of VdAdvisorRow */
  GHashTable *logins;  /* token's hash → VdLoginRow */
  VdLoginLimit *limit;
  GQueue waiting;                      /* of Attempt, not begun */
  guint checking;                      /* attempts in threads */
  char nobody[crypto_pwhash_STRBYTES]; /* the hash an unknown name is checked against, so that it takes as long */
};

G_DEFINE_FINAL_TYPE (VdAccounts, vd_accounts, G_TYPE_OBJECT)
G_DEFINE_QUARK (vd - accounts - error - quark, vd_accounts_error)

/* One login on its way. Its thread touches password, hash, matches and new_hash only. */
typedef struct
{
  GTask *task;
  VdAdvisorRow *advisor; /* NULL: no such name */
  char *account_key, *address_key, *password, *hash;
  gint64 now_s;
  gboolean matches;
  char *new_hash; /* what the password should be kept as from now on */
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_clear_object (&attempt->task);
  g_free (attempt->account_key);
  g_free (attempt->address_key);
  vd_secret_text_free (attempt->password);
  g_free (attempt->hash);
  g_free (attempt->new_hash);
  g_free (attempt);
}

static void
login_free (gpointer login)
{
  vd_store_row_free (&vd_table_logins, login);
}

static void
vd_accounts_finalize (GObject *object)
{
  VdAccounts *self = VD_ACCOUNTS (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->kiosks, g_ptr_array_unref);
  g_clear_pointer (&self->advisors, g_ptr_array_unref);
  g_clear_pointer (&self->logins, g_hash_table_unref);
  g_clear_pointer (&self->limit, vd_login_limit_free);
  G_OBJECT_CLASS (vd_accounts_parent_class)->finalize (object);
}

static void
vd_accounts_class_init (VdAccountsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = vd_accounts_finalize;
}

static void
vd_accounts_init (VdAccounts *self)
{
  self->logins = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, login_free);
  self->limit = vd_login_limit_new ();
  g_queue_init (&self->waiting);
}

static gboolean
hash_password (char hash[crypto_pwhash_STRBYTES], const char *password)
{
  return crypto_pwhash_str (hash, password, strlen (password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                            crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
}

static gboolean
load (VdAccounts *self, GError **error)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GPtrArray) logins = NULL;

  vd_store_purge (self->store, &vd_table_logins, "created_s", now_s - LIFE_S);
  vd_store_purge (self->store, &vd_table_logins, "used_s", now_s - IDLE_S - USED_STEP_S);
  self->kiosks = vd_store_list (self->store, &vd_table_kiosks, NULL, NULL, error);
  if (!self->kiosks)
    return FALSE;
  self->advisors = vd_store_list (self->store, &vd_table_advisors, NULL, NULL, error);
  if (!self->advisors)
    return FALSE;
  logins = vd_store_list (self->store, &vd_table_logins, NULL, NULL, error);
  if (!logins)
    return FALSE;
  for (guint i = 0; i < logins->len; i++)
    {
      VdLoginRow *login = vd_store_row_copy (&vd_table_logins, logins->pdata[i]);

      g_hash_table_replace (self->logins, login->token_hash, login);
    }
  return TRUE;
}

VdAccounts *
vd_accounts_new (VdStore *store, GError **error)
{
  g_autoptr (VdAccounts) self = g_object_new (VD_TYPE_ACCOUNTS, NULL);
  char *password = vd_secret_text_new (TOKEN_BYTES);
  gboolean hashed = hash_password (self->nobody, password);

  vd_secret_text_free (password);
  self->store = g_object_ref (store);
  if (!hashed)
    {
      g_set_error (error, VD_STORE_ERROR, VD_STORE_ERROR_FAILED, "checking passwords needs 64 MiB of memory");
      return NULL;
    }
  return load (self, error) ? g_steal_pointer (&self) : NULL;
}

const VdKioskRow *
vd_accounts_find_kiosk (VdAccounts *self, const char *token)
{
  g_autofree char *hash = NULL;
  const VdKioskRow *found = NULL;

  g_return_val_if_fail (VD_IS_ACCOUNTS (self), NULL);
  if (!token || !*token)
    return NULL;
  hash = vd_secret_text_hash (token);
  /* All of them, always: the time says nothing about which one it was. */
  for (guint i = 0; i < self->kiosks->len; i++)
    {
      const VdKioskRow *kiosk = self->kiosks->pdata[i];

      if (strlen (kiosk->token_hash) == strlen (hash) && sodium_memcmp (kiosk->token_hash, hash, strlen (hash)) == 0)
        found = kiosk;
    }
  return found;
}

const VdKioskRow *
vd_accounts_get_kiosk (VdAccounts *self, const char *id)
{
  g_return_val_if_fail (VD_IS_ACCOUNTS (self), NULL);

  for (guint i = 0; i < self->kiosks->len; i++)
    {
      const VdKioskRow *kiosk = self->kiosks->pdata[i];

      if (g_str_equal (kiosk->id, id))
        return kiosk;
    }
  return NULL;
}

const VdAdvisorRow *
vd_accounts_find_advisor (VdAccounts *self, const char *id)
{
  g_return_val_if_fail (VD_IS_ACCOUNTS (self), NULL);
  for (guint i = 0; id && i < self->advisors->len; i++)
    {
      const VdAdvisorRow *advisor = self->advisors->pdata[i];

      if (g_str_equal (advisor->id, id))
        return advisor;
    }
  return NULL;
}

static VdAdvisorRow *
find_name (VdAccounts *self, const char *name)
{
  for (guint i = 0; i < self->advisors->len; i++)
    {
      VdAdvisorRow *advisor = self->advisors->pdata[i];

      if (g_str_equal (advisor->name, name))
        return advisor;
    }
  return NULL;
}

static gboolean
is_over (gpointer key, gpointer value, gpointer now)
{
  const VdLoginRow *login = value;
  gint64 now_s = *(gint64 *)now;

  return now_s - login->created_s >= LIFE_S || now_s - login->used_s >= IDLE_S;
}

static void
drop_login (VdAccounts *self, const char *hash)
{
  vd_store_remove (self->store, &vd_table_logins, hash);
  g_hash_table_remove (self->logins, hash);
}

const VdAdvisorRow *
vd_accounts_find_login (VdAccounts *self, const char *cookie, gint64 now_s)
{
  g_autofree char *hash = NULL;
  VdLoginRow *login;

  g_return_val_if_fail (VD_IS_ACCOUNTS (self), NULL);
  if (!cookie || !*cookie)
    return NULL;
  hash = vd_secret_text_hash (cookie);
  login = g_hash_table_lookup (self->logins, hash);
  if (!login)
    return NULL;
  if (is_over (NULL, login, &now_s))
    {
      drop_login (self, hash);
      return NULL;
    }
  if (now_s - login->used_s >= USED_STEP_S)
    {
      login->used_s = now_s;
      vd_store_save (self->store, &vd_table_logins, login);
    }
  return vd_accounts_find_advisor (self, login->advisor);
}

void
vd_accounts_log_out (VdAccounts *self, const char *cookie)
{
  g_autofree char *hash = NULL;
  const VdLoginRow *login;

  g_return_if_fail (VD_IS_ACCOUNTS (self));
  if (!cookie)
    return;
  hash = vd_secret_text_hash (cookie);
  login = g_hash_table_lookup (self->logins, hash);
  if (!login)
    return;
  vd_store_audit (self->store, g_get_real_time (), login->advisor, "log-out", "console", NULL);
  drop_login (self, hash);
}

/* A new login's cookie; the store and the memory keep its hash. */
static char *
make_login (VdAccounts *self, const VdAdvisorRow *advisor, gint64 now_s)
{
  char *cookie = vd_secret_text_new (TOKEN_BYTES);
  VdLoginRow *login = g_new0 (VdLoginRow, 1);

  g_hash_table_foreach_remove (self->logins, is_over, &now_s);
  login->token_hash = vd_secret_text_hash (cookie);
  login->advisor = g_strdup (advisor->id);
  login->created_s = login->used_s = now_s;
  vd_store_save (self->store, &vd_table_logins, login);
  g_hash_table_replace (self->logins, login->token_hash, login);
  return cookie;
}

/* In a thread. */
static void
check_password (GTask *work, gpointer source, gpointer data, GCancellable *cancellable)
{
  Attempt *attempt = data;
  char hash[crypto_pwhash_STRBYTES];

  attempt->matches = crypto_pwhash_str_verify (attempt->hash, attempt->password, strlen (attempt->password)) == 0;
  /* A newer library may ask for more than when this account was made. */
  if (attempt->matches && crypto_pwhash_str_needs_rehash (attempt->hash, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                                          crypto_pwhash_MEMLIMIT_INTERACTIVE) > 0)
    attempt->new_hash = hash_password (hash, attempt->password) ? g_strdup (hash) : NULL;
  g_task_return_boolean (work, TRUE);
}

static void
return_too_many (Attempt *attempt)
{
  g_task_return_new_error (attempt->task, VD_ACCOUNTS_ERROR, VD_ACCOUNTS_ERROR_TOO_MANY,
                           "too many failed logins, try again in a minute");
}

static void
settle (VdAccounts *self, Attempt *attempt)
{
  VdAdvisorRow *advisor = attempt->matches ? attempt->advisor : NULL;

  if (!advisor)
    {
      vd_login_limit_add (self->limit, attempt->account_key, attempt->now_s);
      vd_login_limit_add (self->limit, attempt->address_key, attempt->now_s);
      vd_store_audit (self->store, g_get_real_time (), attempt->advisor ? attempt->advisor->id : "nobody",
                      "log-in-failed", "console", NULL);
      g_task_return_new_error (attempt->task, VD_ACCOUNTS_ERROR, VD_ACCOUNTS_ERROR_BAD_CREDENTIALS,
                               "unknown name or wrong password");
      return;
    }
  vd_login_limit_forget (self->limit, attempt->account_key);
  if (attempt->new_hash)
    {
      g_free (advisor->password_hash);
      advisor->password_hash = g_steal_pointer (&attempt->new_hash);
      vd_store_save (self->store, &vd_table_advisors, advisor);
    }
  vd_store_audit (self->store, g_get_real_time (), advisor->id, "log-in", "console", NULL);
  g_object_set_data (G_OBJECT (attempt->task), "advisor", advisor);
  g_task_return_pointer (attempt->task, make_login (self, advisor, attempt->now_s),
                         (GDestroyNotify)vd_secret_text_free);
}

static gboolean
is_limited (VdAccounts *self, const Attempt *attempt)
{
  return vd_login_limit_is_reached (self->limit, attempt->account_key, attempt->now_s) ||
         vd_login_limit_is_reached (self->limit, attempt->address_key, attempt->now_s);
}

static void start_checks (VdAccounts *self);

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  VdAccounts *self = VD_ACCOUNTS (source);
  Attempt *attempt = g_task_get_task_data (G_TASK (result));

  self->checking--;
  settle (self, attempt);
  start_checks (self);
}

/* The limit is asked when a check begins, not when it is queued: a hundred guesses at once are not a hundred answers.
 */
static void
start_checks (VdAccounts *self)
{
  while (self->checking < MAX_CHECKS && !g_queue_is_empty (&self->waiting))
    {
      Attempt *attempt = g_queue_pop_head (&self->waiting);
      g_autoptr (GTask) work = NULL;

      if (is_limited (self, attempt))
        {
          return_too_many (attempt);
          attempt_free (attempt);
          continue;
        }
      self->checking++;
      work = g_task_new (self, NULL, on_checked, NULL);
      g_task_set_task_data (work, attempt, (GDestroyNotify)attempt_free);
      g_task_run_in_thread (work, check_password);
    }
}

void
vd_accounts_log_in_async (VdAccounts *self, const char *name, const char *password, const char *address, gint64 now_s,
                          GAsyncReadyCallback callback, gpointer data)
{
  Attempt *attempt;
  g_autofree char *lower = g_ascii_strdown (name, -1);

  g_return_if_fail (VD_IS_ACCOUNTS (self));
  attempt = g_new0 (Attempt, 1);
  attempt->task = g_task_new (self, NULL, callback, data);
  attempt->advisor = find_name (self, lower);
  attempt->account_key = g_strdup_printf ("account %.*s", NAME_MAX_BYTES, lower);
  attempt->address_key = g_strdup_printf ("address %s", address ? address : "");
  attempt->password = g_strdup (password);
  attempt->hash = g_strdup (attempt->advisor ? attempt->advisor->password_hash : self->nobody);
  attempt->now_s = now_s;
  if (g_queue_get_length (&self->waiting) >= MAX_QUEUE || is_limited (self, attempt))
    {
      return_too_many (attempt);
      attempt_free (attempt);
      return;
    }
  g_queue_push_tail (&self->waiting, attempt);
  start_checks (self);
}

char *
vd_accounts_log_in_finish (VdAccounts *self, GAsyncResult *result, const VdAdvisorRow **advisor, GError **error)
{
  char *cookie;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  cookie = g_task_propagate_pointer (G_TASK (result), error);
  if (advisor)
    *advisor = cookie ? g_object_get_data (G_OBJECT (result), "advisor") : NULL;
  return cookie;
}
