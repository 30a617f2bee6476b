/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk-session.h"
#include "fake-desk.h"
#include "fake-tus.h"
#include "upload.h"

#define FILE_BYTES ((gsize)300 * 1000 + 7) /* two whole pieces and an odd one */

typedef struct
{
  guint8 *bytes;
  gboolean *released;
} Paper;

static void
on_released (gpointer data)
{
  Paper *paper = data;

  *paper->released = TRUE;
  g_free (paper->bytes);
  g_free (paper);
}

static GBytes *
make_file (gboolean *released)
{
  Paper *paper = g_new (Paper, 1);
  guint8 *bytes = g_malloc (FILE_BYTES);
  guint32 state = 1;

  for (gsize i = 0; i < FILE_BYTES; i++)
    bytes[i] = (guint8)((state = state * 1664525 + 1013904223) >> 24);
  *paper = (Paper){ bytes, released };
  return g_bytes_new_with_free_func (bytes, FILE_BYTES, on_released, paper);
}

typedef struct
{
  FakeTus *tus;
  SoupSession *session;
  VdUpload *upload;
  GBytes *file;
  GCancellable *cancellable;
  gboolean done, good, stalled_once;
  GError *error;
  guint64 sent, total;
  gboolean released; /* the file's memory */
} Trial;

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Trial *trial = data;

  trial->good = vd_upload_send_finish (VD_UPLOAD (source), result, &trial->error);
  trial->done = TRUE;
}

static void
on_progress (VdUpload *upload, guint64 sent, guint64 total, gpointer data)
{
  Trial *trial = data;

  g_assert_cmpuint (sent, <=, total);
  trial->sent = sent;
  trial->total = total;
}

static void
on_stalled (VdUpload *upload, GParamSpec *pspec, gpointer data)
{
  ((Trial *)data)->stalled_once = TRUE;
}

static Trial *
begin (const TusTurn *turns, guint timeout_s)
{
  Trial *trial = g_new0 (Trial, 1);
  g_autoptr (GUri) collection = NULL;

  trial->tus = fake_tus_new (turns);
  trial->session = vd_desk_session_new (NULL, timeout_s, NULL);
  trial->file = make_file (&trial->released);
  trial->cancellable = g_cancellable_new ();
  collection = fake_tus_get_collection (trial->tus);
  trial->upload = vd_upload_new (trial->session, collection, "a-token-for-tests", trial->file);
  g_signal_connect (trial->upload, "progress", G_CALLBACK (on_progress), trial);
  g_signal_connect (trial->upload, "notify::stall", G_CALLBACK (on_stalled), trial);
  vd_upload_send_async (trial->upload, "contact YzE=,paper cDE=", NULL, trial->cancellable, on_done, trial);
  return trial;
}

static gboolean
is_done (gpointer data)
{
  return ((Trial *)data)->done;
}

static void
end (Trial *trial)
{
  gpointer upload = trial->upload;

  wait_until (is_done, trial, "the upload to end");
  g_object_add_weak_pointer (G_OBJECT (trial->upload), &upload);
  g_object_unref (trial->upload);
  linger (10);
  g_assert_null (upload);
  soup_session_abort (trial->session);
  g_object_unref (trial->session);
  fake_tus_free (trial->tus);
  g_object_unref (trial->cancellable);
  g_clear_error (&trial->error);
  /* Not one slice of the paper is left behind. */
  g_clear_pointer (&trial->file, g_bytes_unref);
  g_assert_true (trial->released);
  g_free (trial);
}

static void
expect_whole (Trial *trial)
{
  g_autoptr (GBytes) stored = NULL;

  wait_until (is_done, trial, "the upload to end");
  g_assert_no_error (trial->error);
  g_assert_true (trial->good);
  stored = fake_tus_get_file (trial->tus);
  g_assert_true (g_bytes_equal (stored, trial->file));
  g_assert_cmpuint (trial->sent, ==, FILE_BYTES);
  g_assert_cmpuint (trial->total, ==, FILE_BYTES);
}

