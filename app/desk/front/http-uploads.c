/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "http-uploads.h"
#include "http-answer.h"
#include "paper-files.h"
#include "upload-faults.h"
#include "upload-request.h"

#include <string.h>

#define ROOT "/api/uploads"
#define TUS_EXTENSIONS "creation,creation-with-upload,checksum,expiration,termination"
#define BEARER "Bearer "

typedef struct
{
  VdDesk *desk;
  VdAccounts *accounts;
  VdPaperBook *book;
} Uploads;

static void
uploads_clear (gpointer data)
{
  Uploads *self = data;

  g_object_unref (self->desk);
  g_object_unref (self->accounts);
  g_object_unref (self->book);
}

static void
uploads_release (gpointer data)
{
  g_rc_box_release_full (data, uploads_clear);
}

static gint64
now_s (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static const char *
get_header (SoupServerMessage *msg, const char *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (msg), name);
}

static const VdKioskRow *
find_kiosk (Uploads *self, SoupServerMessage *msg)
{
  const char *header = get_header (msg, "Authorization");

  if (header && g_str_has_prefix (header, BEARER))
    return vd_accounts_find_kiosk (self->accounts, header + strlen (BEARER));
  return NULL;
}

static gboolean
has_upload_type (SoupServerMessage *msg)
{
  return g_strcmp0 (get_header (msg, "Content-Type"), VD_UPLOAD_CONTENT_TYPE) == 0;
}

/* FALSE: answered. */
static gboolean
check_creation (Uploads *self, SoupServerMessage *msg, const VdKioskRow *kiosk, const VdUploadMetadata *metadata,
                guint64 length)
{
  const VdPaperRow *paper = vd_paper_book_get (self->book, metadata->paper);
  g_autoptr (GError) error = NULL;

  if (length > vd_paper_book_get_max_upload (self->book))
    vd_http_refuse (msg, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "too-large", "Larger than a paper may be.");
  else if (!paper || g_strcmp0 (paper->kiosk, kiosk->id) != 0 || g_strcmp0 (paper->contact, metadata->contact) != 0 ||
           !vd_desk_may_upload (self->desk, kiosk->id, metadata->contact))
    vd_http_refuse (msg, SOUP_STATUS_FORBIDDEN, "not-allowed", "This paper was not asked of this kiosk.");
  else if (!vd_paper_book_awaits (self->book, metadata->paper))
    vd_http_refuse (msg, SOUP_STATUS_CONFLICT, "not-awaited", "Nobody waits for this paper now.");
  else if (!vd_paper_book_has_room (self->book, paper, length, &error))
    vd_http_answer_upload_fault (msg, error);
  else
    return TRUE;
  return FALSE;
}

static void
create (Uploads *self, SoupServerMessage *msg, const VdKioskRow *kiosk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VdUploadMetadata) metadata = vd_upload_metadata_parse (get_header (msg, "Upload-Metadata"), NULL);
  g_autofree char *location = NULL;
  guint64 length;
  VdUploadSlot *slot;

  if (!metadata || !vd_upload_number_parse (get_header (msg, "Upload-Length"), &length, NULL) || length == 0)
    {
      vd_http_refuse (msg, SOUP_STATUS_BAD_REQUEST, "bad-header", "Upload-Metadata and Upload-Length are needed.");
      return;
    }
  if (!check_creation (self, msg, kiosk, metadata, length))
    return;
  slot = vd_upload_store_create (vd_paper_book_get_uploads (self->book), metadata, kiosk->id, length, now_s (), &error);
  if (!slot)
    {
      vd_http_answer_upload_fault (msg, error);
      return;
    }
  location = g_strconcat (ROOT "/", vd_upload_slot_get_row (slot)->id, NULL);
  vd_upload_answer_set (msg, "Location", location);
  vd_upload_answer_set_expiry (msg, vd_upload_slot_get_row (slot));
  if (has_upload_type (msg))
    vd_upload_request_write (msg, slot, 0, SOUP_STATUS_CREATED);
  else
    vd_upload_request_create (msg, slot);
}

static void
tell_offset (Uploads *self, SoupServerMessage *msg, VdUploadSlot *slot)
{
  const VdUploadRow *row = vd_upload_slot_get_row (slot);
  g_autoptr (GError) error = NULL;
  guint64 offset;

  vd_upload_answer_set (msg, "Cache-Control", "no-store");
  if (!vd_upload_slot_settle (slot, &offset, &error))
    {
      vd_http_answer_upload_fault (msg, error);
      return;
    }
  vd_upload_answer_set_number (msg, "Upload-Offset", offset);
  vd_upload_answer_set_number (msg, "Upload-Length", (guint64)row->length);
  vd_upload_answer_set_expiry (msg, row);
  soup_server_message_set_status (msg, SOUP_STATUS_OK, NULL);
}

