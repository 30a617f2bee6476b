/* SPDX-License-Identifier: EUPL-1.2 */
#include "router.h"

/* Three in a call, as the router sees it: "a" talks with a visitor, "b" is asked to join. */

#define SECOND G_USEC_PER_SEC

typedef struct
{
  VdRouter *router;
  gint64 now_us;
  guint ids;
  char *call;  /* of a */
  char *guest; /* call of b */
} Three;

static char *
make_id (gpointer data)
{
  return g_strdup_printf ("call-%u", ++((Three *)data)->ids);
}

static void
come (Three *three, const char *advisor)
{
  vd_router_advisor_back (three->router, advisor, advisor, NULL, three->now_us);
  vd_router_set_presence (three->router, advisor, TRUE, three->now_us);
}

static const VdContact *
contact_of (Three *three)
{
  return vd_router_get_contact (three->router, "contact");
}

static VdAdvisorState
state_of (Three *three, const char *advisor)
{
  return vd_router_get_advisor (three->router, advisor)->state;
}

static void
drain (Three *three)
{
  VdRouterEvent *event;

  while ((event = vd_router_next_event (three->router)))
    vd_router_event_free (event);
}

static VdRouterEvent *
next (Three *three, VdRouterEventKind kind)
{
  VdRouterEvent *event;

  while ((event = vd_router_next_event (three->router)) && event->kind != kind)
    vd_router_event_free (event);
  g_assert_nonnull (event);
  return event;
}

static void
assert_guest (Three *three, VdGuestState state)
{
  g_autoptr (VdRouterEvent) event = next (three, VD_ROUTER_GUEST_CHANGED);

  g_assert_cmpint (event->guest_state, ==, state);
  g_assert_cmpstr (event->guest, ==, "b");
  g_assert_cmpstr (event->guest_call, ==, three->guest);
  g_assert_cmpstr (event->advisor, ==, "a");
}

static void
assert_gone (Three *three, VdGuestEnd why, gboolean was_ringing)
{
  g_autoptr (VdRouterEvent) event = next (three, VD_ROUTER_GUEST_CHANGED);

  g_assert_cmpint (event->guest_state, ==, VD_GUEST_GONE);
  g_assert_cmpint (event->guest_end, ==, why);
  g_assert_cmpint (event->was_ringing, ==, was_ringing);
}

static VdRouterAnswer
ask (Three *three, const char *owner, const char *advisor, gboolean takes_over)
{
  VdGuest *guest = vd_guest_new (advisor, VD_GUEST_INTERPRETER, "why", takes_over);

  return vd_router_ask_guest (three->router, owner, three->call, guest, three->now_us);
}

static void
invite (Three *three, gboolean takes_over)
{
  g_assert_cmpint (ask (three, "a", "b", takes_over), ==, VD_ROUTER_DONE);
  three->guest = g_strdup (contact_of (three)->guest->call);
  assert_guest (three, VD_GUEST_RINGING);
}

static void
set_up (Three *three, gconstpointer data)
{
  VdContact *contact = vd_contact_new ("contact", "kiosk", "site", "benefits", "fr");

  three->router = vd_router_new (&VD_ROUTER_LIMITS_DEFAULT, make_id, three);
  three->now_us = 1000 * SECOND;
  contact->ticket = g_strdup ("C001");
  come (three, "a");
  vd_router_join (three->router, contact, three->now_us);
  three->call = g_strdup (contact_of (three)->call);
  g_assert_cmpint (vd_router_accept (three->router, "a", three->call, three->now_us), ==, VD_ROUTER_DONE);
  come (three, "b");
  drain (three);
}

static void
tear_down (Three *three, gconstpointer data)
{
  vd_router_free (three->router);
  g_free (three->call);
  g_free (three->guest);
}

static void
accept (Three *three)
{
  g_assert_cmpint (vd_router_accept (three->router, "b", three->guest, three->now_us), ==, VD_ROUTER_DONE);
  assert_guest (three, VD_GUEST_JOINING);
}

static void
join_call (Three *three)
{
  invite (three, FALSE);
  accept (three);
  g_assert_cmpint (vd_router_guest_is_seen (three->router, three->guest, three->now_us), ==, VD_ROUTER_DONE);
  assert_guest (three, VD_GUEST_JOINED);
}

