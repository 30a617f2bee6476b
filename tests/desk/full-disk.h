/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>
#include <signal.h>
#include <sys/resource.h>

/* No file of this process grows beyond @bytes, as on a full disk, or any may again (RLIM_INFINITY). For a test in a
 * process of its own: what is full there is full for all it does. */
static inline void
full_disk_set (rlim_t bytes)
{
  struct rlimit limit;

  signal (SIGXFSZ, bytes == RLIM_INFINITY ? SIG_DFL : SIG_IGN); /* an error of write () instead */
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}
