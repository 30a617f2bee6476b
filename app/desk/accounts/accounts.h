/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include "store.h"

G_BEGIN_DECLS

/* Who may speak to the desk: kiosks by token, advisors by password and then by a login's cookie. Read from the store once at start, kept
 * in memory; only hashes are stored. Main thread; passwords are checked in a pool of two threads (argon2id needs 64 MiB each). */
#define VD_TYPE_ACCOUNTS (vd_accounts_get_type ())
G_DECLARE_FINAL_TYPE (VdAccounts, vd_accounts, VD, ACCOUNTS, GObject)

#define VD_ACCOUNTS_ERROR (vd_accounts_error_quark ())
GQuark vd_accounts_error_quark (void);
typedef enum
{
  VD_ACCOUNTS_ERROR_BAD_CREDENTIALS, /* unknown name or wrong password: never told apart, neither by word nor by time */
  VD_ACCOUNTS_ERROR_TOO_MANY,        /* 5 failures a minute for this account or from this address */
  VD_ACCOUNTS_ERROR_TAKEN,           /* the commands: such a name or id exists */
  VD_ACCOUNTS_ERROR_BAD_NAME,        /* the commands: what may stand there is in the message */
} VdAccountsError;

VdAccounts *vd_accounts_new (VdStore *store, GError **error);

/* The kiosk whose token this is, (transfer none) (nullable). Constant time. */
const VdKioskRow *vd_accounts_find_kiosk (VdAccounts *self, const char *token);
/* The kiosk of that id, (transfer none) (nullable). */
const VdKioskRow *vd_accounts_get_kiosk (VdAccounts *self, const char *id);
/* The advisor whose login this cookie is, (transfer none) (nullable); 12 h without use or 24 h in all end a login. */
const VdAdvisorRow *vd_accounts_find_login (VdAccounts *self, const char *cookie, gint64 now_s);
const VdAdvisorRow *vd_accounts_find_advisor (VdAccounts *self, const char *id);

/* Gives the cookie's text. @address: of the client, for the limit only. */
void vd_accounts_log_in_async (VdAccounts *self, const char *name, const char *password, const char *address, gint64 now_s,
                               GAsyncReadyCallback callback, gpointer data);
char *vd_accounts_log_in_finish (VdAccounts *self, GAsyncResult *result, const VdAdvisorRow **advisor, GError **error);
void vd_accounts_log_out (VdAccounts *self, const char *cookie);

/* The commands of visiodeskd; blocking. */
gboolean vd_accounts_add_advisor (VdStore *store, const char *name, const char *display_name, const char *languages,
                                  const char *password, GError **error);
/* The token, told once; the store keeps its hash. */
char *vd_accounts_enroll_kiosk (VdStore *store, const char *id, const char *site, GError **error);

G_END_DECLS
