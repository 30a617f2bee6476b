/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"

#include "secret-text.h"

#include <sodium.h>
#include <string.h>

#define MAX_BYTES 32

char *
vd_secret_text_new (gsize bytes)
{
  guint8 random[MAX_BYTES];
  gsize size = sodium_base64_ENCODED_LEN (bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  char *text;

  g_return_val_if_fail (bytes <= sizeof random, NULL);
  /* Says 1 when it was done before; fails only where the system gives no random bytes. */
  if (sodium_init () < 0)
    g_error ("no random bytes");
  text = g_malloc (size);
  randombytes_buf (random, bytes);
  sodium_bin2base64 (text, size, random, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero (random, sizeof random);
  return text;
}

char *
vd_secret_text_hash (const char *text)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

void
vd_secret_text_free (char *text)
{
  if (text)
    sodium_memzero (text, strlen (text));
  g_free (text);
}
