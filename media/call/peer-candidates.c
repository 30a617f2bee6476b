/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "candidate.h"
#include "peer-private.h"

/* libnice 0.1.21 nominates the best of the first two pairs that work, for good (conncheck.c, regular nomination). Where
 * packets get lost, or a NAT opens only for the second one, the first two are often those of the relay, which then
 * carries a call that had a direct way. So what leads through a relay is kept back, ours and theirs, until a direct
 * pair is nominated (alone, it is not at once) or a while has passed; it costs nothing, because the console rings
 * meanwhile. */

#define MAX_EARLY_CANDIDATES 64 /* before the answer is in place; a browser with many interfaces sends about 20 */
#define MAX_CANDIDATES 128      /* in all: libnice makes a pair of each with each of ours, and tries them in turn */

typedef struct
{
  guint mline;
  char *text;
} Candidate;

static Candidate *
candidate_new (guint mline, const char *text)
{
  Candidate *self = g_new (Candidate, 1);

  *self = (Candidate){ mline, g_strdup (text) };
  return self;
}

static void
candidate_free (gpointer data)
{
  Candidate *self = data;

  g_free (self->text);
  g_free (self);
}

void
vd_peer_init_candidates (VdPeer *self)
{
  self->theirs = g_ptr_array_new_with_free_func (g_free);
  self->ours = g_ptr_array_new_with_free_func (candidate_free);
}

void
vd_peer_clear_candidates (VdPeer *self)
{
  g_clear_handle_id (&self->hold_id, g_source_remove);
  g_clear_pointer (&self->theirs, g_ptr_array_unref);
  g_clear_pointer (&self->ours, g_ptr_array_unref);
}

/* That there are no more comes after those that are kept back. With everything in one bundle, all candidates belong to
 * line 0. */
static gboolean
is_held (VdPeer *self, const char *text)
{
  return self->hold_relays_ms > 0 && (*text == '\0' || vd_candidate_is_relay (text));
}

static void
pass_theirs (VdPeer *self, const char *text)
{
  if (self->is_remote_set && !is_held (self, text))
    g_signal_emit_by_name (self->wire->webrtc, "add-ice-candidate", 0u, text);
  else
    g_ptr_array_add (self->theirs, g_strdup (text));
}

void
vd_peer_tell_candidate (VdPeer *self, guint mline, const char *text)
{
  if (is_held (self, text))
    g_ptr_array_add (self->ours, candidate_new (mline, text));
  else
    g_signal_emit_by_name (self, "candidate", mline, text);
}

static void
pass_all_theirs (VdPeer *self)
{
  g_autoptr (GPtrArray) theirs = g_steal_pointer (&self->theirs);

  self->theirs = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < theirs->len; i++)
    pass_theirs (self, g_ptr_array_index (theirs, i));
}

void
vd_peer_release_relays (VdPeer *self)
{
  g_autoptr (VdPeer) owner = g_object_ref (self);
  g_autoptr (GPtrArray) ours = NULL;

  g_clear_handle_id (&self->hold_id, g_source_remove);
  if (self->state == VD_PEER_STATE_CLOSED || self->hold_relays_ms == 0)
    return;
  self->hold_relays_ms = 0;
  pass_all_theirs (self);
  ours = g_steal_pointer (&self->ours);
  self->ours = g_ptr_array_new_with_free_func (candidate_free);
  /* Whoever is told may close this peer. */
  for (guint i = 0; i < ours->len && self->state != VD_PEER_STATE_CLOSED; i++)
    {
      const Candidate *candidate = g_ptr_array_index (ours, i);

      vd_peer_tell_candidate (self, candidate->mline, candidate->text);
    }
}

static void
on_hold_over (gpointer data)
{
  VdPeer *self = data;

  self->hold_id = 0;
  vd_peer_release_relays (self);
}

void
vd_peer_begin_checks (VdPeer *self)
{
  self->is_remote_set = TRUE;
  pass_all_theirs (self);
  if (self->hold_relays_ms > 0)
    self->hold_id = g_timeout_add_once (self->hold_relays_ms, on_hold_over, self);
}

gboolean
vd_peer_take_candidate (VdPeer *self, guint mline, const char *candidate, GError **error)
{
  VdCandidateVerdict verdict = vd_candidate_judge (candidate);

  if (self->state == VD_PEER_STATE_CLOSED || self->state == VD_PEER_STATE_STARTING)
    {
      g_set_error (error, VD_CALL_ERROR, VD_CALL_ERROR_STALE, "peer %u takes no candidates", self->number);
      return FALSE;
    }
  if (verdict == VD_CANDIDATE_IGNORE)
    return TRUE;
  if (verdict == VD_CANDIDATE_BAD || self->theirs->len >= MAX_EARLY_CANDIDATES || self->n_candidates >= MAX_CANDIDATES)
    {
      g_set_error (error, VD_CALL_ERROR, VD_CALL_ERROR_BAD_CANDIDATE,
                   verdict == VD_CANDIDATE_BAD ? "not a candidate" : "too many candidates");
      return FALSE;
    }
  self->n_candidates++;
  pass_theirs (self, candidate);
  return TRUE;
}
