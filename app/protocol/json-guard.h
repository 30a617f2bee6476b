/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads foreign text as RFC 8259 JSON before json-glib may: json-glib recurses without a limit, takes comments, single
 * quotes, octal and overflowing numbers, and keeps the last of two members with one name, so two readers of one message
 * could disagree about it.
 *
 * Accepts one JSON value of at most @max_depth nested arrays and objects. Refuses invalid UTF-8, NUL, lone surrogates,
 * names with escapes, names that come twice in an object, integers of more than 15 digits (a browser cannot hold more).
 * On refusal @why says what was wrong. Pure. */
gboolean vd_json_guard (const char *text, gsize length, guint max_depth, const char **why);

G_END_DECLS
