/* SPDX-License-Identifier: EUPL-1.2 */
#include "upload-rig.h"

#define NOW (g_get_real_time () / G_USEC_PER_SEC)

static int
ask (UploadRig *f, const char *paper, guint64 bytes)
{
  g_autoptr (GError) error = NULL;

  if (vd_paper_book_has_room (f->book, vd_paper_book_get (f->book, paper), bytes, &error))
    return -1;
  g_assert_true (error->domain == VD_UPLOADS_ERROR);
  return error->code;
}

static char *
ask_for (UploadRig *f, const char *contact)
{
  return g_strdup (vd_paper_book_ask (f->book, contact, "k1", "a1", "letter", "", NOW)->id);
}

/* As if the limits were the desk's settings from its next start on. */
static void
limit (UploadRig *f, guint64 contact_bytes, guint64 store_bytes)
{
  f->contact_bytes = contact_bytes;
  f->store_bytes = store_bytes;
  upload_rig_restart (f);
}

static void
test_none (UploadRig *f, gconstpointer unused)
{
  upload_rig_send (f);
  g_assert_cmpint (ask (f, f->paper, G_MAXUINT64), ==, -1);
}

/* What is kept and what is announced count; what is replaced does not. */
static void
test_contact (UploadRig *f, gconstpointer unused)
{
  g_autofree char *other = ask_for (f, "c1"), *elsewhere = ask_for (f, "c2");
  gsize size = g_bytes_get_size (f->plain), sealed = g_bytes_get_size (f->file);

  limit (f, 2 * size, 0);
  g_assert_cmpint (ask (f, f->paper, sealed), ==, -1);
  upload_rig_create (f, f->file, f->plain);
  g_assert_cmpint (ask (f, f->paper, 2 * size), ==, -1);
  g_assert_cmpint (ask (f, other, size), ==, -1);
  g_assert_cmpint (ask (f, other, sealed), ==, VD_UPLOADS_ERROR_CONTACT_FULL);
  g_assert_cmpint (ask (f, elsewhere, 2 * size), ==, -1);
  upload_rig_send (f); /* kept now, as long as it was before it was sealed; its finished upload does not count again */
  g_assert_cmpint (ask (f, other, sealed), ==, -1);
  g_assert_cmpint (ask (f, other, 2 * size), ==, VD_UPLOADS_ERROR_CONTACT_FULL);
  g_assert_true (vd_paper_book_judge (f->book, f->paper, FALSE, "blurred", ""));
  g_assert_cmpint (ask (f, f->paper, 2 * size), ==, -1);
}

static void
test_store (UploadRig *f, gconstpointer unused)
{
  g_autofree char *elsewhere = ask_for (f, "c2"), *later = NULL;
  gsize size = g_bytes_get_size (f->plain), sealed = g_bytes_get_size (f->file);

  limit (f, 0, 2 * size);
  upload_rig_send (f);
  g_assert_cmpint (ask (f, elsewhere, sealed), ==, -1);
  g_assert_cmpint (ask (f, elsewhere, 2 * size), ==, VD_UPLOADS_ERROR_FULL);
  g_assert_true (vd_paper_book_judge (f->book, f->paper, FALSE, "blurred", ""));
  g_assert_cmpint (ask (f, f->paper, 2 * size), ==, VD_UPLOADS_ERROR_FULL); /* both lie there for a moment */
  vd_paper_book_tidy (f->book, NOW + 25 * 3600);
  later = ask_for (f, "c3");
  g_assert_cmpint (ask (f, later, 2 * size), ==, -1);
}

#define ADD(name, func) g_test_add ("/paper-room/" name, UploadRig, NULL, upload_rig_set_up, func, upload_rig_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("none", test_none);
  ADD ("contact", test_contact);
  ADD ("store", test_store);
  return g_test_run ();
}
