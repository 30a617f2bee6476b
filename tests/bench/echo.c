/* SPDX-License-Identifier: EUPL-1.2 */
/* Echo in simulated rooms: our chain, and webrtcdsp as it comes. One JSON line:
 *   {"kiosk": {"ROOM_erle_db": …, "ROOM_erle_first_3s_db": …, "ROOM_near_kept_db": …}, "peer": {…}} */
#include "echo-run.h"

#include <math.h>

#define SECONDS 24
/* ERLE is told from here on; the near voice begins later, when the canceller has settled. */
#define SETTLED_S 3
#define NEAR_FROM_S 8
#define FAR_DB (-20)
#define NEAR_DB (-26)

static const struct
{
  const char *name;
  VdRoomSettings room;
  guint change_at_s, from_s;
} rooms[] = {
  { "office", { 3, 10, 250, -6, 0, -70, 0 }, 0, SETTLED_S },
  { "hall", { 4, 40, 400, -6, 0, -70, 0 }, 0, SETTLED_S },
  { "drift_100ppm", { 3, 10, 250, -6, 100, -70, 0 }, 0, SETTLED_S },
  { "changed", { 3, 10, 250, -6, 0, -70, 0 }, 10, 13 },
  { "late_120ms", { 3, 120, 250, -6, 0, -70, 0 }, 0, SETTLED_S },
  { "late_250ms", { 4, 250, 400, -6, 0, -70, 0 }, 0, SETTLED_S },
  { "loud_bent", { 3, 10, 250, 0, 0, -70, 0.5 }, 0, SETTLED_S },
};

/* Whatever the chain has set, back to how the element comes. */
static void
undo_settings (GstElement *canceller)
{
  guint n_specs;
  g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (canceller), &n_specs);

  for (guint i = 0; i < n_specs; i++)
    if (specs[i]->owner_type == G_OBJECT_TYPE (canceller) && !g_str_equal (specs[i]->name, "probe"))
      g_object_set_property (G_OBJECT (canceller), specs[i]->name, g_param_spec_get_default_value (specs[i]));
}

static void
tell (GString *json, const char *room, const char *figure, double value)
{
  g_string_append_printf (json, "%s\"%s_%s\": %.1f", json->str[json->len - 1] == '{' ? "" : ", ", room, figure, value);
}

static void
measure (GString *json, guint i, const gint16 *far, const gint16 *near, gboolean is_peer)
{
  VdEchoRun run = { .room = rooms[i].room, .seconds = SECONDS, .far = far, .change_at_s = rooms[i].change_at_s };
  VdEchoResult single, both, alone;

  run.prepare = is_peer ? undo_settings : NULL;
  run.is_unaligned = is_peer;
  single = vd_echo_run (&run);
  run.near = near;
  both = vd_echo_run (&run);
  run.far = NULL;
  alone = vd_echo_run (&run);
  tell (json, rooms[i].name, "erle_db", vd_echo_erle_db (&single, rooms[i].from_s, SECONDS));
  tell (json, rooms[i].name, "erle_first_3s_db", vd_echo_erle_db (&single, 0, SETTLED_S));
  tell (json, rooms[i].name, "near_kept_db", vd_echo_kept_db (alone.sent, both.sent, NEAR_FROM_S, SECONDS));
  vd_echo_result_clear (&single);
  vd_echo_result_clear (&both);
  vd_echo_result_clear (&alone);
}

int
main (int argc, char **argv)
{
  g_autofree gint16 *far = vd_room_speak (1, 190, FAR_DB, SECONDS * VD_ROOM_RATE);
  g_autofree gint16 *near = vd_room_speak (2, 115, NEAR_DB, SECONDS * VD_ROOM_RATE);
  g_autoptr (GString) json = g_string_new ("{");

  gst_init (&argc, &argv);
  for (guint i = 0; i < NEAR_FROM_S * VD_ROOM_RATE; i++)
    near[i] = 0;
  for (int is_peer = FALSE; is_peer <= TRUE; is_peer++)
    {
      g_string_append (json, is_peer ? "}, \"peer\": {" : "\"kiosk\": {");
      for (guint i = 0; i < G_N_ELEMENTS (rooms); i++)
        {
          g_printerr ("%s: %s\n", is_peer ? "webrtcdsp as it comes" : "ours", rooms[i].name);
          measure (json, i, far, near, is_peer);
        }
    }
  g_print ("%s}}\n", json->str);
  return 0;
}
