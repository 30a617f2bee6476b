/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <libsoup/soup.h>
#include "upload-store.h"

G_BEGIN_DECLS

/* A POST or PATCH of tus that was not refused, from its head to its answer, which is held until the disk has what it
 * confirms. Main thread. */

/* The upload was created, and nothing of it comes along: 201. */
void vd_upload_request_create (SoupServerMessage *msg, VdUploadSlot *slot);
/* The body is written from @offset on, as it comes; @status if all goes well. Answers by itself if it may not be. */
void vd_upload_request_write (SoupServerMessage *msg, VdUploadSlot *slot, guint64 offset, guint status);
/* The body is in. FALSE: neither of both was called. */
gboolean vd_upload_request_end (SoupServerMessage *msg);

void vd_upload_answer_set (SoupServerMessage *msg, const char *name, const char *value);
void vd_upload_answer_set_number (SoupServerMessage *msg, const char *name, guint64 value);
void vd_upload_answer_set_expiry (SoupServerMessage *msg, const VdUploadRow *row);

G_END_DECLS
