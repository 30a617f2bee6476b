/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "hand-over.h"

#include "paper-files.h"
#include "sealed-file.h"
#include "secret-text.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>
#include <unistd.h>

#define WHO "hand-over"
#define FIRST_WAIT_S 30
#define LAST_WAIT_S 3600
#define HOOK_TIMEOUT_S 60

struct _VdHandOver
{
  GObject parent_instance;

  const VdDeskSettings *settings;
  VdAccounts *accounts;
  VdPaperBook *book;
  SoupSession *session;
  GQueue waiting;   /* ids of papers; the first is the one under way */
  gboolean is_busy; /* with it */
  guint failures, timer;
};

G_DEFINE_FINAL_TYPE (VdHandOver, vd_hand_over, G_TYPE_OBJECT)

/* One paper on its way out. */
typedef struct
{
  VdHandOver *self;
  char *paper, *name, *sha256;
  char *folder;
  char *secret, *signature; /* for a hook */
  char *metadata;           /* JSON; for a hook in base64, as it is signed and sent */
  gint64 attempt;
  GBytes *pdf;
} Parcel;

static void
parcel_free (gpointer data)
{
  Parcel *parcel = data;

  g_object_unref (parcel->self);
  g_free (parcel->paper);
  g_free (parcel->name);
  g_free (parcel->sha256);
  g_free (parcel->metadata);
  vd_secret_text_free (parcel->secret);
  g_free (parcel->signature);
  g_free (parcel->folder);
  g_clear_pointer (&parcel->pdf, g_bytes_unref);
  g_free (parcel);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Parcel, parcel_free)

static gboolean
is_due (VdHandOver *self, const VdPaperRow *row)
{
  return row && row->key && !row->handed_s && g_str_equal (row->state, "accepted") &&
         g_strcmp0 (row->checked, VD_PAPER_PENDING) != 0 && !vd_paper_book_awaits_text (self->book, row);
}

/* What the back office needs to file it; nothing of what the visitor or the advisor said. */
static char *
make_metadata (VdHandOver *self, const VdPaperRow *row, const Parcel *parcel)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);
  g_autoptr (GDateTime) received = g_date_time_new_from_unix_utc (row->received_s);
  g_autofree char *time = g_date_time_format (received, "%Y-%m-%dT%H:%M:%SZ");
  const VdKioskRow *kiosk = vd_accounts_get_kiosk (self->accounts, row->kiosk);

  json_object_set_string_member (body, "paper", row->id);
  json_object_set_int_member (body, "attempt", row->attempt);
  json_object_set_string_member (body, "contact", row->contact);
  json_object_set_string_member (body, "kind", row->kind);
  json_object_set_string_member (body, "site", kiosk ? kiosk->site : "");
  json_object_set_string_member (body, "kiosk", row->kiosk);
  json_object_set_string_member (body, "accepted_by", row->advisor);
  json_object_set_string_member (body, "received", time);
  json_object_set_int_member (body, "pages", row->pages);
  json_object_set_int_member (body, "bytes", (gint64)g_bytes_get_size (parcel->pdf));
  json_object_set_string_member (body, "sha256", parcel->sha256);
  json_object_set_int_member (body, "sent_bytes", row->bytes);
  json_object_set_string_member (body, "sent_sha256", row->sha256);
  return json_to_string (node, FALSE);
}

char *
vd_hand_over_sign (const char *secret, gint64 now_s, const char *metadata, const guint8 *body, gsize size)
{
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT ".", now_s);
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *)secret, strlen (secret));
  char *header;

  g_hmac_update (hmac, (const guchar *)time, -1);
  g_hmac_update (hmac, (const guchar *)metadata, -1);
  g_hmac_update (hmac, (const guchar *)".", 1);
  g_hmac_update (hmac, body, (gssize)size);
  header = g_strdup_printf ("t=%" G_GINT64_FORMAT ",v1=%s", now_s, g_hmac_get_string (hmac));
  g_hmac_unref (hmac);
  return header;
}

/* Round it goes: deliver → read → hash → write, or sign and send → conclude → deliver. */
static void deliver_next (VdHandOver *self);

static gboolean
on_again (gpointer data)
{
  VdHandOver *self = data;

  self->timer = 0;
  deliver_next (self);
  return G_SOURCE_REMOVE;
}

