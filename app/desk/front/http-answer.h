/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include "desk-settings.h"

G_BEGIN_DECLS

/* What all routes of the desk share. */

/* {"error": code, "text": text} under @status. */
void vd_http_refuse (SoupServerMessage *msg, guint status, const char *code, const char *text);
void vd_http_answer_json (SoupServerMessage *msg, guint status, JsonObject *body);
/* 405 naming what is @allowed, "GET, HEAD". */
void vd_http_refuse_method (SoupServerMessage *msg, const char *allowed);

/* Whose limit a request counts for: the peer, or whom the proxy of the settings names. */
char *vd_http_get_client_address (SoupServerMessage *msg, const VdDeskSettings *settings);
/* From this machine, and not passed on by a proxy for somebody else. */
gboolean vd_http_is_local (SoupServerMessage *msg);

/* Looks at each request's head before its route does: refuses two Hosts, two lengths and bodies over 4 KiB (uploads have a limit of
 * their own), and puts on each answer the headers that belong on all. */
void vd_http_gate_attach (SoupServer *server, const VdDeskSettings *settings);

G_END_DECLS
