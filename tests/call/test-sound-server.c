/* SPDX-License-Identifier: EUPL-1.2 */
/* Hot plug with a sound server of the test's own: null sinks are its loudspeakers, remapped monitors its microphones.
 */
#include "rig.h"

#include <gio/gio.h>

typedef struct
{
  GSubprocess *server;
  char *folder;
} Server;

/* What @line prints; the test fails if it fails. */
static char *
run (const char *line)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autoptr (GSubprocess) process = NULL;
  char *out = NULL;

  process = g_subprocess_newv ((const char *const *)words, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  return g_strstrip (out);
}

static char *
load (const char *module)
{
  g_autofree char *line = g_strconcat ("pactl load-module ", module, NULL);

  return run (line);
}

static void
unload (const char *number)
{
  g_autofree char *line = g_strconcat ("pactl unload-module ", number, NULL);

  g_free (run (line));
}

static void
start (Server *self)
{
  g_autofree char *socket = NULL;
  g_autofree char *module = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("visiodesk-sound-XXXXXX", NULL);
  socket = g_build_filename (self->folder, "native", NULL);
  module = g_strdup_printf ("module-native-protocol-unix auth-anonymous=1 socket=%s", socket);
  address = g_strconcat ("unix:", socket, NULL);
  g_setenv ("PULSE_SERVER", address, TRUE);
  g_setenv ("PULSE_RUNTIME_PATH", self->folder, TRUE);
  g_setenv ("XDG_CONFIG_HOME", self->folder, TRUE);
  /* It must not outlive a test that is killed. */
  self->server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "setpriv", "--pdeathsig", "KILL",
                                   "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
                                   "--disable-shm=yes", "-L", module, NULL);
  g_assert_no_error (error);
  for (guint i = 0; i < 2000 && !g_file_test (socket, G_FILE_TEST_EXISTS); i++)
    vd_rig_let_pass (10);
  g_assert_true (g_file_test (socket, G_FILE_TEST_EXISTS));
}

static void
end (Server *self)
{
  g_autofree char *line = g_strconcat ("rm -rf ", self->folder, NULL);

  g_subprocess_force_exit (self->server);
  g_subprocess_wait (self->server, NULL, NULL);
  g_free (run (line));
  g_object_unref (self->server);
  g_free (self->folder);
}

/* Whether what pactl lists under @what (source-outputs: who records) speaks of @source, or of anybody for NULL. */
static gboolean
is_listed (const char *what, const char *word)
{
  g_autofree char *line = g_strconcat ("pactl list ", what, NULL);
  g_autofree char *out = run (line);

  return word ? strstr (out, word) != NULL : *out != '\0';
}

static void
wait_listed (const char *what, const char *word, gboolean is_there)
{
  gint64 deadline_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (is_listed (what, word) != is_there && g_get_monotonic_time () < deadline_us)
    vd_rig_let_pass (50);
  if (is_listed (what, word) != is_there)
    {
      g_autofree char *line = g_strconcat ("pactl list ", what, NULL);
      g_autofree char *out = run (line);

      g_error ("%s %s in:\n%s", word ? word : "anything", is_there ? "is not" : "is still", out);
    }
}

static VdStudioSettings
get_settings (const char *microphone)
{
  VdStudioSettings settings = vd_rig_settings;

  settings.microphone = microphone;
  settings.speaker = "auto";
  return settings;
}

#define HALL "module-null-sink sink_name=hall sink_properties=device.description=Hall"
#define HALL_MICROPHONE                                                                                                \
  "module-remap-source source_name=hallmic master=hall.monitor source_properties=device.description=HallMic"
#define OTHER_MICROPHONE                                                                                               \
  "module-remap-source source_name=other master=hall.monitor source_properties=device.description=Other"