static void
conclude (VdHandOver *self, const Parcel *parcel, const GError *error)
{
  const VdPaperRow *row = vd_paper_book_get (self->book, parcel->paper);
  guint wait_s;

  self->is_busy = FALSE;
  /* Its time was over meanwhile: there is nothing to be tried again, whatever became of it. */
  if (!row || !error)
    {
      if (row)
        self->failures = 0;
      g_free (g_queue_pop_head (&self->waiting));
      if (row && row->attempt == parcel->attempt)
        vd_paper_book_set_handed (self->book, parcel->paper, parcel->folder ? "folder" : "hook");
      deliver_next (self);
      return;
    }
  wait_s = MIN (FIRST_WAIT_S << MIN (self->failures, 10), LAST_WAIT_S);
  self->failures++;
  g_warning ("paper %s is not handed over, again in %u s: %s", parcel->paper, wait_s, error->message);
  /* The others first: what ails may be this one alone. */
  g_queue_push_tail (&self->waiting, g_queue_pop_head (&self->waiting));
  self->timer = g_timeout_add_seconds (wait_s, on_again, self);
}

/* Never seen half: written beside, brought to disk, then named. */
static gboolean
write_file (const char *folder, const char *name, gconstpointer data, gsize size, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *fresh = g_strdup_printf ("%s/.%s.part", folder, name);
  int fd = g_open (fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
  gboolean good;

  if (fd < 0)
    return vd_file_error (error, "make a file");
  good = vd_write_fully (fd, data, size, 0, error);
  if (good && fsync (fd) != 0)
    good = vd_file_error (error, "write a file");
  close (fd);
  if (good && g_rename (fresh, path) != 0)
    good = vd_file_error (error, "name a file");
  if (!good)
    g_unlink (fresh);
  return good && vd_sync_folder_of (path, error);
}

/* The sidecar first: whoever waits for PDFs finds it beside. */
static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Parcel *parcel = data;
  g_autofree char *json = g_strconcat (parcel->name, ".json", NULL), *pdf = g_strconcat (parcel->name, ".pdf", NULL);
  gsize size;
  gconstpointer bytes = g_bytes_get_data (parcel->pdf, &size);
  GError *error = NULL;

  if (write_file (parcel->folder, json, parcel->metadata, strlen (parcel->metadata), &error) &&
      write_file (parcel->folder, pdf, bytes, size, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* What takes its time with all of a paper's bytes does not take it from the main loop. Takes @parcel, to give it to
 * @after. */
static void
work_on (Parcel *parcel, GTaskThreadFunc work, GAsyncReadyCallback after)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, after, parcel);

  g_task_set_source_tag (task, work_on);
  g_task_set_task_data (task, parcel, NULL);
  g_task_run_in_thread (task, work);
}

static void
after_write (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Parcel) parcel = data;
  g_autoptr (VdHandOver) self = g_object_ref (parcel->self);
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  conclude (self, parcel, error);
}

static void
after_hook (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Parcel) parcel = data;
  g_autoptr (VdHandOver) self = g_object_ref (parcel->self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) body = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  SoupMessage *request = soup_session_get_async_result_message (SOUP_SESSION (source), result);
  guint status = request ? soup_message_get_status (request) : 0;

  /* 409: it has this name already, an answer of ours was lost. */
  if (body && !SOUP_STATUS_IS_SUCCESSFUL (status) && status != SOUP_STATUS_CONFLICT)
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_FAILED, "the hook answers %u", status);
  conclude (self, parcel, error);
}

static void
sign_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Parcel *parcel = data;
  gsize size;
  const guint8 *bytes = g_bytes_get_data (parcel->pdf, &size);

  parcel->signature =
      vd_hand_over_sign (parcel->secret, g_get_real_time () / G_USEC_PER_SEC, parcel->metadata, bytes, size);
  g_task_return_boolean (task, TRUE);
}

static void
send_to_hook (GObject *source, GAsyncResult *result, gpointer data)
{
  Parcel *parcel = data;
  VdHandOver *self = parcel->self;
  g_autoptr (SoupMessage) request = soup_message_new (SOUP_METHOD_POST, self->settings->hook_url);
  SoupMessageHeaders *headers = soup_message_get_request_headers (request);

  soup_message_headers_append (headers, "Idempotency-Key", parcel->name);
  soup_message_headers_append (headers, "X-Visiodesk-Metadata", parcel->metadata);
  soup_message_headers_append (headers, "X-Visiodesk-Signature", parcel->signature);
  soup_message_set_request_body_from_bytes (request, "application/pdf", parcel->pdf);
  /* A paper goes where the settings say, and nowhere else. */
  soup_message_add_flags (request, SOUP_MESSAGE_NO_REDIRECT);
  soup_session_send_async (self->session, request, G_PRIORITY_DEFAULT, NULL, after_hook, parcel);
}

