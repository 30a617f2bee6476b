/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-upload"

#include "upload.h"

#include "back-off.h"
#include "pace.h"
#include "tus-request.h"

#include <string.h>

/* A piece whose line is cut is lost whole, because its checksum cannot be checked: 128 KiB is half a page, or 1 s at 1
 * Mbit/s. */
#define PIECE_BYTES ((gsize)128 * 1024)
#define BACK_OFF_FIRST_MS 500
#define BACK_OFF_LAST_MS 15000
#define MAX_RESTARTS 3               /* an upload that was refused whole, or vanished, begins anew this often */
#define MAX_DOUBTS 10                /* answers in a row that say neither yes nor no, without one byte of progress */
#define STATUS_CHECKSUM_MISMATCH 460 /* tus 1.0, checksum extension */
#define STATUS_TOO_MANY_REQUESTS 429 /* RFC 6585; not in libsoup's list */

/*
 *      ┌─────────── gone: 404, 410 ───────────┐
 *      ▼                                      │
 *    CREATE ──201──► PATCH ──any doubt──► HEAD ──offset──► PATCH
 *     │  ▲            │  ▲                 │ ▲
 *     └──┘            └──┘ 204             └─┘
 *    pause, again      │              pause, again
 *                      └─ 204, all there ──► done
 */
typedef enum
{
  STEP_CREATE,
  STEP_PATCH,
  STEP_HEAD,
} Step;

struct _VdUpload
{
  GObject parent_instance;

  SoupSession *session;
  GUri *collection;
  char *token;
  GBytes *file;
  char *metadata;

  Step step;
  GUri *address; /* of the upload, once created */
  SoupMessage *request;
  gsize offset;  /* what the desk has */
  gsize piece;   /* bytes of the PATCH under way */
  gsize written; /* of them, by now */
  guint restarts, doubts;
  gboolean mismatch; /* the last answer to a PATCH was 460 */
  VdUploadStall stall;
  gboolean kept_there;
  VdBackOff back_off;
  VdPace pace;
  gint64 piece_us;                 /* when the PATCH under way began */
  void (*take_step) (GTask *task); /* answer → pause → step → answer: the one place where the ring closes */
};

enum
{
  PROP_STALL = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  SIGNAL_PROGRESS,
  SIGNAL_LOCATED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_QUARK (vd - upload - error - quark, vd_upload_error)
G_DEFINE_FINAL_TYPE (VdUpload, vd_upload, G_TYPE_OBJECT)

static void
set_stall (VdUpload *self, VdUploadStall stall)
{
  if (self->stall == stall)
    return;
  self->stall = stall;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STALL]);
}

static void
tell_progress (VdUpload *self)
{
  g_signal_emit (self, signals[SIGNAL_PROGRESS], 0, (guint64)(self->offset + self->written),
                 (guint64)g_bytes_get_size (self->file));
}

static void
on_wrote (SoupMessage *request, guint n, gpointer data)
{
  VdUpload *self = data;

  if (self->request != request || self->step != STEP_PATCH)
    return;
  self->written = MIN (self->written + n, self->piece);
  tell_progress (self);
}

