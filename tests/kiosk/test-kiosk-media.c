/* SPDX-License-Identifier: EUPL-1.2 */
#include "studio-private.h"
#include "talk.h"

/* What the advisor is told of the visitor's camera and microphone, and whose doing it is. */

static void
expect_media (Talk *talk, const char *what, gboolean on, const char *why)
{
  g_autofree char *member = g_strconcat (what, "_why", NULL);
  const VdMessage *media;

  do
    media = fake_desk_expect (talk->door.desk, "call.media");
  while (json_object_get_boolean_member (media->body, what) != on);
  g_assert_cmpstr (json_object_get_string_member_with_default (media->body, member, NULL), ==, why);
}

static void
break_down (Talk *talk, const char *state, VdDeviceState broken)
{
  g_object_set (talk->door.visit, state, broken, NULL);
  vd_kiosk_tell_media (talk->door.kiosk);
}

static void
test_by_hand (Talk *talk, gconstpointer unused)
{
  talk_begin (talk);
  expect_media (talk, "camera", TRUE, NULL);
  door_act (&talk->door, "toggle-camera", NULL);
  expect_media (talk, "camera", FALSE, NULL);
  /* Off by hand stays so, whatever becomes of the device meanwhile. */
  break_down (talk, "camera-state", VD_DEVICE_STATE_MISSING);
  expect_media (talk, "camera", FALSE, NULL);
}

static void
test_device (Talk *talk, gconstpointer unused)
{
  talk_begin (talk);
  expect_media (talk, "camera", TRUE, NULL);
  break_down (talk, "camera-state", VD_DEVICE_STATE_FAILED);
  expect_media (talk, "camera", FALSE, "device");
  break_down (talk, "camera-state", VD_DEVICE_STATE_WORKING);
  expect_media (talk, "camera", TRUE, NULL);
  break_down (talk, "microphone-state", VD_DEVICE_STATE_MISSING);
  expect_media (talk, "microphone", FALSE, "device");
  break_down (talk, "camera-state", VD_DEVICE_STATE_UNUSED); /* the kiosk has none */
  expect_media (talk, "camera", FALSE, "device");
  /* One that is only being opened is not broken. */
  break_down (talk, "microphone-state", VD_DEVICE_STATE_CLOSED);
  expect_media (talk, "microphone", TRUE, NULL);
}

/* The narrowest line of a call decides: one beside the real peer's. */
static const int narrow;

static gboolean
is_paused (gpointer data)
{
  static const VdLineNews news = { .target_bps = 100000, .is_heard = TRUE };
  VdKiosk *kiosk = ((Talk *)data)->door.kiosk;

  vd_uplink_tell (vd_studio_get_uplink (kiosk->studio), &narrow, &news);
  return vd_call_is_video_paused (kiosk->call);
}

/* No room for a picture: nobody turned the camera off, and nobody is told so. */
static void
test_narrow_line (Talk *talk, gconstpointer unused)
{
  talk_begin (talk);
  expect_media (talk, "camera", TRUE, NULL);
  vd_uplink_join (vd_studio_get_uplink (talk->door.kiosk->studio), &narrow);
  wait_until (is_paused, talk, "the picture to give way to the voice");
  expect_media (talk, "camera", FALSE, "line");
  vd_uplink_leave (vd_studio_get_uplink (talk->door.kiosk->studio), &narrow);
}

/* The desk was restarted and knows the call: what the visitor muted meanwhile is told again. */
static void
test_muted_while_restarted (Talk *talk, gconstpointer unused)
{
  const VdMessage *media;

  talk_begin (talk);
  fake_desk_set_visit (talk->door.desk, "{\"contact\":\"c1\",\"ticket\":\"A001\",\"state\":\"talking\",\"call\":\"k1\","
                                        "\"papers\":[]}");
  fake_desk_restart (talk->door.desk);
  door_wait_fact (&talk->door, "online", "FALSE");
  door_act (&talk->door, "toggle-microphone", NULL);
  door_wait_fact (&talk->door, "online", "TRUE");
  do
    media = fake_desk_expect (talk->door.desk, "call.media");
  while (json_object_get_boolean_member (media->body, "microphone"));
  door_expect_fact (&talk->door, "state", "talking");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/kiosk-media/" name, Talk, NULL, talk_set_up, test, talk_tear_down)
  ADD ("by-hand", test_by_hand);
  ADD ("device", test_device);
  ADD ("narrow-line", test_narrow_line);
  ADD ("muted-while-restarted", test_muted_while_restarted);
  return g_test_run ();
}
