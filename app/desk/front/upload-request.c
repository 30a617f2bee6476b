/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "upload-request.h"
#include "held-answer.h"
#include "http-answer.h"
#include "upload-faults.h"

#define REQUEST_KEY "vd-upload-request"

typedef struct
{
  VdUploadWriter *writer; /* NULL: nothing is written */
  VdUploadSlot *created;  /* NULL: not by this request, or it is written at once */
  guint status;           /* if all goes well */
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;

  g_clear_pointer (&self->writer, vd_upload_writer_free);
  g_clear_pointer (&self->created, vd_upload_slot_unref);
  g_free (self);
}

void
vd_upload_answer_set (SoupServerMessage *msg, const char *name, const char *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (msg), name, value);
}

void
vd_upload_answer_set_number (SoupServerMessage *msg, const char *name, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  vd_upload_answer_set (msg, name, text);
}

void
vd_upload_answer_set_expiry (SoupServerMessage *msg, const VdUploadRow *row)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (row->expires_s);
  g_autofree char *text = soup_date_time_to_string (when, SOUP_DATE_HTTP);

  vd_upload_answer_set (msg, "Upload-Expires", text);
}

static void
on_chunk (SoupServerMessage *msg, GBytes *chunk, gpointer data)
{
  Request *request = g_object_get_data (G_OBJECT (msg), REQUEST_KEY);

  if (request && request->writer)
    vd_upload_writer_append (request->writer, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
}

/* Also when the line broke in the middle: then the writer is still there, and what it has is kept. */
static void
on_finished (SoupServerMessage *msg, gpointer data)
{
  g_object_set_data (G_OBJECT (msg), REQUEST_KEY, NULL);
}

static void
attach (SoupServerMessage *msg, const Request *request)
{
  g_object_set_data_full (G_OBJECT (msg), REQUEST_KEY, g_memdup2 (request, sizeof *request), request_free);
  g_signal_connect (msg, "got-chunk", G_CALLBACK (on_chunk), NULL);
  g_signal_connect (msg, "finished", G_CALLBACK (on_finished), NULL);
  g_signal_connect (msg, "disconnected", G_CALLBACK (on_finished), NULL);
}

/* @found: NULL if the request has none. FALSE: answered. */
static gboolean
read_checksum (SoupServerMessage *msg, VdUploadChecksum *checksum, const VdUploadChecksum **found)
{
  const char *header = soup_message_headers_get_one (soup_server_message_get_request_headers (msg), "Upload-Checksum");
  g_autoptr (GError) error = NULL;

  *found = NULL;
  if (!header)
    return TRUE;
  *found = checksum;
  if (vd_upload_checksum_parse (header, checksum, &error))
    return TRUE;
  vd_http_refuse (msg, SOUP_STATUS_BAD_REQUEST, "bad-header", "Upload-Checksum: sha1 or sha256, in base64.");
  return FALSE;
}

void
vd_upload_request_create (SoupServerMessage *msg, VdUploadSlot *slot)
{
  attach (msg, &(Request){ .created = vd_upload_slot_ref (slot), .status = SOUP_STATUS_CREATED });
}

void
vd_upload_request_write (SoupServerMessage *msg, VdUploadSlot *slot, guint64 offset, guint status)
{
  VdUploadChecksum checksum;
  const VdUploadChecksum *found;
  g_autoptr (GError) error = NULL;
  VdUploadWriter *writer;

  if (!read_checksum (msg, &checksum, &found))
    return;
  writer = vd_upload_slot_begin (slot, offset, found, g_get_real_time () / G_USEC_PER_SEC, &error);
  if (!writer)
    {
      vd_http_answer_upload_fault (msg, error);
      return;
    }
  attach (msg, &(Request){ .writer = writer, .status = status });
  vd_upload_answer_set_expiry (msg, vd_upload_slot_get_row (slot));
}

typedef struct
{
  VdHeldAnswer *held;
  guint status;
} Ending;

/* @offset: NULL without one. */
static void
answer (Ending *ending, const guint64 *offset, const GError *error)
{
  SoupServerMessage *msg = vd_held_answer_get (ending->held);

  if (msg && offset && !error)
    vd_upload_answer_set_number (msg, "Upload-Offset", *offset);
  if (msg && !error)
    soup_server_message_set_status (msg, ending->status, NULL);
  else if (msg)
    vd_http_answer_upload_fault (msg, error);
  vd_held_answer_release (ending->held);
}

static void
after_keep (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Ending *ending = data;
  g_autoptr (GError) error = NULL;

  vd_upload_slot_keep_finish (result, &error);
  answer (ending, NULL, error);
}

static void
after_end (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Ending *ending = data;
  g_autoptr (GError) error = NULL;
  guint64 offset;

  vd_upload_writer_end_finish (result, &offset, &error);
  answer (ending, &offset, error);
}

gboolean
vd_upload_request_end (SoupServerMessage *msg)
{
  Request *request = g_object_get_data (G_OBJECT (msg), REQUEST_KEY);
  Ending *ending;

  if (!request || (!request->writer && !request->created))
    return FALSE;
  ending = g_new0 (Ending, 1);
  ending->held = vd_held_answer_new (msg);
  ending->status = request->status;
  if (request->created)
    vd_upload_slot_keep_async (request->created, after_keep, ending);
  else
    vd_upload_writer_end_async (g_steal_pointer (&request->writer), after_end, ending);
  return TRUE;
}
