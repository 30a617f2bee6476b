/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "http-views.h"
#include "http-answer.h"
#include "http-session.h"
#include "paper-files.h"
#include "paper-views.h"

#include <string.h>

#define BEARER "Bearer "

typedef struct
{
  VdDesk *desk;
  VdAccounts *accounts;
  VdPaperBook *book;
} Views;

static void
views_free (gpointer data)
{
  Views *self = data;

  g_object_unref (self->desk);
  g_object_unref (self->accounts);
  g_object_unref (self->book);
  g_free (self);
}

/* The paper of the path, if it is one that this kiosk was asked for and that waits; else NULL, answered. */
static const VdPaperRow *
find_awaited (Views *self, SoupServerMessage *msg, const char *id)
{
  const char *header = soup_message_headers_get_one (soup_server_message_get_request_headers (msg), "Authorization");
  const VdKioskRow *kiosk = header && g_str_has_prefix (header, BEARER)
                                ? vd_accounts_find_kiosk (self->accounts, header + strlen (BEARER))
                                : NULL;
  const VdPaperRow *paper = vd_paper_book_get (self->book, id);

  if (!kiosk)
    vd_http_refuse (msg, SOUP_STATUS_UNAUTHORIZED, "bad-credentials", "A kiosk's token is needed.");
  else if (!paper || g_strcmp0 (paper->kiosk, kiosk->id) != 0 ||
           !vd_desk_may_upload (self->desk, kiosk->id, paper->contact))
    vd_http_refuse (msg, SOUP_STATUS_NOT_FOUND, "not-found", "No such paper of this kiosk's visit.");
  else if (!vd_paper_book_is_open (self->book, id))
    vd_http_refuse (msg, SOUP_STATUS_CONFLICT, "not-awaited", "Nobody waits for this paper now.");
  else
    return paper;
  return NULL;
}

static gboolean
read_side (GHashTable *query, const char *name, guint *side)
{
  const char *text = query ? g_hash_table_lookup (query, name) : NULL;
  guint64 number;

  if (!text || !g_ascii_string_to_unsigned (text, 10, 1, VD_PAPER_VIEW_MAX_SIDE, &number, NULL))
    return FALSE;
  *side = (guint)number;
  return TRUE;
}

static void
put (Views *self, SoupServerMessage *msg, const char *id, GHashTable *query)
{
  const VdPaperRow *paper = find_awaited (self, msg, id);
  g_autoptr (GBytes) body = NULL;
  guint width = 0, height = 0;

  if (!paper)
    return;
  body = soup_message_body_flatten (soup_server_message_get_request_body (msg));
  if (!read_side (query, "width", &width) || !read_side (query, "height", &height) ||
      !vd_paper_views_put (vd_paper_book_get_views (self->book), id, g_bytes_get_data (body, NULL),
                           g_bytes_get_size (body), width, height, g_get_monotonic_time ()))
    {
      vd_http_refuse (msg, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, "bad-picture", "A JPEG of the kiosk's own is needed.");
      return;
    }
  vd_desk_tell_view (self->desk, paper);
  soup_server_message_set_status (msg, SOUP_STATUS_NO_CONTENT, NULL);
}

static void
drop (Views *self, SoupServerMessage *msg, const char *id)
{
  const VdPaperRow *paper = find_awaited (self, msg, id);

  if (!paper)
    return;
  if (vd_paper_views_drop (vd_paper_book_get_views (self->book), id))
    vd_desk_tell_view (self->desk, paper);
  soup_server_message_set_status (msg, SOUP_STATUS_NO_CONTENT, NULL);
}

static void
get (Views *self, SoupServerMessage *msg, const char *id)
{
  const VdAdvisorRow *advisor = vd_http_get_advisor (msg, self->accounts);
  const VdPaperRow *paper = vd_paper_book_get (self->book, id);
  VdPaperViews *views = vd_paper_book_get_views (self->book);
  gboolean may = advisor && paper && vd_desk_may_read (self->desk, advisor->id, paper);
  g_autoptr (GBytes) jpeg = may ? vd_paper_views_get (views, id) : NULL;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (msg);

  if (!advisor)
    vd_http_refuse (msg, SOUP_STATUS_UNAUTHORIZED, "not-logged-in", "Log in first.");
  else if (!jpeg)
    vd_http_refuse (msg, SOUP_STATUS_NOT_FOUND, "not-found", "Nothing is shown.");
  else
    {
      if (vd_paper_views_begin_look (views, id, advisor->id))
        vd_paper_book_record_shown (self->book, paper, advisor->id);
      soup_message_headers_set_content_type (headers, "image/jpeg", NULL);
      soup_message_headers_replace (headers, "Cache-Control", "no-store");
      soup_message_body_append_bytes (soup_server_message_get_response_body (msg), jpeg);
      soup_server_message_set_status (msg, SOUP_STATUS_OK, NULL);
    }
}

static void
on_request (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  Views *self = data;
  const char *method = soup_server_message_get_method (msg), *id = path + strlen (VD_VIEWS_ROOT);

  if (soup_server_message_get_status (msg) != 0)
    return; /* refused at the gate */
  id += *id == '/' ? 1 : 0;
  if (g_str_equal (method, "PUT"))
    put (self, msg, id, query);
  else if (g_str_equal (method, "DELETE"))
    drop (self, msg, id);
  else if (g_str_equal (method, "GET"))
    get (self, msg, id);
  else
    vd_http_refuse_method (msg, "GET, PUT, DELETE");
}

void
vd_http_views_attach (SoupServer *server, VdDesk *desk, VdAccounts *accounts, VdPaperBook *book)
{
  Views *self = g_new0 (Views, 1);

  self->desk = g_object_ref (desk);
  self->accounts = g_object_ref (accounts);
  self->book = g_object_ref (book);
  soup_server_add_handler (server, VD_VIEWS_ROOT, on_request, self, views_free);
}
