/* SPDX-License-Identifier: EUPL-1.2 */
#include <signal.h>
#include <unistd.h>

#include "rig.h"

#define CYCLES 20

static gboolean
is_fresh (VdRig *rig)
{
  return vd_call_get_figures (rig->call).frames_shown > rig->before.shown + 5 &&
         vd_answerer_get_pictures (rig->answerer) > 5;
}

static void
talk (VdRig *rig)
{
  vd_call_open_gates (rig->call);
  vd_rig_wait_state (rig, VD_CALL_STATE_TALKING);
  rig->before.shown = 0;
  vd_rig_wait (rig, is_fresh, 20);
}

static gboolean
has_second_peer (VdRig *rig)
{
  return rig->peer == 2;
}

/* The advisor's page was loaded again: a second peer takes over, the call stays what it is. */
static void
test_renew (void)
{
  VdRig rig = { 0 };

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  talk (&rig);
  vd_call_renew (rig.call);
  vd_rig_wait (&rig, has_second_peer, 10);
  rig.before.shown = vd_call_get_figures (rig.call).frames_shown;
  vd_rig_wait (&rig, is_fresh, 20);
  g_assert_cmpstr (rig.edges->str, ==, "offered connecting ready talking ");
  vd_rig_close (&rig);
}

static void
test_renew_before_answer (void)
{
  VdRig rig = { 0 };

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  vd_rig_wait_state (&rig, VD_CALL_STATE_READY);
  vd_call_renew (rig.call);
  vd_rig_wait (&rig, has_second_peer, 10);
  vd_rig_wait_state (&rig, VD_CALL_STATE_READY);
  g_assert_cmpuint (vd_call_get_figures (rig.call).sent_packets, ==, 0);
  talk (&rig);
  g_assert_cmpstr (rig.edges->str, ==, "offered connecting ready preparing offered connecting ready talking ");
  vd_rig_close (&rig);
}

static VdCallTrouble
get_trouble (VdRig *rig)
{
  VdCallTrouble trouble;

  g_object_get (rig->call, "trouble", &trouble, NULL);
  return trouble;
}

static gboolean
is_unstable (VdRig *rig)
{
  return get_trouble (rig) == VD_CALL_TROUBLE_UNSTABLE;
}

static gboolean
is_lost (VdRig *rig)
{
  return get_trouble (rig) == VD_CALL_TROUBLE_LOST;
}

static gboolean
is_well (VdRig *rig)
{
  return get_trouble (rig) == VD_CALL_TROUBLE_NONE;
}

/* Nothing arrives any more: shown after 3 s, and after 6 s another peer is made, which talks again. */
static void
test_lost_and_found (void)
{
  VdRig rig = { 0 };
  gint64 frozen_us;

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  talk (&rig);
  vd_answerer_freeze (rig.answerer);
  frozen_us = g_get_monotonic_time ();
  vd_rig_wait (&rig, is_unstable, 6);
  g_assert_cmpint (g_get_monotonic_time () - frozen_us, >, 2 * G_USEC_PER_SEC);
  vd_rig_wait (&rig, is_lost, 6);
  g_assert_cmpint (vd_call_get_state (rig.call), ==, VD_CALL_STATE_TALKING);
  rig.before.shown = vd_call_get_figures (rig.call).frames_shown;
  vd_rig_wait (&rig, is_well, 15);
  vd_rig_wait (&rig, is_fresh, 10);
  g_assert_cmpuint (rig.peer, >=, 2);
  g_assert_cmpstr (rig.edges->str, ==, "offered connecting ready talking ");
  vd_rig_close (&rig);
}

/* Nothing brings it back: the call ends by itself, and says why. */
static void
test_patience (void)
{
  VdRig rig = { 0 };

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  talk (&rig);
  vd_call_set_patience (rig.call, 8);
  vd_call_set_signalling (rig.call, FALSE);
  vd_answerer_freeze (rig.answerer);
  vd_rig_wait (&rig, is_lost, 10);
  g_assert_cmpint (vd_call_get_state (rig.call), ==, VD_CALL_STATE_TALKING);
  vd_rig_wait_state (&rig, VD_CALL_STATE_ENDED);
  g_assert_cmpint (vd_call_get_why (rig.call), ==, VD_CALL_END_LOST);
  vd_rig_close (&rig);
}

/* All of this process has no turn for longer than a call may prepare itself: it comes up all the same. */
static void
test_stands_still (void)
{
  g_autofree char *wake = g_strdup_printf ("sh -c 'sleep 11; kill -CONT %d'", (int)getpid ());
  VdRig rig = { 0 };

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  g_assert_true (g_spawn_command_line_async (wake, NULL));
  raise (SIGSTOP);
  g_assert_cmpint (vd_call_get_state (rig.call), ==, VD_CALL_STATE_PREPARING);
  talk (&rig);
  g_assert_cmpstr (rig.edges->str, ==, "offered connecting ready talking ");
  vd_rig_close (&rig);
}