static void
hash_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Parcel *parcel = data;

  parcel->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, parcel->pdf);
  g_task_return_boolean (task, TRUE);
}

static void
after_hash (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Parcel) parcel = data;
  g_autoptr (VdHandOver) self = g_object_ref (parcel->self);
  const VdPaperRow *row = vd_paper_book_get (self->book, parcel->paper);
  g_autofree char *json = row ? make_metadata (self, row, parcel) : NULL;

  if (!row)
    conclude (self, parcel, NULL);
  else if (parcel->folder)
    {
      parcel->metadata = g_steal_pointer (&json);
      work_on (g_steal_pointer (&parcel), write_in_thread, after_write);
    }
  else
    {
      parcel->metadata = g_base64_encode ((const guchar *)json, strlen (json));
      work_on (g_steal_pointer (&parcel), sign_in_thread, send_to_hook);
    }
}

static void
after_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Parcel) parcel = data;
  g_autoptr (VdHandOver) self = g_object_ref (parcel->self);
  g_autoptr (GError) error = NULL;

  parcel->pdf = vd_paper_book_read_finish (result, &error);
  if (error)
    conclude (self, parcel, error);
  else
    work_on (g_steal_pointer (&parcel), hash_in_thread, after_hash);
}

static void
deliver (VdHandOver *self, const VdPaperRow *row)
{
  Parcel *parcel = g_new0 (Parcel, 1);

  parcel->self = g_object_ref (self);
  parcel->paper = g_strdup (row->id);
  parcel->attempt = row->attempt;
  parcel->name = g_strdup_printf ("%s-%" G_GINT64_FORMAT, row->id, row->attempt);
  if (*self->settings->hand_over_folder)
    parcel->folder = g_strdup (self->settings->hand_over_folder);
  else
    parcel->secret = g_strdup (self->settings->hook_secret);
  self->is_busy = TRUE;
  vd_paper_book_read_async (self->book, row->id, 0, 0, WHO, after_read, parcel);
}

static void
deliver_next (VdHandOver *self)
{
  while (!self->is_busy && !self->timer && !g_queue_is_empty (&self->waiting))
    {
      const VdPaperRow *row = vd_paper_book_get (self->book, g_queue_peek_head (&self->waiting));

      if (is_due (self, row))
        deliver (self, row);
      else
        g_free (g_queue_pop_head (&self->waiting)); /* deleted by rule meanwhile */
    }
}

static void
enqueue (VdHandOver *self, const VdPaperRow *row)
{
  if (!is_due (self, row) || g_queue_find_custom (&self->waiting, row->id, (GCompareFunc)g_strcmp0))
    return;
  g_queue_push_tail (&self->waiting, g_strdup (row->id));
  deliver_next (self);
}

static void
on_changed (VdPaperBook *book, const VdPaperRow *row, VdHandOver *self)
{
  enqueue (self, row);
}

static void
vd_hand_over_dispose (GObject *object)
{
  VdHandOver *self = VD_HAND_OVER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->book)
    g_signal_handlers_disconnect_by_data (self->book, self);
  g_clear_object (&self->book);
  g_clear_object (&self->accounts);
  g_clear_object (&self->session);
  g_queue_clear_full (&self->waiting, g_free);
  G_OBJECT_CLASS (vd_hand_over_parent_class)->dispose (object);
}

static void
vd_hand_over_class_init (VdHandOverClass *class)
{
  G_OBJECT_CLASS (class)->dispose = vd_hand_over_dispose;
}

static void
vd_hand_over_init (VdHandOver *self)
{
  g_queue_init (&self->waiting);
}

VdHandOver *
vd_hand_over_new (const VdDeskSettings *settings, VdAccounts *accounts, VdPaperBook *book)
{
  VdHandOver *self = g_object_new (VD_TYPE_HAND_OVER, NULL);
  g_autoptr (GPtrArray) rows = NULL;

  self->settings = settings;
  self->accounts = g_object_ref (accounts);
  self->book = g_object_ref (book);
  self->session = soup_session_new_with_options ("timeout", HOOK_TIMEOUT_S, "user-agent", "visiodeskd", NULL);
  if (!*settings->hand_over_folder && !*settings->hook_url)
    return self;
  g_signal_connect (book, "changed", G_CALLBACK (on_changed), self);
  rows = vd_paper_book_list (book, NULL);
  for (guint i = 0; i < rows->len; i++)
    enqueue (self, rows->pdata[i]);
  return self;
}
