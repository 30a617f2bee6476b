/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "desk.h"

G_BEGIN_DECLS

/* tus 1.0.0 at /api/uploads, as docs/protocol.md has it. Bodies go to disk as they come. */
void vd_http_uploads_attach (SoupServer *server, VdDesk *desk, VdAccounts *accounts, VdPaperBook *book);

G_END_DECLS