static void
expect_failure (Trial *trial, VdUploadError code)
{
  wait_until (is_done, trial, "the upload to end");
  g_assert_false (trial->good);
  g_assert_error (trial->error, VD_UPLOAD_ERROR, (int)code);
}

static void
test_straight (void)
{
  Trial *trial = begin (NULL, 20);
  g_autofree char *metadata = NULL;

  expect_whole (trial);
  metadata = fake_tus_get_metadata (trial->tus);
  g_assert_cmpstr (metadata, ==, "contact YzE=,paper cDE=");
  g_assert_cmpuint (fake_tus_count (trial->tus, "PATCH"), ==, 3);
  g_assert_cmpuint (fake_tus_get_received (trial->tus), ==, FILE_BYTES); /* no byte twice */
  g_assert_false (trial->stalled_once);
  end (trial);
}

/* Each: the upload arrives whole all the same, whatever happened on the way. */
static const TusTurn passing[][6] = {
  { { "PATCH", TUS_CUT_REQUEST, 0 }, { "PATCH", TUS_CUT_REQUEST, 1 }, { "PATCH", TUS_CUT_REQUEST, 70001 } },
  { { "PATCH", TUS_AS_IT_SHOULD }, { "PATCH", TUS_CUT_REQUEST, 131071 } },
  { { "PATCH", TUS_KEEP_AND_CUT }, { "PATCH", TUS_AS_IT_SHOULD }, { "PATCH", TUS_KEEP_AND_CUT } },
  { { "POST", TUS_KEEP_AND_CUT } },
  { { "POST", TUS_STATUS, 0, 503 }, { "PATCH", TUS_STATUS, 0, 500 }, { "HEAD", TUS_STATUS, 0, 502 } },
  { { "PATCH", TUS_STATUS, 0, 409 } },
  { { "PATCH", TUS_STATUS, 0, 423 }, { "HEAD", TUS_STATUS, 0, 423 }, { "PATCH", TUS_STATUS, 0, 429 } },
  { { "PATCH", TUS_SPOIL }, { "PATCH", TUS_AS_IT_SHOULD }, { "PATCH", TUS_SPOIL } },
  { { "PATCH", TUS_OFFSET, 5 }, { "PATCH", TUS_OFFSET, 999999999 }, { "PATCH", TUS_NO_OFFSET } },
  { { "PATCH", TUS_AS_IT_SHOULD }, { "PATCH", TUS_FORGET, 0, 404 } },
  { { "PATCH", TUS_AS_IT_SHOULD }, { "PATCH", TUS_CUT_REQUEST, 9 }, { "HEAD", TUS_FORGET, 0, 410 } },
  { { "PATCH", TUS_SLOW }, { "PATCH", TUS_SLOW } },
};

static void
test_passing (gconstpointer turns)
{
  Trial *trial = begin (turns, 20);

  expect_whole (trial);
  end (trial);
}

