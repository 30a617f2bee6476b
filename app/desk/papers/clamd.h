/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A virus scanner's word on a paper: clamd's INSTREAM over its local socket (clamd(8)). Blocks; for workers. */
#define VD_CLAMD_TIMEOUT_S 20

typedef enum
{
  VD_CLAMD_CLEAN,
  VD_CLAMD_FOUND,
  VD_CLAMD_NO_VERDICT, /* not there, too slow, over its size limit, or an answer we do not know: @why says which */
} VdClamdVerdict;

/* @socket: path of its Unix socket. @timeout_s: for each byte that moves. @why: (out) (nullable) (transfer full), without
 * anything of the paper. */
VdClamdVerdict
vd_clamd_scan (const char *socket, const guint8 *data, gsize size, guint timeout_s, char **why);

G_END_DECLS
