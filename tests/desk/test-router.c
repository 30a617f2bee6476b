/* SPDX-License-Identifier: EUPL-1.2 */
#include "router.h"

#define SECOND G_USEC_PER_SEC

typedef struct
{
  VdRouter *router;
  gint64 now_us;
  guint ids;
  guint contacts;
} Fixture;

static char *
make_id (gpointer data)
{
  Fixture *fixture = data;

  return g_strdup_printf ("call-%u", ++fixture->ids);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->router = vd_router_new (&VD_ROUTER_LIMITS_DEFAULT, make_id, fixture);
  fixture->now_us = 1000 * SECOND;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  vd_router_free (fixture->router);
}

static const char *
join_as (Fixture *fixture, const char *language, int priority)
{
  g_autofree char *id = g_strdup_printf ("contact-%u", ++fixture->contacts);
  g_autofree char *kiosk = g_strdup_printf ("kiosk-%u", fixture->contacts);
  VdContact *contact = vd_contact_new (id, kiosk, "site", "benefits", language);

  contact->ticket = g_strdup ("C001");
  contact->priority = priority;
  vd_router_join (fixture->router, contact, fixture->now_us);
  return vd_router_get_contact_of_kiosk (fixture->router, kiosk)->id;
}

static const char *
join (Fixture *fixture)
{
  return join_as (fixture, "fr", 0);
}

static void
arrive (Fixture *fixture, const char *advisor)
{
  vd_router_advisor_back (fixture->router, advisor, advisor, NULL, fixture->now_us);
  g_assert_cmpint (vd_router_set_presence (fixture->router, advisor, TRUE, fixture->now_us), ==, VD_ROUTER_DONE);
}

static void
pass (Fixture *fixture, guint seconds)
{
  fixture->now_us += seconds * SECOND;
  vd_router_advance (fixture->router, fixture->now_us);
}

/* Drains the events up to and with the first of @kind. */
static VdRouterEvent *
wait_event (Fixture *fixture, VdRouterEventKind kind)
{
  for (;;)
    {
      VdRouterEvent *event = vd_router_next_event (fixture->router);

      g_assert_nonnull (event);
      if (event->kind == kind)
        return event;
      vd_router_event_free (event);
    }
}

static void
assert_no_event (Fixture *fixture, VdRouterEventKind kind)
{
  VdRouterEvent *event;

  while ((event = vd_router_next_event (fixture->router)))
    {
      g_assert_cmpint (event->kind, !=, kind);
      vd_router_event_free (event);
    }
}

static VdAdvisorState
state_of (Fixture *fixture, const char *advisor)
{
  return vd_router_get_advisor (fixture->router, advisor)->state;
}

static void
test_ring_and_accept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdRouterEvent) ring = NULL;
  g_autoptr (VdRouterEvent) accepted = NULL;
  g_autoptr (VdRouterEvent) ended = NULL;
  g_autofree char *contact = g_strdup (join (fixture));

  arrive (fixture, "a");
  ring = wait_event (fixture, VD_ROUTER_RING);
  g_assert_cmpstr (ring->contact, ==, contact);
  g_assert_cmpstr (ring->advisor, ==, "a");
  g_assert_cmpint (vd_router_accept (fixture->router, "b", ring->call, fixture->now_us), ==, VD_ROUTER_NOT_ALLOWED);
  g_assert_cmpint (vd_router_accept (fixture->router, "a", ring->call, fixture->now_us), ==, VD_ROUTER_DONE);
  g_assert_cmpint (vd_router_accept (fixture->router, "a", ring->call, fixture->now_us), ==, VD_ROUTER_OUT_OF_TURN);
  accepted = wait_event (fixture, VD_ROUTER_ACCEPTED);
  g_assert_cmpstr (accepted->call, ==, ring->call);
  pass (fixture, 300);
  g_assert_cmpint (vd_router_hang_up (fixture->router, contact, VD_CALL_END_DONE, VD_PARTY_CONSOLE, fixture->now_us),
                   ==, VD_ROUTER_DONE);
  ended = wait_event (fixture, VD_ROUTER_CALL_ENDED);
  g_assert_cmpint (ended->by, ==, VD_PARTY_CONSOLE);
  g_assert_cmpint (state_of (fixture, "a"), ==, VD_ADVISOR_WRAP_UP);
  g_assert_null (vd_router_get_contact (fixture->router, contact));
  pass (fixture, 30);
  g_assert_cmpint (state_of (fixture, "a"), ==, VD_ADVISOR_AVAILABLE);
}

