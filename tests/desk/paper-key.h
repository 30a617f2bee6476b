/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "key-safe.h"

/* The key above the papers' keys, in a file of @folder; made at the first call. */
static inline VdKeySafe *
paper_key_open (const char *folder)
{
  g_autofree char *file = g_build_filename (folder, "paper-key", NULL);
  g_autoptr (GError) error = NULL;
  VdKeySafe *safe;

  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    vd_key_safe_make_file (file, &error);
  g_assert_no_error (error);
  safe = vd_key_safe_open (file, &error);
  g_assert_no_error (error);
  return safe;
}
