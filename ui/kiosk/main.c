/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "visiodesk-kiosk"

#include "kiosk.h"
#include "private-memory.h"
#include "renderer.h"
#include "tongue.h"
#include "window.h"

#include <glib-unix.h>
#include <stdlib.h>
#include <sysexits.h>

/* A kiosk that cannot start says so to whoever stands there, for this long; then whoever supervises it tries again. */
#define OUT_OF_ORDER_S 30
/* After a visit, when devices are closed and the last picture is gone. */
#define GIVE_BACK_S 3
/* In a call: the picture gets other sizes, and each leaves its encoder's room behind. */
#define GIVE_BACK_IN_CALL_S 15

typedef struct
{
  GMainLoop *loop;
  VdKiosk *kiosk;
  GtkWindow *window;
  guint give_back_timer;
  int code;
} Run;

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  g_autoptr (GError) error = NULL;

  if (!vd_kiosk_stop_finish (VD_KIOSK (source), result, &error))
    g_warning ("stopping: %s", error->message);
  g_main_loop_quit (run->loop);
}

static gboolean
on_signal (gpointer data)
{
  Run *run = data;

  g_message ("asked to stop");
  gtk_widget_set_visible (GTK_WIDGET (run->window), FALSE);
  vd_kiosk_stop_async (run->kiosk, on_stopped, run);
  /* A second signal, while devices are being closed, finds the default handler. */
  return G_SOURCE_REMOVE;
}

static gboolean
on_visit_is_gone (gpointer data)
{
  Run *run = data;

  run->give_back_timer = 0;
  vd_private_memory_give_back ();
  return G_SOURCE_REMOVE;
}

static gboolean
on_call_goes_on (gpointer data)
{
  vd_private_memory_give_back ();
  return G_SOURCE_CONTINUE;
}

static void
plan_to_give_back (Run *run, VdVisitState state)
{
  g_clear_handle_id (&run->give_back_timer, g_source_remove);
  if (state == VD_VISIT_IDLE)
    run->give_back_timer = g_timeout_add_seconds (GIVE_BACK_S, on_visit_is_gone, run);
  else if (state == VD_VISIT_TALKING)
    run->give_back_timer = g_timeout_add_seconds (GIVE_BACK_IN_CALL_S, on_call_goes_on, run);
}

static void
on_visit_state (VdVisit *visit, GParamSpec *spec, Run *run)
{
  plan_to_give_back (run, vd_visit_get_state (visit));
  /* Between two visits nobody stands here. */
  if (run->code != EXIT_SUCCESS || !vd_kiosk_needs_restart (run->kiosk))
    return;
  g_message ("stopping, to be started again");
  run->code = EX_TEMPFAIL;
  vd_kiosk_stop_async (run->kiosk, on_stopped, run);
}

static int
run_kiosk (const VdKioskSettings *settings, VdTongue *tongue)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (VdKiosk) kiosk = vd_kiosk_new (settings);
  int width = settings->fullscreen ? 0 : 1280, height = settings->fullscreen ? 0 : 720;
  VdWindow *window = vd_window_new (vd_kiosk_get_visit (kiosk), G_ACTION_GROUP (kiosk), tongue,
                                    (const char *const *)settings->languages, settings->volume, width, height);
  Run run = { .loop = loop, .kiosk = kiosk, .window = GTK_WINDOW (window), .code = EXIT_SUCCESS };

  g_signal_connect_swapped (window, "touched", G_CALLBACK (vd_kiosk_touched), kiosk);
  g_unix_signal_add (SIGTERM, on_signal, &run);
  g_unix_signal_add (SIGINT, on_signal, &run);
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect_after (vd_kiosk_get_visit (kiosk), "notify::state", G_CALLBACK (on_visit_state), &run);
  vd_kiosk_start (kiosk);
  g_main_loop_run (loop);
  g_signal_handlers_disconnect_by_data (vd_kiosk_get_visit (kiosk), &run);
  g_clear_handle_id (&run.give_back_timer, g_source_remove);
  gtk_window_destroy (GTK_WINDOW (window));
  return run.code;
}

static gboolean
on_shown_long_enough (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
show_out_of_order (VdTongue *tongue)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (VdVisit) visit = vd_visit_new ("fr");
  g_autoptr (GSimpleActionGroup) no_actions = g_simple_action_group_new ();
  const char *languages[] = { "fr", NULL };
  VdWindow *window;

  vd_visit_move (visit, VD_VISIT_OUT_OF_ORDER, "bad settings");
  window = vd_window_new (visit, G_ACTION_GROUP (no_actions), tongue, languages, 1, 0, 0);
  g_timeout_add_seconds (OUT_OF_ORDER_S, on_shown_long_enough, loop);
  g_unix_signal_add (SIGTERM, on_shown_long_enough, loop);
  g_unix_signal_add (SIGINT, on_shown_long_enough, loop);
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (loop);
  gtk_window_destroy (GTK_WINDOW (window));
}

static int
start (const char *file, gboolean is_check)
{
  g_autoptr (GError) error = NULL;
  /* First: it also sets the locale that messages to the operator are written in. */
  g_autoptr (VdTongue) tongue = vd_tongue_new (NULL);
  g_autoptr (VdKioskSettings) settings = vd_kiosk_settings_load (file, &error);

  if (!settings)
    g_printerr ("visiodesk-kiosk: %s\n", error->message);
  if (is_check)
    return settings ? EXIT_SUCCESS : EXIT_FAILURE;
  vd_renderer_choose ("/dev/dri");
  gtk_disable_setlocale ();
  if (!gtk_init_check ())
    {
      g_printerr ("visiodesk-kiosk: no display to show the screens on (WAYLAND_DISPLAY or DISPLAY)\n");
      return EXIT_FAILURE;
    }
  if (settings)
    return run_kiosk (settings, tongue);
  show_out_of_order (tongue);
  return EXIT_FAILURE;
}

int
main (int argc, char **argv)
{
  g_autofree char *file = NULL;
  gboolean is_check = FALSE, is_version = FALSE;
  const GOptionEntry options[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &file, "Settings (a key-file)", "FILE" },
    { "check", 0, 0, G_OPTION_ARG_NONE, &is_check, "Only read the settings and say what is wrong with them", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &is_version, "Print the version", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- the kiosk at the door");
  g_autoptr (GError) error = NULL;

  vd_private_memory_begin ();
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("visiodesk-kiosk: %s\n", error->message);
      return EXIT_FAILURE;
    }
  if (is_version)
    {
      g_print ("visiodesk-kiosk %s\n", VD_VERSION);
      return EXIT_SUCCESS;
    }
  return start (file ? file : "/etc/visiodesk/kiosk.conf", is_check);
}
