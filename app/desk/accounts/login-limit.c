/* SPDX-License-Identifier: EUPL-1.2 */
#include "login-limit.h"

/* Beyond that many keys the stale ones are swept out; new ones cost the guesser a password check each, so few are
 * fresh. */
#define SWEEP_ABOVE 512

typedef struct
{
  gint64 at[VD_LOGIN_LIMIT_FAILURES]; /* a ring; 0: never */
  guint next;
} Failures;

struct _VdLoginLimit
{
  GHashTable *failures; /* key → Failures */
};

VdLoginLimit *
vd_login_limit_new (void)
{
  VdLoginLimit *self = g_new0 (VdLoginLimit, 1);

  self->failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
vd_login_limit_free (VdLoginLimit *self)
{
  g_hash_table_unref (self->failures);
  g_free (self);
}

static guint
count (const Failures *failures, gint64 now_s)
{
  guint n = 0;

  for (guint i = 0; i < VD_LOGIN_LIMIT_FAILURES; i++)
    n += failures->at[i] > 0 && failures->at[i] > now_s - VD_LOGIN_LIMIT_SECONDS;
  return n;
}

gboolean
vd_login_limit_is_reached (VdLoginLimit *self, const char *key, gint64 now_s)
{
  const Failures *failures = g_hash_table_lookup (self->failures, key);

  return failures && count (failures, now_s) >= VD_LOGIN_LIMIT_FAILURES;
}

static gboolean
is_stale (gpointer key, gpointer failures, gpointer now_s)
{
  return count (failures, *(gint64 *)now_s) == 0;
}

void
vd_login_limit_add (VdLoginLimit *self, const char *key, gint64 now_s)
{
  Failures *failures = g_hash_table_lookup (self->failures, key);

  if (!failures)
    {
      if (g_hash_table_size (self->failures) >= SWEEP_ABOVE)
        g_hash_table_foreach_remove (self->failures, is_stale, &now_s);
      failures = g_new0 (Failures, 1);
      g_hash_table_insert (self->failures, g_strdup (key), failures);
    }
  failures->at[failures->next++ % VD_LOGIN_LIMIT_FAILURES] = now_s;
}

void
vd_login_limit_forget (VdLoginLimit *self, const char *key)
{
  g_hash_table_remove (self->failures, key);
}