static void
test_edges (void)
{
  static const guint allowed[VD_GUEST_N_STATES] = { 1 << VD_GUEST_JOINING | 1 << VD_GUEST_GONE,
                                                    1 << VD_GUEST_JOINED | 1 << VD_GUEST_GONE,
                                                    1 << VD_GUEST_OWNER | 1 << VD_GUEST_GONE, 0, 0 };

  for (guint from = 0; from < VD_GUEST_N_STATES; from++)
    for (guint to = 0; to < VD_GUEST_N_STATES; to++)
      g_assert_cmpint (vd_guest_state_can_move (from, to), ==, (allowed[from] >> to & 1) != 0);
}

static void
test_join_and_leave (Three *three, gconstpointer data)
{
  join_call (three);
  g_assert_cmpint (state_of (three, "b"), ==, VD_ADVISOR_TALKING);
  g_assert_cmpint (vd_router_guest_leaves (three->router, "a", three->guest, three->now_us), ==, VD_ROUTER_NOT_ALLOWED);
  g_assert_cmpint (vd_router_guest_leaves (three->router, "b", three->guest, three->now_us), ==, VD_ROUTER_DONE);
  assert_gone (three, VD_GUEST_END_LEFT, FALSE);
  g_assert_cmpint (state_of (three, "b"), ==, VD_ADVISOR_WRAP_UP);
  g_assert_cmpstr (contact_of (three)->advisor, ==, "a");
  g_assert_null (contact_of (three)->guest);
  g_assert_cmpint (contact_of (three)->state, ==, VD_CONTACT_TALKING);
}

static void
test_who_may (Three *three, gconstpointer data)
{
  g_assert_cmpint (ask (three, "b", "b", FALSE), ==, VD_ROUTER_NOT_ALLOWED);
  g_assert_cmpint (ask (three, "a", "a", FALSE), ==, VD_ROUTER_OUT_OF_TURN);
  g_assert_cmpint (ask (three, "a", "nobody", FALSE), ==, VD_ROUTER_NOT_FOUND);
  g_assert_cmpint (vd_router_hand_over (three->router, "a", three->call, three->now_us), ==, VD_ROUTER_OUT_OF_TURN);
  invite (three, FALSE);
  come (three, "c");
  g_assert_cmpint (ask (three, "a", "c", FALSE), ==, VD_ROUTER_OUT_OF_TURN);
  g_assert_cmpint (vd_router_accept (three->router, "c", three->guest, three->now_us), ==, VD_ROUTER_NOT_ALLOWED);
  /* Not before he is there. */
  g_assert_cmpint (vd_router_hand_over (three->router, "a", three->call, three->now_us), ==, VD_ROUTER_OUT_OF_TURN);
  accept (three);
  g_assert_cmpint (vd_router_hand_over (three->router, "a", three->call, three->now_us), ==, VD_ROUTER_OUT_OF_TURN);
  g_assert_cmpint (vd_router_hand_over (three->router, "b", three->call, three->now_us), ==, VD_ROUTER_NOT_ALLOWED);
  g_assert_cmpint (vd_router_decline (three->router, "b", three->guest, three->now_us), ==, VD_ROUTER_OUT_OF_TURN);
}

static void
test_declined_missed_cancelled (Three *three, gconstpointer data)
{
  invite (three, FALSE);
  g_assert_cmpint (vd_router_decline (three->router, "b", three->guest, three->now_us), ==, VD_ROUTER_DONE);
  assert_gone (three, VD_GUEST_END_DECLINED, TRUE);
  g_assert_cmpint (state_of (three, "b"), ==, VD_ADVISOR_AVAILABLE);
  g_clear_pointer (&three->guest, g_free);
  invite (three, FALSE);
  three->now_us += 20 * SECOND;
  g_assert_cmpint (vd_router_next_due_us (three->router), ==, three->now_us);
  vd_router_advance (three->router, three->now_us);
  assert_gone (three, VD_GUEST_END_TIMEOUT, TRUE);
  g_clear_pointer (&three->guest, g_free);
  invite (three, FALSE);
  g_assert_cmpint (vd_router_cancel_guest (three->router, "a", three->call, three->now_us), ==, VD_ROUTER_DONE);
  assert_gone (three, VD_GUEST_END_CANCELLED, TRUE);
  g_assert_cmpint (vd_router_accept (three->router, "b", three->guest, three->now_us), ==, VD_ROUTER_OUT_OF_TURN);
}

static void
assert_handed_over (Three *three)
{
  g_autoptr (VdRouterEvent) event = next (three, VD_ROUTER_HANDED_OVER);

  g_assert_cmpstr (event->call, ==, three->call);
  g_assert_cmpstr (event->advisor, ==, "a");
  g_assert_cmpstr (event->guest_call, ==, three->guest);
  g_assert_cmpstr (contact_of (three)->call, ==, three->guest);
  g_assert_cmpstr (contact_of (three)->advisor, ==, "b");
  g_assert_null (contact_of (three)->guest);
  g_assert_cmpint (state_of (three, "b"), ==, VD_ADVISOR_TALKING);
}

