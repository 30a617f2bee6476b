/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The requests and answers of tus 1.0 that a client needs (core, creation, checksum, termination), apart from when they are sent. */

/* A request with what every one carries: the version and the token. */
SoupMessage *vd_tus_request_new (const char *method, GUri *uri, const char *token);
SoupMessage *vd_tus_request_new_create (GUri *collection, const char *token, gsize length, const char *metadata);
/* @piece: what goes from @offset on, with its sha256. */
SoupMessage *vd_tus_request_new_patch (GUri *upload, const char *token, gsize offset, GBytes *piece);
/* Upload-Metadata: @pairs is name, value, …, NULL. */
char *vd_tus_make_metadata (const char *const *pairs);

/* The number of Upload-Offset, if it is one that a file of @length bytes can have. @text: (nullable) as received. */
gboolean vd_tus_read_offset (const char *text, gsize length, gsize *offset);
/* The upload's address, if it is one below @collection: anywhere else would be sent the token and the paper.
 * @text: (nullable) Location as received. */
GUri *vd_tus_read_location (const char *text, GUri *collection);

G_END_DECLS
