/* SPDX-License-Identifier: EUPL-1.2 */
#include "port-gate.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (vd_port_gate_lets_pass (data, size))
    g_assert_cmpuint (size, >=, 14); /* the shortest that is anything: a record in clear with one byte */
  return 0;
}