static void
test_hand_over (Three *three, gconstpointer data)
{
  g_autoptr (VdRouterEvent) ended = NULL;

  join_call (three);
  g_assert_cmpint (vd_router_hand_over (three->router, "a", three->call, three->now_us), ==, VD_ROUTER_DONE);
  assert_handed_over (three);
  g_assert_cmpint (state_of (three, "a"), ==, VD_ADVISOR_WRAP_UP);
  /* The first may be asked to join in turn, and it ends as any call does. */
  g_assert_cmpint (vd_router_hang_up (three->router, "contact", VD_CALL_END_DONE, VD_PARTY_CONSOLE, three->now_us), ==,
                   VD_ROUTER_DONE);
  ended = next (three, VD_ROUTER_CALL_ENDED);
  g_assert_cmpstr (ended->advisor, ==, "b");
  g_assert_cmpstr (ended->call, ==, three->guest);
}

static void
test_transfer_at_once (Three *three, gconstpointer data)
{
  invite (three, TRUE);
  accept (three);
  vd_router_guest_is_seen (three->router, three->guest, three->now_us);
  assert_handed_over (three);
}

/* Whoever joined goes on with the visitor when the first advisor's console is gone for good. */
static void
test_owner_lost (Three *three, gconstpointer data)
{
  join_call (three);
  vd_router_advisor_lost (three->router, "a", three->now_us);
  three->now_us += 60 * SECOND;
  vd_router_advance (three->router, three->now_us);
  assert_handed_over (three);
  g_assert_cmpint (state_of (three, "a"), ==, VD_ADVISOR_OFFLINE);
}

static void
test_guest_lost (Three *three, gconstpointer data)
{
  invite (three, FALSE);
  vd_router_advisor_lost (three->router, "b", three->now_us);
  assert_gone (three, VD_GUEST_END_LOST, TRUE);
  g_clear_pointer (&three->guest, g_free);
  come (three, "b");
  join_call (three);
  vd_router_advisor_lost (three->router, "b", three->now_us);
  three->now_us += 60 * SECOND;
  vd_router_advance (three->router, three->now_us);
  assert_gone (three, VD_GUEST_END_LOST, FALSE);
  g_assert_cmpint (contact_of (three)->state, ==, VD_CONTACT_TALKING);
  g_assert_cmpstr (contact_of (three)->advisor, ==, "a");
}

static void
test_guest_failed (Three *three, gconstpointer data)
{
  invite (three, FALSE);
  accept (three);
  g_assert_cmpint (vd_router_guest_failed (three->router, three->guest, three->now_us), ==, VD_ROUTER_DONE);
  assert_gone (three, VD_GUEST_END_FAILED, FALSE);
  g_assert_cmpint (vd_router_guest_is_seen (three->router, three->guest, three->now_us), ==, VD_ROUTER_NOT_FOUND);
}

/* The end of the call is the guest's too, in whichever state. */
static void
test_call_ends (Three *three, gconstpointer data)
{
  if (data)
    join_call (three);
  else
    invite (three, FALSE);
  vd_router_hang_up (three->router, "contact", VD_CALL_END_DONE, VD_PARTY_KIOSK, three->now_us);
  assert_gone (three, VD_GUEST_END_OVER, data == NULL);
  vd_router_event_free (next (three, VD_ROUTER_CALL_ENDED));
  g_assert_cmpint (state_of (three, "b"), ==, data ? VD_ADVISOR_WRAP_UP : VD_ADVISOR_AVAILABLE);
  g_assert_cmpint (vd_router_next_due_us (three->router), <, G_MAXINT64);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/router-guest/edges", test_edges);
#define CASE(path, data, test) g_test_add ("/router-guest/" path, Three, data, set_up, test, tear_down)
  CASE ("join-and-leave", NULL, test_join_and_leave);
  CASE ("who-may", NULL, test_who_may);
  CASE ("declined-missed-cancelled", NULL, test_declined_missed_cancelled);
  CASE ("hand-over", NULL, test_hand_over);
  CASE ("transfer-at-once", NULL, test_transfer_at_once);
  CASE ("owner-lost", NULL, test_owner_lost);
  CASE ("guest-lost", NULL, test_guest_lost);
  CASE ("guest-failed", NULL, test_guest_failed);
  CASE ("call-ends-ringing", NULL, test_call_ends);
  CASE ("call-ends-joined", "joined", test_call_ends);
#undef CASE
  return g_test_run ();
}
