/* SPDX-License-Identifier: EUPL-1.2 */
#include "showing.h"
#include "jpeg-codec.h"
#include "page-private.h"

#include <gst/gst.h>
#include <libsoup/soup.h>
#include <string.h>

#define WIDTH 1280
#define HEIGHT 960

/* A desk's door for live views, and the white sheet that lies under the camera. */
typedef struct
{
  SoupServer *server;
  char *url;
  VdFeed *view;
  VdShowing *showing;
  GBytes *jpeg; /* the last picture that came */
  guint pictures, forgotten;
} Fixture;

static void
on_request (SoupServer *server, SoupServerMessage *request, const char *path, GHashTable *query, gpointer data)
{
  Fixture *f = data;

  g_assert_cmpstr (path, ==, "/api/views/p1");
  soup_server_message_set_status (request, SOUP_STATUS_NO_CONTENT, NULL);
  if (soup_server_message_get_method (request) == SOUP_METHOD_DELETE)
    {
      f->forgotten++;
      return;
    }
  g_assert_cmpstr (g_hash_table_lookup (query, "width"), ==, "640");
  g_clear_pointer (&f->jpeg, g_bytes_unref);
  f->jpeg = soup_message_body_flatten (soup_server_message_get_request_body (request));
  f->pictures++;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  VdPicture *white = vd_picture_new (WIDTH, HEIGHT, 3);
  GSList *uris;

  memset (white->pixels, 255, white->stride * HEIGHT);
  f->view = vd_feed_new ();
  vd_feed_push (f->view, vd_picture_to_frame (white, 0));
  vd_picture_free (white);
  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, NULL, on_request, f, NULL);
  soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (f->server);
  f->url = g_strdup_printf ("ws://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  f->showing = vd_showing_new (f->url, "token", NULL);
}

static gboolean
on_late (gpointer data)
{
  g_error ("nothing came or went for a minute");
  return G_SOURCE_REMOVE;
}

/* A picture that was on its way holds it until its answer is read. */
static void
tear_down (Fixture *f, gconstpointer unused)
{
  guint late = g_timeout_add_seconds (60, on_late, NULL);

  g_object_add_weak_pointer (G_OBJECT (f->showing), (gpointer *)&f->showing);
  g_object_unref (f->showing);
  while (f->showing)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
  g_object_unref (f->view);
  g_object_unref (f->server);
  g_clear_pointer (&f->jpeg, g_bytes_unref);
  g_free (f->url);
}

static void
wait_until_shown (Fixture *f, guint pictures)
{
  guint late = g_timeout_add_seconds (60, on_late, NULL);

  while (f->pictures < pictures)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
}

/* Of the last picture that came: how much of it is not white any more, from 0 to 1. */
static double
share_written (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VdPicture) picture =
      vd_jpeg_decode (g_bytes_get_data (f->jpeg, NULL), g_bytes_get_size (f->jpeg), 0, &error);
  guint written = 0;

  g_assert_no_error (error);
  for (int y = 0; y < picture->height; y++)
    for (int x = 0; x < picture->width; x++)
      written += vd_picture_at (picture, x, y)[0] < 220;
  return (double)written / (picture->width * picture->height);
}

static void
stop (Fixture *f)
{
  guint late = g_timeout_add_seconds (60, on_late, NULL), forgotten = f->forgotten;

  vd_showing_stop (f->showing);
  g_assert_false (vd_showing_is_on (f->showing));
  while (f->forgotten == forgotten)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
}

static void
test_plain (Fixture *f, gconstpointer unused)
{
  vd_showing_start (f->showing, "p1", NULL, f->view);
  wait_until_shown (f, 2); /* and goes on */
  g_assert_cmpfloat (share_written (f), ==, 0);
  g_assert_cmpuint (g_bytes_get_size (f->jpeg), <=, 64 * 1024);
  stop (f);
}

/* What an advisor could keep of the screen carries what its pages carry; nothing of it is left for the next paper. */
static void
test_watermark (Fixture *f, gconstpointer unused)
{
  double share;

  vd_showing_start (f->showing, "p1", "Copie pour France Travail, 28/11/2026", f->view);
  wait_until_shown (f, 1);
  share = share_written (f);
  g_test_message ("%.1f %% of the picture is written on", 100 * share);
  g_assert_cmpfloat (share, >, 0.03);
  g_assert_cmpfloat (share, <, 0.3);
  g_assert_cmpuint (g_bytes_get_size (f->jpeg), <=, 64 * 1024);
  stop (f);
  vd_showing_start (f->showing, "p1", NULL, f->view);
  wait_until_shown (f, f->pictures + 1);
  g_assert_cmpfloat (share_written (f), ==, 0);
  stop (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add ("/showing/plain", Fixture, NULL, set_up, test_plain, tear_down);
  g_test_add ("/showing/watermark", Fixture, NULL, set_up, test_watermark, tear_down);
  return g_test_run ();
}
