/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "store.h"

G_BEGIN_DECLS

/* What stays of a paper when its contents are gone: one act a row in the store's audit, whose object is the paper's id.
 * Details are JSON, without a word of what the paper says. Read by front/receipt-body.c. Main thread.
 *
 *   what               who      detail
 *   paper.asked        advisor  {"kind"}
 *   paper.received     kiosk    {"attempt","sha256","bytes","pages"}
 *   paper.accepted     advisor  {"attempt"}
 *   paper.refused      advisor  {"attempt","reason"}
 *   paper.read         advisor  {"attempt","page"}: 0 the whole document
 *   paper.shown        advisor  {}: began to look at it under the document camera
 *   paper.text         desk     {"attempt","sha256","bytes","words"}: of the file with its text layer, whose first bytes are,
 *                               as many as were received, the received file
 *   paper.handed        desk     {"attempt","way"}: "folder" or "hook"; its reading is a paper.read by "hand-over"
 *   paper.withdrawn    desk     {"reason"}
 *   paper.deleted      desk     {"attempt","reason"}: "replaced", "withdrawn", "time-over", "infected", "key-lost" */
void vd_paper_proof_asked (VdStore *store, const VdPaperRow *row);
void vd_paper_proof_received (VdStore *store, const VdPaperRow *row);
void vd_paper_proof_judged (VdStore *store, const VdPaperRow *row, gboolean accepted);
void vd_paper_proof_read (VdStore *store, const VdPaperRow *row, const char *who, guint page);
void vd_paper_proof_shown (VdStore *store, const VdPaperRow *row, const char *who);
void vd_paper_proof_handed (VdStore *store, const VdPaperRow *row, const char *way);
/* @row: with its text_bytes. @sha256: of the file with the words. */
void vd_paper_proof_read_text (VdStore *store, const VdPaperRow *row, const char *sha256, guint words);
void vd_paper_proof_withdrawn (VdStore *store, const VdPaperRow *row);
void vd_paper_proof_deleted (VdStore *store, const VdPaperRow *row, const char *reason);

G_END_DECLS
