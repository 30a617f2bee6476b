/* SPDX-License-Identifier: EUPL-1.2 */
#include "door.h"

#include <string.h>

void
door_set_up (Door *door, gconstpointer unused)
{
  static char *languages[] = { "fr", "en", "es", NULL };

  door->desk = fake_desk_new ();
  door->settings = (VdKioskSettings){
    .desk_url = fake_desk_get_url (door->desk),
    .token = FAKE_TOKEN,
    .ca_file = "",
    .telephone_after_s = 60,
    .default_language = "fr",
    .languages = languages,
    .farewell_s = 1,
    .idle_warning_s = 60,
    .leave_s = 2,
    .camera = "videotestsrc is-live=true pattern=ball",
    .microphone = "audiotestsrc is-live=true wave=ticks",
    .speaker = "fakesink sync=true",
    .width = 320,
    .height = 240,
    .fps = 15,
    .volume = 0.5,
    .document_camera = "videotestsrc is-live=true pattern=checkers-8",
    .document_width = 640,
    .document_height = 480,
    .scanner = "none",
    .scan_helper = "",
  };
  door->kiosk = vd_kiosk_new (&door->settings);
  door->visit = g_object_ref (vd_kiosk_get_visit (door->kiosk));
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  vd_kiosk_stop_finish (VD_KIOSK (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *)data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *)data;
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *)data == NULL;
}

void
door_tear_down (Door *door, gconstpointer unused)
{
  gboolean stopped = FALSE;
  gpointer kiosk = door->kiosk;
  gint64 began_us = g_get_monotonic_time ();

  vd_kiosk_stop_async (door->kiosk, on_stopped, &stopped);
  wait_until (is_true, &stopped, "the kiosk to stop");
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, 5 * G_USEC_PER_SEC);
  g_object_add_weak_pointer (G_OBJECT (door->kiosk), &kiosk);
  g_object_unref (door->kiosk);
  wait_until (is_gone, &kiosk, "the kiosk to be finalised");
  g_object_unref (door->visit);
  fake_desk_free (door->desk);
  g_free (door->settings.desk_url);
}

char *
door_read_fact (Door *door, const char *name)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (door->visit), name);
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) text = G_VALUE_INIT;

  g_assert_nonnull (spec);
  g_value_init (&value, G_PARAM_SPEC_VALUE_TYPE (spec));
  g_object_get_property (G_OBJECT (door->visit), name, &value);
  if (G_VALUE_HOLDS_ENUM (&value))
    {
      g_autoptr (GEnumClass) class = g_type_class_ref (G_VALUE_TYPE (&value));

      return g_strdup (g_enum_get_value (class, g_value_get_enum (&value))->value_nick);
    }
  if (G_VALUE_HOLDS_OBJECT (&value))
    return g_strdup (g_value_get_object (&value) ? "set" : "");
  g_value_init (&text, G_TYPE_STRING);
  g_assert_true (g_value_transform (&value, &text));
  return g_strdup (g_value_get_string (&text) ? g_value_get_string (&text) : "");
}

typedef struct
{
  Door *door;
  const char *name, *value;
} Fact;

static gboolean
is_fact (gpointer data)
{
  Fact *fact = data;
  g_autofree char *value = door_read_fact (fact->door, fact->name);

  return g_strcmp0 (value, fact->value) == 0;
}

void
door_wait_fact (Door *door, const char *name, const char *value)
{
  Fact fact = { door, name, value };
  g_autofree char *what = g_strdup_printf ("“%s” to be “%s”", name, value);

  wait_until (is_fact, &fact, what);
}

void
door_expect_fact (Door *door, const char *name, const char *value)
{
  g_autofree char *is = door_read_fact (door, name);

  if (!g_str_equal (is, value))
    g_error ("“%s” is “%s”, not “%s”", name, is, value);
}

void
door_wait_state (Door *door, VdVisitState state)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (VD_TYPE_VISIT_STATE);

  door_wait_fact (door, "state", g_enum_get_value (class, (int)state)->value_nick);
}

gboolean
door_can (Door *door, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (door->kiosk), action);
}

void
door_act (Door *door, const char *action, GVariant *parameter)
{
  if (!door_can (door, action))
    g_error ("“%s” should be enabled", action);
  vd_kiosk_touched (door->kiosk);
  g_action_group_activate_action (G_ACTION_GROUP (door->kiosk), action, parameter);
}

void
door_open (Door *door)
{
  vd_kiosk_start (door->kiosk);
  door_wait_state (door, VD_VISIT_IDLE);
  door_wait_fact (door, "online", "TRUE");
  door_wait_fact (door, "site", "Agence Test");
}

void
door_begin (Door *door)
{
  door_open (door);
  door_act (door, "begin", g_variant_new_string ("es"));
  door_wait_state (door, VD_VISIT_REASON);
}

void
door_queue (Door *door, const VdMessage *join, const char *contact)
{
  g_autofree char *id = fake_desk_send (
      door->desk, "contact.queued", join->id,
      "{\"contact\":\"%s\",\"ticket\":\"A001\",\"position\":2,\"wait\":{\"min\":3,\"max\":null}}", contact);
}

void
door_join (Door *door)
{
  const VdMessage *join;

  door_begin (door);
  door_act (door, "choose-reason", g_variant_new_string ("benefits"));
  join = fake_desk_expect (door->desk, "contact.join");
  g_assert_cmpstr (json_object_get_string_member (join->body, "reason"), ==, "benefits");
  g_assert_cmpstr (json_object_get_string_member (join->body, "language"), ==, "es");
  door_queue (door, join, "c1");
  door_wait_fact (door, "ticket", "A001");
  door_expect_fact (door, "state", "waiting");
}

void
door_prepare (Door *door, const char *contact, const char *call)
{
  g_autofree char *id =
      fake_desk_send (door->desk, "call.prepare", NULL,
                      "{\"contact\":\"%s\",\"call\":\"%s\",\"ice_servers\":[],\"relay_only\":false}", contact, call);
}

void
door_expect_error (Door *door, const char *code, const char *re)
{
  const VdMessage *error = fake_desk_expect (door->desk, "error");

  g_assert_cmpstr (json_object_get_string_member (error->body, "code"), ==, code);
  if (re)
    g_assert_cmpstr (error->re, ==, re);
}
