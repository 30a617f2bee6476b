/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "fingerprint.h"

#include <string.h>

#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"
#define PEM_END "-----END CERTIFICATE-----"

gboolean
vd_fingerprint_parse (const char *text, VdFingerprint *out)
{
  if (strlen (text) != VD_FINGERPRINT_BYTES * 3 - 1)
    return FALSE;
  for (guint i = 0; i < VD_FINGERPRINT_BYTES; i++)
    {
      const char *pair = text + 3 * i;
      gboolean is_last = i == VD_FINGERPRINT_BYTES - 1;

      if (!g_ascii_isxdigit (pair[0]) || !g_ascii_isxdigit (pair[1]) || (!is_last && pair[2] != ':'))
        return FALSE;
      out->bytes[i] = g_ascii_xdigit_value (pair[0]) << 4 | g_ascii_xdigit_value (pair[1]);
    }
  return TRUE;
}

gboolean
vd_fingerprint_of_pem (const char *pem, VdFingerprint *out)
{
  const char *begin = strstr (pem, PEM_BEGIN);
  const char *end;
  g_autofree char *body = NULL;
  g_autofree guint8 *der = NULL;
  g_autoptr (GChecksum) checksum = NULL;
  gsize size = 0;
  gsize digest_size = VD_FINGERPRINT_BYTES;

  if (!begin)
    return FALSE;
  begin += strlen (PEM_BEGIN);
  end = strstr (begin, PEM_END);
  if (!end)
    return FALSE;
  body = g_strndup (begin, end - begin);
  der = g_base64_decode (body, &size);
  if (size == 0)
    return FALSE;
  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (checksum, der, size);
  g_checksum_get_digest (checksum, out->bytes, &digest_size);
  return TRUE;
}

gboolean
vd_fingerprint_equal (const VdFingerprint *a, const VdFingerprint *b)
{
  volatile guint8 difference = 0;

  for (guint i = 0; i < VD_FINGERPRINT_BYTES; i++)
    difference = difference | (a->bytes[i] ^ b->bytes[i]);
  return difference == 0;
}