/* While no offer gets through none is made; when they do again, one is at once. */
static void
test_signalling_down (void)
{
  VdRig rig = { 0 };

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  talk (&rig);
  vd_call_set_signalling (rig.call, FALSE);
  vd_answerer_freeze (rig.answerer);
  vd_rig_wait (&rig, is_lost, 12);
  vd_rig_let_pass (1500);
  g_assert_cmpuint (rig.peer, ==, 1);
  vd_call_set_signalling (rig.call, TRUE);
  vd_rig_wait (&rig, has_second_peer, 10);
  rig.before.shown = vd_call_get_figures (rig.call).frames_shown;
  vd_rig_wait (&rig, is_well, 15);
  vd_rig_wait (&rig, is_fresh, 10);
  vd_rig_close (&rig);
}

/* A peer in doubt that is heard is kept; one that is silent is replaced before it counts as lost by itself. */
static void
test_doubt (void)
{
  VdRig rig = { 0 };

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  talk (&rig);
  vd_call_doubt (rig.call);
  vd_rig_let_pass (2500);
  g_assert_cmpuint (rig.peer, ==, 1);
  vd_answerer_freeze (rig.answerer);
  vd_call_doubt (rig.call);
  vd_rig_wait (&rig, has_second_peer, 10);
  vd_rig_wait (&rig, is_well, 15);
  vd_rig_close (&rig);
}

/* Whoever is told of the trouble may hang up there and then. */
static void
test_hang_up_when_told (void)
{
  VdRig rig = { 0 };

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  talk (&rig);
  g_signal_connect (rig.call, "notify::trouble", G_CALLBACK (vd_call_hang_up), NULL);
  vd_answerer_freeze (rig.answerer);
  vd_rig_wait_state (&rig, VD_CALL_STATE_ENDED);
  g_assert_cmpint (vd_call_get_why (rig.call), ==, VD_CALL_END_HUNG_UP);
  vd_rig_close (&rig);
}

/* While a replacement is on its way the call can be hung up. */
static void
test_hang_up_while_renewing (void)
{
  VdRig rig = { 0 };

  vd_rig_open (&rig, &vd_rig_settings);
  vd_rig_call (&rig, NULL);
  talk (&rig);
  rig.is_deaf = TRUE;
  vd_call_renew (rig.call);
  vd_rig_wait (&rig, has_second_peer, 10);
  vd_call_renew (rig.call);
  vd_call_hang_up (rig.call);
  vd_rig_wait_state (&rig, VD_CALL_STATE_ENDED);
  vd_rig_close (&rig);
}

/* Twenty calls in one visit leave no file descriptor and no thread behind. */
static void
test_cycles (void)
{
  VdRig rig = { 0 };
  guint descriptors = 0, threads = 0;

  vd_rig_open (&rig, &vd_rig_settings);
  for (guint i = 0; i < CYCLES; i++)
    {
      vd_rig_call (&rig, NULL);
      talk (&rig);
      vd_rig_hang_up (&rig);
      vd_rig_let_pass (100);
      /* The first ones load what stays. */
      if (i == 2)
        {
          descriptors = vd_rig_count_entries ("/proc/self/fd");
          threads = vd_rig_count_entries ("/proc/self/task");
        }
    }
  vd_rig_let_pass (500);
  g_test_message ("descriptors %u → %u, threads %u → %u", descriptors, vd_rig_count_entries ("/proc/self/fd"), threads,
                  vd_rig_count_entries ("/proc/self/task"));
  g_assert_cmpuint (vd_rig_count_entries ("/proc/self/fd"), <=, descriptors);
  /* GLib's own pool may hold one or two more for a moment. */
  g_assert_cmpuint (vd_rig_count_entries ("/proc/self/task"), <=, threads + 2);
  vd_rig_close (&rig);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/recovery/renew", test_renew);
  g_test_add_func ("/call/recovery/renew-before-answer", test_renew_before_answer);
  g_test_add_func ("/call/recovery/stands-still", test_stands_still);
  g_test_add_func ("/call/recovery/lost-and-found", test_lost_and_found);
  g_test_add_func ("/call/recovery/patience", test_patience);
  g_test_add_func ("/call/recovery/signalling-down", test_signalling_down);
  g_test_add_func ("/call/recovery/doubt", test_doubt);
  g_test_add_func ("/call/recovery/hang-up-when-told", test_hang_up_when_told);
  g_test_add_func ("/call/recovery/hang-up-while-renewing", test_hang_up_while_renewing);
  g_test_add_func ("/call/recovery/cycles", test_cycles);
  return g_test_run ();
}
