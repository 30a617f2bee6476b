/* SPDX-License-Identifier: EUPL-1.2 */
#include "storm.h"

#include <string.h>

#define STUN_COOKIE 0x2112a442
#define SCTP_HEADER 12
#define SCTP_MAX 1180 /* within one DTLS record of the usual size */

typedef struct
{
  guint8 *data;
  gsize size;
} Datagram;

static gboolean
one_in (GRand *dice, gint32 n)
{
  return g_rand_int_range (dice, 0, n) == 0;
}

static void
put (Datagram *out, guint32 value, guint bytes)
{
  while (bytes-- > 0)
    out->data[out->size++] = (guint8)(value >> 8 * bytes);
}

static void
put_rubbish (Datagram *out, GRand *dice, gsize bytes)
{
  for (gsize i = 0; i < bytes; i++)
    put (out, g_rand_int (dice), 1);
}

/* Right, a little wrong, or absurd. */
static guint
wrong_length (GRand *dice, guint right)
{
  static const guint absurd[] = { 0, 1, 3, 0x7fff, 0x8000, 0xfffc, 0xffff };

  switch (g_rand_int_range (dice, 0, 4))
    {
    case 0:
      return right;
    case 1:
      return right + 4;
    case 2:
      return right > 4 ? right - 4 : 0;
    default:
      return absurd[g_rand_int_range (dice, 0, G_N_ELEMENTS (absurd))];
    }
}

static void
put_attribute (Datagram *out, GRand *dice, guint type, const char *text)
{
  gsize length = text ? strlen (text) : (gsize)g_rand_int_range (dice, 0, 40);

  put (out, type, 2);
  put (out, one_in (dice, 3) ? wrong_length (dice, (guint)length) : (guint)length, 2);
  if (text)
    {
      memcpy (out->data + out->size, text, length);
      out->size += length;
    }
  else
    put_rubbish (out, dice, length);
  put_rubbish (out, dice, -length & 3);
}

static void
make_stun (GRand *dice, const char *username, Datagram *out)
{
  /* Requests, answers, errors and indications of Binding, and whatever else. */
  static const guint16 types[] = { 0x0001, 0x0101, 0x0111, 0x0011, 0x0003, 0x3fff };
  /* MAPPED, MESSAGE-INTEGRITY, ERROR-CODE, XOR-MAPPED, PRIORITY, USE-CANDIDATE, FINGERPRINT, CONTROLLED, CONTROLLING */
  static const guint16 attributes[] = { 0x0001, 0x0008, 0x0009, 0x0020, 0x0024, 0x0025, 0x8028, 0x8029, 0x802a };
  gsize length_at;
  guint length;

  put (out, types[g_rand_int_range (dice, 0, G_N_ELEMENTS (types))], 2);
  length_at = out->size;
  put (out, 0, 2);
  put (out, one_in (dice, 8) ? g_rand_int (dice) : STUN_COOKIE, 4);
  put_rubbish (out, dice, 12);
  if (username && !one_in (dice, 4))
    put_attribute (out, dice, 0x0006, username);
  for (int i = g_rand_int_range (dice, 0, 8); i > 0; i--)
    put_attribute (out, dice, attributes[g_rand_int_range (dice, 0, G_N_ELEMENTS (attributes))], NULL);
  length = (guint)out->size - 20;
  if (one_in (dice, 3))
    length = wrong_length (dice, length);
  out->data[length_at] = (guint8)(length >> 8);
  out->data[length_at + 1] = (guint8)length;
}

/* RFC 6347 §4.1: content type, version, epoch, number, length. */
static void
make_dtls (GRand *dice, const char *username, Datagram *out)
{
  static const guint16 versions[] = { 0xfefd, 0xfeff, 0xfefc, 0x0303, 0 };

  do
    {
      gsize length = (gsize)g_rand_int_range (dice, 0, 300);

      put (out, (guint32)g_rand_int_range (dice, 20, 64), 1);
      put (out, versions[g_rand_int_range (dice, 0, G_N_ELEMENTS (versions))], 2);
      put (out, one_in (dice, 4) ? g_rand_int (dice) : (guint32)g_rand_int_range (dice, 0, 3), 2);
      put_rubbish (out, dice, 6);
      put (out, wrong_length (dice, (guint)length), 2);
      put_rubbish (out, dice, length);
    }
  while (out->size < 1000 && one_in (dice, 3));
}

