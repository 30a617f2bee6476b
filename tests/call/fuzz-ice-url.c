/* SPDX-License-Identifier: EUPL-1.2 */
/* What the desk says about its relays, and what is made of it for libnice. */
#include "ice-config.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *)data, size) : g_strdup ("");
  VdIceServer server = { text, text, text };
  g_autoptr (VdIceUrl) url = vd_ice_url_parse (text);
  g_autoptr (VdIceUrl) again = NULL;
  g_autofree char *back = NULL;
  g_autofree char *uri = vd_ice_server_to_uri (&server);

  if (!url)
    {
      g_assert_null (uri);
      return 0;
    }
  g_assert_true (url->port > 0 && *url->host);
  /* One place, and no second authority smuggled in. */
  if (uri)
    g_assert_true (strchr (uri, '@') == strrchr (uri, '@'));
  back = vd_ice_url_to_text (url, url->host);
  again = vd_ice_url_parse (back);
  g_assert_nonnull (again);
  g_assert_cmpstr (again->host, ==, url->host);
  g_assert_cmpuint (again->port, ==, url->port);
  g_assert_cmpstr (again->transport, ==, url->transport);
  return 0;
}
