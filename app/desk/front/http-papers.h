/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "desk.h"

G_BEGIN_DECLS

/* GET /api/papers/{paper}/document.pdf and /pages/{n}.jpg?width=W, for the advisor of its contact. */
void vd_http_papers_attach (SoupServer *server, VdDesk *desk, VdAccounts *accounts, VdPaperBook *book);

G_END_DECLS
