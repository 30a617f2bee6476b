/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A paper on its way, closed so that only its desk can open it: neither a proxy, nor the kiosk's own disk, nor the
 * kiosk itself once it has sealed it. docs/protocol.md, "Uploads". Pure; any thread.
 *
 *   "VDPAPER1"        8 bytes
 *   box               80: a key of 32 bytes, crypto_box_seal () to the desk's public key
 *   header            24 of crypto_secretstream_xchacha20poly1305
 *   pieces            64 KiB of the paper and 17 each, the last one shorter and marked as the last;
 *                     each bound to the first 88 bytes */
#define VD_SEALED_PAPER_PUBLIC_BYTES 32
#define VD_SEALED_PAPER_BOX_BYTES 80

gsize vd_sealed_paper_get_length (gsize paper_bytes);

/* NULL: libsodium cannot start, or @public_key is none. @public_key: VD_SEALED_PAPER_PUBLIC_BYTES. */
GBytes *vd_sealed_paper_seal (GBytes *paper, const guint8 *public_key);

/* Opens the box: gives the key, zeroed when freed, or NULL and an error. */
typedef GBytes *(*VdSealedPaperUnbox) (const guint8 *box, gsize size, gpointer data, GError **error);
/* The paper, zeroed when freed. G_IO_ERROR_INVALID_DATA: not sealed, not to this desk, cut or changed. */
GBytes *
vd_sealed_paper_open (const guint8 *data, gsize size, VdSealedPaperUnbox unbox, gpointer user_data, GError **error);

/* A public key as it stands in messages and settings, base64. FALSE: it is none. */
gboolean vd_sealed_paper_key_parse (const char *text, guint8 key[VD_SEALED_PAPER_PUBLIC_BYTES]);
char *vd_sealed_paper_key_to_text (const guint8 *key);

G_END_DECLS