/* The only microphone is pulled out and comes back; a monitor is never taken for one. Closed, nobody records. */
static void
test_comes_and_goes (void)
{
  VdStudioSettings settings = get_settings ("auto");
  g_autofree char *hall = load (HALL);
  g_autofree char *microphone = load (HALL_MICROPHONE);
  VdRig rig = { 0 };

  vd_rig_open (&rig, &settings);
  vd_rig_wait_device (&rig, "microphone-state", VD_DEVICE_STATE_WORKING);
  vd_rig_wait_device (&rig, "speaker-state", VD_DEVICE_STATE_WORKING);
  unload (microphone);
  vd_rig_wait_device (&rig, "microphone-state", VD_DEVICE_STATE_MISSING);
  vd_rig_wait_device (&rig, "speaker-state", VD_DEVICE_STATE_WORKING);
  g_assert_false (is_listed ("short source-outputs", NULL));
  g_free (microphone);
  microphone = load (HALL_MICROPHONE);
  vd_rig_wait_device (&rig, "microphone-state", VD_DEVICE_STATE_WORKING);

  vd_studio_close (rig.studio);
  wait_listed ("short sink-inputs", NULL, FALSE);
  unload (microphone);
  unload (hall);
  vd_rig_close (&rig);
}

/* With two there is always one, and the one that was used is gone back to. */
static void
test_prefers_what_was_used (void)
{
  VdStudioSettings settings = get_settings ("auto");
  g_autofree char *hall = load (HALL);
  g_autofree char *microphone = load (HALL_MICROPHONE);
  g_autofree char *other = NULL;
  VdRig rig = { 0 };

  vd_rig_open (&rig, &settings);
  vd_rig_wait_device (&rig, "microphone-state", VD_DEVICE_STATE_WORKING);
  other = load (OTHER_MICROPHONE);
  g_free (run ("pactl set-default-source other"));
  unload (microphone);
  wait_listed ("sources", "Name: hallmic", FALSE);
  wait_listed ("source-outputs", NULL, TRUE);
  vd_rig_wait_device (&rig, "microphone-state", VD_DEVICE_STATE_WORKING);
  g_free (microphone);
  microphone = load (HALL_MICROPHONE);
  /* One master's monitor is recorded by each remapped microphone that is in use: only the first is. */
  wait_listed ("short sources", "hallmic\tmodule-remap-source.c\ts16le 2ch 44100Hz\tRUNNING", TRUE);
  vd_rig_wait_device (&rig, "microphone-state", VD_DEVICE_STATE_WORKING);
  vd_rig_close (&rig);
  unload (microphone);
  unload (other);
  unload (hall);
}

/* By its description, a part of it, or the server's own name. */
static void
test_by_name (void)
{
  static const char *const names[] = { "HallMic", "hallm", "hallmic" };
  g_autofree char *hall = load (HALL);
  g_autofree char *other = load (OTHER_MICROPHONE);
  g_autofree char *microphone = load (HALL_MICROPHONE);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      VdStudioSettings settings = get_settings (names[i]);
      VdRig rig = { 0 };

      vd_rig_open (&rig, &settings);
      vd_rig_wait_device (&rig, "microphone-state", VD_DEVICE_STATE_WORKING);
      wait_listed ("short sources", "hallmic\tmodule-remap-source.c\ts16le 2ch 44100Hz\tRUNNING", TRUE);
      vd_rig_close (&rig);
    }
  unload (microphone);
  unload (other);
  unload (hall);
}

int
main (int argc, char **argv)
{
  g_autofree char *pulseaudio = g_find_program_in_path ("pulseaudio");
  g_autofree char *pactl = g_find_program_in_path ("pactl");
  Server server = { 0 };
  int result;

  g_test_init (&argc, &argv, NULL);
  if (!pulseaudio || !pactl)
    {
      g_print ("1..0 # SKIP no pulseaudio\n");
      return 0;
    }
  start (&server);
  gst_init (&argc, &argv);
  g_test_add_func ("/call/sound-server/comes-and-goes", test_comes_and_goes);
  g_test_add_func ("/call/sound-server/prefers", test_prefers_what_was_used);
  g_test_add_func ("/call/sound-server/by-name", test_by_name);
  result = g_test_run ();
  end (&server);
  return result;
}
