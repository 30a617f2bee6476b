/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <json-glib/json-glib.h>
#include "accounts.h"

G_BEGIN_DECLS

/* The receipt of a paper: what was done with it, by whom and when, read from the acts that papers/paper-proof.h wrote
 * down. Docs: docs/protocol.md, "HTTP". Main thread.
 *
 * @acts: (element-type VdAuditRow), all of @paper, in order of time. NULL: nobody asked for it, or not @advisor. */
JsonObject *vd_receipt_body_make (const char *paper, GPtrArray *acts, VdAccounts *accounts, const char *advisor);

G_END_DECLS
