/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "paper-book-private.h"

/* How long papers that were accepted wait for their text layer. A desk that was started anew counts anew, and never
 * beyond half of a paper's time: what hands it over has the other half, whatever ails it. */
#define LONGEST_WAIT_S (15 * 60)
/* After a fault that may pass. The first pause is that of a hand-over that failed; each is four times the one before,
 * so that all (10 minutes and a half) lie within the wait, and the last try is late in it. */
#define FIRST_PAUSE_S 30
#define MOST_PAUSES 3

/* Times of g_get_monotonic_time (): a wall clock that is set must neither keep a paper here nor take its words. */
typedef struct
{
  gint64 until_us;
  gint64 again_us;       /* 0: no pause before it is read */
  guint pauses;          /* it had */
  GCancellable *reading; /* NULL: nobody reads it */
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  g_cancellable_cancel (wait->reading);
  g_clear_object (&wait->reading);
  g_free (wait);
}

GHashTable *
vd_paper_waits_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wait_free);
}

static gboolean
may_be_read (VdPaperBook *self, const VdPaperRow *row)
{
  return self->limits.has_text && row->key && g_str_equal (row->state, "accepted") && !row->handed_s &&
         row->text_bytes == 0;
}

void
vd_paper_book_begin_wait (VdPaperBook *self, const VdPaperRow *row)
{
  gint64 half_s = MAX (row->asked_s, row->received_s) + vd_paper_limits_get_kept_s (&self->limits, row) / 2;
  gint64 left_s = half_s - g_get_real_time () / G_USEC_PER_SEC;
  Wait *wait;

  if (!may_be_read (self, row) || left_s <= 0)
    return;
  wait = g_new0 (Wait, 1);
  wait->until_us = g_get_monotonic_time () + MIN (LONGEST_WAIT_S, left_s) * G_USEC_PER_SEC;
  g_hash_table_insert (self->waits, g_strdup (row->id), wait);
}

void
vd_paper_book_end_wait (VdPaperBook *self, const char *paper)
{
  g_hash_table_remove (self->waits, paper);
}

void
vd_paper_book_set_reading (VdPaperBook *self, const char *paper, GCancellable *reading)
{
  Wait *wait = g_hash_table_lookup (self->waits, paper);

  if (wait)
    g_set_object (&wait->reading, reading);
}

/* Telling may change the waits: one after the other. */
static char *
find_over (VdPaperBook *self, gint64 now_us)
{
  GHashTableIter iter;
  const char *paper;
  const Wait *wait;

  g_hash_table_iter_init (&iter, self->waits);
  while (g_hash_table_iter_next (&iter, (gpointer *)&paper, (gpointer *)&wait))
    if (wait->until_us <= now_us)
      return g_strdup (paper);
  return NULL;
}

static void
end_waits (VdPaperBook *self, gint64 now_us)
{
  char *paper;

  while ((paper = find_over (self, now_us)))
    {
      const VdPaperRow *row = vd_paper_book_get (self, paper);
      gboolean goes_without = row && vd_paper_book_awaits_text (self, row);

      vd_paper_book_end_wait (self, paper);
      if (goes_without)
        {
          g_warning ("paper %s gets no text layer: its wait is over", paper);
          vd_paper_book_tell (self, row);
        }
      g_free (paper);
    }
}

gboolean
vd_paper_book_awaits_text (VdPaperBook *self, const VdPaperRow *row)
{
  return may_be_read (self, row) && g_hash_table_contains (self->waits, row->id);
}

gboolean
vd_paper_book_may_read_text (VdPaperBook *self, const VdPaperRow *row)
{
  const Wait *wait = g_hash_table_lookup (self->waits, row->id);

  return vd_paper_book_awaits_text (self, row) && wait->again_us == 0;
}

/* There was no memory, no process or file to be had, or no room on the disk, or the disk did not answer: that may pass.
 * A file that is gone or is not ours stays so, and what reads wrongly does so again. What took too long may have stood
 * still with the whole machine, but takes two minutes from others each time. */
static guint
count_pauses (const GError *error)
{
  static const int passing[] = { G_FILE_ERROR_NOSPC, G_FILE_ERROR_NOMEM, G_FILE_ERROR_MFILE,
                                 G_FILE_ERROR_NFILE, G_FILE_ERROR_IO,    G_FILE_ERROR_AGAIN };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return 1;
  if (error->domain == G_SPAWN_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED))
    return MOST_PAUSES;
  for (guint i = 0; i < G_N_ELEMENTS (passing); i++)
    if (g_error_matches (error, G_FILE_ERROR, passing[i]))
      return MOST_PAUSES;
  return 0;
}

guint
vd_paper_book_put_off_text (VdPaperBook *self, const char *paper, const GError *fault, gint64 now_us)
{
  Wait *wait = g_hash_table_lookup (self->waits, paper);
  guint pause_s;

  if (!wait || wait->pauses >= count_pauses (fault))
    return 0;
  pause_s = FIRST_PAUSE_S << 2 * wait->pauses;
  if (now_us + pause_s * G_USEC_PER_SEC >= wait->until_us)
    return 0;
  wait->pauses++;
  wait->again_us = now_us + pause_s * G_USEC_PER_SEC;
  return pause_s;
}

static void
end_pauses (VdPaperBook *self, gint64 now_us)
{
  GHashTableIter iter;
  Wait *wait;
  gboolean is_due = FALSE;

  g_hash_table_iter_init (&iter, self->waits);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&wait))
    if (wait->again_us != 0 && wait->again_us <= now_us)
      {
        wait->again_us = 0;
        is_due = TRUE;
      }
  if (is_due)
    g_signal_emit_by_name (self, "text-due");
}

void
vd_paper_book_tidy_waits (VdPaperBook *self, gint64 now_us)
{
  end_waits (self, now_us);
  end_pauses (self, now_us);
}