/* Not asked here: whether the contact goes on. What its end left of an upload may be finished (paper-book.h). */
static void
patch (Uploads *self, SoupServerMessage *msg, VdUploadSlot *slot)
{
  guint64 offset;

  if (!has_upload_type (msg))
    vd_http_refuse (msg, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, "bad-type", VD_UPLOAD_CONTENT_TYPE " is needed.");
  else if (!vd_upload_number_parse (get_header (msg, "Upload-Offset"), &offset, NULL))
    vd_http_refuse (msg, SOUP_STATUS_BAD_REQUEST, "bad-header", "Upload-Offset is needed.");
  else
    vd_upload_request_write (msg, slot, offset, SOUP_STATUS_NO_CONTENT);
}

static void
terminate (Uploads *self, SoupServerMessage *msg, VdUploadSlot *slot)
{
  vd_upload_store_drop (vd_paper_book_get_uploads (self->book), slot);
  soup_server_message_set_status (msg, SOUP_STATUS_NO_CONTENT, NULL);
}

static void
dispatch (Uploads *self, SoupServerMessage *msg, const char *path, const VdKioskRow *kiosk)
{
  static const struct
  {
    const char *method;
    void (*act) (Uploads *self, SoupServerMessage *msg, VdUploadSlot *slot);
  } acts[] = { { "HEAD", tell_offset }, { "PATCH", patch }, { "DELETE", terminate } };
  const char *method = soup_server_message_get_method (msg), *rest = path + strlen (ROOT);
  VdUploadSlot *slot;

  if (*rest == '\0' || g_str_equal (rest, "/"))
    {
      if (g_str_equal (method, "POST"))
        create (self, msg, kiosk);
      else
        vd_http_refuse_method (msg, "OPTIONS, POST");
      return;
    }
  slot = vd_upload_store_find (vd_paper_book_get_uploads (self->book), rest + 1);
  if (!slot || g_strcmp0 (vd_upload_slot_get_row (slot)->kiosk, kiosk->id) != 0)
    {
      vd_http_refuse (msg, SOUP_STATUS_NOT_FOUND, "not-found", "No such upload (any more).");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (g_str_equal (method, acts[i].method))
      {
        acts[i].act (self, msg, slot);
        return;
      }
  vd_http_refuse_method (msg, "OPTIONS, HEAD, PATCH, DELETE");
}

static void
tell_options (Uploads *self, SoupServerMessage *msg)
{
  vd_upload_answer_set (msg, "Tus-Version", VD_UPLOAD_VERSION);
  vd_upload_answer_set (msg, "Tus-Extension", TUS_EXTENSIONS);
  vd_upload_answer_set (msg, "Tus-Checksum-Algorithm", "sha1,sha256");
  vd_upload_answer_set_number (msg, "Tus-Max-Size", vd_paper_book_get_max_upload (self->book));
  soup_server_message_set_status (msg, SOUP_STATUS_NO_CONTENT, NULL);
}

/* Before the body: whoever may not send it is told so, and what comes goes nowhere. */
static void
on_headers (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  Uploads *self = data;
  const VdKioskRow *kiosk;

  soup_message_body_set_accumulate (soup_server_message_get_request_body (msg), FALSE);
  if (soup_server_message_get_status (msg) != 0)
    return; /* refused at the gate */
  vd_upload_answer_set (msg, "Tus-Resumable", VD_UPLOAD_VERSION);
  if (g_str_equal (soup_server_message_get_method (msg), "OPTIONS"))
    {
      tell_options (self, msg);
      return;
    }
  if (g_strcmp0 (get_header (msg, "Tus-Resumable"), VD_UPLOAD_VERSION) != 0)
    {
      vd_upload_answer_set (msg, "Tus-Version", VD_UPLOAD_VERSION);
      vd_http_refuse (msg, SOUP_STATUS_PRECONDITION_FAILED, "bad-version", "tus " VD_UPLOAD_VERSION " is spoken.");
      return;
    }
  kiosk = find_kiosk (self, msg);
  if (!kiosk)
    {
      vd_upload_answer_set (msg, "WWW-Authenticate", "Bearer");
      vd_http_refuse (msg, SOUP_STATUS_UNAUTHORIZED, "bad-credentials", "A kiosk's token is needed.");
      return;
    }
  dispatch (self, msg, path, kiosk);
}

/* After the body, for those not answered yet. */
static void
on_request (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  if (!vd_upload_request_end (msg))
    vd_http_refuse (msg, SOUP_STATUS_NOT_FOUND, "not-found", "Nothing here.");
}

void
vd_http_uploads_attach (SoupServer *server, VdDesk *desk, VdAccounts *accounts, VdPaperBook *book)
{
  Uploads *self = g_rc_box_new0 (Uploads);

  self->desk = g_object_ref (desk);
  self->accounts = g_object_ref (accounts);
  self->book = g_object_ref (book);
  soup_server_add_early_handler (server, ROOT, on_headers, g_rc_box_acquire (self), uploads_release);
  soup_server_add_handler (server, ROOT, on_request, self, uploads_release);
}
