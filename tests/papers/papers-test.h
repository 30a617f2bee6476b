/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Runs the main context until @condition or @deadline_s; fails the test in the latter case. The deadline is for a
 * machine with sanitizers and other work; nothing waits for it when all is well. */
#define papers_test_until(condition, deadline_s)                                                                       \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    gint64 end_us_ = g_get_monotonic_time () + (deadline_s)*G_USEC_PER_SEC;                                            \
    guint tick_ = g_timeout_add (20, papers_test_tick, NULL);                                                          \
    while (!(condition) && g_get_monotonic_time () < end_us_)                                                          \
      g_main_context_iteration (NULL, TRUE);                                                                           \
    g_source_remove (tick_);                                                                                           \
    g_assert_true (condition);                                                                                         \
  }                                                                                                                    \
  G_STMT_END

/* Wakes the loop, so that a deadline is noticed. */
static inline gboolean
papers_test_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Callback that keeps the result in a GAsyncResult ** given as data. */
static inline void
papers_test_keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

G_END_DECLS
