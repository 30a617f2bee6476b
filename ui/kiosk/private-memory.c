/* SPDX-License-Identifier: EUPL-1.2 */
#include "private-memory.h"

#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* Any byte but 0: a use after free then shows at once. */
#define FILL 0x5a

void
vd_private_memory_begin (void)
{
  const struct rlimit none = { 0, 0 };

  /* A core_pattern that pipes does not ask for the limit; not being dumpable stops that one too. */
  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0);
  mallopt (M_PERTURB, FILL);
}
