/* SPDX-License-Identifier: EUPL-1.2 */
#include "telephone.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *typed = g_strndup ((const char *)data, size);
  g_autofree char *normal = vd_telephone_normalise (typed);
  g_autofree char *spelt = vd_telephone_spell (typed);

  g_assert_true ((normal != NULL) == (vd_telephone_judge (typed) == VD_TELEPHONE_GOOD));
  /* What travels is bounded, and its own normal form. */
  if (normal)
    g_assert_true (vd_telephone_is_normal (normal) && strlen (normal) <= 16);
  g_assert_nonnull (spelt);
  return 0;
}
