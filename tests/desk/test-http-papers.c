/* SPDX-License-Identifier: EUPL-1.2 */
#include "http-rig.h"
#include "jpeg-codec.h"
#include "jpeg-shape.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define NOW_US (g_get_real_time ())

static void
test_reading (HttpRig *w, gconstpointer unused)
{
  g_autofree char *location = http_rig_create (w), *document = NULL, *page = NULL, *beyond = NULL, *wide = NULL;
  g_autofree char *ada = http_rig_log_in (w, "ada"), *bob = http_rig_log_in (w, "bob");

  document = g_strdup_printf ("/api/papers/%s/document.pdf?attempt=1", w->paper);
  page = g_strdup_printf ("/api/papers/%s/pages/2.jpg?width=40", w->paper);
  beyond = g_strdup_printf ("/api/papers/%s/pages/3.jpg", w->paper);
  wide = g_strdup_printf ("/api/papers/%s/pages/1.jpg?width=99999", w->paper);
  http_rig_assert_status (w, "GET", document, ada, 404); /* not there yet */
  g_assert_cmpuint (http_rig_patch (w, location, 0, g_bytes_get_size (w->file), 0, NULL), ==, 204);
  {
    g_auto (HttpAnswer) whole = http_rig_request (w, "GET", document, ada, NULL);
    g_auto (HttpAnswer) second = http_rig_request (w, "GET", page, ada, NULL);
    gsize size;
    const guint8 *jpeg = g_bytes_get_data (second.body, &size);

    g_assert_cmpuint (whole.status, ==, 200);
    g_assert_true (g_bytes_equal (whole.body, w->plain));
    g_assert_cmpstr (http_rig_header (&whole, "Content-Type"), ==, "application/pdf");
    g_assert_cmpstr (http_rig_header (&whole, "Cache-Control"), ==, "no-store");
    g_assert_cmpuint (second.status, ==, 200);
    g_assert_cmpstr (http_rig_header (&second, "Content-Type"), ==, "image/jpeg");
    /* 64 × 48 turned by 90°: 48 wide, of which 7/8 are the least above 40. */
    g_assert_true (vd_jpeg_shape_check (jpeg, size, 42, 56, TRUE));
  }
  http_rig_assert_status (w, "GET", beyond, ada, 404);
  http_rig_assert_status (w, "GET", wide, ada, 400);
  http_rig_assert_status (w, "DELETE", document, ada, 405);
  http_rig_assert_status (w, "GET", document, bob, 404); /* not his contact */
  http_rig_assert_status (w, "GET", document, "", 401);
}

/* The one who asked reads what was done with it, also when nothing else is left of it. */
static void
test_receipt (HttpRig *w, gconstpointer unused)
{
  g_autofree char *ada = http_rig_log_in (w, "ada"), *bob = http_rig_log_in (w, "bob"), *location = http_rig_create (w);
  g_autofree char *path = g_strdup_printf ("/api/papers/%s/receipt", w->paper);
  g_autofree char *document = g_strdup_printf ("/api/papers/%s/document.pdf", w->paper);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, w->plain);

  g_assert_cmpuint (http_rig_patch (w, location, 0, g_bytes_get_size (w->file), 0, NULL), ==, 204);
  http_rig_assert_status (w, "GET", document, ada, 200);
  vd_paper_book_tidy (w->book, NOW_US / G_USEC_PER_SEC + 25 * 3600);
  http_rig_assert_status (w, "GET", document, ada, 404);
  {
    g_auto (HttpAnswer) answer = http_rig_request (w, "GET", path, ada, NULL);
    g_autofree char *text = g_strndup (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));
    g_autoptr (JsonNode) node = json_from_string (text, NULL);
    JsonArray *acts = json_object_get_array_member (json_node_get_object (node), "acts");
    static const char *const whats[] = { "asked", "received", "read", "deleted" };
    static const char *const roles[] = { "advisor", "kiosk", "advisor", "desk" };

    g_assert_cmpuint (answer.status, ==, 200);
    g_assert_cmpuint (json_array_get_length (acts), ==, G_N_ELEMENTS (whats));
    for (guint i = 0; i < G_N_ELEMENTS (whats); i++)
      {
        JsonObject *act = json_array_get_object_element (acts, i);

        g_assert_cmpstr (json_object_get_string_member (act, "what"), ==, whats[i]);
        g_assert_cmpstr (json_object_get_string_member (act, "role"), ==, roles[i]);
      }
    g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (acts, 1), "sha256"), ==, sum);
  }
  http_rig_assert_status (w, "GET", path, bob, 404); /* he did not ask */
  http_rig_assert_status (w, "GET", path, "", 401);
  http_rig_assert_status (w, "GET", "/api/papers//receipt", ada, 404);
  http_rig_assert_status (w, "GET", "/api/papers/p1/receipt", ada, 404);
  http_rig_assert_status (w, "POST", path, ada, 405);
}