static void
test_unanswered_goes_to_the_next (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdRouterEvent) first = NULL;
  g_autoptr (VdRouterEvent) stopped = NULL;
  g_autoptr (VdRouterEvent) second = NULL;

  arrive (fixture, "a");
  pass (fixture, 5);
  arrive (fixture, "b");
  join (fixture);
  first = wait_event (fixture, VD_ROUTER_RING);
  g_assert_cmpstr (first->advisor, ==, "a");
  pass (fixture, 19);
  assert_no_event (fixture, VD_ROUTER_RING_STOPPED);
  pass (fixture, 1);
  stopped = wait_event (fixture, VD_ROUTER_RING_STOPPED);
  g_assert_cmpint (stopped->ring_stop, ==, VD_RING_STOP_TIMEOUT);
  second = wait_event (fixture, VD_ROUTER_RING);
  g_assert_cmpstr (second->advisor, ==, "b");
  g_assert_cmpstr (second->call, !=, first->call);
  g_assert_cmpint (vd_router_accept (fixture->router, "a", first->call, fixture->now_us), ==, VD_ROUTER_OUT_OF_TURN);
}

static void
test_accept_after_the_ring_is_too_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdRouterEvent) ring = NULL;

  arrive (fixture, "a");
  join (fixture);
  ring = wait_event (fixture, VD_ROUTER_RING);
  fixture->now_us += 20 * SECOND;
  g_assert_cmpint (vd_router_accept (fixture->router, "a", ring->call, fixture->now_us), ==, VD_ROUTER_OUT_OF_TURN);
}

static void
test_decline_rests (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdRouterEvent) ring = NULL;
  g_autoptr (VdRouterEvent) again = NULL;
  g_autoptr (VdRouterEvent) other = NULL;
  g_autofree char *first = NULL;

  arrive (fixture, "a");
  first = g_strdup (join (fixture));
  ring = wait_event (fixture, VD_ROUTER_RING);
  vd_router_decline (fixture->router, "a", ring->call, fixture->now_us);
  assert_no_event (fixture, VD_ROUTER_RING);
  g_assert_cmpint (state_of (fixture, "a"), ==, VD_ADVISOR_AVAILABLE);
  /* Another contact may be offered meanwhile: declining one is not declining all. */
  join (fixture);
  other = wait_event (fixture, VD_ROUTER_RING);
  g_assert_cmpstr (other->contact, !=, first);
  vd_router_decline (fixture->router, "a", other->call, fixture->now_us);
  assert_no_event (fixture, VD_ROUTER_RING);
  pass (fixture, 10);
  again = wait_event (fixture, VD_ROUTER_RING);
  g_assert_cmpstr (again->contact, ==, first);
}

static void
test_all_declined_twice_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdRouterEvent) ended = NULL;

  arrive (fixture, "a");
  join (fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (VdRouterEvent) ring = wait_event (fixture, VD_ROUTER_RING);

      vd_router_decline (fixture->router, "a", ring->call, fixture->now_us);
      pass (fixture, 10);
    }
  ended = wait_event (fixture, VD_ROUTER_CONTACT_ENDED);
  g_assert_cmpint (ended->contact_end, ==, VD_CONTACT_END_NOBODY);
}

static void
test_two_misses_pause (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdRouterEvent) ended = NULL;

  arrive (fixture, "a");
  join (fixture);
  pass (fixture, 20);
  g_assert_cmpint (state_of (fixture, "a"), ==, VD_ADVISOR_AVAILABLE);
  pass (fixture, 10);
  g_assert_cmpint (state_of (fixture, "a"), ==, VD_ADVISOR_RINGING);
  pass (fixture, 20);
  g_assert_cmpint (state_of (fixture, "a"), ==, VD_ADVISOR_PAUSED);
  g_assert_true (vd_router_get_advisor (fixture->router, "a")->missed_out);
  pass (fixture, 29);
  assert_no_event (fixture, VD_ROUTER_CONTACT_ENDED);
  pass (fixture, 1);
  ended = wait_event (fixture, VD_ROUTER_CONTACT_ENDED);
  g_assert_cmpint (ended->contact_end, ==, VD_CONTACT_END_NOBODY);
}

