/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @bytes random bytes as base64url without padding: letters, digits, "-", "_". */
char *vd_secret_text_new (gsize bytes);
/* SHA-256 in hex. A plain hash is enough for what is 256 random bits already. */
char *vd_secret_text_hash (const char *text);
/* Wipes before freeing. */
void vd_secret_text_free (char *text);

G_END_DECLS
