/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* How this kiosk's socket and uploads reach the desk: addresses from the one url of the settings, TLS, and the token. */

/* @ca_file: PEM of the only authorities trusted; NULL or "": the system's. @timeout_s: of one read or write, 0: none.
 * A file that cannot be read is an error: falling back to the system's authorities would trust more than was asked. */
SoupSession *vd_desk_session_new (const char *ca_file, guint timeout_s, GError **error);
/* @path: like "/ws/kiosk" (the scheme stays ws or wss) or "/api/uploads" (it becomes http or https). NULL if @desk_url is no url. */
GUri *vd_desk_uri (const char *desk_url, const char *path);
void vd_desk_authorize (SoupMessage *message, const char *token);

G_END_DECLS
