/* SPDX-License-Identifier: EUPL-1.2 */
#include "rig.h"

const VdStudioSettings vd_rig_settings = {
  .camera = "videotestsrc is-live=true pattern=ball",
  .microphone = "audiotestsrc is-live=true",
  .speaker = "fakesink sync=true",
  .width = 320,
  .height = 180,
  .fps = 30,
  .echo_canceller = TRUE,
};

static gboolean
on_wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
iterate_until (VdRig *rig, VdCondition condition, guint ms)
{
  gint64 deadline_us = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;
  /* Conditions read counters of other threads: look again even if no event comes. */
  guint wake_id = g_timeout_add (10, on_wake, NULL);
  gboolean is_true = FALSE;

  while (!is_true && g_get_monotonic_time () < deadline_us)
    {
      g_main_context_iteration (NULL, TRUE);
      is_true = condition && condition (rig);
    }
  g_source_remove (wake_id);
  return is_true;
}

void
vd_rig_wait (VdRig *rig, VdCondition condition, guint seconds)
{
  g_assert_true (iterate_until (rig, condition, seconds * 1000));
}

void
vd_rig_let_pass (guint ms)
{
  iterate_until (NULL, NULL, ms);
}

VdDeviceState
vd_rig_get_device (VdRig *rig, const char *name)
{
  VdDeviceState state;

  g_object_get (rig->studio, name, &state, NULL);
  return state;
}

void
vd_rig_wait_device (VdRig *rig, const char *name, VdDeviceState state)
{
  gint64 deadline_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (vd_rig_get_device (rig, name) != state && g_get_monotonic_time () < deadline_us)
    vd_rig_let_pass (10);
  g_assert_cmpint (vd_rig_get_device (rig, name), ==, state);
}

void
vd_rig_wait_state (VdRig *rig, VdCallState state)
{
  gint64 deadline_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (vd_call_get_state (rig->call) != state && g_get_monotonic_time () < deadline_us)
    vd_rig_let_pass (5);
  g_assert_cmpint (vd_call_get_state (rig->call), ==, state);
}

static void
on_answer (const char *sdp, gpointer data)
{
  VdRig *rig = data;
  g_autoptr (GError) error = NULL;

  g_free (rig->answer);
  rig->answer = rig->tamper ? rig->tamper (g_strdup (sdp)) : g_strdup (sdp);
  if (!rig->withhold_answer)
    vd_call_take_answer (rig->call, rig->peer, rig->answer, &error);
}

static void
on_found (guint mline, const char *candidate, gpointer data)
{
  VdRig *rig = data;
  g_autoptr (GError) error = NULL;

  if (vd_call_get_state (rig->call) < VD_CALL_STATE_ENDING)
    vd_call_take_candidate (rig->call, rig->peer, mline, candidate, &error);
}

static void
on_offer (VdCall *call, guint peer, const char *sdp, VdRig *rig)
{
  g_assert_cmpuint (peer, >, rig->peer);
  rig->peer = peer;
  g_free (rig->offer);
  rig->offer = g_strdup (sdp);
  if (rig->is_deaf)
    return;
  if (rig->answerer)
    g_ptr_array_add (rig->past, g_steal_pointer (&rig->answerer));
  rig->answerer = vd_answerer_new (!rig->answerer_listens, on_answer, on_found, rig);
  if (rig->meet)
    rig->meet (rig->answerer, rig->meet_data);
  vd_answerer_take_offer (rig->answerer, sdp);
}

static void
on_candidate (VdCall *call, guint peer, guint mline, const char *candidate, VdRig *rig)
{
  rig->candidates++;
  rig->ends += !*candidate;
  rig->relayed += strstr (candidate, "typ relay") != NULL;
  if (rig->answerer && *candidate && !rig->is_deaf)
    vd_answerer_take_candidate (rig->answerer, mline, candidate);
}

static void
on_state (VdCall *call, GParamSpec *spec, VdRig *rig)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (VD_TYPE_CALL_STATE);

  g_string_append_printf (rig->edges, "%s ", g_enum_get_value (klass, vd_call_get_state (call))->value_nick);
}

void
vd_rig_open (VdRig *rig, const VdStudioSettings *settings)
{
  rig->studio = vd_studio_new (settings);
  vd_studio_open (rig->studio);
}

void
vd_rig_call (VdRig *rig, const VdIceConfig *ice)
{
  rig->past = g_ptr_array_new_with_free_func ((GDestroyNotify)vd_answerer_free);
  rig->edges = g_string_new (NULL);
  rig->peer = 0;
  rig->candidates = 0;
  rig->call = vd_call_new (rig->studio, ice);
  g_signal_connect (rig->call, "offer", G_CALLBACK (on_offer), rig);
  g_signal_connect (rig->call, "candidate", G_CALLBACK (on_candidate), rig);
  g_signal_connect (rig->call, "notify::state", G_CALLBACK (on_state), rig);
}

void
vd_rig_hang_up (VdRig *rig)
{
  if (vd_call_get_state (rig->call) != VD_CALL_STATE_ENDED)
    {
      vd_call_hang_up (rig->call);
      vd_rig_wait_state (rig, VD_CALL_STATE_ENDED);
    }
  g_assert_finalize_object (g_steal_pointer (&rig->call));
  g_clear_pointer (&rig->answerer, vd_answerer_free);
  g_clear_pointer (&rig->offer, g_free);
  g_clear_pointer (&rig->answer, g_free);
  g_clear_pointer (&rig->past, g_ptr_array_unref);
  g_string_free (g_steal_pointer (&rig->edges), TRUE);
}

static gboolean
is_studio_alone (VdRig *rig)
{
  return G_OBJECT (rig->studio)->ref_count == 1;
}

void
vd_rig_close (VdRig *rig)
{
  if (rig->call)
    vd_rig_hang_up (rig);
  vd_studio_close (rig->studio);
  vd_rig_wait (rig, is_studio_alone, 5);
  g_assert_finalize_object (g_steal_pointer (&rig->studio));
  /* The camera's and the sound's pipelines come down in threads; the sanitizer counts what they still hold. */
  vd_rig_let_pass (300);
}

guint
vd_rig_count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir))
    count++;
  return count;
}
