/* SPDX-License-Identifier: EUPL-1.2 */
#include "port-gate.h"

#include "dtls-record.h"

#define RECORD_MAX (16384 + 2048)
#define VERSION_MAJOR 0xfe
/* AES-GCM puts 8 bytes before what it enciphers and 16 behind it (RFC 5288 §3); no cipher in use by a browser makes a
 * shorter record that a call needs. Of ChaCha20 an alert is as short, and we do without. */
#define ENCIPHERED_MIN 25

#define RTP_HEADER 12
#define RTCP_HEADER 8
#define TAG_MIN 4 /* SRTP's, at the least: AES_CM_128_HMAC_SHA1_32 */

enum
{
  SENDER_REPORT = 200,
  RECEIVER_REPORT = 201,
  TRANSPORT_FEEDBACK = 205,
  PAYLOAD_FEEDBACK = 206,
  EXTENDED_REPORT = 207,
};

static guint
read_16 (const guint8 *data)
{
  return (guint)data[0] << 8 | data[1];
}

/* Only what is enciphered may carry data. */
static gboolean
is_fair_record (const guint8 *data, gsize length)
{
  gboolean is_enciphered = read_16 (data + 3) > 0;

  if (data[1] != VERSION_MAJOR || length > RECORD_MAX)
    return FALSE;
  if (is_enciphered)
    return data[0] >= VD_DTLS_CHANGE_CIPHER_SPEC && data[0] <= VD_DTLS_APPLICATION_DATA && length >= ENCIPHERED_MIN;
  return data[0] >= VD_DTLS_CHANGE_CIPHER_SPEC && data[0] <= VD_DTLS_HANDSHAKE && length > 0;
}

static gboolean
is_dtls (const guint8 *data, gsize size)
{
  while (size > 0)
    {
      gsize record = vd_dtls_get_record_size (data, size);

      if (record == 0 || !is_fair_record (data, record - VD_DTLS_HEADER))
        return FALSE;
      data += record;
      size -= record;
    }
  return TRUE;
}

/* RFC 3550 §5.1: sources and an extension may make the header longer. */
static gboolean
is_rtp (const guint8 *data, gsize size)
{
  gsize header = RTP_HEADER + 4 * (gsize)(data[0] & 0x0f);
  gboolean has_extension = (data[0] & 0x10) != 0;

  if (size < header + (has_extension ? 4 : 0) + TAG_MIN)
    return FALSE;
  if (has_extension)
    header += 4 + 4 * (gsize)read_16 (data + header + 2);
  return size >= header + TAG_MIN;
}

/* RFC 5761 §4: the second byte tells them apart. All but the first header is enciphered. A compound begins with a
 * report (RFC 3550 §6.1), a reduced one with feedback (RFC 5506) or extended reports; srtpdec reads on in whatever else
 * it may be before it knows that it is genuine. */
static gboolean
is_rtcp (const guint8 *data, gsize size)
{
  switch (data[1])
    {
    case SENDER_REPORT:
    case RECEIVER_REPORT:
    case TRANSPORT_FEEDBACK:
    case PAYLOAD_FEEDBACK:
    case EXTENDED_REPORT:
      return size >= RTCP_HEADER + 4 + TAG_MIN; /* the index of SRTCP is 4 bytes */
    default:
      return FALSE;
    }
}

gboolean
vd_port_gate_lets_pass (const guint8 *data, gsize size)
{
  if (size < 2)
    return FALSE;
  if (data[0] >= 20 && data[0] <= 63)
    return is_dtls (data, size);
  if (data[0] < 128 || data[0] > 191)
    return FALSE;
  return data[1] >= 192 && data[1] <= 223 ? is_rtcp (data, size) : is_rtp (data, size);
}
