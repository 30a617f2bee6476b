/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"

#define ASKED_MAX 20 /* docs/protocol.md: papers of one contact */

static void
asked_paper_free (VdAskedPaper *paper)
{
  g_free (paper->id);
  g_free (paper->kind);
  g_free (paper->note);
  g_free (paper->watermark);
  g_free (paper->refusal);
  g_free (paper->refusal_note);
  g_free (paper);
}

static VdVisitState
get_state (VdKiosk *self)
{
  return vd_visit_get_state (self->visit);
}

void
vd_kiosk_tell_progress (VdKiosk *self, const char *stage, guint64 sent, guint64 total)
{
  JsonObject *body;
  g_autofree char *id = NULL;

  if (!self->paper || self->adrift)
    return;
  body = json_object_new ();
  json_object_set_string_member (body, "paper", self->paper->id);
  json_object_set_string_member (body, "stage", stage);
  json_object_set_int_member (body, "pages", vd_visit_has_card (self->visit) ? 1 : vd_visit_count_pages (self->visit));
  json_object_set_int_member (body, "sent", (gint64)sent);
  json_object_set_int_member (body, "total", (gint64)total);
  id = vd_link_send (self->link, "paper.progress", NULL, body);
}

static void
begin_paper (VdKiosk *self)
{
  self->accepted_us = 0;
  self->replace_index = -1;
  g_object_set (self->visit, "paper-kind", self->paper->kind, "paper-note", self->paper->note, "paper-sides",
                self->paper->sides, "paper-back", VD_PAPER_BACK_UNASKED, "paper-show-only", self->paper->show_only, "paper-shared", FALSE, "paper-refusal", self->paper->refusal, "paper-refusal-note", self->paper->refusal_note, "paper-judging", FALSE,
                "paper-accepted", FALSE, "sent-bytes", (guint64)0, "total-bytes", (guint64)0, NULL);
  vd_kiosk_open_camera (self);
  vd_kiosk_set_state (self, VD_VISIT_FRAMING, self->paper->refusal ? "asked again for a paper" : "asked for a paper");
  vd_kiosk_tell_progress (self, "framing", 0, 0);
}

void
vd_kiosk_next_paper (VdKiosk *self)
{
  if (self->paper || get_state (self) != VD_VISIT_TALKING)
    return;
  self->paper = g_queue_pop_head (&self->papers);
  if (self->paper)
    begin_paper (self);
}

/* The paper on screen is over, whichever way: nothing of it stays. */
static void
put_paper_away (VdKiosk *self)
{
  g_clear_pointer (&self->paper, asked_paper_free);
  g_cancellable_cancel (self->paper_over);
  g_clear_object (&self->paper_over);
  self->paper_over = g_cancellable_new ();
  vd_kiosk_close_camera (self);
  vd_outbox_clear (self->outbox);
  g_list_store_remove_all (vd_visit_get_pages (self->visit));
  g_object_set (self->visit, "paper-kind", NULL, "paper-note", NULL, "paper-sides", 1, "paper-back", VD_PAPER_BACK_UNASKED, "paper-show-only", FALSE, "paper-shared", FALSE, "paper-refusal", NULL, "paper-refusal-note", NULL,
                "adjusted-page", NULL, "taking", FALSE, "paper-trouble", VD_PAPER_TROUBLE_NONE, NULL);
}

static void
return_to_talk (VdKiosk *self, const char *why)
{
  put_paper_away (self);
  vd_kiosk_set_state (self, VD_VISIT_TALKING, why);
  vd_kiosk_next_paper (self);
}

void
vd_kiosk_close_papers (VdKiosk *self)
{
  g_queue_clear_full (&self->papers, (GDestroyNotify)asked_paper_free);
  put_paper_away (self);
  g_object_set (self->visit, "paper-judging", FALSE, "paper-accepted", FALSE, NULL);
  self->accepted_us = 0;
}

static void
ask (VdKiosk *self, VdAskedPaper *paper)
{
  if (g_queue_get_length (&self->papers) >= ASKED_MAX)
    {
      g_message ("more papers asked for than a contact can have");
      asked_paper_free (paper);
      return;
    }
  g_queue_push_tail (&self->papers, paper);
  vd_kiosk_next_paper (self);
}

static int
has_id (gconstpointer item, gconstpointer id)
{
  return g_strcmp0 (((const VdAskedPaper *)item)->id, id);
}

gboolean
vd_kiosk_is_paper (VdKiosk *self, const char *id)
{
  return self->paper && g_str_equal (self->paper->id, id);
}

static void
withdraw (VdKiosk *self, const char *id)
{
  GList *link = g_queue_find_custom (&self->papers, id, has_id);

  if (link)
    {
      asked_paper_free (link->data);
      g_queue_delete_link (&self->papers, link);
    }
  if (vd_kiosk_is_paper (self, id))
    return_to_talk (self, "the paper is not wanted any more");
}