static void
test_nobody_is_said (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdRouterEvent) ended = NULL;

  join (fixture);
  g_assert_false (vd_router_estimate (fixture->router, 0).is_known);
  pass (fixture, 15);
  arrive (fixture, "a");
  vd_router_set_presence (fixture->router, "a", FALSE, fixture->now_us);
  assert_no_event (fixture, VD_ROUTER_CONTACT_ENDED);
  vd_router_set_closed (fixture->router, TRUE);
  pass (fixture, 20);
  pass (fixture, 31);
  ended = wait_event (fixture, VD_ROUTER_CONTACT_ENDED);
  g_assert_cmpint (ended->contact_end, ==, VD_CONTACT_END_CLOSED);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = g_strdup (join (fixture));
  g_autofree char *second = NULL;
  g_autofree char *urgent = NULL;

  pass (fixture, 1);
  second = g_strdup (join (fixture));
  pass (fixture, 1);
  urgent = g_strdup (join_as (fixture, "fr", 5));
  g_assert_cmpuint (vd_router_get_position (fixture->router, urgent), ==, 1);
  g_assert_cmpuint (vd_router_get_position (fixture->router, first), ==, 2);
  g_assert_cmpuint (vd_router_get_position (fixture->router, second), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *advisor = g_strdup_printf ("a%u", i);
      g_autoptr (VdRouterEvent) ring = NULL;

      arrive (fixture, advisor);
      ring = wait_event (fixture, VD_ROUTER_RING);
      g_assert_cmpstr (ring->contact, ==, i == 0 ? urgent : i == 1 ? first : second);
    }
}

static void
test_language_is_a_filter_while_spoken (Fixture *fixture, gconstpointer data)
{
  static const char *const spanish[] = { "es", NULL };
  static const char *const french[] = { "fr", NULL };
  g_autoptr (VdRouterEvent) ring = NULL;
  g_autoptr (VdRouterEvent) next = NULL;

  vd_router_advisor_back (fixture->router, "f", "f", french, fixture->now_us);
  vd_router_set_presence (fixture->router, "f", TRUE, fixture->now_us);
  pass (fixture, 5);
  vd_router_advisor_back (fixture->router, "s", "s", spanish, fixture->now_us);
  vd_router_set_presence (fixture->router, "s", TRUE, fixture->now_us);
  join_as (fixture, "es", 0);
  ring = wait_event (fixture, VD_ROUTER_RING);
  g_assert_cmpstr (ring->advisor, ==, "s");
  join_as (fixture, "pl", 0);
  next = wait_event (fixture, VD_ROUTER_RING);
  g_assert_cmpstr (next->advisor, ==, "f");
}

static void
test_lost_kiosk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdRouterEvent) ended = NULL;
  g_autofree char *contact = g_strdup (join (fixture));
  g_autofree char *kiosk = g_strdup (vd_router_get_contact (fixture->router, contact)->kiosk);

  vd_router_kiosk_lost (fixture->router, kiosk, fixture->now_us);
  pass (fixture, 20);
  arrive (fixture, "a");
  assert_no_event (fixture, VD_ROUTER_RING);
  vd_router_kiosk_back (fixture->router, kiosk, fixture->now_us);
  vd_router_event_free (wait_event (fixture, VD_ROUTER_RING));
  vd_router_kiosk_lost (fixture->router, kiosk, fixture->now_us);
  pass (fixture, 20);
  pass (fixture, 10);
  ended = wait_event (fixture, VD_ROUTER_CONTACT_ENDED);
  g_assert_cmpint (ended->contact_end, ==, VD_CONTACT_END_LOST);
}

