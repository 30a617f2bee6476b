/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who failed to log in too often of late: an account or an address, each under a key of the caller's. Pure. */
typedef struct _VdLoginLimit VdLoginLimit;

#define VD_LOGIN_LIMIT_FAILURES 5
#define VD_LOGIN_LIMIT_SECONDS 60

VdLoginLimit *vd_login_limit_new (void);
void vd_login_limit_free (VdLoginLimit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdLoginLimit, vd_login_limit_free)

gboolean vd_login_limit_is_reached (VdLoginLimit *self, const char *key, gint64 now_s);
void vd_login_limit_add (VdLoginLimit *self, const char *key, gint64 now_s);
void vd_login_limit_forget (VdLoginLimit *self, const char *key);

G_END_DECLS
