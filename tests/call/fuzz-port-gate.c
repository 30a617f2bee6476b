/* SPDX-License-Identifier: EUPL-1.2 */
#include "handshake-repeat.h"
#include "port-gate.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  VdHandshakeRepeat repeat = { 0 };

  if (vd_port_gate_lets_pass (data, size))
    g_assert_cmpuint (size, >=, 14); /* the shortest that is anything: a record in clear with one byte */
  /* Behind the gate, but it holds by itself. */
  vd_handshake_repeat_note_sent (&repeat, data, size, 0);
  vd_handshake_repeat_note_arrived (&repeat, data, size);
  vd_handshake_repeat_clear (&repeat);
  return 0;
}
