/* SPDX-License-Identifier: EUPL-1.2 */
#include "upload-header.h"

#include <string.h>

#define HEX64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void
test_metadata_round_trip (void)
{
  VdUploadMetadata metadata = { .contact = (char *)"ct-1", .paper = (char *)"pp_2", .sha256 = (char *)HEX64 };
  g_autofree char *header = vd_upload_metadata_to_header (&metadata);
  g_autoptr (GError) error = NULL;
  g_autoptr (VdUploadMetadata) parsed = vd_upload_metadata_parse (header, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (parsed->contact, ==, "ct-1");
  g_assert_cmpstr (parsed->paper, ==, "pp_2");
  g_assert_cmpstr (parsed->sha256, ==, HEX64);
}

static void
assert_metadata_refused (const char *contact, const char *paper, const char *sha256)
{
  VdUploadMetadata metadata = { .contact = (char *)contact, .paper = (char *)paper, .sha256 = (char *)sha256 };
  g_autofree char *header = vd_upload_metadata_to_header (&metadata);
  g_autoptr (GError) error = NULL;

  g_assert_null (vd_upload_metadata_parse (header, &error));
  g_assert_error (error, VD_UPLOAD_ERROR, VD_UPLOAD_ERROR_BAD_HEADER);
}

static void
test_metadata_refused (void)
{
  static const char *const bad[] = { "",          "contact",        "contact !!!!", "contact Y3Q=,contact Y3Q=",
                                     "name Y3Q=", "contact Y3Q= x", "contact Y3Q",  "contact Y3Q=,,paper Y3Q=" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (vd_upload_metadata_parse (bad[i], NULL));
  g_assert_null (vd_upload_metadata_parse (NULL, NULL));
  assert_metadata_refused ("../x", "p", HEX64);
  assert_metadata_refused ("c", "", HEX64);
  assert_metadata_refused ("c", "p", "abc");
  assert_metadata_refused ("c", "p", "G123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
}

static void
test_numbers (void)
{
  static const char *const bad[] = {
    "", "-1", "+1", " 1", "1 ", "0x10", "1.0", "9007199254740992", "99999999999999999999"
  };
  guint64 number = 0;

  g_assert_true (vd_upload_number_parse ("0", &number, NULL));
  g_assert_cmpuint (number, ==, 0);
  g_assert_true (vd_upload_number_parse ("9007199254740991", &number, NULL));
  g_assert_cmpuint (number, ==, 9007199254740991);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (vd_upload_number_parse (bad[i], &number, NULL));
  g_assert_false (vd_upload_number_parse (NULL, &number, NULL));
}

static void
test_checksums (void)
{
  g_autofree char *header = vd_upload_checksum_to_header ("hello world", 11);
  g_autoptr (GError) error = NULL;
  VdUploadChecksum checksum;

  g_assert_true (vd_upload_checksum_parse (header, &checksum, NULL));
  g_assert_true (vd_upload_checksum_matches (&checksum, "hello world", 11));
  g_assert_false (vd_upload_checksum_matches (&checksum, "hello worle", 11));
  /* The example of the protocol's own text. */
  g_assert_true (vd_upload_checksum_parse ("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", &checksum, NULL));
  g_assert_true (vd_upload_checksum_matches (&checksum, "hello world", 11));
  g_assert_false (vd_upload_checksum_parse ("md5 XrY7u+Ae7tCTyyK7j1rNww==", &checksum, &error));
  g_assert_error (error, VD_UPLOAD_ERROR, VD_UPLOAD_ERROR_UNKNOWN_ALGORITHM);
  g_clear_error (&error);
  g_assert_false (vd_upload_checksum_parse ("sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", &checksum, &error));
  g_assert_error (error, VD_UPLOAD_ERROR, VD_UPLOAD_ERROR_BAD_HEADER);
  g_assert_false (vd_upload_checksum_parse ("sha1", &checksum, NULL));
  g_assert_false (vd_upload_checksum_parse (NULL, &checksum, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/upload-header/metadata-round-trip", test_metadata_round_trip);
  g_test_add_func ("/upload-header/metadata-refused", test_metadata_refused);
  g_test_add_func ("/upload-header/numbers", test_numbers);
  g_test_add_func ("/upload-header/checksums", test_checksums);
  return g_test_run ();
}
