/* SPDX-License-Identifier: EUPL-1.2 */
#include "talk.h"

#include <string.h>

const char *
talk_text (const VdMessage *message, const char *member)
{
  return json_object_get_string_member (message->body, member);
}

/* Another digit in each fingerprint: all comes up, but it is somebody else. */
static void
forge (char *sdp)
{
  for (char *at = sdp; (at = strstr (at, "sha-256 ")); at++)
    at[8] = at[8] == 'A' ? 'B' : 'A';
}

static void
on_answer (const char *sdp, gpointer data)
{
  Talk *talk = data;
  g_autofree char *told = g_strdup (sdp);
  JsonObject *body = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *json = NULL;
  g_autofree char *id = NULL;

  json_object_set_string_member (body, "call", talk->call);
  json_object_set_int_member (body, "peer", talk->peer);
  if (talk->is_forged)
    forge (told);
  json_object_set_string_member (body, "sdp", told);
  json_node_take_object (node, body);
  json = json_to_string (node, FALSE);
  id = fake_desk_send (talk->door.desk, "call.answer", NULL, "%s", json);
}

static void
on_candidate (guint mline, const char *candidate, gpointer data)
{
  Talk *talk = data;
  g_autofree char *id = fake_desk_send (talk->door.desk, "call.candidate", NULL,
                                        "{\"call\":\"%s\",\"peer\":%u,\"mline\":%u,\"candidate\":\"%s\"}", talk->call,
                                        talk->peer, mline, candidate);
}

static gboolean
on_pass_candidates (gpointer data)
{
  Talk *talk = data;

  for (; talk->passed < fake_desk_count (talk->door.desk, "call.candidate"); talk->passed++)
    {
      const VdMessage *message = fake_desk_expect (talk->door.desk, "call.candidate");

      if (talk->guest && g_strcmp0 (talk_text (message, "call"), talk->guest_call) == 0)
        {
          if (*talk_text (message, "candidate"))
            vd_answerer_take_candidate (talk->guest, (guint)json_object_get_int_member (message->body, "mline"),
                                        talk_text (message, "candidate"));
          continue;
        }
      if ((guint)json_object_get_int_member (message->body, "peer") == talk->peer && *talk_text (message, "candidate"))
        vd_answerer_take_candidate (talk->advisor, (guint)json_object_get_int_member (message->body, "mline"),
                                    talk_text (message, "candidate"));
    }
  return G_SOURCE_CONTINUE;
}

void
talk_set_up (Talk *talk, gconstpointer unused)
{
  door_set_up (&talk->door, NULL);
}

void
talk_tear_down (Talk *talk, gconstpointer unused)
{
  g_clear_handle_id (&talk->passer, g_source_remove);
  door_tear_down (&talk->door, NULL);
  g_clear_pointer (&talk->advisor, vd_answerer_free);
  g_clear_pointer (&talk->guest, vd_answerer_free);
  g_free (talk->guest_call);
  g_free (talk->call);
}

void
talk_take_offer (Talk *talk, const VdMessage *offer)
{
  talk->peer = (guint)json_object_get_int_member (offer->body, "peer");
  g_clear_pointer (&talk->advisor, vd_answerer_free);
  talk->advisor = vd_answerer_new (TRUE, on_answer, on_candidate, talk);
  vd_answerer_take_offer (talk->advisor, talk_text (offer, "sdp"));
}

void
talk_ring (Talk *talk, const char *contact, const char *call)
{
  const VdMessage *offer;

  g_free (talk->call);
  talk->call = g_strdup (call);
  door_prepare (&talk->door, contact, call);
  offer = fake_desk_expect (talk->door.desk, "call.offer");
  g_assert_cmpstr (talk_text (offer, "call"), ==, call);
  talk_take_offer (talk, offer);
  if (!talk->passer)
    talk->passer = g_timeout_add (20, on_pass_candidates, talk);
  door_expect_fact (&talk->door, "ringing", "TRUE");
}

void
talk_accept (Talk *talk)
{
  g_autofree char *id = fake_desk_send (talk->door.desk, "call.accepted", NULL,
                                        "{\"call\":\"%s\",\"advisor\":{\"name\":\"Camille\"}}", talk->call);

  door_wait_state (&talk->door, VD_VISIT_TALKING);
}

void
talk_begin (Talk *talk)
{
  door_join (&talk->door);
  talk_ring (talk, "c1", "k1");
  talk_accept (talk);
}
