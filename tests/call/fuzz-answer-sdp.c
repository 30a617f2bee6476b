/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdint.h>
#include <string.h>

#include "answer-sdp.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *)data, size) : g_strdup ("");
  VdFingerprint fingerprint;
  g_autofree char *clean = vd_answer_sdp_check (text, &fingerprint, NULL);
  g_autofree char *again = NULL;

  /* What passed once, cleaned, passes again and stays as it is (if its new line ends still fit). */
  if (!clean || strlen (clean) > VD_ANSWER_MAX_BYTES)
    return 0;
  again = vd_answer_sdp_check (clean, &fingerprint, NULL);
  g_assert_cmpstr (clean, ==, again);
  return 0;
}
