/* SPDX-License-Identifier: EUPL-1.2 */
#include "call-book.h"

typedef struct
{
  char *owner; /* once it is over */
  gint64 ended_us;
  gboolean is_told;
  VdCallReport report;
} Account;

struct _VdCallBook
{
  GHashTable *accounts[VD_N_CALL_SIDES]; /* call → Account */
  VdCallMetrics *metrics;
};

static void
account_free (gpointer data)
{
  Account *self = data;

  g_free (self->owner);
  g_free (self);
}

VdCallBook *
vd_call_book_new (void)
{
  VdCallBook *self = g_new0 (VdCallBook, 1);

  for (guint side = 0; side < VD_N_CALL_SIDES; side++)
    self->accounts[side] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, account_free);
  self->metrics = vd_call_metrics_new ();
  return self;
}

void
vd_call_book_free (VdCallBook *self)
{
  if (!self)
    return;
  for (guint side = 0; side < VD_N_CALL_SIDES; side++)
    g_hash_table_unref (self->accounts[side]);
  vd_call_metrics_free (self->metrics);
  g_free (self);
}

static Account *
open_account (VdCallBook *self, VdCallSide side, const char *call)
{
  Account *account = g_hash_table_lookup (self->accounts[side], call);

  if (account)
    return account;
  account = g_new0 (Account, 1);
  g_hash_table_insert (self->accounts[side], g_strdup (call), account);
  return account;
}

gboolean
vd_call_book_take (VdCallBook *self, VdCallSide side, const char *call, const VdCallReport *report)
{
  Account *account;

  if (!vd_call_report_is_sound (report))
    return FALSE;
  account = open_account (self, side, call);
  account->is_told = TRUE;
  account->report = *report;
  return TRUE;
}

void
vd_call_book_end (VdCallBook *self, VdCallSide side, const char *call, const char *owner, gint64 now_us)
{
  Account *account;

  if (!call || !owner)
    return;
  account = open_account (self, side, call);
  if (account->owner)
    return;
  account->owner = g_strdup (owner);
  account->ended_us = now_us;
}

gboolean
vd_call_book_is_due (VdCallBook *self, VdCallSide side, const char *call, const char *owner)
{
  const Account *account = g_hash_table_lookup (self->accounts[side], call);

  return account && g_strcmp0 (account->owner, owner) == 0;
}

void
vd_call_book_settle (VdCallBook *self, gint64 now_us)
{
  for (guint side = 0; side < VD_N_CALL_SIDES; side++)
    {
      GHashTableIter iter;
      const Account *account;

      g_hash_table_iter_init (&iter, self->accounts[side]);
      while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&account))
        {
          /* A wall clock that was set back must not keep an account for ever. */
          if (!account->owner || ABS (now_us - account->ended_us) < VD_CALL_BOOK_GRACE_S * G_USEC_PER_SEC)
            continue;
          if (account->is_told)
            vd_call_metrics_add (self->metrics, side, &account->report);
          g_hash_table_iter_remove (&iter);
        }
    }
}

const VdCallMetrics *
vd_call_book_get_metrics (VdCallBook *self)
{
  return self->metrics;
}
