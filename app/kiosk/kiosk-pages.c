/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"

#include "card-sheet.h"
#include "corner-move.h"
#include "page-photo.h"
#include "pdf-writer.h"

#define PROGRESS_EVERY_US (G_USEC_PER_SEC / 4)

static VdVisitState
get_state (VdKiosk *self)
{
  return vd_visit_get_state (self->visit);
}

static GListStore *
get_pages (VdKiosk *self)
{
  return vd_visit_get_pages (self->visit);
}

static void
set_trouble (VdKiosk *self, VdPaperTrouble trouble)
{
  g_object_set (self->visit, "paper-trouble", trouble, NULL);
}

gboolean
vd_kiosk_has_live_pages (VdKiosk *self)
{
  for (guint i = self->page_refs->len; i > 0; i--)
    {
      g_autoptr (GObject) page = g_weak_ref_get (self->page_refs->pdata[i - 1]);

      if (!page)
        g_ptr_array_remove_index_fast (self->page_refs, i - 1);
    }
  return self->page_refs->len > 0;
}

static void
watch_page (VdKiosk *self, VdPage *page)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, page);
  g_ptr_array_add (self->page_refs, ref);
}

gboolean
vd_kiosk_is_taking (VdKiosk *self)
{
  gboolean taking;

  g_object_get (self->visit, "taking", &taking, NULL);
  return taking;
}

void
vd_kiosk_review (VdKiosk *self, const char *why)
{
  self->replace_index = -1;
  vd_kiosk_judge_back (self);
  g_object_set (self->visit, "taking", FALSE, "auto-take", 0.0, "adjusted-page", NULL, NULL);
  set_trouble (self, VD_PAPER_TROUBLE_NONE);
  vd_kiosk_set_state (self, VD_VISIT_REVIEW, why);
  vd_kiosk_tell_progress (self, "review", 0, 0);
}

static void
keep_page (VdKiosk *self, VdPage *page)
{
  watch_page (self, page);
  vd_page_set_watermark (page, self->paper->watermark);
  if (self->replace_index >= 0 && (guint)self->replace_index < vd_visit_count_pages (self->visit))
    g_list_store_splice (get_pages (self), (guint)self->replace_index, 1, (gpointer *)&page, 1);
  else if (vd_visit_count_pages (self->visit) < self->paper_pages_max)
    g_list_store_append (get_pages (self), page);
  self->replace_index = -1;
  vd_kiosk_judge_back (self);
  vd_kiosk_compare_sides (self);
}

/* An async job for a paper; its result is thrown away if the paper, or the wish, is over. */
typedef struct
{
  VdKiosk *kiosk;
  GCancellable *paper_over;
  char *paper;
} Job;

static Job *
begin_job (VdKiosk *self)
{
  Job *job = g_new0 (Job, 1);

  self->jobs++;
  job->kiosk = g_object_ref (self);
  job->paper_over = g_object_ref (self->paper_over);
  job->paper = g_strdup (self->paper->id);
  return job;
}

static void
end_job (Job *job)
{
  job->kiosk->jobs--;
  g_object_unref (job->kiosk);
  g_object_unref (job->paper_over);
  g_free (job->paper);
  g_free (job);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, end_job)

static gboolean
is_wanted (Job *job, VdVisitState state)
{
  return !g_cancellable_is_cancelled (job->paper_over) && vd_kiosk_is_paper (job->kiosk, job->paper) &&
         get_state (job->kiosk) == state;
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VdPage) page = vd_document_camera_take_finish (VD_DOCUMENT_CAMERA (source), result, &error);
  VdKiosk *self = job->kiosk;
  gboolean missing;

  if (!is_wanted (job, VD_VISIT_FRAMING))
    return;
  g_object_set (self->visit, "taking", FALSE, NULL);
  if (page)
    {
      keep_page (self, page);
      if (!vd_kiosk_turn_over (self))
        vd_kiosk_review (self, "a page was taken");
      return;
    }
  g_message ("no page: %s", error->message);
  g_object_get (self->visit, "document-camera-missing", &missing, NULL);
  if (missing)
    vd_kiosk_miss_camera (self);
}

void
vd_kiosk_take_page (VdKiosk *self)
{
  if (get_state (self) != VD_VISIT_FRAMING || vd_kiosk_is_taking (self))
    return;
  g_object_set (self->visit, "taking", TRUE, "auto-take", 0.0, NULL);
  vd_document_camera_take_async (self->document_camera, self->paper_over, on_taken, begin_job (self));
}

