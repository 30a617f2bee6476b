/* SPDX-License-Identifier: EUPL-1.2 */
/* Frames of the other side, each with its length in a byte before it. */
#include "vp8-gate.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  VdVp8Gate gate = { 0 };

  while (size > 0)
    {
      gsize length = MIN (data[0], size - 1);
      g_autofree guint8 *frame = g_memdup2 (data + 1, length); /* its own block: reading on is seen */

      if (vd_vp8_gate_lets_pass (&gate, frame, length))
        g_assert_cmpuint (length, >=, 3);
      data += 1 + length;
      size -= 1 + length;
    }
  return 0;
}
