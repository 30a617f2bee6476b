/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "http-papers.h"
#include "held-answer.h"
#include "http-answer.h"
#include "http-session.h"
#include "paper-files.h"
#include "receipt-body.h"

#include <string.h>

#define ROOT "/api/papers"
#define DEFAULT_WIDTH 1000
#define MIN_WIDTH 32
#define MAX_WIDTH 4096

typedef struct
{
  VdDesk *desk;
  VdAccounts *accounts;
  VdPaperBook *book;
} Papers;

typedef struct
{
  VdHeldAnswer *held;
  gboolean is_page;
} Reading;

static void
papers_free (gpointer data)
{
  Papers *self = data;

  g_object_unref (self->desk);
  g_object_unref (self->accounts);
  g_object_unref (self->book);
  g_free (self);
}

static void
answer_bytes (SoupServerMessage *msg, GBytes *bytes, gboolean is_page)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (msg);

  soup_message_headers_set_content_type (headers, is_page ? "image/jpeg" : "application/pdf", NULL);
  soup_message_headers_replace (headers, "Content-Disposition",
                                is_page ? "inline" : "inline; filename=\"document.pdf\"");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_body_append_bytes (soup_server_message_get_response_body (msg), bytes);
  soup_server_message_set_status (msg, SOUP_STATUS_OK, NULL);
}

static void
after_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Reading *reading = data;
  SoupServerMessage *msg = vd_held_answer_get (reading->held);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = vd_paper_book_read_finish (result, &error);

  if (msg && bytes)
    answer_bytes (msg, bytes, reading->is_page);
  else if (msg && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    vd_http_refuse (msg, SOUP_STATUS_NOT_FOUND, "not-found", "Nothing is kept of this paper or page.");
  else if (msg && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
    vd_http_refuse (msg, SOUP_STATUS_LOCKED, "unchecked", "The virus scanner has not said yet that it is clean.");
  else if (msg)
    {
      g_warning ("a paper cannot be read: %s", error->message);
      vd_http_refuse (msg, SOUP_STATUS_INTERNAL_SERVER_ERROR, "internal", "The paper cannot be read.");
    }
  vd_held_answer_release (reading->held);
}

/* "document.pdf" gives 0, "pages/3.jpg" 3; FALSE: neither. */
static gboolean
parse_page (const char *name, guint *page)
{
  g_autofree char *digits = NULL;
  guint64 number;

  *page = 0;
  if (g_str_equal (name, "document.pdf"))
    return TRUE;
  if (!g_str_has_prefix (name, "pages/") || !g_str_has_suffix (name, ".jpg") || strlen (name) < strlen ("pages/1.jpg"))
    return FALSE;
  digits = g_strndup (name + strlen ("pages/"), strlen (name) - strlen ("pages/.jpg"));
  if (!g_ascii_string_to_unsigned (digits, 10, 1, VD_PDF_SHAPE_MAX_PAGES, &number, NULL))
    return FALSE;
  *page = (guint)number;
  return TRUE;
}

/* Query members that are not ours (attempt=2 makes the browser load anew) are not looked at. */
static gboolean
parse_width (GHashTable *query, guint *width)
{
  const char *text = query ? g_hash_table_lookup (query, "width") : NULL;
  guint64 number = DEFAULT_WIDTH;

  if (text && !g_ascii_string_to_unsigned (text, 10, MIN_WIDTH, MAX_WIDTH, &number, NULL))
    return FALSE;
  *width = (guint)number;
  return TRUE;
}

static void
read_paper (Papers *self, SoupServerMessage *msg, const VdAdvisorRow *advisor, const char *path, GHashTable *query)
{
  g_auto (GStrv) parts = g_strsplit (path + strlen (ROOT), "/", 3);
  const VdPaperRow *paper = g_strv_length (parts) == 3 ? vd_paper_book_get (self->book, parts[1]) : NULL;
  guint page, width;
  Reading *reading;

  /* Somebody else's paper looks like none: ids are not to be tried out. */
  if (!paper || !parse_page (parts[2], &page) || !vd_desk_may_read (self->desk, advisor->id, paper))
    {
      vd_http_refuse (msg, SOUP_STATUS_NOT_FOUND, "not-found", "No such paper (any more).");
      return;
    }
  if (!parse_width (query, &width))
    {
      vd_http_refuse (msg, SOUP_STATUS_BAD_REQUEST, "bad-width", "width: 32 to 4096.");
      return;
    }
  reading = g_new0 (Reading, 1);
  reading->held = vd_held_answer_new (msg);
  reading->is_page = page > 0;
  vd_paper_book_read_async (self->book, paper->id, page, width, advisor->id, after_read, reading);
}

typedef struct
{
  VdHeldAnswer *held;
  VdAccounts *accounts;
  char *paper, *advisor;
} Receipt;

static void
receipt_free (Receipt *self)
{
  vd_held_answer_release (self->held);
  g_object_unref (self->accounts);
  g_free (self->paper);
  g_free (self->advisor);
  g_free (self);
}

static void
after_acts (GObject *source, GAsyncResult *result, gpointer data)
{
  Receipt *receipt = data;
  SoupServerMessage *msg = vd_held_answer_get (receipt->held);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) acts = vd_paper_book_list_acts_finish (result, &error);
  g_autoptr (JsonObject) body =
      acts ? vd_receipt_body_make (receipt->paper, acts, receipt->accounts, receipt->advisor) : NULL;

  if (msg && body)
    vd_http_answer_json (msg, SOUP_STATUS_OK, body);
  else if (msg && acts)
    vd_http_refuse (msg, SOUP_STATUS_NOT_FOUND, "not-found", "No such paper was asked for by you.");
  else if (msg)
    {
      g_warning ("a receipt cannot be read: %s", error->message);
      vd_http_refuse (msg, SOUP_STATUS_INTERNAL_SERVER_ERROR, "internal", "The receipt cannot be read.");
    }
  receipt_free (receipt);
}

