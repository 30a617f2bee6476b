/* SPDX-License-Identifier: EUPL-1.2 */
#include "sealed-paper.h"

#include <sodium.h>
#include <string.h>

#define PIECE ((gsize)64 * 1024)

typedef struct
{
  guint8 public[crypto_box_PUBLICKEYBYTES], secret[crypto_box_SECRETKEYBYTES];
} Keys;

static GBytes *
unbox (const guint8 *box, gsize size, gpointer data, GError **error)
{
  Keys *keys = data;
  guint8 key[VD_SEALED_PAPER_BOX_BYTES - crypto_box_SEALBYTES];

  g_assert_cmpuint (size, ==, VD_SEALED_PAPER_BOX_BYTES);
  if (crypto_box_seal_open (key, box, size, keys->public, keys->secret) == 0)
    return g_bytes_new (key, sizeof key);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not to this desk");
  return NULL;
}

static GBytes *
make_paper (gsize size)
{
  guint8 *bytes = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8)(i * 31 + i / PIECE);
  return g_bytes_new_take (bytes, size);
}

static void
test_round (void)
{
  static const gsize sizes[] = { 0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 5 * PIECE + 7 };
  Keys keys;

  crypto_box_keypair (keys.public, keys.secret);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) paper = make_paper (sizes[i]);
      g_autoptr (GBytes) sealed = vd_sealed_paper_seal (paper, keys.public);
      g_autoptr (GBytes) again = vd_sealed_paper_seal (paper, keys.public);
      g_autoptr (GError) error = NULL;
      gsize size;
      const guint8 *data = g_bytes_get_data (sealed, &size);
      g_autoptr (GBytes) opened = vd_sealed_paper_open (data, size, unbox, &keys, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (opened, paper));
      g_assert_cmpuint (size, ==, vd_sealed_paper_get_length (sizes[i]));
      g_assert_false (g_bytes_equal (sealed, again)); /* a key of its own each time */
      if (sizes[i] >= 64)
        g_assert_null (memmem (data, size, g_bytes_get_data (paper, NULL), 16));
    }
}

static void
assert_closed (const guint8 *data, gsize size, Keys *keys)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vd_sealed_paper_open (data, size, unbox, keys, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

/* Cut at any byte, changed at any byte, a piece left out, said twice or in another order; another desk. */
static void
test_refuses (void)
{
  g_autoptr (GBytes) paper = make_paper (2 * PIECE + 100);
  g_autoptr (GBytes) sealed = NULL;
  g_autofree guint8 *copy = NULL;
  const gsize head = 8 + 80 + 24, step = PIECE + 17;
  Keys keys, other;
  gconstpointer data;
  gsize size;

  crypto_box_keypair (keys.public, keys.secret);
  crypto_box_keypair (other.public, other.secret);
  sealed = vd_sealed_paper_seal (paper, keys.public);
  data = g_bytes_get_data (sealed, &size);
  copy = g_memdup2 (data, size);
  assert_closed (copy, size, &other);
  for (gsize cut = 0; cut < size; cut += cut < 300 ? 1 : 4099)
    assert_closed (copy, cut, &keys);
  assert_closed (copy, head + step, &keys); /* at the end of a piece */
  assert_closed (copy, head + 2 * step, &keys);
  for (gsize at = 0; at < size; at += at < 300 ? 1 : 4099)
    {
      copy[at] ^= 1;
      assert_closed (copy, size, &keys);
      copy[at] ^= 1;
    }
  memcpy (copy + head + step, copy + head, step); /* the first piece twice */
  assert_closed (copy, size, &keys);
}

static void
test_more_behind (void)
{
  g_autoptr (GBytes) paper = make_paper (100);
  g_autoptr (GBytes) sealed = NULL;
  g_autofree guint8 *longer = NULL;
  Keys keys;
  gsize size;
  gconstpointer data;

  crypto_box_keypair (keys.public, keys.secret);
  sealed = vd_sealed_paper_seal (paper, keys.public);
  data = g_bytes_get_data (sealed, &size);
  longer = g_malloc0 (size + 17);
  memcpy (longer, data, size);
  assert_closed (longer, size + 1, &keys);
  assert_closed (longer, size + 17, &keys);
}

static void
test_key_text (void)
{
  guint8 key[VD_SEALED_PAPER_PUBLIC_BYTES], read[VD_SEALED_PAPER_PUBLIC_BYTES];
  g_autofree char *text = NULL, *longer = NULL;

  randombytes_buf (key, sizeof key);
  text = vd_sealed_paper_key_to_text (key);
  g_assert_cmpuint (strlen (text), ==, 44);
  g_assert_true (vd_sealed_paper_key_parse (text, read));
  g_assert_cmpmem (key, sizeof key, read, sizeof read);
  longer = g_strconcat (text, "A", NULL);
  g_assert_false (vd_sealed_paper_key_parse (longer, read));
  g_assert_false (vd_sealed_paper_key_parse (text + 1, read));
  g_assert_false (vd_sealed_paper_key_parse ("", read));
  g_assert_false (vd_sealed_paper_key_parse (NULL, read));
  g_assert_false (vd_sealed_paper_key_parse ("AAAA", read));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  g_test_add_func ("/sealed-paper/round", test_round);
  g_test_add_func ("/sealed-paper/refuses", test_refuses);
  g_test_add_func ("/sealed-paper/more-behind", test_more_behind);
  g_test_add_func ("/sealed-paper/key-text", test_key_text);
  return g_test_run ();
}
