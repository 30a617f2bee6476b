/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The console as the desk serves it: every file of @folder, read once at start. What was not read then cannot be asked for, however a
 * path is written; and an advisor never gets half of an update. FALSE when there is no index.html. */
gboolean vd_http_files_attach (SoupServer *server, const char *folder, GError **error);

G_END_DECLS