/* "/api/papers/ID/receipt": also when the paper itself is long gone. FALSE: something else. */
static gboolean
read_receipt (Papers *self, SoupServerMessage *msg, const VdAdvisorRow *advisor, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path + strlen (ROOT), "/", 4);
  Receipt *receipt;

  if (g_strv_length (parts) != 3 || !*parts[1] || !g_str_equal (parts[2], "receipt"))
    return FALSE;
  receipt = g_new0 (Receipt, 1);
  receipt->held = vd_held_answer_new (msg);
  receipt->accounts = g_object_ref (self->accounts);
  receipt->paper = g_strdup (parts[1]);
  receipt->advisor = g_strdup (advisor->id);
  vd_paper_book_list_acts_async (self->book, receipt->paper, after_acts, receipt);
  return TRUE;
}

static void
on_request (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  Papers *self = data;
  const char *method = soup_server_message_get_method (msg);
  const VdAdvisorRow *advisor;

  if (!g_str_equal (method, "GET") && !g_str_equal (method, "HEAD"))
    {
      vd_http_refuse_method (msg, "GET, HEAD");
      return;
    }
  advisor = vd_http_get_advisor (msg, self->accounts);
  if (!advisor)
    vd_http_refuse (msg, SOUP_STATUS_UNAUTHORIZED, "not-logged-in", "Log in first.");
  else if (!read_receipt (self, msg, advisor, path))
    read_paper (self, msg, advisor, path, query);
}

void
vd_http_papers_attach (SoupServer *server, VdDesk *desk, VdAccounts *accounts, VdPaperBook *book)
{
  Papers *self = g_new0 (Papers, 1);

  self->desk = g_object_ref (desk);
  self->accounts = g_object_ref (accounts);
  self->book = g_object_ref (book);
  soup_server_add_handler (server, ROOT, on_request, self, papers_free);
}
