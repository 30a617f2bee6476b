/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "key-safe.h"
#include "store.h"

G_BEGIN_DECLS

typedef struct
{
  guint wrapped;  /* under the new key now */
  guint there;    /* were already */
  guint unopened; /* can be opened by neither: left as they are */
} VdKeyRotation;

/* Wraps what @from wrapped in @store, of papers and of uploads, under @to: all of it, or after a crash none, and
 * nothing of the old wrapping stays in the store's files. May be called again. Blocks. VD_STORE_ERROR. */
gboolean vd_key_rotate (VdStore *store, VdKeySafe *from, VdKeySafe *to, VdKeyRotation *done, GError **error);

G_END_DECLS