static void
test_lost_console (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdRouterEvent) stopped = NULL;
  g_autoptr (VdRouterEvent) ring = NULL;
  g_autoptr (VdRouterEvent) gone = NULL;
  g_autoptr (VdRouterEvent) back = NULL;
  g_autoptr (VdRouterEvent) ended = NULL;

  arrive (fixture, "a");
  join (fixture);
  vd_router_advisor_lost (fixture->router, "a", fixture->now_us);
  stopped = wait_event (fixture, VD_ROUTER_RING_STOPPED);
  g_assert_cmpint (stopped->ring_stop, ==, VD_RING_STOP_LOST);
  assert_no_event (fixture, VD_ROUTER_RING);
  vd_router_advisor_back (fixture->router, "a", "a", NULL, fixture->now_us);
  ring = wait_event (fixture, VD_ROUTER_RING);
  vd_router_accept (fixture->router, "a", ring->call, fixture->now_us);
  vd_router_advisor_lost (fixture->router, "a", fixture->now_us);
  gone = wait_event (fixture, VD_ROUTER_CALL_PRESENCE);
  g_assert_false (gone->present);
  pass (fixture, 59);
  vd_router_advisor_back (fixture->router, "a", "a", NULL, fixture->now_us);
  back = wait_event (fixture, VD_ROUTER_CALL_PRESENCE);
  g_assert_true (back->present);
  vd_router_advisor_lost (fixture->router, "a", fixture->now_us);
  pass (fixture, 60);
  ended = wait_event (fixture, VD_ROUTER_CALL_ENDED);
  g_assert_cmpint (ended->call_end, ==, VD_CALL_END_LOST);
  g_assert_cmpint (state_of (fixture, "a"), ==, VD_ADVISOR_OFFLINE);
}

static void
test_next_presence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdRouterEvent) ring = NULL;
  g_autofree char *contact = NULL;

  arrive (fixture, "a");
  contact = g_strdup (join (fixture));
  ring = wait_event (fixture, VD_ROUTER_RING);
  vd_router_accept (fixture->router, "a", ring->call, fixture->now_us);
  vd_router_set_presence (fixture->router, "a", FALSE, fixture->now_us);
  g_assert_cmpint (state_of (fixture, "a"), ==, VD_ADVISOR_TALKING);
  vd_router_hang_up (fixture->router, contact, VD_CALL_END_DONE, VD_PARTY_KIOSK, fixture->now_us);
  g_assert_cmpint (state_of (fixture, "a"), ==, VD_ADVISOR_PAUSED);
}

static void
test_failed_rings_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdRouterEvent) ended = NULL;
  g_autofree char *contact = NULL;

  arrive (fixture, "a");
  contact = g_strdup (join (fixture));
  vd_router_ring_failed (fixture->router, contact, fixture->now_us);
  /* The advisor did nothing wrong: the contact rings again at once. */
  g_assert_cmpint (state_of (fixture, "a"), ==, VD_ADVISOR_RINGING);
  vd_router_ring_failed (fixture->router, contact, fixture->now_us);
  ended = wait_event (fixture, VD_ROUTER_CONTACT_ENDED);
  g_assert_cmpint (ended->contact_end, ==, VD_CONTACT_END_FAILED);
}

static void
test_restored_call_goes_on (Fixture *fixture, gconstpointer data)
{
  VdContact *contact = vd_contact_new ("c", "k", "site", "benefits", "fr");
  g_autoptr (VdRouterEvent) ended = NULL;

  contact->state = VD_CONTACT_TALKING;
  contact->call = g_strdup ("call-x");
  contact->advisor = g_strdup ("a");
  contact->accepted_us = fixture->now_us - 60 * SECOND;
  contact->joined_us = fixture->now_us - 90 * SECOND;
  vd_router_restore (fixture->router, contact, fixture->now_us);
  vd_router_advisor_back (fixture->router, "a", "Amina", NULL, fixture->now_us);
  g_assert_cmpint (state_of (fixture, "a"), ==, VD_ADVISOR_TALKING);
  pass (fixture, 60);
  ended = wait_event (fixture, VD_ROUTER_CALL_ENDED);
  g_assert_cmpint (ended->by, ==, VD_PARTY_KIOSK);
}

