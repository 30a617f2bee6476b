/* SPDX-License-Identifier: EUPL-1.2 */
#include "sealed-paper.h"

#include <sodium.h>
#include <string.h>

#define MAGIC "VDPAPER1"
#define MAGIC_BYTES (sizeof MAGIC - 1)
#define BOUND_BYTES (MAGIC_BYTES + VD_SEALED_PAPER_BOX_BYTES)
#define HEADER_BYTES crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define KEY_BYTES crypto_secretstream_xchacha20poly1305_KEYBYTES
#define SEAL_BYTES crypto_secretstream_xchacha20poly1305_ABYTES
#define PIECE_BYTES ((gsize)64 * 1024)
#define HEAD_BYTES (BOUND_BYTES + HEADER_BYTES)

typedef crypto_secretstream_xchacha20poly1305_state Stream;

G_STATIC_ASSERT (VD_SEALED_PAPER_PUBLIC_BYTES == crypto_box_PUBLICKEYBYTES);
G_STATIC_ASSERT (VD_SEALED_PAPER_BOX_BYTES == KEY_BYTES + crypto_box_SEALBYTES);

gsize
vd_sealed_paper_get_length (gsize paper_bytes)
{
  gsize pieces = MAX (1, (paper_bytes + PIECE_BYTES - 1) / PIECE_BYTES);

  return HEAD_BYTES + paper_bytes + pieces * SEAL_BYTES;
}

/* The head, and a stream whose key nobody else will ever have. */
static gboolean
begin (guint8 *out, const guint8 *public_key, Stream *stream)
{
  guint8 key[KEY_BYTES];
  gboolean good;

  memcpy (out, MAGIC, MAGIC_BYTES);
  crypto_secretstream_xchacha20poly1305_keygen (key);
  good = crypto_box_seal (out + MAGIC_BYTES, key, sizeof key, public_key) == 0 &&
         crypto_secretstream_xchacha20poly1305_init_push (stream, out + BOUND_BYTES, key) == 0;
  sodium_memzero (key, sizeof key);
  return good;
}

GBytes *
vd_sealed_paper_seal (GBytes *paper, const guint8 *public_key)
{
  gsize size, at = HEAD_BYTES;
  const guint8 *data = g_bytes_get_data (paper, &size);
  gsize length = vd_sealed_paper_get_length (size);
  g_autofree guint8 *out = g_malloc (length);
  Stream stream;

  if (sodium_init () < 0 || !begin (out, public_key, &stream))
    return NULL;
  for (gsize from = 0; at < length; from += PIECE_BYTES)
    {
      gsize piece = MIN (size - from, PIECE_BYTES);
      guint8 tag = from + piece == size ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;

      crypto_secretstream_xchacha20poly1305_push (&stream, out + at, NULL, data + from, piece, out, BOUND_BYTES, tag);
      at += piece + SEAL_BYTES;
    }
  sodium_memzero (&stream, sizeof stream);
  return g_bytes_new_take (g_steal_pointer (&out), length);
}

typedef struct
{
  gpointer data;
  gsize size;
} Secret;

static void
secret_free (gpointer data)
{
  Secret *self = data;

  sodium_memzero (self->data, self->size);
  g_free (self->data);
  g_free (self);
}

static gboolean
open_pieces (Stream *stream, const guint8 *head, const guint8 *sealed, gsize size, Secret *out)
{
  guint8 tag = 0;
  gsize room = out->size;

  out->size = 0;
  while (size > 0 && tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL)
    {
      gsize piece = MIN (size, PIECE_BYTES + SEAL_BYTES);
      unsigned long long opened = 0;

      if (piece < SEAL_BYTES ||
          crypto_secretstream_xchacha20poly1305_pull (stream, (guint8 *)out->data + out->size, &opened, &tag, sealed,
                                                      piece, head, BOUND_BYTES) != 0)
        break;
      out->size += (gsize)opened;
      sealed += piece;
      size -= piece;
    }
  if (size == 0 && tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL)
    return TRUE;
  out->size = room;
  return FALSE;
}

static GBytes *
refuse (GError **error, const char *text)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, text);
  return NULL;
}

GBytes *
vd_sealed_paper_open (const guint8 *data, gsize size, VdSealedPaperUnbox unbox, gpointer user_data, GError **error)
{
  g_autoptr (GBytes) key = NULL;
  Stream stream;
  Secret *secret;
  gboolean good;

  if (size < vd_sealed_paper_get_length (0) || memcmp (data, MAGIC, MAGIC_BYTES) != 0)
    return refuse (error, "this is no sealed paper");
  key = unbox (data + MAGIC_BYTES, VD_SEALED_PAPER_BOX_BYTES, user_data, error);
  if (!key)
    return NULL;
  if (g_bytes_get_size (key) != KEY_BYTES ||
      crypto_secretstream_xchacha20poly1305_init_pull (&stream, data + BOUND_BYTES, g_bytes_get_data (key, NULL)) != 0)
    return refuse (error, "the box holds no key");
  secret = g_new (Secret, 1);
  secret->size = size;
  secret->data = g_malloc (size);
  good = open_pieces (&stream, data, data + HEAD_BYTES, size - HEAD_BYTES, secret);
  sodium_memzero (&stream, sizeof stream);
  if (good)
    return g_bytes_new_with_free_func (secret->data, secret->size, secret_free, secret);
  secret_free (secret);
  return refuse (error, "the sealed paper was cut or changed");
}

gboolean
vd_sealed_paper_key_parse (const char *text, guint8 key[VD_SEALED_PAPER_PUBLIC_BYTES])
{
  gsize length = 0, size = text ? strlen (text) : 0;
  const char *end = NULL;

  return size > 0 &&
         sodium_base642bin (key, VD_SEALED_PAPER_PUBLIC_BYTES, text, size, NULL, &length, &end,
                            sodium_base64_VARIANT_ORIGINAL) == 0 &&
         length == VD_SEALED_PAPER_PUBLIC_BYTES && end == text + size;
}

char *
vd_sealed_paper_key_to_text (const guint8 *key)
{
  return g_base64_encode (key, VD_SEALED_PAPER_PUBLIC_BYTES);
}
