/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-outbox"

#include "outbox.h"

#include "desk-session.h"
#include "upload.h"

#include <string.h>

#define IO_TIMEOUT_S 20 /* without a byte either way: the line is cut */

struct _VdOutbox
{
  GObject parent_instance;

  SoupSession *session;
  GUri *collection;
  char *token;

  VdUpload *upload;
  GCancellable *sending;
  guint held; /* papers of which a byte is still in memory: ours, or in a request that libsoup has not let go */
};

enum
{
  PROP_STALLED = 1,
  PROP_EMPTY,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum
{
  SIGNAL_PROGRESS,
  SIGNAL_SENT,
  SIGNAL_REFUSED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VdOutbox, vd_outbox, G_TYPE_OBJECT)

/* The pages' locked memory is zeroed when its last slice goes, and only that moment may be called erased. */
typedef struct
{
  GBytes *pdf;
  GWeakRef outbox;
} Held;

static void
set_held (VdOutbox *self, guint held)
{
  gboolean was_empty = self->held == 0;

  self->held = held;
  if (was_empty != (held == 0))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EMPTY]);
}

static void
release (gpointer data)
{
  Held *held = data;
  g_autoptr (VdOutbox) outbox = g_weak_ref_get (&held->outbox);

  g_bytes_unref (held->pdf);
  g_weak_ref_clear (&held->outbox);
  g_free (held);
  if (outbox)
    set_held (outbox, outbox->held - 1);
}

static GBytes *
hold (VdOutbox *self, GBytes *pdf)
{
  Held *held = g_new0 (Held, 1);

  held->pdf = g_bytes_ref (pdf);
  g_weak_ref_init (&held->outbox, self);
  set_held (self, self->held + 1);
  return g_bytes_new_with_free_func (g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf), release, held);
}

static void
on_progress (VdUpload *upload, guint64 sent, guint64 total, gpointer data)
{
  VdOutbox *self = data;

  if (upload == self->upload)
    g_signal_emit (self, signals[SIGNAL_PROGRESS], 0, sent, total);
}

static void
on_stalled (VdUpload *upload, GParamSpec *pspec, gpointer data)
{
  VdOutbox *self = data;

  if (upload == self->upload)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STALLED]);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VdOutbox) self = data;
  g_autoptr (GError) error = NULL;
  gboolean good = vd_upload_send_finish (VD_UPLOAD (source), result, &error);

  if (VD_UPLOAD (source) != self->upload)
    return; /* given up meanwhile */
  if (good)
    g_signal_emit (self, signals[SIGNAL_SENT], 0);
  else
    g_signal_emit (self, signals[SIGNAL_REFUSED], 0, error->message);
}

static void
vd_outbox_dispose (GObject *object)
{
  VdOutbox *self = VD_OUTBOX (object);

  vd_outbox_clear (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vd_outbox_parent_class)->dispose (object);
}

static void
vd_outbox_finalize (GObject *object)
{
  VdOutbox *self = VD_OUTBOX (object);

  explicit_bzero (self->token, strlen (self->token));
  g_free (self->token);
  g_clear_pointer (&self->collection, g_uri_unref);
  G_OBJECT_CLASS (vd_outbox_parent_class)->finalize (object);
}

static void
vd_outbox_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VdOutbox *self = VD_OUTBOX (object);
  gboolean stalled = FALSE;

  if (id == PROP_EMPTY)
    {
      g_value_set_boolean (value, vd_outbox_is_empty (self));
      return;
    }
  if (self->upload)
    g_object_get (self->upload, "stalled", &stalled, NULL);
  g_value_set_boolean (value, stalled);
}

static void
vd_outbox_class_init (VdOutboxClass *class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = vd_outbox_dispose;
  object_class->finalize = vd_outbox_finalize;
  object_class->get_property = vd_outbox_get_property;

  props[PROP_STALLED] = g_param_spec_boolean ("stalled", NULL, NULL, FALSE, flags);
  props[PROP_EMPTY] = g_param_spec_boolean ("empty", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_PROGRESS] = g_signal_new ("progress", VD_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
  signals[SIGNAL_SENT] = g_signal_new ("sent", VD_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REFUSED] =
      g_signal_new ("refused", VD_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
vd_outbox_init (VdOutbox *self)
{
}

VdOutbox *
vd_outbox_new (const char *desk_url, const char *token, const char *ca_file)
{
  VdOutbox *self = g_object_new (VD_TYPE_OUTBOX, NULL);
  g_autoptr (GError) error = NULL;

  self->token = g_strdup (token);
  self->collection = vd_desk_uri (desk_url, "/api/uploads");
  self->session = vd_desk_session_new (ca_file, IO_TIMEOUT_S, &error);
  if (!self->session)
    g_warning ("papers cannot be sent: %s", error->message);
  return self;
}

void
vd_outbox_put (VdOutbox *self, const char *contact, const char *paper, GBytes *pdf)
{
  const char *const metadata[] = { "contact", contact, "paper", paper, NULL };
  g_autoptr (GBytes) held = NULL;

  g_return_if_fail (VD_IS_OUTBOX (self) && self->session && self->collection);
  vd_outbox_clear (self);
  held = hold (self, pdf);
  self->upload = vd_upload_new (self->session, self->collection, self->token, held);
  self->sending = g_cancellable_new ();
  g_signal_connect_object (self->upload, "progress", G_CALLBACK (on_progress), self, 0);
  g_signal_connect_object (self->upload, "notify::stalled", G_CALLBACK (on_stalled), self, 0);
  vd_upload_send_async (self->upload, metadata, self->sending, on_sent, g_object_ref (self));
}

void
vd_outbox_clear (VdOutbox *self)
{
  g_autoptr (VdUpload) upload = NULL;
  g_autoptr (GCancellable) sending = NULL;

  g_return_if_fail (VD_IS_OUTBOX (self));
  upload = g_steal_pointer (&self->upload);
  sending = g_steal_pointer (&self->sending);
  if (sending)
    g_cancellable_cancel (sending);
}

gboolean
vd_outbox_is_empty (VdOutbox *self)
{
  g_return_val_if_fail (VD_IS_OUTBOX (self), TRUE);
  return self->held == 0 && !self->upload;
}