static guint
show (HttpRig *w, const char *path, const char *token, GBytes *jpeg)
{
  g_autofree char *headers = g_strdup_printf ("Authorization: Bearer %s\nContent-Type: image/jpeg", token);
  g_auto (HttpAnswer) answer = http_rig_request (w, "PUT", path, headers, jpeg);

  return answer.status;
}

/* What the document camera sees: the newest picture, for the advisor of the contact, until it is over. */
static void
test_views (HttpRig *w, gconstpointer unused)
{
  g_autoptr (VdPicture) picture = vd_picture_new (64, 48, 3), large = vd_picture_new (1296, 16, 3);
  g_autoptr (GBytes) jpeg = vd_jpeg_encode (picture, 70, 72), wide = vd_jpeg_encode (large, 70, 72);
  g_autoptr (GBytes) huge = g_bytes_new_take (g_malloc0 (64 * 1024 + 1), 64 * 1024 + 1);
  g_autofree char *ada = http_rig_log_in (w, "ada"), *bob = http_rig_log_in (w, "bob");
  g_autofree char *view = g_strdup_printf ("/api/views/%s", w->paper);
  g_autofree char *good = g_strconcat (view, "?width=64&height=48", NULL);
  g_autofree char *wrong = g_strconcat (view, "?width=65&height=48", NULL);
  g_autofree char *over = g_strconcat (view, "?width=1296&height=16", NULL);
  g_autofree char *kiosk = g_strconcat ("Authorization: Bearer ", w->token, NULL);

  http_rig_assert_status (w, "GET", view, ada, 404);
  g_assert_cmpuint (show (w, good, "nobody", jpeg), ==, 401);
  g_assert_cmpuint (show (w, good, w->other_token, jpeg), ==, 404);
  g_assert_cmpuint (show (w, "/api/views/p404?width=64&height=48", w->token, jpeg), ==, 404);
  g_assert_cmpuint (show (w, view, w->token, jpeg), ==, 415);
  g_assert_cmpuint (show (w, wrong, w->token, jpeg), ==, 415);
  g_assert_cmpuint (show (w, over, w->token, wide), ==, 415);
  g_assert_cmpuint (show (w, good, w->token, w->plain), ==, 415);
  g_assert_cmpuint (show (w, good, w->token, huge), ==, 413);
  http_rig_assert_status (w, "GET", view, ada, 404);
  g_assert_cmpuint (show (w, good, w->token, jpeg), ==, 204);
  {
    g_auto (HttpAnswer) answer = http_rig_request (w, "GET", view, ada, NULL);

    g_assert_cmpuint (answer.status, ==, 200);
    g_assert_true (g_bytes_equal (answer.body, jpeg));
    g_assert_cmpstr (http_rig_header (&answer, "Cache-Control"), ==, "no-store");
  }
  http_rig_assert_status (w, "GET", view, bob, 404);
  http_rig_assert_status (w, "GET", view, "", 401);
  http_rig_assert_status (w, "POST", view, ada, 405);
  http_rig_assert_status (w, "DELETE", view, kiosk, 204);
  http_rig_assert_status (w, "GET", view, ada, 404);
  g_assert_cmpuint (show (w, good, w->token, jpeg), ==, 204);
  g_assert_true (vd_paper_book_withdraw (w->book, w->paper, "not-here"));
  http_rig_assert_status (w, "GET", view, ada, 404); /* nobody waits for it any more */
  g_assert_cmpuint (show (w, good, w->token, jpeg), ==, 409);
}

#define ADD(name, func) g_test_add ("/http-papers/" name, HttpRig, NULL, http_rig_set_up, func, http_rig_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("reading", test_reading);
  ADD ("receipt", test_receipt);
  ADD ("views", test_views);
  return g_test_run ();
}