static VdPaperTrouble
scanner_trouble (const GError *error)
{
  if (g_error_matches (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_EMPTY))
    return VD_PAPER_TROUBLE_SCANNER_EMPTY;
  if (g_error_matches (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_JAM))
    return VD_PAPER_TROUBLE_SCANNER_JAM;
  return VD_PAPER_TROUBLE_SCANNER_FAILED;
}

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pages = vd_scanner_scan_finish (VD_SCANNER (source), result, &error);
  VdKiosk *self = job->kiosk;

  if (!is_wanted (job, VD_VISIT_FRAMING))
    return;
  g_object_set (self->visit, "taking", FALSE, NULL);
  if (!pages || pages->len == 0)
    {
      g_message ("nothing scanned: %s", error ? error->message : "no page");
      set_trouble (self, error ? scanner_trouble (error) : VD_PAPER_TROUBLE_SCANNER_EMPTY);
      return;
    }
  for (guint i = 0; i < pages->len; i++)
    keep_page (self, pages->pdata[i]);
  if (!vd_kiosk_turn_over (self))
    vd_kiosk_review (self, "scanned");
}

void
vd_kiosk_scan (VdKiosk *self)
{
  if (get_state (self) != VD_VISIT_FRAMING || vd_kiosk_is_taking (self))
    return;
  set_trouble (self, VD_PAPER_TROUBLE_NONE);
  g_object_set (self->visit, "taking", TRUE, NULL);
  vd_scanner_scan_async (self->scanner, self->paper_over, on_scanned, begin_job (self));
}

void
vd_kiosk_frame_again (VdKiosk *self, int index)
{
  self->replace_index = index;
  if (index >= 0)
    vd_kiosk_put_back_off (self);
  vd_kiosk_open_camera (self); /* it was closed if the paper was on its way and came back */
  vd_kiosk_set_state (self, VD_VISIT_FRAMING, index < 0 ? "one page more" : "a page anew");
  vd_kiosk_tell_progress (self, "framing", 0, 0);
}

void
vd_kiosk_remove_page (VdKiosk *self, guint index)
{
  g_list_store_remove (get_pages (self), index);
  vd_kiosk_judge_back (self);
  set_trouble (self, VD_PAPER_TROUBLE_NONE); /* what was too large may not be so any more */
  if (vd_visit_count_pages (self->visit) == 0)
    vd_kiosk_frame_again (self, -1);
  else
    vd_kiosk_tell_progress (self, "review", 0, 0);
}

/* What moved earlier or later is still the same page: one change of the list, so that no screen sees it gone. */
void
vd_kiosk_move_page (VdKiosk *self, guint from, guint to)
{
  guint first = MIN (from, to), last = MAX (from, to);
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func (g_object_unref);
  gpointer moved;

  if (from == to || last >= vd_visit_count_pages (self->visit))
    return;
  for (guint i = first; i <= last; i++)
    g_ptr_array_add (pages, g_list_model_get_item (G_LIST_MODEL (get_pages (self)), i));
  moved = g_ptr_array_steal_index (pages, from - first);
  g_ptr_array_insert (pages, (int)(to - first), moved);
  g_list_store_splice (get_pages (self), first, pages->len, pages->pdata, pages->len);
}

void
vd_kiosk_adjust_page (VdKiosk *self, guint index)
{
  g_autoptr (VdPage) page = g_list_model_get_item (G_LIST_MODEL (get_pages (self)), index);

  if (!page || !vd_page_has_photo (page))
    return;
  self->replace_index = (int)index;
  g_object_set (self->visit, "adjusted-page", page, NULL);
  vd_kiosk_set_state (self, VD_VISIT_CORNERS, "the corners of a page");
}

static void
on_adjusted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VdPage) page = vd_page_adjust_finish (VD_PAGE (source), result, &error);

  if (!is_wanted (job, VD_VISIT_CORNERS))
    return;
  if (page)
    keep_page (job->kiosk, page);
  else
    g_message ("not adjusted: %s", error->message);
  vd_kiosk_review (job->kiosk, "the corners are set");
}

void
vd_kiosk_set_corners (VdKiosk *self, const VdQuad *corners)
{
  g_autoptr (VdPage) page = NULL;

  g_object_get (self->visit, "adjusted-page", &page, NULL);
  if (!page || vd_kiosk_is_taking (self) || !vd_corners_are_legal (corners))
    return;
  g_object_set (self->visit, "taking", TRUE, NULL);
  vd_page_adjust_async (page, corners, self->paper_over, on_adjusted, begin_job (self));
}

