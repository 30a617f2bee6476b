/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RFC 6347 §4.1: type, version, epoch, number, length. */
#define VD_DTLS_HEADER 13

enum
{
  VD_DTLS_CHANGE_CIPHER_SPEC = 20,
  VD_DTLS_HANDSHAKE = 22,
  VD_DTLS_APPLICATION_DATA = 23,
};

/* How many bytes the first record of a datagram has, its header included; 0: it is not all there. */
static inline gsize
vd_dtls_get_record_size (const guint8 *data, gsize size)
{
  gsize whole;

  if (size < VD_DTLS_HEADER)
    return 0;
  whole = VD_DTLS_HEADER + ((gsize)data[VD_DTLS_HEADER - 2] << 8 | data[VD_DTLS_HEADER - 1]);
  return whole <= size ? whole : 0;
}

G_END_DECLS