/* Every pair, against the diagram read once more by hand. */
static void
test_tables (void)
{
  guint allowed = 0;

  for (int from = 0; from < VD_CONTACT_N_STATES; from++)
    for (int to = 0; to < VD_CONTACT_N_STATES; to++)
      {
        gboolean expected = (from == VD_CONTACT_WAITING && (to == VD_CONTACT_RINGING || to == VD_CONTACT_ENDED)) ||
                            (from == VD_CONTACT_RINGING && to != VD_CONTACT_RINGING) ||
                            (from == VD_CONTACT_TALKING && to == VD_CONTACT_ENDED);

        g_assert_cmpint (vd_contact_state_can_move (from, to), ==, expected);
      }
  for (int from = 0; from < VD_ADVISOR_N_STATES; from++)
    for (int to = 0; to < VD_ADVISOR_N_STATES; to++)
      allowed += vd_advisor_state_can_move (from, to) ? 1 : 0;
  g_assert_cmpuint (allowed, ==, 1 + 2 + 3 + 4 + 3 + 3);
  g_assert_false (vd_advisor_state_can_move (VD_ADVISOR_AVAILABLE, VD_ADVISOR_TALKING));
  g_assert_false (vd_advisor_state_can_move (VD_ADVISOR_TALKING, VD_ADVISOR_AVAILABLE));
  g_assert_false (vd_advisor_state_can_move (VD_ADVISOR_PAUSED, VD_ADVISOR_RINGING));
  g_assert_false (vd_advisor_state_can_move (VD_ADVISOR_OFFLINE, VD_ADVISOR_AVAILABLE));
}

/* What must hold whatever happens: the two sides of a reservation agree, and nobody holds two. */
static void
check_reservations (Fixture *fixture)
{
  g_autoptr (GPtrArray) contacts = vd_router_list_contacts (fixture->router);
  g_autoptr (GPtrArray) advisors = vd_router_list_advisors (fixture->router);
  g_autoptr (GHashTable) held = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < contacts->len; i++)
    {
      const VdContact *contact = contacts->pdata[i];
      const VdAdvisor *advisor;

      g_assert_cmpint (contact->state, !=, VD_CONTACT_ENDED);
      if (contact->state == VD_CONTACT_WAITING)
        {
          g_assert_null (contact->advisor);
          continue;
        }
      g_assert_true (g_hash_table_add (held, contact->advisor));
      advisor = vd_router_get_advisor (fixture->router, contact->advisor);
      g_assert_cmpstr (advisor->contact, ==, contact->id);
      g_assert_cmpint (advisor->state, ==,
                       contact->state == VD_CONTACT_RINGING ? VD_ADVISOR_RINGING : VD_ADVISOR_TALKING);
    }
  for (guint i = 0; i < advisors->len; i++)
    {
      const VdAdvisor *advisor = advisors->pdata[i];
      gboolean busy = advisor->state == VD_ADVISOR_RINGING || advisor->state == VD_ADVISOR_TALKING;

      g_assert_cmpint (busy, ==, advisor->contact != NULL);
    }
}

