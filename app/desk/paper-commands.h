/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "desk-settings.h"
#include "key-safe.h"

G_BEGIN_DECLS

/* For "--check": whether a desk of these settings could keep papers. Makes and changes nothing, and may be asked while a
 * desk runs: state-dir and its folder of papers can be written to (by whoever asks), and the key file opens what is kept.
 * The error says which key of @config, and what to do. VD_SETTINGS_ERROR, VD_STORE_ERROR. */
gboolean vd_command_check_state (const char *config, const VdDeskSettings *settings, VdKeySafe *safe, GError **error);

/* "forget-lost-papers [COUNT]": without COUNT tells how many kept papers the key file cannot open; with just that number
 * destroys them, and their receipts say so. No desk runs. The exit status: 0, 1 not done, 2 not understood. */
int vd_command_forget_lost_papers (const char *config, const VdDeskSettings *settings, char **words);

G_END_DECLS
