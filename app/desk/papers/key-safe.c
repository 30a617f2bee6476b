/* SPDX-License-Identifier: EUPL-1.2 */
#include "key-safe.h"
#include "sealed-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file: one line, this word and the key in base64. */
#define WORD "visiodesk-paper-key-1 "
#define WORD_BYTES (sizeof WORD - 1)
#define MAX_FILE 256
/* Wrapped: version, the safe's own mark, nonce, the sealed key. The mark tells a wrong key file from damage. */
#define VERSION 1
#define MARK_BYTES 8
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define NONCE_AT (1 + MARK_BYTES)
#define BODY_AT (NONCE_AT + NONCE_BYTES)
#define WRAPPED_BYTES (BODY_AT + VD_SEALED_KEY_BYTES + TAG_BYTES)
/* Subkeys of the file's key, so that one file serves both ends and neither use tells about the other. */
#define CONTEXT "vd-paper"
enum
{
  SUBKEY_WRAP = 1,
  SUBKEY_MARK,
  SUBKEY_BOX,
};

typedef struct
{
  guint8 wrap[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
  guint8 box[crypto_box_SECRETKEYBYTES];
} Secrets;

struct _VdKeySafe
{
  gatomicrefcount refs;
  guint8 mark[crypto_kdf_BYTES_MIN];
  guint8 public[crypto_box_PUBLICKEYBYTES];
  Secrets *secrets; /* of sodium_malloc (): locked, guarded, out of core dumps */
};

G_STATIC_ASSERT (VD_KEY_SAFE_PUBLIC_BYTES == crypto_box_PUBLICKEYBYTES);
G_STATIC_ASSERT (crypto_kdf_BYTES_MIN >= MARK_BYTES);

static gboolean bad (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
bad (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, text);
  return FALSE;
}

static gboolean
file_error (GError **error, const char *file, const char *what)
{
  int code = errno;

  g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (code), "“%s” cannot be %s: %s", file, what,
               g_strerror (code));
  return FALSE;
}

