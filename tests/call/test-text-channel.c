/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "rig.h"

/* Text beside voice and video in one call, with the in-process answerer. */
typedef struct
{
  guint open_peer; /* 0: none */
  guint opened, closed;
  GString *came;
} Heard;

static void
on_open (VdCall *call, guint peer, gboolean is_open, Heard *heard)
{
  heard->opened += is_open;
  heard->closed += !is_open;
  if (is_open)
    heard->open_peer = peer;
  else if (heard->open_peer == peer)
    heard->open_peer = 0;
}

static void
on_text (VdCall *call, guint peer, const char *text, Heard *heard)
{
  g_string_append_printf (heard->came, "%u:%s ", peer, text);
}

static void
begin (VdRig *rig, Heard *heard)
{
  heard->came = g_string_new ("");
  vd_rig_open (rig, &vd_rig_settings);
  vd_rig_call (rig, NULL);
  g_object_set_data (G_OBJECT (rig->call), "heard", heard);
  g_signal_connect (rig->call, "text-open", G_CALLBACK (on_open), heard);
  g_signal_connect (rig->call, "text", G_CALLBACK (on_text), heard);
}

static Heard *
get_heard (VdRig *rig)
{
  return g_object_get_data (G_OBJECT (rig->call), "heard");
}

static void
end (VdRig *rig, Heard *heard)
{
  vd_rig_close (rig);
  g_string_free (heard->came, TRUE);
}

static gboolean
is_open_at_both (VdRig *rig)
{
  return rig->answerer && get_heard (rig)->open_peer == rig->peer && vd_answerer_has_text (rig->answerer);
}

static gboolean
is_open_there (VdRig *rig)
{
  return rig->answerer && vd_answerer_has_text (rig->answerer);
}

static gboolean
is_second_open (VdRig *rig)
{
  return rig->peer == 2 && is_open_at_both (rig);
}

static gboolean
has_come (VdRig *rig)
{
  return get_heard (rig)->came->len > 0;
}

static gboolean
has_arrived (VdRig *rig)
{
  return *vd_answerer_get_text (rig->answerer) != '\0';
}

static gboolean
has_media (VdRig *rig)
{
  return vd_call_get_figures (rig->call).frames_shown > 5 && vd_answerer_get_pictures (rig->answerer) > 5;
}

static void
test_both_ways (void)
{
  VdRig rig = { 0 };
  Heard heard = { 0 };
  const char *line = "Ça va ?\xE2\x80\xA8\bé👨‍👩‍👧";
  g_autofree char *expected = g_strdup_printf ("1:%s ", line);

  begin (&rig, &heard);
  vd_call_open_gates (rig.call);
  vd_rig_wait (&rig, is_open_at_both, 20);
  vd_answerer_send_text (rig.answerer, line);
  vd_rig_wait (&rig, has_come, 10);
  g_assert_cmpstr (heard.came->str, ==, expected);
  vd_call_send_text (rig.call, 1, line);
  vd_call_send_text (rig.call, 2, "to nobody");
  vd_rig_wait (&rig, has_arrived, 10);
  g_assert_cmpstr (vd_answerer_get_text (rig.answerer), ==, line);
  vd_rig_wait (&rig, has_media, 20);
  end (&rig, &heard);
  g_assert_cmpuint (heard.opened, ==, 1);
  g_assert_cmpuint (heard.closed, ==, 1);
}

/* A party that is rude writes before the call is answered: nothing of it is taken, and nothing of ours goes. */
static void
test_gates (void)
{
  VdRig rig = { 0 };
  Heard heard = { 0 };

  begin (&rig, &heard);
  vd_rig_wait_state (&rig, VD_CALL_STATE_READY);
  vd_rig_wait (&rig, is_open_there, 20);
  vd_answerer_send_text (rig.answerer, "too early");
  vd_call_send_text (rig.call, 1, "too early");
  vd_rig_let_pass (500);
  g_assert_cmpstr (heard.came->str, ==, "");
  g_assert_cmpstr (vd_answerer_get_text (rig.answerer), ==, "");
  g_assert_cmpuint (heard.opened, ==, 0);
  vd_call_open_gates (rig.call);
  vd_rig_wait (&rig, is_open_at_both, 10);
  end (&rig, &heard);
}

/* The channel opens while the main thread is busy, and the gates are opened before it hears of that. */
static void
test_opens_with_the_gates (void)
{
  VdRig rig = { 0 };
  Heard heard = { 0 };

  begin (&rig, &heard);
  vd_rig_wait_state (&rig, VD_CALL_STATE_READY);
  g_usleep (G_USEC_PER_SEC);
  vd_call_open_gates (rig.call);
  vd_rig_wait (&rig, is_open_at_both, 10);
  vd_rig_let_pass (300);
  g_assert_cmpuint (heard.opened, ==, 1);
  end (&rig, &heard);
}

static void
test_replaced_peer (void)
{
  VdRig rig = { 0 };
  Heard heard = { 0 };

  begin (&rig, &heard);
  vd_call_open_gates (rig.call);
  vd_rig_wait (&rig, is_open_at_both, 20);
  vd_rig_wait (&rig, has_media, 20);
  vd_call_renew (rig.call);
  vd_rig_wait (&rig, is_second_open, 20);
  vd_answerer_send_text (rig.answerer, "encore");
  vd_rig_wait (&rig, has_come, 10);
  g_assert_cmpstr (heard.came->str, ==, "2:encore ");
  end (&rig, &heard);
  g_assert_cmpuint (heard.opened, ==, 2);
  g_assert_cmpuint (heard.closed, ==, 2);
}

/* The other side goes without a word, data channel first: an error of SCTP, of which the call knows nothing. */
static void
test_gone (void)
{
  VdRig rig = { 0 };
  Heard heard = { 0 };

  begin (&rig, &heard);
  vd_call_open_gates (rig.call);
  vd_rig_wait (&rig, is_open_at_both, 20);
  vd_answerer_freeze (rig.answerer);
  vd_rig_let_pass (1500);
  vd_call_send_text (rig.call, 1, "is anybody there?");
  g_assert_cmpint (vd_call_get_state (rig.call), ==, VD_CALL_STATE_TALKING);
  end (&rig, &heard);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/text-channel/both-ways", test_both_ways);
  g_test_add_func ("/call/text-channel/gates", test_gates);
  g_test_add_func ("/call/text-channel/opens-with-the-gates", test_opens_with_the_gates);
  g_test_add_func ("/call/text-channel/replaced-peer", test_replaced_peer);
  g_test_add_func ("/call/text-channel/gone", test_gone);
  return g_test_run ();
}
