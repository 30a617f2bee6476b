/* SPDX-License-Identifier: EUPL-1.2 */
#include "visit.h"

#include <string.h>

/* Written down again, apart from the table under test: from, to. */
static const VdVisitState legal[][2] = {
  { VD_VISIT_STARTING, VD_VISIT_IDLE },       { VD_VISIT_STARTING, VD_VISIT_OUT_OF_ORDER },
  { VD_VISIT_IDLE, VD_VISIT_REASON },         { VD_VISIT_IDLE, VD_VISIT_OUT_OF_ORDER },
  { VD_VISIT_OUT_OF_ORDER, VD_VISIT_IDLE },   { VD_VISIT_REASON, VD_VISIT_IDLE },
  { VD_VISIT_REASON, VD_VISIT_WAITING },      { VD_VISIT_REASON, VD_VISIT_FAREWELL },
  { VD_VISIT_WAITING, VD_VISIT_CONNECTING },  { VD_VISIT_WAITING, VD_VISIT_FAREWELL },
  { VD_VISIT_CONNECTING, VD_VISIT_TALKING },  { VD_VISIT_CONNECTING, VD_VISIT_WAITING },
  { VD_VISIT_CONNECTING, VD_VISIT_FAREWELL }, { VD_VISIT_TALKING, VD_VISIT_FRAMING },
  { VD_VISIT_TALKING, VD_VISIT_FAREWELL },    { VD_VISIT_FRAMING, VD_VISIT_REVIEW },
  { VD_VISIT_FRAMING, VD_VISIT_TALKING },     { VD_VISIT_FRAMING, VD_VISIT_FAREWELL },
  { VD_VISIT_REVIEW, VD_VISIT_FRAMING },      { VD_VISIT_REVIEW, VD_VISIT_SENDING },
  { VD_VISIT_REVIEW, VD_VISIT_CORNERS },      { VD_VISIT_CORNERS, VD_VISIT_REVIEW },
  { VD_VISIT_CORNERS, VD_VISIT_TALKING },     { VD_VISIT_CORNERS, VD_VISIT_FAREWELL },
  { VD_VISIT_REVIEW, VD_VISIT_TALKING },      { VD_VISIT_REVIEW, VD_VISIT_FAREWELL },
  { VD_VISIT_SENDING, VD_VISIT_TALKING },     { VD_VISIT_SENDING, VD_VISIT_REVIEW },
  { VD_VISIT_SENDING, VD_VISIT_FRAMING },     { VD_VISIT_SENDING, VD_VISIT_FAREWELL },
  { VD_VISIT_FAREWELL, VD_VISIT_IDLE },
};
#define N_STATES (VD_VISIT_OUT_OF_ORDER + 1)

static gboolean
is_legal (VdVisitState from, VdVisitState to)
{
  for (guint i = 0; i < G_N_ELEMENTS (legal); i++)
    {
      if (legal[i][0] == from && legal[i][1] == to)
        return TRUE;
    }
  return FALSE;
}

/* A visit brought to @state over the shortest legal way. */
static VdVisit *
visit_in (VdVisitState state)
{
  static const VdVisitState way[] = { VD_VISIT_IDLE,       VD_VISIT_REASON,  VD_VISIT_WAITING,
                                      VD_VISIT_CONNECTING, VD_VISIT_TALKING, VD_VISIT_FRAMING,
                                      VD_VISIT_REVIEW,     VD_VISIT_CORNERS, VD_VISIT_REVIEW,
                                      VD_VISIT_SENDING,    VD_VISIT_FAREWELL };
  VdVisit *visit = vd_visit_new ("fr");

  if (state == VD_VISIT_OUT_OF_ORDER)
    g_assert_true (vd_visit_move (visit, VD_VISIT_OUT_OF_ORDER, "test"));
  for (guint i = 0; vd_visit_get_state (visit) != state; i++)
    g_assert_true (vd_visit_move (visit, way[i], "test"));
  return visit;
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_lifecycle (void)
{
  VdVisit *visit = vd_visit_new ("fr");

  g_assert_cmpint (vd_visit_get_state (visit), ==, VD_VISIT_STARTING);
  g_object_run_dispose (G_OBJECT (visit));
  g_assert_finalize_object (visit);
}

static void
test_every_pair (void)
{
  for (VdVisitState from = 0; from < N_STATES; from++)
    {
      for (VdVisitState to = 0; to < N_STATES; to++)
        {
          g_autoptr (VdVisit) visit = visit_in (from);
          guint notified = 0;

          g_signal_connect_swapped (visit, "notify::state", G_CALLBACK (count), &notified);
          g_assert_cmpint (vd_visit_can_move (from, to), ==, is_legal (from, to));
          if (!is_legal (from, to))
            g_test_expect_message ("vd-visit", G_LOG_LEVEL_WARNING, "refused: *");
          g_assert_cmpint (vd_visit_move (visit, to, "test"), ==, is_legal (from, to));
          g_test_assert_expected_messages ();
          g_assert_cmpint (vd_visit_get_state (visit), ==, is_legal (from, to) ? to : from);
          g_assert_cmpuint (notified, ==, is_legal (from, to) ? 1 : 0);
        }
    }
  g_assert_false (vd_visit_can_move (N_STATES, VD_VISIT_IDLE));
  g_assert_false (vd_visit_can_move (VD_VISIT_IDLE, N_STATES));
  g_assert_false (vd_visit_can_move ((VdVisitState)-1, (VdVisitState)-1));
}

static void
test_notifies_changes_only (void)
{
  g_autoptr (VdVisit) visit = vd_visit_new ("fr");
  guint notified = 0;

  g_signal_connect_swapped (visit, "notify::ticket", G_CALLBACK (count), &notified);
  g_object_set (visit, "ticket", "A001", NULL);
  g_object_set (visit, "ticket", "A001", NULL);
  g_assert_cmpuint (notified, ==, 1);
}

/* Gives every writable fact a value that is not the one it starts with. */
static void
fill (VdVisit *visit)
{
  guint n;
  g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (visit), &n);

  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;
      GType type = G_PARAM_SPEC_VALUE_TYPE (specs[i]);

      if (!(specs[i]->flags & G_PARAM_WRITABLE) || (specs[i]->flags & G_PARAM_CONSTRUCT_ONLY) ||
          g_type_is_a (type, G_TYPE_OBJECT))
        continue;
      g_value_init (&value, type);
      g_value_copy (g_param_spec_get_default_value (specs[i]), &value);
      if (type == G_TYPE_BOOLEAN)
        g_value_set_boolean (&value, !g_value_get_boolean (&value));
      else if (type == G_TYPE_UINT)
        g_value_set_uint (&value, 7);
      else if (type == G_TYPE_UINT64)
        g_value_set_uint64 (&value, 7);
      else if (type == G_TYPE_INT)
        g_value_set_int (&value, 7);
      else if (type == G_TYPE_DOUBLE)
        g_value_set_double (&value, 0.5);
      else if (type == G_TYPE_STRING)
        g_value_set_static_string (&value, "es");
      else if (type == G_TYPE_STRV)
        g_value_take_boxed (&value, g_strdupv ((char *[]){ "other", NULL }));
      else if (G_TYPE_IS_ENUM (type))
        g_value_set_enum (&value, 1);
      else
        g_assert_not_reached ();
      g_object_set_property (G_OBJECT (visit), specs[i]->name, &value);
    }
}