static gboolean
read_line (const char *file, char line[MAX_FILE], GError **error)
{
  struct stat facts = { 0 };
  int fd = g_open (file, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  gssize n = -1;

  if (fd < 0)
    return file_error (error, file, "opened");
  if (fstat (fd, &facts) == 0 && S_ISREG (facts.st_mode) && !(facts.st_mode & 077))
    n = read (fd, line, MAX_FILE - 1);
  close (fd);
  if (!S_ISREG (facts.st_mode))
    return bad (error, "“%s” must be a regular file", file);
  if (facts.st_mode & 077)
    return bad (error, "“%s” is open to others (mode %03o), it must be 600", file, (guint)facts.st_mode & 0777);
  if (n < 0)
    return file_error (error, file, "read");
  line[n] = '\0';
  return TRUE;
}

static gboolean
parse_line (const char *file, const char *line, guint8 key[crypto_kdf_KEYBYTES], GError **error)
{
  gsize length = 0;
  const char *end = NULL;

  if (g_str_has_prefix (line, WORD) &&
      sodium_base642bin (key, crypto_kdf_KEYBYTES, line + WORD_BYTES, strcspn (line + WORD_BYTES, "\r\n"), NULL,
                         &length, &end, sodium_base64_VARIANT_ORIGINAL) == 0 &&
      length == crypto_kdf_KEYBYTES && *end == line[WORD_BYTES + strcspn (line + WORD_BYTES, "\r\n")])
    return TRUE;
  return bad (error, "“%s” holds no key of papers: make one with “visiodeskd --config FILE make-paper-key”", file);
}

static gboolean
derive (VdKeySafe *self, const guint8 key[crypto_kdf_KEYBYTES])
{
  guint8 seed[crypto_box_SEEDBYTES];
  gboolean good =
      crypto_kdf_derive_from_key (self->secrets->wrap, sizeof self->secrets->wrap, SUBKEY_WRAP, CONTEXT, key) == 0 &&
      crypto_kdf_derive_from_key (self->mark, sizeof self->mark, SUBKEY_MARK, CONTEXT, key) == 0 &&
      crypto_kdf_derive_from_key (seed, sizeof seed, SUBKEY_BOX, CONTEXT, key) == 0 &&
      crypto_box_seed_keypair (self->public, self->secrets->box, seed) == 0;

  sodium_memzero (seed, sizeof seed);
  return good;
}

VdKeySafe *
vd_key_safe_open (const char *file, GError **error)
{
  g_autoptr (VdKeySafe) self = g_new0 (VdKeySafe, 1);
  guint8 key[crypto_kdf_KEYBYTES];
  char line[MAX_FILE];
  gboolean good;

  g_atomic_ref_count_init (&self->refs);
  if (sodium_init () < 0 || !(self->secrets = sodium_malloc (sizeof *self->secrets)))
    {
      bad (error, "libsodium cannot start, or there is no memory that can be locked");
      return NULL;
    }
  good = read_line (file, line, error) && parse_line (file, line, key, error) && derive (self, key);
  sodium_memzero (line, sizeof line);
  sodium_memzero (key, sizeof key);
  return good ? g_steal_pointer (&self) : NULL;
}

VdKeySafe *
vd_key_safe_ref (VdKeySafe *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vd_key_safe_unref (VdKeySafe *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  sodium_free (self->secrets);
  g_free (self);
}

static gboolean
write_line (int fd, GError **error)
{
  guint8 key[crypto_kdf_KEYBYTES];
  char line[WORD_BYTES + sodium_base64_ENCODED_LEN (sizeof key, sodium_base64_VARIANT_ORIGINAL) + 1] = WORD;
  gboolean good;

  crypto_kdf_keygen (key);
  sodium_bin2base64 (line + WORD_BYTES, sizeof line - WORD_BYTES - 1, key, sizeof key, sodium_base64_VARIANT_ORIGINAL);
  line[strlen (line)] = '\n';
  good = vd_write_fully (fd, line, strnlen (line, sizeof line), 0, error);
  sodium_memzero (key, sizeof key);
  sodium_memzero (line, sizeof line);
  return good;
}

/* Under @file whole or not at all, and never over another. */
static gboolean
name_file (int fd, const char *fresh, const char *file, GError **error)
{
  if (fsync (fd) != 0)
    return file_error (error, file, "written");
  if (link (fresh, file) != 0)
    return file_error (error, file, "made");
  return vd_sync_folder_of (file, error);
}

gboolean
vd_key_safe_make_file (const char *file, GError **error)
{
  g_autofree char *fresh = g_strconcat (file, ".XXXXXX", NULL);
  gboolean good;
  int fd;

  if (sodium_init () < 0)
    return bad (error, "libsodium cannot start");
  fd = g_mkstemp_full (fresh, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return file_error (error, file, "made");
  good = write_line (fd, error) && name_file (fd, fresh, file, error);
  close (fd);
  g_unlink (fresh);
  return good;
}

GBytes *
vd_key_safe_wrap (VdKeySafe *self, GBytes *key, const char *owner)
{
  guint8 *wrapped = g_malloc (WRAPPED_BYTES);

  g_return_val_if_fail (g_bytes_get_size (key) == VD_SEALED_KEY_BYTES, NULL);
  wrapped[0] = VERSION;
  memcpy (wrapped + 1, self->mark, MARK_BYTES);
  randombytes_buf (wrapped + NONCE_AT, NONCE_BYTES);
  crypto_aead_xchacha20poly1305_ietf_encrypt (wrapped + BODY_AT, NULL, g_bytes_get_data (key, NULL),
                                              VD_SEALED_KEY_BYTES, (const guint8 *)owner, strlen (owner), NULL,
                                              wrapped + NONCE_AT, self->secrets->wrap);
  return g_bytes_new_take (wrapped, WRAPPED_BYTES);
}

GBytes *
vd_key_safe_unwrap (VdKeySafe *self, GBytes *wrapped, const char *owner, GError **error)
{
  gsize size = 0;
  const guint8 *data = wrapped ? g_bytes_get_data (wrapped, &size) : NULL;
  g_autoptr (GBytes) key = NULL;
  guint8 *bytes;

  if (size != WRAPPED_BYTES || data[0] != VERSION)
    {
      bad (error, "this is no wrapped key");
      return NULL;
    }
  if (sodium_memcmp (data + 1, self->mark, MARK_BYTES) != 0)
    {
      bad (error, "the key was wrapped under another key file");
      return NULL;
    }
  bytes = g_malloc0 (VD_SEALED_KEY_BYTES);
  key = vd_secret_bytes_new_take (bytes, VD_SEALED_KEY_BYTES);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt (bytes, NULL, NULL, data + BODY_AT, WRAPPED_BYTES - BODY_AT,
                                                  (const guint8 *)owner, strlen (owner), data + NONCE_AT,
                                                  self->secrets->wrap) == 0)
    return g_steal_pointer (&key);
  bad (error, "the wrapped key was changed, or belongs to another");
  return NULL;
}

gboolean
vd_key_safe_has_wrapped (VdKeySafe *self, GBytes *wrapped)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (wrapped, &size);

  return size == WRAPPED_BYTES && data[0] == VERSION && sodium_memcmp (data + 1, self->mark, MARK_BYTES) == 0;
}

const guint8 *
vd_key_safe_get_public (VdKeySafe *self)
{
  return self->public;
}

GBytes *
vd_key_safe_open_box (VdKeySafe *self, const guint8 *box, gsize size, GError **error)
{
  g_autoptr (GBytes) opened = NULL;
  guint8 *bytes;

  if (size <= crypto_box_SEALBYTES)
    {
      bad (error, "this is no sealed box");
      return NULL;
    }
  bytes = g_malloc0 (size - crypto_box_SEALBYTES);
  opened = vd_secret_bytes_new_take (bytes, size - crypto_box_SEALBYTES);
  if (crypto_box_seal_open (bytes, box, size, self->public, self->secrets->box) == 0)
    return g_steal_pointer (&opened);
  bad (error, "the box was changed, or sealed to another desk");
  return NULL;
}
