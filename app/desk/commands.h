/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "desk-settings.h"
#include "key-safe.h"
#include "paper-book.h"
#include "store.h"

G_BEGIN_DECLS

/* Opens what the desk keeps, under the settings' state-dir, which is made if missing. */
VdStore *vd_command_open_store (const VdDeskSettings *settings, GError **error);

/* The key of the papers that the settings name; the error says which key of which file, and what to do. */
VdKeySafe *vd_command_open_safe (const char *config, const VdDeskSettings *settings, GError **error);

/* Whether the safe of @limits is the one that the papers @store keeps are under: FALSE if it opens none of them, as
 * after a rotation when the settings still name the old file. Some of another file are only warned about. Ask it before
 * there is a paper book, which drops the uploads it cannot open. VD_SETTINGS_ERROR, VD_STORE_ERROR. */
gboolean vd_command_check_safe (const char *config, const VdDeskSettings *settings, VdStore *store,
                                const VdPaperLimits *limits, GError **error);

/* Two desks on one store would each believe to know everything. Held until the process ends; state-dir exists. */
gboolean vd_command_lock_state (const VdDeskSettings *settings, GError **error);

/* Does @argv[0], "add-advisor", "enroll-kiosk", "forget-lost-papers", "make-paper-key", "rotate-paper-key" or
 * "show-paper-key", with what follows it. The exit status: 0, 1 not done, 2 not understood. */
int vd_command_run (const char *config, const VdDeskSettings *settings, char **argv);

G_END_DECLS
