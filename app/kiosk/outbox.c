/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-outbox"

#include "outbox.h"

#include "desk-session.h"
#include "sealed-paper.h"
#include "spool.h"
#include "tus-request.h"

#include <string.h>

#define IO_TIMEOUT_S 20 /* without a byte either way: the line is cut */

struct _VdOutbox
{
  GObject parent_instance;

  SoupSession *session;
  GUri *collection;
  char *token;

  guint8 key[VD_SEALED_PAPER_PUBLIC_BYTES];
  gboolean has_key, took_up;
  guint pace;

  VdUpload *upload;
  char *paper; /* what @upload sends */
  GCancellable *sending;
  guint held; /* papers of which a byte is still in memory: ours, or in a request that libsoup has not let go */

  VdSpool *spool;         /* (nullable) */
  GCancellable *stopping; /* of the leftovers */
  GHashTable *leftovers;  /* VdUpload → id of its paper: of an earlier run, nothing of this visit */
};

enum
{
  PROP_STALL = 1,
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

/* Only when the last slice is gone may it be called erased, sealed though it is. */
typedef struct
{
  GBytes *sealed;
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

  g_bytes_unref (held->sealed);
  g_weak_ref_clear (&held->outbox);
  g_free (held);
  if (outbox)
    set_held (outbox, outbox->held - 1);
}

static GBytes *
hold (VdOutbox *self, GBytes *sealed)
{
  Held *held = g_new0 (Held, 1);

  held->sealed = g_bytes_ref (sealed);
  g_weak_ref_init (&held->outbox, self);
  set_held (self, self->held + 1);
  return g_bytes_new_with_free_func (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), release, held);
}

static void
on_progress (VdUpload *upload, guint64 sent, guint64 total, gpointer data)
{
  VdOutbox *self = data;

  if (upload == self->upload)
    g_signal_emit (self, signals[SIGNAL_PROGRESS], 0, sent, total);
}

static void
on_stall (VdUpload *upload, GParamSpec *pspec, gpointer data)
{
  VdOutbox *self = data;

  if (upload == self->upload)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STALL]);
}

static void
erase_spooled (VdOutbox *self, const char *paper)
{
  if (self->spool && paper)
    vd_spool_erase (self->spool, paper);
}

static void
on_located (VdUpload *upload, const char *address, gpointer data)
{
  VdOutbox *self = data;
  const char *paper = upload == self->upload ? self->paper : g_hash_table_lookup (self->leftovers, upload);

  if (self->spool && paper)
    vd_spool_locate (self->spool, paper, address);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VdOutbox) self = data;
  g_autoptr (GError) error = NULL;
  gboolean good = vd_upload_send_finish (VD_UPLOAD (source), result, &error);

  if (VD_UPLOAD (source) != self->upload)
    return; /* given up meanwhile */
  erase_spooled (self, self->paper);
  if (good)
    g_signal_emit (self, signals[SIGNAL_SENT], 0);
  else
    g_signal_emit (self, signals[SIGNAL_REFUSED], 0, error->message,
                   g_error_matches (error, VD_UPLOAD_ERROR, VD_UPLOAD_ERROR_TOO_LARGE));
}

static void
vd_outbox_dispose (GObject *object)
{
  VdOutbox *self = VD_OUTBOX (object);

  vd_outbox_clear (self);
  g_cancellable_cancel (self->stopping);
  g_hash_table_remove_all (self->leftovers);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vd_outbox_parent_class)->dispose (object);
}

static void
vd_outbox_finalize (GObject *object)
{
  VdOutbox *self = VD_OUTBOX (object);

  g_hash_table_unref (self->leftovers);
  g_object_unref (self->stopping);
  g_clear_pointer (&self->spool, vd_spool_free);
  explicit_bzero (self->token, strlen (self->token));
  g_free (self->token);
  g_clear_pointer (&self->collection, g_uri_unref);
  G_OBJECT_CLASS (vd_outbox_parent_class)->finalize (object);
}

static void
vd_outbox_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VdOutbox *self = VD_OUTBOX (object);
  guint stall = VD_UPLOAD_STALL_NONE;

  if (id == PROP_EMPTY)
    {
      g_value_set_boolean (value, vd_outbox_is_empty (self));
      return;
    }
  if (self->upload)
    g_object_get (self->upload, "stall", &stall, NULL);
  g_value_set_uint (value, stall);
}

