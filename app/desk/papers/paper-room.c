/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper-book-private.h"
#include "paper-files.h"
#include "sealed-paper.h"

/* What all contacts, or @contact, have here and are sending; without @paper, which is to be replaced: until that has
 * happened its file still counts for the whole store. */
static guint64
sum_up (VdPaperBook *self, const char *contact, const char *paper)
{
  guint64 sum = vd_upload_store_sum_announced (self->uploads, contact, paper);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const VdPaperRow *row = self->rows->pdata[i];

      if (row->key && (!contact || (g_str_equal (row->contact, contact) && !g_str_equal (row->id, paper))))
        sum += (guint64)(row->bytes + MAX (row->text_bytes, 0));
    }
  return sum;
}

/* @limit is of papers, @bytes of one that is sealed: the largest that may be sent must fit alone. */
static gboolean
fits (guint64 there, guint64 bytes, guint64 limit)
{
  guint64 sealed = vd_sealed_paper_get_length (limit);

  return limit == 0 || (there <= sealed && bytes <= sealed - there);
}

gboolean
vd_paper_book_has_room (VdPaperBook *self, const VdPaperRow *paper, guint64 bytes, GError **error)
{
  if (!fits (sum_up (self, paper->contact, paper->id), bytes, self->limits.contact_bytes))
    g_set_error_literal (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_CONTACT_FULL, "the papers of one contact");
  else if (!fits (sum_up (self, NULL, paper->id), bytes, self->limits.store_bytes))
    g_set_error_literal (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_FULL, "[papers] store-megabytes is reached");
  else
    return TRUE;
  return FALSE;
}
