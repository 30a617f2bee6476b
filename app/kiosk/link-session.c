/* SPDX-License-Identifier: EUPL-1.2 */
#include "link-session.h"

void
vd_link_session_forget (VdLinkSession *self)
{
  g_clear_pointer (&self->replay, vd_replay_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->token, g_free);
  self->gaps = 0;
}

VdMessage *
vd_link_session_make_hello (VdLinkSession *self)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "role", "kiosk");
  json_object_set_string_member (body, "version", VD_VERSION);
  if (self->id)
    {
      JsonObject *resume = json_object_new ();

      json_object_set_string_member (resume, "session", self->id);
      json_object_set_string_member (resume, "token", self->token);
      json_object_set_int_member (resume, "seq", (gint64)vd_replay_get_received (self->replay));
      json_object_set_object_member (body, "resume", resume);
    }
  if (!self->replay)
    self->replay = vd_replay_new ();
  return vd_message_new ("hello", NULL, body);
}

gboolean
vd_link_session_take_welcome (VdLinkSession *self, const VdMessage *welcome)
{
  gboolean resumed = json_object_get_boolean_member (welcome->body, "resumed");

  if (resumed && !self->id)
    return FALSE;
  if (!resumed)
    {
      vd_link_session_forget (self);
      self->replay = vd_replay_new ();
    }
  vd_replay_receive (self->replay, welcome);
  g_free (self->id);
  g_free (self->token);
  self->id = g_strdup (json_object_get_string_member (welcome->body, "session"));
  self->token = g_strdup (json_object_get_string_member (welcome->body, "token"));
  return TRUE;
}

void
vd_link_session_take_gap (VdLinkSession *self)
{
  if (self->gaps++ > 0)
    vd_link_session_forget (self);
}

void
vd_link_session_pause (VdLinkSession *self)
{
  if (self->replay && !vd_replay_is_resumable (self->replay))
    vd_link_session_forget (self);
}