static void
vd_outbox_class_init (VdOutboxClass *class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = vd_outbox_dispose;
  object_class->finalize = vd_outbox_finalize;
  object_class->get_property = vd_outbox_get_property;

  props[PROP_STALL] = g_param_spec_uint ("stall", NULL, NULL, VD_UPLOAD_STALL_NONE, VD_UPLOAD_STALL_FULL,
                                         VD_UPLOAD_STALL_NONE, flags);
  props[PROP_EMPTY] = g_param_spec_boolean ("empty", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_PROGRESS] = g_signal_new ("progress", VD_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
  signals[SIGNAL_SENT] = g_signal_new ("sent", VD_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", VD_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
vd_outbox_init (VdOutbox *self)
{
  self->stopping = g_cancellable_new ();
  self->leftovers = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
}

static void
open_spool (VdOutbox *self, const char *folder)
{
  g_autoptr (GError) error = NULL;

  self->spool = folder && *folder ? vd_spool_new (folder, &error) : NULL;
  if (error)
    g_warning ("a crash will lose what is being sent: %s", error->message);
}

VdOutbox *
vd_outbox_new (const char *desk_url, const char *token, const char *ca_file, const char *spool_folder)
{
  VdOutbox *self = g_object_new (VD_TYPE_OUTBOX, NULL);
  g_autoptr (GError) error = NULL;

  open_spool (self, spool_folder);

  self->token = g_strdup (token);
  self->collection = vd_desk_uri (desk_url, "/api/uploads");
  self->session = vd_desk_session_new (ca_file, IO_TIMEOUT_S, &error);
  if (!self->session)
    g_warning ("papers cannot be sent: %s", error->message);
  return self;
}

void
vd_outbox_set_key (VdOutbox *self, const guint8 *key)
{
  g_return_if_fail (VD_IS_OUTBOX (self));
  self->has_key = key != NULL;
  if (key)
    memcpy (self->key, key, sizeof self->key);
}

void
vd_outbox_set_pace (VdOutbox *self, guint bytes_per_s)
{
  GHashTableIter iter;
  VdUpload *leftover;

  g_return_if_fail (VD_IS_OUTBOX (self));
  self->pace = bytes_per_s;
  if (self->upload)
    vd_upload_set_pace (self->upload, bytes_per_s);
  g_hash_table_iter_init (&iter, self->leftovers);
  while (g_hash_table_iter_next (&iter, (gpointer *)&leftover, NULL))
    vd_upload_set_pace (leftover, bytes_per_s);
}

static VdUpload *
make_upload (VdOutbox *self, GBytes *sealed)
{
  VdUpload *upload = vd_upload_new (self->session, self->collection, self->token, sealed);

  vd_upload_set_pace (upload, self->pace);
  g_signal_connect_object (upload, "located", G_CALLBACK (on_located), self, 0);
  return upload;
}

/* The digest is of the paper itself: it stands in the receipt of both sides. */
static char *
make_metadata (const char *contact, const char *paper, GBytes *pdf)
{
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, pdf);
  const char *const pairs[] = { "contact", contact, "paper", paper, "sha256", digest, NULL };

  return vd_tus_make_metadata (pairs);
}

static void
write_spool (VdOutbox *self, const VdSpooled *spooled)
{
  g_autoptr (GError) error = NULL;

  if (self->spool && !vd_spool_write (self->spool, spooled, &error))
    g_warning ("a crash would lose what is being sent: %s", error->message);
}

gboolean
vd_outbox_put (VdOutbox *self, const char *contact, const char *paper, GBytes *pdf)
{
  g_autofree char *metadata = NULL;
  g_autoptr (GBytes) sealed = NULL, held = NULL;

  g_return_val_if_fail (VD_IS_OUTBOX (self) && self->session && self->collection, FALSE);
  vd_outbox_clear (self);
  sealed = self->has_key ? vd_sealed_paper_seal (pdf, self->key) : NULL;
  if (!sealed)
    return FALSE;
  metadata = make_metadata (contact, paper, pdf);
  write_spool (self, &(VdSpooled){ .paper = (char *)paper, .metadata = metadata, .sealed = sealed });
  held = hold (self, sealed);
  self->paper = g_strdup (paper);
  self->upload = make_upload (self, held);
  self->sending = g_cancellable_new ();
  g_signal_connect_object (self->upload, "progress", G_CALLBACK (on_progress), self, 0);
  g_signal_connect_object (self->upload, "notify::stall", G_CALLBACK (on_stall), self, 0);
  vd_upload_send_async (self->upload, metadata, NULL, self->sending, on_sent, g_object_ref (self));
  return TRUE;
}

/* A leftover does not keep the outbox alive: the program may end, and go on at its next start. */
static GWeakRef *
weak_ref_new (VdOutbox *self)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, self);
  return ref;
}

static VdOutbox *
weak_ref_take (GWeakRef *ref)
{
  VdOutbox *self = g_weak_ref_get (ref);

  g_weak_ref_clear (ref);
  g_free (ref);
  return self;
}

static void
on_leftover_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VdOutbox) self = weak_ref_take (data);
  g_autoptr (GError) error = NULL;
  gboolean good = vd_upload_send_finish (VD_UPLOAD (source), result, &error);
  const char *paper = self ? g_hash_table_lookup (self->leftovers, source) : NULL;

  if (!paper || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_message ("what was being sent before a crash: %s", good ? "the desk has it" : error->message);
  erase_spooled (self, paper);
  g_hash_table_remove (self->leftovers, source);
}

void
vd_outbox_take_up (VdOutbox *self)
{
  g_autoptr (GPtrArray) spooled = NULL;

  g_return_if_fail (VD_IS_OUTBOX (self));
  if (self->took_up || !self->spool || !self->session)
    return;
  self->took_up = TRUE;
  spooled = vd_spool_load (self->spool, g_get_real_time () / G_USEC_PER_SEC);
  for (guint i = 0; i < spooled->len; i++)
    {
      const VdSpooled *one = spooled->pdata[i];
      VdUpload *upload = make_upload (self, one->sealed);

      vd_upload_keep_there (upload);
      g_hash_table_insert (self->leftovers, upload, g_strdup (one->paper));
      vd_upload_send_async (upload, one->metadata, one->address, self->stopping, on_leftover_sent, weak_ref_new (self));
    }
}

void
vd_outbox_clear (VdOutbox *self)
{
  g_autoptr (VdUpload) upload = NULL;
  g_autoptr (GCancellable) sending = NULL;
  g_autofree char *paper = NULL;

  g_return_if_fail (VD_IS_OUTBOX (self));
  upload = g_steal_pointer (&self->upload);
  sending = g_steal_pointer (&self->sending);
  paper = g_steal_pointer (&self->paper);
  erase_spooled (self, paper);
  if (sending)
    g_cancellable_cancel (sending);
}

gboolean
vd_outbox_is_empty (VdOutbox *self)
{
  g_return_val_if_fail (VD_IS_OUTBOX (self), TRUE);
  return self->held == 0 && !self->upload;
}
