/* SPDX-License-Identifier: EUPL-1.2 */
#include "upload-header.h"

#include <string.h>

#define ID_MAX 64
#define ID_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
#define HEX_CHARACTERS "0123456789abcdef"
#define SHA1_BYTES 20
#define SHA256_BYTES 32
#define MAX_NUMBER ((G_GUINT64_CONSTANT (1) << 53) - 1)

G_DEFINE_QUARK (vd - upload - error - quark, vd_upload_error)

static gboolean
bad_header (GError **error, const char *what)
{
  g_set_error_literal (error, VD_UPLOAD_ERROR, VD_UPLOAD_ERROR_BAD_HEADER, what);
  return FALSE;
}

/* g_base64_decode () skips what it does not know; here two texts must never mean the same bytes, so it is encoded again
 * and compared. */
static guint8 *
decode_base64 (const char *text, gsize *length)
{
  g_autofree guint8 *data = NULL;
  g_autofree char *again = NULL;

  data = g_base64_decode (text, length);
  again = g_base64_encode (data, *length);
  return g_str_equal (again, text) ? g_steal_pointer (&data) : NULL;
}

static gboolean
is_made_of (const char *text, const char *characters, gsize min, gsize max)
{
  gsize length = strlen (text);

  return length >= min && length <= max && strspn (text, characters) == length;
}

static char **
metadata_slot (VdUploadMetadata *self, const char *key)
{
  if (g_str_equal (key, "contact"))
    return &self->contact;
  if (g_str_equal (key, "paper"))
    return &self->paper;
  return g_str_equal (key, "sha256") ? &self->sha256 : NULL;
}

static gboolean
take_pair (VdUploadMetadata *self, const char *pair, GError **error)
{
  g_auto (GStrv) words = g_strsplit (pair, " ", 3);
  g_autofree guint8 *value = NULL;
  gsize length = 0;
  char **slot;

  if (g_strv_length (words) != 2)
    return bad_header (error, "Upload-Metadata: each part is a key, a space and a base64 value");
  slot = metadata_slot (self, words[0]);
  if (!slot || *slot)
    return bad_header (error, "Upload-Metadata: contact, paper and sha256, each once");
  value = decode_base64 (words[1], &length);
  if (!value || memchr (value, '\0', length))
    return bad_header (error, "Upload-Metadata: a value is not base64");
  *slot = g_strndup ((const char *)value, length);
  return TRUE;
}

VdUploadMetadata *
vd_upload_metadata_parse (const char *header, GError **error)
{
  g_autoptr (VdUploadMetadata) self = g_new0 (VdUploadMetadata, 1);
  g_auto (GStrv) pairs = NULL;

  if (!header || strlen (header) > VD_UPLOAD_MAX_HEADER)
    {
      bad_header (error, "Upload-Metadata is missing or too long");
      return NULL;
    }
  pairs = g_strsplit (header, ",", -1);
  for (char **pair = pairs; *pair; pair++)
    if (!take_pair (self, g_strstrip (*pair), error))
      return NULL;
  if (!self->contact || !self->paper || !self->sha256 || !is_made_of (self->contact, ID_CHARACTERS, 1, ID_MAX) ||
      !is_made_of (self->paper, ID_CHARACTERS, 1, ID_MAX) ||
      !is_made_of (self->sha256, HEX_CHARACTERS, 2 * SHA256_BYTES, 2 * SHA256_BYTES))
    {
      bad_header (error, "Upload-Metadata: contact and paper are ids, sha256 is 64 hex digits");
      return NULL;
    }
  return g_steal_pointer (&self);
}

static void
append_pair (GString *header, const char *key, const char *value)
{
  g_autofree char *encoded = g_base64_encode ((const guint8 *)value, strlen (value));

  g_string_append_printf (header, "%s%s %s", header->len > 0 ? "," : "", key, encoded);
}

char *
vd_upload_metadata_to_header (const VdUploadMetadata *self)
{
  GString *header = g_string_new (NULL);

  append_pair (header, "contact", self->contact);
  append_pair (header, "paper", self->paper);
  append_pair (header, "sha256", self->sha256);
  return g_string_free (header, FALSE);
}

void
vd_upload_metadata_free (VdUploadMetadata *self)
{
  g_free (self->contact);
  g_free (self->paper);
  g_free (self->sha256);
  g_free (self);
}

gboolean
vd_upload_number_parse (const char *header, guint64 *number, GError **error)
{
  if (!header || !is_made_of (header, "0123456789", 1, 16) ||
      !g_ascii_string_to_unsigned (header, 10, 0, MAX_NUMBER, number, NULL))
    return bad_header (error, "an offset or a length is a decimal number");
  return TRUE;
}

gboolean
vd_upload_checksum_parse (const char *header, VdUploadChecksum *checksum, GError **error)
{
  g_auto (GStrv) words = NULL;
  g_autofree guint8 *digest = NULL;
  gsize expected;

  if (!header || strlen (header) > VD_UPLOAD_MAX_HEADER)
    return bad_header (error, "Upload-Checksum is missing or too long");
  words = g_strsplit (header, " ", 3);
  if (g_strv_length (words) != 2)
    return bad_header (error, "Upload-Checksum: an algorithm, a space and a base64 digest");
  if (!g_str_equal (words[0], "sha1") && !g_str_equal (words[0], "sha256"))
    {
      g_set_error_literal (error, VD_UPLOAD_ERROR, VD_UPLOAD_ERROR_UNKNOWN_ALGORITHM,
                           "Upload-Checksum: sha1 or sha256");
      return FALSE;
    }
  checksum->type = g_str_equal (words[0], "sha1") ? G_CHECKSUM_SHA1 : G_CHECKSUM_SHA256;
  expected = checksum->type == G_CHECKSUM_SHA1 ? SHA1_BYTES : SHA256_BYTES;
  digest = decode_base64 (words[1], &checksum->length);
  if (!digest || checksum->length != expected)
    return bad_header (error, "Upload-Checksum: the digest is not base64 of the right length");
  memcpy (checksum->digest, digest, expected);
  return TRUE;
}

static gsize
digest_of (GChecksumType type, gconstpointer data, gsize length, guint8 digest[SHA256_BYTES])
{
  g_autoptr (GChecksum) sum = g_checksum_new (type);
  gsize bytes = SHA256_BYTES;

  g_checksum_update (sum, data, (gssize)length);
  g_checksum_get_digest (sum, digest, &bytes);
  return bytes;
}

gboolean
vd_upload_checksum_matches (const VdUploadChecksum *self, gconstpointer data, gsize length)
{
  guint8 digest[SHA256_BYTES];
  gsize bytes = digest_of (self->type, data, length, digest);

  return bytes == self->length && memcmp (digest, self->digest, bytes) == 0;
}

char *
vd_upload_checksum_to_header (gconstpointer data, gsize length)
{
  guint8 digest[SHA256_BYTES];
  g_autofree char *encoded = NULL;

  digest_of (G_CHECKSUM_SHA256, data, length, digest);
  encoded = g_base64_encode (digest, SHA256_BYTES);
  return g_strconcat ("sha256 ", encoded, NULL);
}