static void
act_at_random (Fixture *fixture, GRand *random, GHashTable *open)
{
  g_autofree char *advisor = g_strdup_printf ("a%d", g_rand_int_range (random, 0, 12));
  const VdAdvisor *known = vd_router_get_advisor (fixture->router, advisor);
  const VdContact *contact = known && known->contact ? vd_router_get_contact (fixture->router, known->contact) : NULL;
  g_autofree char *call = contact ? g_strdup (contact->call) : NULL;
  g_autofree char *id = contact ? g_strdup (contact->id) : NULL;
  g_autofree char *kiosk = contact ? g_strdup (contact->kiosk) : NULL;

  switch (g_rand_int_range (random, 0, 14))
    {
    case 0:
    case 1:
    case 2:
      g_hash_table_add (
          open, g_strdup (join_as (fixture, g_rand_boolean (random) ? "fr" : "es", g_rand_int_range (random, 0, 3))));
      break;
    case 3:
    case 4:
      if (call)
        vd_router_accept (fixture->router, advisor, call, fixture->now_us);
      break;
    case 5:
      if (call)
        vd_router_decline (fixture->router, advisor, call, fixture->now_us);
      break;
    case 6:
    case 7:
      if (id)
        vd_router_hang_up (fixture->router, id, VD_CALL_END_DONE, VD_PARTY_CONSOLE, fixture->now_us);
      break;
    case 8:
      vd_router_advisor_lost (fixture->router, advisor, fixture->now_us);
      break;
    case 9:
    case 10:
      vd_router_advisor_back (fixture->router, advisor, advisor, NULL, fixture->now_us);
      vd_router_set_presence (fixture->router, advisor, g_rand_int_range (random, 0, 5) > 0, fixture->now_us);
      break;
    case 11:
      if (kiosk)
        vd_router_kiosk_lost (fixture->router, kiosk, fixture->now_us);
      break;
    case 12:
      if (kiosk)
        vd_router_kiosk_back (fixture->router, kiosk, fixture->now_us);
      break;
    default:
      if (id && g_rand_boolean (random))
        vd_router_leave (fixture->router, id, VD_CONTACT_END_LEFT, fixture->now_us);
      else if (id)
        vd_router_ring_failed (fixture->router, id, fixture->now_us);
    }
}

static void
drain_into (Fixture *fixture, GHashTable *open, guint *ended)
{
  VdRouterEvent *event;

  while ((event = vd_router_next_event (fixture->router)))
    {
      if (event->kind == VD_ROUTER_CONTACT_ENDED)
        {
          g_assert_true (g_hash_table_remove (open, event->contact));
          (*ended)++;
        }
      vd_router_event_free (event);
    }
}

static void
test_property_nobody_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261124);
  g_autoptr (GHashTable) open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint ended = 0;

  for (guint i = 0; i < 15000; i++)
    {
      g_autoptr (GPtrArray) contacts = NULL;

      act_at_random (fixture, random, open);
      drain_into (fixture, open, &ended);
      if (g_rand_int_range (random, 0, 3) == 0)
        pass (fixture, (guint)g_rand_int_range (random, 0, 12));
      drain_into (fixture, open, &ended);
      check_reservations (fixture);
      contacts = vd_router_list_contacts (fixture->router);
      g_assert_cmpuint (contacts->len, ==, g_hash_table_size (open));
    }
  g_assert_cmpuint (fixture->contacts, >, 2000);
  /* Left alone, with every advisor gone, each contact comes to an end: none waits for ever. */
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *advisor = g_strdup_printf ("a%u", i);

      vd_router_advisor_lost (fixture->router, advisor, fixture->now_us);
    }
  for (guint i = 0; i < 20 && g_hash_table_size (open) > 0; i++)
    {
      pass (fixture, 30);
      drain_into (fixture, open, &ended);
    }
  g_assert_cmpuint (g_hash_table_size (open), ==, 0);
  g_assert_cmpuint (ended, ==, fixture->contacts);
  pass (fixture, 120);
  g_assert_cmpint (vd_router_next_due_us (fixture->router), ==, G_MAXINT64);
}

#define ADD(name, function) g_test_add ("/router/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/router/tables", test_tables);
  ADD ("ring-and-accept", test_ring_and_accept);
  ADD ("unanswered-goes-to-the-next", test_unanswered_goes_to_the_next);
  ADD ("accept-too-late", test_accept_after_the_ring_is_too_late);
  ADD ("decline-rests", test_decline_rests);
  ADD ("all-declined-twice", test_all_declined_twice_ends);
  ADD ("two-misses-pause", test_two_misses_pause);
  ADD ("nobody-is-said", test_nobody_is_said);
  ADD ("order", test_order);
  ADD ("language", test_language_is_a_filter_while_spoken);
  ADD ("lost-kiosk", test_lost_kiosk);
  ADD ("lost-console", test_lost_console);
  ADD ("next-presence", test_next_presence);
  ADD ("failed-rings", test_failed_rings_end);
  ADD ("restored-call", test_restored_call_goes_on);
  ADD ("property/nobody-lost", test_property_nobody_lost);
  return g_test_run ();
}