/* The first eight digits of the digest, as both sides show them. (nullable) */
static char *
make_receipt (JsonObject *body)
{
  const char *sha256 = json_object_get_string_member_with_default (body, "sha256", NULL);
  g_autofree char *digits = sha256 ? g_ascii_strup (sha256, 8) : NULL;

  return digits ? g_strdup_printf ("%.4s-%s", digits, digits + 4) : NULL;
}

/* In the order in which they were asked for, as their ids sort. */
static char *
list_receipts (VdKiosk *self)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (self->sent), (GCompareFunc)g_strcmp0);
  g_autoptr (GString) text = g_string_new (NULL);

  for (GList *l = ids; l; l = l->next)
    {
      const char *receipt = g_hash_table_lookup (self->receipts, l->data);

      if (receipt)
        g_string_append_printf (text, "%s%s", text->len ? ", " : "", receipt);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What the farewell says was sent: each paper once, however often it was asked for again. */
static void
count_sent (VdKiosk *self)
{
  GHashTableIter iter;
  g_autofree char *receipts = NULL;
  gpointer pages;
  guint sum = 0;

  g_hash_table_iter_init (&iter, self->sent);
  while (g_hash_table_iter_next (&iter, NULL, &pages))
    sum += GPOINTER_TO_UINT (pages);
  receipts = list_receipts (self);
  g_object_set (self->visit, "papers-sent", g_hash_table_size (self->sent), "pages-sent", sum, "receipts", receipts,
                NULL);
}

static void
confirm (VdKiosk *self, const char *id, JsonObject *body)
{
  VdVisitState state = vd_visit_get_state (self->visit);

  if (vd_kiosk_is_paper (self, id) && self->paper->show_only)
    {
      return_to_talk (self, "the advisor has seen the paper");
      return;
    }
  if (!vd_kiosk_is_paper (self, id) || (state != VD_VISIT_SENDING && state != VD_VISIT_REVIEW && state != VD_VISIT_CORNERS))
    return;
  g_hash_table_insert (self->sent, g_strdup (id), GUINT_TO_POINTER (self->pages_sending));
  g_hash_table_insert (self->receipts, g_strdup (id), make_receipt (body));
  count_sent (self);
  g_object_set (self->visit, "paper-judging", TRUE, NULL);
  return_to_talk (self, "the desk has the paper");
}

static VdAskedPaper *
read_paper (JsonObject *body)
{
  VdAskedPaper *paper = g_new0 (VdAskedPaper, 1);

  paper->id = g_strdup (json_object_get_string_member (body, "paper"));
  paper->kind = g_strdup (json_object_get_string_member (body, "kind"));
  paper->note = g_strdup (json_object_get_string_member (body, "note"));
  paper->watermark = g_strdup (json_object_get_string_member_with_default (body, "watermark", NULL));
  paper->show_only = json_object_get_boolean_member_with_default (body, "show_only", FALSE);
  paper->sides = (guint)json_object_get_int_member_with_default (body, "sides", 1);
  if (g_str_equal (json_object_get_string_member (body, "state"), "refused"))
    {
      const char *reason = json_object_get_string_member_with_default (body, "reason", NULL);

      paper->refusal = g_strdup (reason ? reason : "other");
      paper->refusal_note = g_strdup (paper->note);
    }
  return paper;
}

static void
accept (VdKiosk *self)
{
  self->accepted_us = g_get_monotonic_time ();
  g_object_set (self->visit, "paper-judging", FALSE, "paper-accepted", TRUE, NULL);
}

void
vd_kiosk_take_paper (VdKiosk *self, JsonObject *body)
{
  const char *id = json_object_get_string_member (body, "paper");
  const char *state = json_object_get_string_member (body, "state");
  gboolean asked = g_str_equal (state, "asked") || g_str_equal (state, "refused");

  if (asked && g_hash_table_remove (self->sent, id))
    count_sent (self);
  if (g_str_equal (state, "withdrawn") && g_hash_table_contains (self->sent, id))
    g_object_set (self->visit, "paper-judging", FALSE, NULL);
  if (asked && !vd_kiosk_is_paper (self, id) && !g_queue_find_custom (&self->papers, id, has_id))
    {
      g_object_set (self->visit, "paper-judging", FALSE, NULL);
      ask (self, read_paper (body));
    }
  else if (g_str_equal (state, "refused") && vd_kiosk_is_paper (self, id) && get_state (self) == VD_VISIT_SENDING)
    {
      put_paper_away (self);
      self->paper = read_paper (body);
      begin_paper (self);
    }
  else if (g_str_equal (state, "received"))
    confirm (self, id, body);
  else if (g_str_equal (state, "accepted"))
    {
      confirm (self, id, body);
      accept (self);
    }
  else if (g_str_equal (state, "withdrawn"))
    withdraw (self, id);
}

void
vd_kiosk_refuse_paper (VdKiosk *self, const char *why)
{
  g_autofree char *id = vd_kiosk_send (self, "paper.withdraw", "paper", self->paper->id, "why", why, NULL);

  vd_kiosk_remember_past (self, self->paper->id);
  return_to_talk (self, why);
}
