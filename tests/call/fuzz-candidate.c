/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdint.h>

#include "candidate.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *)data, size) : g_strdup ("");

  vd_candidate_judge (text);
  return 0;
}
