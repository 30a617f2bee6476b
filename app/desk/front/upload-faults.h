/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* What tus answers to each VdUploadsError. */
void vd_http_answer_upload_fault (SoupServerMessage *msg, const GError *error);

G_END_DECLS