/* TRUE if the fact has the value it starts with. */
static gboolean
is_fresh (VdVisit *visit, const char *name)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (visit), name);
  g_auto (GValue) value = G_VALUE_INIT;

  g_assert_nonnull (spec);
  g_value_init (&value, G_PARAM_SPEC_VALUE_TYPE (spec));
  g_object_get_property (G_OBJECT (visit), name, &value);
  if (g_str_equal (name, "language"))
    return g_str_equal (g_value_get_string (&value), "fr");
  return g_param_value_defaults (spec, &value);
}

static const char *const lives_on[] = { "online",
                                        "desk-state",
                                        "desk-waiting",
                                        "desk-wait-min",
                                        "desk-wait-max",
                                        "opens-at",
                                        "reasons",
                                        "site",
                                        "camera-state",
                                        "microphone-state",
                                        "speaker-state",
                                        "document-camera-missing",
                                        "scanner-available",
                                        NULL };
static const char *const lives_a_visit[] = { "language", "end", "papers-sent", "pages-sent", "receipts", "erased", NULL };

static void
check_erased (VdVisit *visit, gboolean farewell)
{
  guint n;
  g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (visit), &n);

  for (guint i = 0; i < n; i++)
    {
      const char *name = specs[i]->name;
      gboolean kept = g_strv_contains (lives_on, name) || (farewell && g_strv_contains (lives_a_visit, name));

      if (!(specs[i]->flags & G_PARAM_WRITABLE) || (specs[i]->flags & G_PARAM_CONSTRUCT_ONLY) ||
          g_type_is_a (G_PARAM_SPEC_VALUE_TYPE (specs[i]), G_TYPE_OBJECT))
        continue;
      if (is_fresh (visit, name) == kept)
        g_error ("%s: should %s the end of the visit", name, kept ? "outlive" : "not outlive");
    }
}

static void
test_erases (void)
{
  g_autoptr (VdVisit) visit = visit_in (VD_VISIT_SENDING);
  g_autoptr (VdFeed) feed = vd_feed_new ();
  g_autoptr (VdFeed) left = NULL;

  fill (visit);
  g_object_set (visit, "remote-view", feed, "self-view", feed, "paper-view", feed, NULL);
  g_assert_true (vd_visit_move (visit, VD_VISIT_FAREWELL, "test"));
  check_erased (visit, TRUE);
  g_object_get (visit, "remote-view", &left, NULL);
  g_assert_null (left);
  g_assert_cmpuint (G_OBJECT (feed)->ref_count, ==, 1);
  g_assert_true (vd_visit_move (visit, VD_VISIT_IDLE, "test"));
  check_erased (visit, FALSE);
}

/* Whoever hears of the new state must not read the last visitor's facts. */
static void
on_idle_seen (VdVisit *visit, GParamSpec *pspec, gboolean *seen)
{
  check_erased (visit, FALSE);
  *seen = TRUE;
}

static void
test_erased_before_told (void)
{
  g_autoptr (VdVisit) visit = visit_in (VD_VISIT_FAREWELL);
  gboolean seen = FALSE;

  fill (visit);
  g_signal_connect (visit, "notify::state", G_CALLBACK (on_idle_seen), &seen);
  g_assert_true (vd_visit_move (visit, VD_VISIT_IDLE, "test"));
  g_assert_true (seen);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/visit/lifecycle", test_lifecycle);
  g_test_add_func ("/visit/every-pair", test_every_pair);
  g_test_add_func ("/visit/notifies-changes-only", test_notifies_changes_only);
  g_test_add_func ("/visit/erases", test_erases);
  g_test_add_func ("/visit/erased-before-told", test_erased_before_told);
  return g_test_run ();
}
