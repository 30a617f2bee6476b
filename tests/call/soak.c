/* SPDX-License-Identifier: EUPL-1.2 */
/* Many calls in one process, one after the other, as a kiosk makes them in weeks; prints what it holds on the way and
 * fails if that grows. Not among the tests: 500 calls take about ten minutes.
 *
 *   soak [CALLS] */
#include "rig.h"

#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

#define CALLS 500
#define WARM 50     /* the first ones load what stays */
#define TALK_MS 400 /* after the first pictures */
#define WAIT_MS 60000
#define LOOK_MS 20
#define SETTLE_MS 50 /* threads that end */
/* What the process may have grown by from the end of the warm calls to the last one. The answerer's half of every call
 * is in the same process. */
#define MORE_THREADS 2 /* GLib's own pool */
#define MORE_MIB_PER_100_CALLS 10

typedef struct
{
  guint descriptors, threads, mib;
} Held;

static guint
resident_mib (void)
{
  g_autofree char *text = NULL;
  guint64 pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%*u %" G_GUINT64_FORMAT, &pages);
  return pages * sysconf (_SC_PAGESIZE) / 1024 / 1024;
}

static Held
look (void)
{
  return (Held){ .descriptors = vd_rig_count_entries ("/proc/self/fd"),
                 .threads = vd_rig_count_entries ("/proc/self/task"),
                 .mib = resident_mib () };
}

static gboolean
has_media_both_ways (VdRig *rig)
{
  return vd_call_get_figures (rig->call).frames_shown > 2 && rig->answerer &&
         vd_answerer_get_pictures (rig->answerer) > 2;
}

/* Whether it came up, with pictures. Where the machine stood still for longer than a call waits, it did not; the next
 * one will. */
static gboolean
talk (VdRig *rig)
{
  gboolean is_up = FALSE;

  vd_rig_call (rig, NULL);
  vd_call_open_gates (rig->call);
  for (guint i = 0; i < WAIT_MS / LOOK_MS && !is_up && vd_call_get_state (rig->call) <= VD_CALL_STATE_TALKING; i++)
    {
      vd_rig_let_pass (LOOK_MS);
      is_up = has_media_both_ways (rig);
    }
  if (is_up)
    vd_rig_let_pass (TALK_MS);
  vd_rig_hang_up (rig);
  vd_rig_let_pass (SETTLE_MS);
  return is_up;
}

int
main (int argc, char **argv)
{
  guint calls = argc > 1 ? strtoul (argv[1], NULL, 10) : CALLS;
  VdRig rig = { 0 };
  Held base = { 0 }, held = { 0 };
  gboolean has_grown;
  guint failed = 0;

  /* One arena, as the kiosk has; its frames are mapped here, so that what is counted is what is held. */
  mallopt (M_ARENA_MAX, 1);
  mallopt (M_MMAP_THRESHOLD, 256 * 1024);
  gst_init (&argc, &argv);
  vd_rig_open (&rig, &vd_rig_settings);
  g_print ("calls  descriptors  threads  MiB\n");
  for (guint i = 1; i <= calls; i++)
    {
      failed += !talk (&rig);
      if (i % WARM != 0 && i != calls)
        continue;
      held = look ();
      g_print ("%5u  %11u  %7u  %3u\n", i, held.descriptors, held.threads, held.mib);
      if (base.mib == 0)
        base = held;
    }
  vd_rig_close (&rig);
  has_grown = held.descriptors > base.descriptors || held.threads > base.threads + MORE_THREADS ||
              held.mib > base.mib + MORE_MIB_PER_100_CALLS * (calls / 100);
  g_print ("%u of %u calls did not come up; %s\n", failed, calls, has_grown ? "it grows" : "nothing grows");
  return has_grown || failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
