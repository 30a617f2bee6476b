/* SPDX-License-Identifier: EUPL-1.2 */
#include "fingerprint.h"

/* A throw-away certificate, and what openssl says its fingerprint is. */
static const char pem[] = "-----BEGIN CERTIFICATE-----\n"
                          "MIIBcjCCARmgAwIBAgIULF3rtpezaNWx9oVC1PGhWudMl7cwCgYIKoZIzj0EAwIw\n"
                          "DzENMAsGA1UEAwwEdGVzdDAeFw0yNjExMjQwMDQ1NTRaFw0yNjExMjUwMDQ1NTRa\n"
                          "MA8xDTALBgNVBAMMBHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARocuhs\n"
                          "agYMcVGzHPSeYl9Hl8cQW5zdK32RPIYmJygr7w6QYElSfS+G/s9sGM/IeyGGClxN\n"
                          "zaywvNGhaITLkHd0o1MwUTAdBgNVHQ4EFgQUpUOYxDaoJTadbDzfODmq+qYx1tcw\n"
                          "HwYDVR0jBBgwFoAUpUOYxDaoJTadbDzfODmq+qYx1tcwDwYDVR0TAQH/BAUwAwEB\n"
                          "/zAKBggqhkjOPQQDAgNHADBEAiBRe5p7mGXG/WPJnO1iNnbaOSa7jNp7DEz+4aYT\n"
                          "jm99ZwIgaBb9NS67UMHku1h3/Zg0+ENKOwWkvIg1+3F+O+y4aBk=\n"
                          "-----END CERTIFICATE-----\n";
static const char text[] =
    "DD:F3:15:51:3A:29:2E:72:6E:6C:C4:0E:7E:A0:61:FD:A9:72:9B:DF:FA:D6:AF:1E:07:59:41:5C:8D:C3:05:80";

static void
test_of_pem (void)
{
  VdFingerprint actual, expected;

  g_assert_true (vd_fingerprint_parse (text, &expected));
  g_assert_true (vd_fingerprint_of_pem (pem, &actual));
  g_assert_true (vd_fingerprint_equal (&actual, &expected));
}

static void
test_lower_case (void)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  VdFingerprint a, b;

  g_assert_true (vd_fingerprint_parse (text, &a));
  g_assert_true (vd_fingerprint_parse (lower, &b));
  g_assert_true (vd_fingerprint_equal (&a, &b));
}

static void
test_every_byte_counts (void)
{
  VdFingerprint a, b;

  g_assert_true (vd_fingerprint_parse (text, &a));
  for (guint i = 0; i < VD_FINGERPRINT_BYTES; i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        b = a;
        b.bytes[i] ^= 1u << bit;
        g_assert_false (vd_fingerprint_equal (&a, &b));
      }
}

static void
test_bad (void)
{
  g_autofree char *longer = g_strconcat (text, ":00", NULL);
  g_autofree char *shorter = g_strndup (text, strlen (text) - 1);
  g_autofree char *dashed = g_strdelimit (g_strdup (text), ":", '-');
  g_autofree char *spaced = g_strdup (text);
  VdFingerprint out;

  spaced[0] = ' ';
  g_assert_false (vd_fingerprint_parse ("", &out));
  g_assert_false (vd_fingerprint_parse (longer, &out));
  g_assert_false (vd_fingerprint_parse (shorter, &out));
  g_assert_false (vd_fingerprint_parse (dashed, &out));
  g_assert_false (vd_fingerprint_parse (spaced, &out));
  g_assert_false (vd_fingerprint_of_pem ("", &out));
  g_assert_false (vd_fingerprint_of_pem ("-----BEGIN CERTIFICATE-----\nAAAA", &out));
  g_assert_false (vd_fingerprint_of_pem ("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", &out));
  /* The dashes of the one are those of the other. */
  g_assert_false (vd_fingerprint_of_pem ("-----BEGIN CERTIFICATE-----END CERTIFICATE-----", &out));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/fingerprint/of-pem", test_of_pem);
  g_test_add_func ("/call/fingerprint/lower-case", test_lower_case);
  g_test_add_func ("/call/fingerprint/every-byte", test_every_byte_counts);
  g_test_add_func ("/call/fingerprint/bad", test_bad);
  return g_test_run ();
}
