/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-outbox"

#include "showing.h"

#include "desk-session.h"
#include "jpeg-codec.h"
#include "watermark.h"

#include <string.h>

#define EVERY_MS 500
#define IO_TIMEOUT_S 10
/* docs/protocol.md: 64 KiB. 640 pixels tell an identity card from a bill and where a finger lies, not its small print.
 */
#define LONGEST_PX 640
#define MAX_BYTES (64 * 1024)
#define DPI 72 /* what the watermark's letters are told: 17 pixels high, and four rows over a card */

struct _VdShowing
{
  GObject parent_instance;

  SoupSession *session;
  char *desk_url, *token;

  char *paper; /* NULL: nothing is shown */
  char *watermark; /* (nullable) */
  VdFeed *view;
  guint ticker;
  gboolean is_sending;
};

G_DEFINE_FINAL_TYPE (VdShowing, vd_showing, G_TYPE_OBJECT)

static GUri *
make_uri (VdShowing *self, int width, int height)
{
  g_autofree char *path = g_strconcat ("/api/views/", self->paper, NULL);
  g_autoptr (GUri) uri = vd_desk_uri (self->desk_url, path);
  g_autofree char *query = width ? g_strdup_printf ("width=%d&height=%d", width, height) : NULL;

  return g_uri_build (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri), g_uri_get_port (uri),
                      g_uri_get_path (uri), query, NULL);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VdShowing) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) body = soup_session_send_finish (SOUP_SESSION (source), result, &error);

  self->is_sending = FALSE;
  if (!body)
    g_debug ("a picture was not shown: %s", error->message);
}

/* Smaller rather than not at all. */
static GBytes *
make_jpeg (VdShowing *self, VdFrame *frame, int *width, int *height)
{
  static const int qualities[] = { 70, 45, 25 };
  g_autoptr (GBytes) pixels = vd_frame_get_bytes (frame);
  g_autoptr (VdPicture) picture =
      vd_picture_from_bgrx (g_bytes_get_data (pixels, NULL), vd_frame_get_stride (frame), vd_frame_get_width (frame),
                            vd_frame_get_height (frame), LONGEST_PX);

  *width = picture->width;
  *height = picture->height;
  if (self->watermark)
    vd_watermark_draw (picture, self->watermark, DPI, 0);
  for (guint i = 0; i < G_N_ELEMENTS (qualities); i++)
    {
      g_autoptr (GBytes) jpeg = vd_jpeg_encode (picture, qualities[i], DPI);

      if (jpeg && g_bytes_get_size (jpeg) <= MAX_BYTES)
        return g_steal_pointer (&jpeg);
    }
  return NULL;
}

static gboolean
on_tick (gpointer data)
{
  VdShowing *self = data;
  g_autoptr (VdFrame) frame = self->is_sending ? NULL : vd_feed_peek (self->view);
  g_autoptr (GBytes) jpeg = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autoptr (SoupMessage) request = NULL;
  int width = 0, height = 0;

  if (!frame)
    return G_SOURCE_CONTINUE;
  jpeg = make_jpeg (self, frame, &width, &height);
  if (!jpeg)
    return G_SOURCE_CONTINUE;
  uri = make_uri (self, width, height);
  request = soup_message_new_from_uri (SOUP_METHOD_PUT, uri);
  vd_desk_authorize (request, self->token);
  soup_message_set_request_body_from_bytes (request, "image/jpeg", jpeg);
  self->is_sending = TRUE;
  soup_session_send_async (self->session, request, G_PRIORITY_LOW, NULL, on_sent, g_object_ref (self));
  return G_SOURCE_CONTINUE;
}

void
vd_showing_start (VdShowing *self, const char *paper, const char *watermark, VdFeed *view)
{
  g_return_if_fail (VD_IS_SHOWING (self) && VD_IS_FEED (view));
  if (!self->session || (self->paper && g_str_equal (self->paper, paper)))
    return;
  vd_showing_stop (self);
  self->paper = g_strdup (paper);
  self->watermark = g_strdup (watermark);
  self->view = g_object_ref (view);
  self->ticker = g_timeout_add (EVERY_MS, on_tick, self);
  on_tick (self);
}

void
vd_showing_stop (VdShowing *self)
{
  g_autoptr (SoupMessage) request = NULL;
  g_autoptr (GUri) uri = NULL;

  g_return_if_fail (VD_IS_SHOWING (self));
  if (!self->paper)
    return;
  uri = make_uri (self, 0, 0);
  request = soup_message_new_from_uri (SOUP_METHOD_DELETE, uri);
  vd_desk_authorize (request, self->token);
  /* Nobody waits for the answer: without a next picture the desk forgets the last one by itself. */
  soup_session_send_async (self->session, request, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_clear_handle_id (&self->ticker, g_source_remove);
  g_clear_pointer (&self->paper, g_free);
  g_clear_pointer (&self->watermark, g_free);
  g_clear_object (&self->view);
}

gboolean
vd_showing_is_on (VdShowing *self)
{
  g_return_val_if_fail (VD_IS_SHOWING (self), FALSE);
  return self->paper != NULL;
}

static void
vd_showing_dispose (GObject *object)
{
  VdShowing *self = VD_SHOWING (object);

  if (self->session)
    vd_showing_stop (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vd_showing_parent_class)->dispose (object);
}

static void
vd_showing_finalize (GObject *object)
{
  VdShowing *self = VD_SHOWING (object);

  explicit_bzero (self->token, strlen (self->token));
  g_free (self->token);
  g_free (self->desk_url);
  G_OBJECT_CLASS (vd_showing_parent_class)->finalize (object);
}

static void
vd_showing_class_init (VdShowingClass *class)
{
  G_OBJECT_CLASS (class)->dispose = vd_showing_dispose;
  G_OBJECT_CLASS (class)->finalize = vd_showing_finalize;
}

static void
vd_showing_init (VdShowing *self)
{
}

VdShowing *
vd_showing_new (const char *desk_url, const char *token, const char *ca_file)
{
  VdShowing *self = g_object_new (VD_TYPE_SHOWING, NULL);
  g_autoptr (GError) error = NULL;

  self->desk_url = g_strdup (desk_url);
  self->token = g_strdup (token);
  self->session = vd_desk_session_new (ca_file, IO_TIMEOUT_S, &error);
  if (!self->session)
    g_warning ("papers cannot be shown live: %s", error->message);
  return self;
}