/* RFC 3550 §5.1, with more sources or a longer extension than there is packet. */
static void
make_rtp (GRand *dice, const char *username, Datagram *out)
{
  static const guint8 kinds[] = { 96, 98, 111, 0, 127 };

  put (out, 0x80 | ((guint32)g_rand_int (dice) & 0x3f), 1);
  put (out, (one_in (dice, 2) ? 0x80 : 0) | kinds[g_rand_int_range (dice, 0, G_N_ELEMENTS (kinds))], 1);
  put_rubbish (out, dice, 10);
  if (one_in (dice, 2))
    {
      put (out, 0xbede, 2);
      put (out, wrong_length (dice, 1), 2);
    }
  put_rubbish (out, dice, (gsize)g_rand_int_range (dice, 0, 200));
}

/* RFC 3550 §6: a chain of reports whose lengths do not add up. */
static void
make_rtcp (GRand *dice, const char *username, Datagram *out)
{
  do
    {
      gsize words = (gsize)g_rand_int_range (dice, 0, 20);

      put (out, 0x80 | ((guint32)g_rand_int (dice) & 0x3f), 1);
      put (out, (guint32)g_rand_int_range (dice, 192, 224), 1);
      put (out, wrong_length (dice, (guint)words), 2);
      put_rubbish (out, dice, words * 4);
    }
  while (out->size < 1000 && one_in (dice, 2));
}

static void
make_rubbish (GRand *dice, const char *username, Datagram *out)
{
  put_rubbish (out, dice, (gsize)g_rand_int_range (dice, 0, VD_STORM_MAX_BYTES));
}

gsize
vd_storm_make (GRand *dice, const char *username, guint8 *out)
{
  static void (*const makers[]) (GRand *, const char *, Datagram *) = { make_stun, make_dtls, make_rtp, make_rtcp,
                                                                        make_rubbish };
  Datagram datagram = { out, 0 };

  makers[g_rand_int_range (dice, 0, G_N_ELEMENTS (makers))](dice, username, &datagram);
  g_assert_cmpuint (datagram.size, <=, VD_STORM_MAX_BYTES);
  /* Whatever it is, it may be cut. */
  return one_in (dice, 4) ? (gsize)g_rand_int_range (dice, 0, (gint32)datagram.size + 1) : datagram.size;
}

/* CRC32c (RFC 9260, appendix A), a bit at a time. */
static guint32
sum_sctp (const guint8 *data, gsize size)
{
  guint32 sum = G_MAXUINT32;

  for (gsize i = 0; i < size; i++)
    {
      sum ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        sum = sum >> 1 ^ (sum & 1 ? 0x82f63b78 : 0);
    }
  return ~sum;
}

gsize
vd_storm_make_sctp (GRand *dice, const guint8 *model, guint8 *out)
{
  Datagram datagram = { out, SCTP_HEADER };
  guint32 sum;

  memcpy (out, model, SCTP_HEADER);
  memset (out + 8, 0, 4);
  do
    {
      static const guint8 kinds[] = { 0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 15, 64, 128, 129, 130, 192, 193, 194, 255 };
      gsize length = (gsize)g_rand_int_range (dice, 0, 200);

      put (&datagram, kinds[g_rand_int_range (dice, 0, G_N_ELEMENTS (kinds))], 1);
      put (&datagram, g_rand_int (dice), 1);
      put (&datagram, wrong_length (dice, (guint)length + 4), 2);
      put_rubbish (&datagram, dice, length + (-length & 3));
    }
  while (datagram.size < SCTP_MAX - 208 && one_in (dice, 2));
  sum = sum_sctp (out, datagram.size);
  memcpy (out + 8, (guint8[]){ (guint8)sum, (guint8)(sum >> 8), (guint8)(sum >> 16), (guint8)(sum >> 24) }, 4);
  return datagram.size;
}