/* Nobody waits for the answer: what is not deleted expires at the desk. */
static void
delete_there (VdUpload *self)
{
  g_autoptr (SoupMessage) request = NULL;

  if (!self->address || self->kept_there)
    return;
  request = vd_tus_request_new (SOUP_METHOD_DELETE, self->address, self->token);
  soup_session_send_async (self->session, request, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

static gboolean
read_offset (VdUpload *self, gsize *offset)
{
  const char *text = soup_message_headers_get_one (soup_message_get_response_headers (self->request), "Upload-Offset");

  return vd_tus_read_offset (text, g_bytes_get_size (self->file), offset);
}

static void
fail (GTask *task, VdUploadError code, const char *text, guint status)
{
  g_task_return_new_error (task, VD_UPLOAD_ERROR, (int)code, "%s (status %u)", text, status);
}

/* The same bytes will never do. */
static void
refuse (GTask *task, guint status)
{
  gboolean too_large = status == SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE;

  fail (task, too_large ? VD_UPLOAD_ERROR_TOO_LARGE : VD_UPLOAD_ERROR_REFUSED, "the desk does not take this paper",
        status);
}

static void
tell_located (VdUpload *self)
{
  g_autofree char *text = g_uri_to_string (self->address);

  g_signal_emit (self, signals[SIGNAL_LOCATED], 0, text);
}

typedef enum
{
  NEXT_AT_ONCE,
  NEXT_AFTER_PAUSE,
  NEXT_NOTHING, /* the task has returned */
} Next;

/* What was begun is gone at the desk: begin anew, but not for ever. */
static Next
restart (VdUpload *self, GTask *task, guint status)
{
  g_clear_pointer (&self->address, g_uri_unref);
  self->offset = self->written = 0;
  self->step = STEP_CREATE;
  if (++self->restarts <= MAX_RESTARTS)
    return NEXT_AT_ONCE;
  fail (task, self->mismatch ? VD_UPLOAD_ERROR_DAMAGED : VD_UPLOAD_ERROR_PROTOCOL, "the upload keeps vanishing",
        status);
  return NEXT_NOTHING;
}

static Next
after_create (VdUpload *self, GTask *task, guint status)
{
  if (status != SOUP_STATUS_CREATED)
    {
      refuse (task, status);
      return NEXT_NOTHING;
    }
  self->address = vd_tus_read_location (
      soup_message_headers_get_one (soup_message_get_response_headers (self->request), "Location"), self->collection);
  if (!self->address)
    {
      fail (task, VD_UPLOAD_ERROR_PROTOCOL, "no usable Location", status);
      return NEXT_NOTHING;
    }
  self->step = STEP_PATCH;
  tell_located (self);
  return NEXT_AT_ONCE;
}

static Next
go_on_from (VdUpload *self, GTask *task, gsize offset)
{
  if (offset > self->offset)
    {
      vd_back_off_reset (&self->back_off);
      self->doubts = 0;
      set_stall (self, VD_UPLOAD_STALL_NONE);
    }
  self->offset = offset;
  self->written = 0;
  self->step = STEP_PATCH;
  tell_progress (self);
  if (offset < g_bytes_get_size (self->file))
    return NEXT_AT_ONCE;
  g_task_return_boolean (task, TRUE);
  return NEXT_NOTHING;
}

static Next
after_patch (VdUpload *self, GTask *task, guint status)
{
  gsize offset;

  self->mismatch = status == STATUS_CHECKSUM_MISMATCH;
  if (status == SOUP_STATUS_NO_CONTENT && read_offset (self, &offset) && offset == self->offset + self->piece)
    return go_on_from (self, task, offset);
  if (status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_GONE)
    return restart (self, task, status);
  self->step = STEP_HEAD;
  self->written = 0;
  /* 409 only means that we count differently; 204 with a strange figure likewise. */
  if ((status == SOUP_STATUS_CONFLICT || status == SOUP_STATUS_NO_CONTENT || self->mismatch) &&
      ++self->doubts < MAX_DOUBTS)
    return NEXT_AFTER_PAUSE;
  if (self->mismatch)
    fail (task, VD_UPLOAD_ERROR_DAMAGED, "the desk does not take this paper", status);
  else
    refuse (task, status);
  return NEXT_NOTHING;
}

static Next
after_head (VdUpload *self, GTask *task, guint status)
{
  gsize offset;

  if (status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_GONE)
    return restart (self, task, status);
  if (!SOUP_STATUS_IS_SUCCESSFUL (status) || !read_offset (self, &offset))
    {
      fail (task, VD_UPLOAD_ERROR_PROTOCOL, "no usable Upload-Offset", status);
      return NEXT_NOTHING;
    }
  /* Whole, and yet not confirmed: the last answer was lost, but the desk keeps only what passed its checks. */
  return go_on_from (self, task, offset);
}

static gboolean
is_passing_trouble (guint status)
{
  return status >= 500 || status == SOUP_STATUS_NONE || status == SOUP_STATUS_LOCKED ||
         status == SOUP_STATUS_REQUEST_TIMEOUT || status == STATUS_TOO_MANY_REQUESTS;
}

static Next
after_trouble (VdUpload *self, const char *what, VdUploadStall stall)
{
  g_message ("a trial failed: %s", what);
  set_stall (self, stall);
  /* What the desk has of it is only known to the desk. */
  if (self->address)
    self->step = STEP_HEAD;
  self->written = 0;
  tell_progress (self);
  return NEXT_AFTER_PAUSE;
}

static Next
take_answer (VdUpload *self, GTask *task)
{
  guint status = soup_message_get_status (self->request);
  g_autofree char *text = NULL;

  if (is_passing_trouble (status))
    {
      text = g_strdup_printf ("status %u", status);
      return after_trouble (self, text,
                            status == SOUP_STATUS_INSUFFICIENT_STORAGE ? VD_UPLOAD_STALL_FULL : VD_UPLOAD_STALL_CUT);
    }
  switch (self->step)
    {
    case STEP_CREATE:
      return after_create (self, task, status);
    case STEP_PATCH:
      return after_patch (self, task, status);
    case STEP_HEAD:
    default:
      return after_head (self, task, status);
    }
}

static gboolean
on_pause_over (gpointer data)
{
  g_autoptr (GTask) task = g_object_ref (data);
  VdUpload *self = g_task_get_source_object (task);

  if (g_task_return_error_if_cancelled (task))
    delete_there (self);
  else
    self->take_step (task);
  return G_SOURCE_REMOVE;
}

static void
pause_then_go_on (GTask *task, guint pause_ms)
{
  g_autoptr (GSource) pause = g_timeout_source_new (pause_ms);

  if (g_task_get_cancellable (task))
    {
      g_autoptr (GSource) cancelled = g_cancellable_source_new (g_task_get_cancellable (task));

      g_source_set_dummy_callback (cancelled);
      g_source_add_child_source (pause, cancelled);
    }
  g_task_attach_source (task, pause, on_pause_over);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  VdUpload *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  /* Only the status and the headers say anything; a body is left unread. */
  g_autoptr (GInputStream) body = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  Next next;
  guint wait_ms;

  if (g_task_return_error_if_cancelled (task))
    {
      delete_there (self);
      return;
    }
  wait_ms = self->step == STEP_PATCH
                ? vd_pace_get_wait_ms (&self->pace, self->piece, self->piece_us, g_get_monotonic_time ())
                : 0;
  next = body ? take_answer (self, task) : after_trouble (self, error->message, VD_UPLOAD_STALL_CUT);
  if (next == NEXT_AT_ONCE && wait_ms == 0)
    self->take_step (task);
  else if (next == NEXT_AT_ONCE)
    pause_then_go_on (task, wait_ms);
  else if (next == NEXT_AFTER_PAUSE)
    pause_then_go_on (task, vd_back_off_next_ms (&self->back_off, g_random_double ()));
}

static SoupMessage *
make_patch (VdUpload *self)
{
  g_autoptr (GBytes) piece = NULL;
  SoupMessage *request;

  self->piece = MIN (vd_pace_get_piece (&self->pace, PIECE_BYTES), g_bytes_get_size (self->file) - self->offset);
  self->piece_us = g_get_monotonic_time ();
  self->written = 0;
  piece = g_bytes_new_from_bytes (self->file, self->offset, self->piece);
  request = vd_tus_request_new_patch (self->address, self->token, self->offset, piece);
  g_signal_connect_object (request, "wrote-body-data", G_CALLBACK (on_wrote), self, 0);
  return request;
}

static SoupMessage *
make_request (VdUpload *self)
{
  switch (self->step)
    {
    case STEP_CREATE:
      return vd_tus_request_new_create (self->collection, self->token, g_bytes_get_size (self->file), self->metadata);
    case STEP_PATCH:
      return make_patch (self);
    case STEP_HEAD:
    default:
      return vd_tus_request_new (SOUP_METHOD_HEAD, self->address, self->token);
    }
}

static void
take_step (GTask *task)
{
  VdUpload *self = g_task_get_source_object (task);

  g_clear_object (&self->request);
  self->request = make_request (self);
  soup_session_send_async (self->session, self->request, G_PRIORITY_DEFAULT, g_task_get_cancellable (task), on_answer,
                           g_object_ref (task));
}

static void
vd_upload_dispose (GObject *object)
{
  VdUpload *self = VD_UPLOAD (object);

  g_clear_object (&self->request);
  g_clear_pointer (&self->file, g_bytes_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vd_upload_parent_class)->dispose (object);
}

static void
vd_upload_finalize (GObject *object)
{
  VdUpload *self = VD_UPLOAD (object);

  explicit_bzero (self->token, strlen (self->token));
  g_free (self->token);
  g_free (self->metadata);
  g_clear_pointer (&self->collection, g_uri_unref);
  g_clear_pointer (&self->address, g_uri_unref);
  G_OBJECT_CLASS (vd_upload_parent_class)->finalize (object);
}

static void
vd_upload_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_uint (value, VD_UPLOAD (object)->stall);
}

static void
vd_upload_class_init (VdUploadClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = vd_upload_dispose;
  object_class->finalize = vd_upload_finalize;
  object_class->get_property = vd_upload_get_property;

  props[PROP_STALL] = g_param_spec_uint ("stall", NULL, NULL, VD_UPLOAD_STALL_NONE, VD_UPLOAD_STALL_FULL,
                                         VD_UPLOAD_STALL_NONE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_PROGRESS] = g_signal_new ("progress", VD_TYPE_UPLOAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
  signals[SIGNAL_LOCATED] =
      g_signal_new ("located", VD_TYPE_UPLOAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
vd_upload_init (VdUpload *self)
{
  self->back_off = (VdBackOff){ .first_ms = BACK_OFF_FIRST_MS, .last_ms = BACK_OFF_LAST_MS };
}

VdUpload *
vd_upload_new (SoupSession *session, GUri *collection, const char *token, GBytes *file)
{
  VdUpload *self = g_object_new (VD_TYPE_UPLOAD, NULL);

  self->session = g_object_ref (session);
  self->collection = g_uri_ref (collection);
  self->token = g_strdup (token);
  self->file = g_bytes_ref (file);
  return self;
}

void
vd_upload_keep_there (VdUpload *self)
{
  g_return_if_fail (VD_IS_UPLOAD (self));
  self->kept_there = TRUE;
}

void
vd_upload_set_pace (VdUpload *self, guint bytes_per_s)
{
  g_return_if_fail (VD_IS_UPLOAD (self));
  self->pace.bytes_per_s = bytes_per_s;
}

void
vd_upload_send_async (VdUpload *self, const char *metadata, const char *address, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_return_if_fail (VD_IS_UPLOAD (self) && self->metadata == NULL);
  g_task_set_source_tag (task, vd_upload_send_async);
  self->metadata = g_strdup (metadata);
  /* An address of another desk, as settings may have changed, is none. */
  self->address = vd_tus_read_location (address, self->collection);
  self->step = self->address ? STEP_HEAD : STEP_CREATE;
  self->take_step = take_step;
  take_step (task);
}

gboolean
vd_upload_send_finish (VdUpload *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
