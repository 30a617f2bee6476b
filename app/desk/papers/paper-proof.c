/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper-proof.h"

/* Reasons, kinds and digests are of [a-z0-9-]: nothing here needs escaping, and the desk made or checked them all. */
static void write_down (VdStore *store, const char *who, const char *what, const VdPaperRow *row, const char *format,
                        ...) G_GNUC_PRINTF (5, 6);

static void
write_down (VdStore *store, const char *who, const char *what, const VdPaperRow *row, const char *format, ...)
{
  g_autofree char *detail = NULL;
  va_list args;

  va_start (args, format);
  detail = g_strdup_vprintf (format, args);
  va_end (args);
  vd_store_audit (store, g_get_real_time (), who, what, row->id, detail);
}

void
vd_paper_proof_asked (VdStore *store, const VdPaperRow *row)
{
  write_down (store, row->advisor, "paper.asked", row, "{\"kind\":\"%s\"}", row->kind);
}

void
vd_paper_proof_received (VdStore *store, const VdPaperRow *row)
{
  write_down (store, row->kiosk, "paper.received", row,
              "{\"attempt\":%" G_GINT64_FORMAT ",\"sha256\":\"%s\",\"bytes\":%" G_GINT64_FORMAT
              ",\"pages\":%" G_GINT64_FORMAT "}",
              row->attempt, row->sha256, row->bytes, row->pages);
}

void
vd_paper_proof_judged (VdStore *store, const VdPaperRow *row, gboolean accepted)
{
  if (accepted)
    write_down (store, row->advisor, "paper.accepted", row, "{\"attempt\":%" G_GINT64_FORMAT "}", row->attempt);
  else
    write_down (store, row->advisor, "paper.refused", row, "{\"attempt\":%" G_GINT64_FORMAT ",\"reason\":\"%s\"}",
                row->attempt, row->reason);
}

void
vd_paper_proof_read (VdStore *store, const VdPaperRow *row, const char *who, guint page)
{
  write_down (store, who, "paper.read", row, "{\"attempt\":%" G_GINT64_FORMAT ",\"page\":%u}", row->attempt, page);
}

void
vd_paper_proof_shown (VdStore *store, const VdPaperRow *row, const char *who)
{
  write_down (store, who, "paper.shown", row, "{}");
}

void
vd_paper_proof_handed (VdStore *store, const VdPaperRow *row, const char *way)
{
  write_down (store, "desk", "paper.handed", row, "{\"attempt\":%" G_GINT64_FORMAT ",\"way\":\"%s\"}", row->attempt,
              way);
}

void
vd_paper_proof_read_text (VdStore *store, const VdPaperRow *row, const char *sha256, guint words)
{
  write_down (store, "desk", "paper.text", row,
              "{\"attempt\":%" G_GINT64_FORMAT ",\"sha256\":\"%s\",\"bytes\":%" G_GINT64_FORMAT ",\"words\":%u}",
              row->attempt, sha256, row->bytes + row->text_bytes, words);
}

void
vd_paper_proof_withdrawn (VdStore *store, const VdPaperRow *row)
{
  write_down (store, "desk", "paper.withdrawn", row, "{\"reason\":\"%s\"}", row->reason);
}

void
vd_paper_proof_deleted (VdStore *store, const VdPaperRow *row, const char *reason)
{
  write_down (store, "desk", "paper.deleted", row, "{\"attempt\":%" G_GINT64_FORMAT ",\"reason\":\"%s\"}", row->attempt,
              reason);
}