/* Each: no use in trying the same again. */
static const struct
{
  TusTurn turns[6];
  VdUploadError code;
} failing[] = {
  { { { "POST", TUS_STATUS, 0, 403 } }, VD_UPLOAD_ERROR_REFUSED },
  { { { "POST", TUS_STATUS, 0, 409 } }, VD_UPLOAD_ERROR_REFUSED },
  { { { "POST", TUS_STATUS, 0, 413 } }, VD_UPLOAD_ERROR_TOO_LARGE },
  { { { "POST", TUS_STATUS, 0, 302 } }, VD_UPLOAD_ERROR_REFUSED },
  { { { "PATCH", TUS_AS_IT_SHOULD }, { "PATCH", TUS_STATUS, 0, 422 } }, VD_UPLOAD_ERROR_REFUSED },
  { { { "PATCH", TUS_STATUS, 0, 412 } }, VD_UPLOAD_ERROR_REFUSED },
  { { { "POST", TUS_LOCATION, 0, 0, "http://elsewhere.example/api/uploads/u1" } }, VD_UPLOAD_ERROR_PROTOCOL },
  { { { "POST", TUS_LOCATION, 0, 0, "/api/session" } }, VD_UPLOAD_ERROR_PROTOCOL },
  { { { "POST", TUS_LOCATION, 0, 0, "//elsewhere.example/api/uploads/u1" } }, VD_UPLOAD_ERROR_PROTOCOL },
  { { { "PATCH", TUS_STATUS, 0, 409 }, { "HEAD", TUS_OFFSET, 300008 } }, VD_UPLOAD_ERROR_PROTOCOL },
  { { { "PATCH", TUS_STATUS, 0, 409 }, { "HEAD", TUS_NO_OFFSET } }, VD_UPLOAD_ERROR_PROTOCOL },
  { { { "PATCH", TUS_FORGET, 0, 460 },
      { "PATCH", TUS_FORGET, 0, 460 },
      { "PATCH", TUS_FORGET, 0, 460 },
      { "PATCH", TUS_FORGET, 0, 460 } },
    VD_UPLOAD_ERROR_DAMAGED },
};

static void
test_failing (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Trial *trial = begin (failing[i].turns, 20);

  expect_failure (trial, failing[i].code);
  end (trial);
}

/* A server that stops answering in the middle is a cut line. */
static void
test_hung (void)
{
  static const TusTurn turns[] = { { "PATCH", TUS_HANG }, { NULL } };
  Trial *trial = begin (turns, 1);

  expect_whole (trial);
  g_assert_true (trial->stalled_once);
  end (trial);
}

static gboolean
has_begun (gpointer data)
{
  return ((Trial *)data)->sent > 0;
}

static gboolean
is_deleted (gpointer data)
{
  return fake_tus_count (((Trial *)data)->tus, "DELETE") == 1;
}

static void
test_cancel_under_way (void)
{
  static const TusTurn turns[] = { { "PATCH", TUS_SLOW }, { "PATCH", TUS_SLOW }, { NULL } };
  Trial *trial = begin (turns, 20);

  wait_until (has_begun, trial, "some bytes to go");
  g_cancellable_cancel (trial->cancellable);
  wait_until (is_done, trial, "the end");
  g_assert_error (trial->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  wait_until (is_deleted, trial, "the desk's part to be deleted");
  end (trial);
}

static gboolean
is_stalled (gpointer data)
{
  return ((Trial *)data)->stalled_once;
}

static void
test_cancel_while_pausing (void)
{
  static const TusTurn turns[] = { { "POST", TUS_STATUS, 0, 503 }, { "POST", TUS_STATUS, 0, 503 },
                                   { "POST", TUS_STATUS, 0, 503 }, { "POST", TUS_STATUS, 0, 503 },
                                   { "POST", TUS_STATUS, 0, 503 }, { NULL } };
  Trial *trial = begin (turns, 20);
  gint64 began_us;

  wait_until (is_stalled, trial, "a failure");
  began_us = g_get_monotonic_time ();
  g_cancellable_cancel (trial->cancellable);
  wait_until (is_done, trial, "the end");
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, 200000);
  g_assert_error (trial->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fake_tus_count (trial->tus, "DELETE"), ==, 0); /* nothing was created */
  end (trial);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/upload/straight", test_straight);
  for (guint i = 0; i < G_N_ELEMENTS (passing); i++)
    {
      g_autofree char *name = g_strdup_printf ("/upload/passing/%u", i);

      g_test_add_data_func (name, passing[i], test_passing);
    }
  for (guint i = 0; i < G_N_ELEMENTS (failing); i++)
    {
      g_autofree char *name = g_strdup_printf ("/upload/failing/%u", i);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_failing);
    }
  g_test_add_func ("/upload/hung", test_hung);
  g_test_add_func ("/upload/cancel-under-way", test_cancel_under_way);
  g_test_add_func ("/upload/cancel-while-pausing", test_cancel_while_pausing);
  return g_test_run ();
}