static void
back_to_review (VdKiosk *self, VdPaperTrouble trouble, const char *why)
{
  vd_outbox_clear (self->outbox);
  vd_kiosk_set_state (self, VD_VISIT_REVIEW, why);
  set_trouble (self, trouble);
  vd_kiosk_tell_progress (self, "review", 0, 0);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = vd_pdf_write_finish (result, &error);
  VdKiosk *self = job->kiosk;

  if (!is_wanted (job, VD_VISIT_SENDING))
    return;
  if (!pdf || g_bytes_get_size (pdf) > self->paper_bytes_max)
    {
      g_message ("the paper cannot be sent: %s", error ? error->message : "it is over the desk's limit");
      back_to_review (self, pdf ? VD_PAPER_TROUBLE_TOO_LARGE : VD_PAPER_TROUBLE_REFUSED_BY_DESK, "not sent");
      return;
    }
  g_object_set (self->visit, "total-bytes", (guint64)g_bytes_get_size (pdf), NULL);
  if (!vd_outbox_put (self->outbox, self->contact, self->paper->id, pdf))
    back_to_review (self, VD_PAPER_TROUBLE_REFUSED_BY_DESK, "there is no key to seal it with");
}

static void
write_paper (VdKiosk *self, GPtrArray *pages)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  self->pages_sending = pages->len;
  vd_pdf_write_async (pages, self->paper->kind, now, self->paper_over, on_written, begin_job (self));
}

static void
on_sheet_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VdPage) sheet = vd_card_sheet_make_finish (result, &error);
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();

  if (!is_wanted (job, VD_VISIT_SENDING))
    return;
  if (!sheet)
    {
      g_message ("the sheet of the card cannot be made: %s", error->message);
      back_to_review (job->kiosk, VD_PAPER_TROUBLE_REFUSED_BY_DESK, "not sent");
      return;
    }
  watch_page (job->kiosk, sheet);
  g_ptr_array_add (pages, sheet);
  write_paper (job->kiosk, pages);
}

void
vd_kiosk_send_paper (VdKiosk *self)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < vd_visit_count_pages (self->visit); i++)
    g_ptr_array_add (pages, g_list_model_get_item (G_LIST_MODEL (get_pages (self)), i));
  vd_kiosk_close_camera (self);
  set_trouble (self, VD_PAPER_TROUBLE_NONE);
  g_object_set (self->visit, "sent-bytes", (guint64)0, "total-bytes", (guint64)0, NULL);
  vd_kiosk_set_state (self, VD_VISIT_SENDING, "the visitor sends it");
  if (pages->len == 2 && vd_visit_has_card (self->visit)) /* on one sheet, as people know it from copiers */
    vd_card_sheet_make_async (pages->pdata[0], pages->pdata[1], self->paper_over, on_sheet_made, begin_job (self));
  else
    write_paper (self, pages);
}

static void
on_outbox_progress (VdOutbox *outbox, guint64 sent, guint64 total, gpointer data)
{
  VdKiosk *self = data;
  gint64 now_us = g_get_monotonic_time ();

  if (get_state (self) != VD_VISIT_SENDING)
    return;
  g_object_set (self->visit, "sent-bytes", sent, "total-bytes", total, NULL);
  if (sent < total && now_us - self->progress_us < PROGRESS_EVERY_US)
    return;
  self->progress_us = now_us;
  vd_kiosk_tell_progress (self, "sending", sent, total);
}

static void
on_outbox_stall (VdOutbox *outbox, GParamSpec *pspec, gpointer data)
{
  static const VdPaperTrouble troubles[] = {
    [VD_UPLOAD_STALL_NONE] = VD_PAPER_TROUBLE_NONE,
    [VD_UPLOAD_STALL_CUT] = VD_PAPER_TROUBLE_SEND_FAILED,
    [VD_UPLOAD_STALL_FULL] = VD_PAPER_TROUBLE_DESK_FULL,
  };
  VdKiosk *self = data;
  guint stall;

  g_object_get (outbox, "stall", &stall, NULL);
  if (get_state (self) == VD_VISIT_SENDING)
    set_trouble (self, troubles[stall]);
}

static void
on_outbox_refused (VdOutbox *outbox, const char *why, gboolean too_large, gpointer data)
{
  VdKiosk *self = data;

  g_message ("the desk does not take the paper: %s", why);
  if (get_state (self) == VD_VISIT_SENDING)
    back_to_review (self, too_large ? VD_PAPER_TROUBLE_TOO_LARGE : VD_PAPER_TROUBLE_REFUSED_BY_DESK,
                    "the desk does not take it");
}

static void
on_empty (VdOutbox *outbox, GParamSpec *pspec, gpointer data)
{
  vd_kiosk_check_erased (data);
}

void
vd_kiosk_connect_papers (VdKiosk *self)
{
  vd_kiosk_connect_camera (self);
  g_signal_connect_object (self->outbox, "progress", G_CALLBACK (on_outbox_progress), self, 0);
  g_signal_connect_object (self->outbox, "notify::stall", G_CALLBACK (on_outbox_stall), self, 0);
  g_signal_connect_object (self->outbox, "notify::empty", G_CALLBACK (on_empty), self, 0);
  g_signal_connect_object (self->outbox, "refused", G_CALLBACK (on_outbox_refused), self, 0);
}
