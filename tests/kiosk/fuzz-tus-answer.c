/* SPDX-License-Identifier: EUPL-1.2 */
/* What a desk answers to an upload: first line Location, second Upload-Offset. */
#include "tus-request.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length);

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
  g_autoptr (GUri) collection =
      g_uri_build (G_URI_FLAGS_ENCODED, "https", NULL, "desk.example.org", -1, "/api/uploads", NULL, NULL);
  g_autofree char *text = g_strndup ((const char *)bytes, length);
  char *second = strchr (text, '\n');
  g_autoptr (GUri) location = NULL;
  gsize offset = 0;

  if (second)
    *second++ = '\0';
  location = vd_tus_read_location (text, collection);
  if (location)
    {
      /* Whatever is written there, the token goes to no other host. */
      g_assert_cmpstr (g_uri_get_host (location), ==, "desk.example.org");
      g_assert_cmpstr (g_uri_get_scheme (location), ==, "https");
      g_assert_true (g_str_has_prefix (g_uri_get_path (location), "/api/uploads/"));
    }
  if (vd_tus_read_offset (second, 1000, &offset))
    g_assert_cmpuint (offset, <=, 1000);
  return 0;
}
