/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "accounts.h"
#include "desk-settings.h"
#include "paper-book.h"

G_BEGIN_DECLS

/* Hands accepted papers to the back office, by a watched folder or a signed HTTP hook, as the settings say; neither set:
 * does nothing. What fails is tried again (30 s, doubling to 1 h) for as long as the paper is kept, also by the next
 * desk; each paper carries a name of its own (PAPER-ATTEMPT), so that a second arrival is known for one. Main thread;
 * files are written by a worker. docs/papers.md, "To the back office". */
#define VD_TYPE_HAND_OVER (vd_hand_over_get_type ())
G_DECLARE_FINAL_TYPE (VdHandOver, vd_hand_over, VD, HAND_OVER, GObject)

/* @settings must outlive it. */
VdHandOver *vd_hand_over_new (const VdDeskSettings *settings, VdAccounts *accounts, VdPaperBook *book);
/* The header of the hook: "t=UNIX,v1=HEX", HMAC-SHA256 of "UNIX.METADATA." and the body. Pure. */
char *
vd_hand_over_sign (const char *secret, gint64 now_s, const char *metadata, const guint8 *body, gsize size);

G_END_DECLS
