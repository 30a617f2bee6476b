/* SPDX-License-Identifier: EUPL-1.2 */
#include "fingerprint.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *)data, size) : g_strdup ("");
  VdFingerprint one = { { 0 } }, other = { { 0 } };

  if (vd_fingerprint_parse (text, &one))
    {
      other = one;
      g_assert_true (vd_fingerprint_equal (&one, &other));
      other.bytes[text[0] % VD_FINGERPRINT_BYTES] ^= 1;
      g_assert_false (vd_fingerprint_equal (&one, &other));
    }
  vd_fingerprint_of_pem (text, &one);
  return 0;
}
