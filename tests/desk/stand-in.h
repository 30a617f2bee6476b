/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>
#include <glib/gstdio.h>

#define STAND_IN_FRENCH "echo fra"

/* What stands in for Tesseract at @path: it does @script, of a shell; asked for its languages, @languages. */
static inline void
stand_in_make (const char *path, const char *languages, const char *script)
{
  g_autofree char *text =
      g_strdup_printf ("#!/bin/sh\n[ \"$1\" = --list-langs ] && { %s; exit; }\n%s\n", languages, script);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0700), ==, 0);
}
