/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* TRUE once @is_so has held for @for_us; *@since_us keeps the beginning, 0: is not so. */
static inline gboolean
vd_has_held (gint64 *since_us, gboolean is_so, gint64 for_us, gint64 now_us)
{
  if (!is_so)
    *since_us = 0;
  else if (*since_us == 0)
    *since_us = now_us;
  return *since_us != 0 && now_us - *since_us >= for_us;
}

G_END_DECLS
