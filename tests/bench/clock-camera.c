/* SPDX-License-Identifier: EUPL-1.2 */
/* A camera that films a clock, for measuring how long a picture takes from one end to the other. The same pictures
 * either way: clock-camera CAMERA shm SOCKET   30 pictures a second through shared memory, for GStreamer's shmsrc
 *   clock-camera CAMERA y4m FILE     one picture in FILE whose clock runs: Chromium's file camera reads it anew 30
 * times a second CAMERA is 0 (at the kiosk) or 1 (the advisor's). With "busy" after PATH a part of the picture never
 * repeats, so that an encoder uses all that a line allows. It runs until it is ended. */
#include "stamp.h"
#include <fcntl.h>
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define WIDTH 1280
#define HEIGHT 720
#define FRAME_BYTES (WIDTH * HEIGHT * 3 / 2)
#define FPS 30
#define BOX_PX 96
#define BOX_STEP_PX 8
#define QUIET_PX 24
/* Where a busy picture teems: a third of it, below the clock. */
#define BUSY_TOP 440
#define BUSY_HEIGHT 240
#define GRAIN_BYTES (1 << 18)
/* The clock in the file runs this fine, so that its reader's picture is no older than that. */
#define FILE_STEP_US 1000
/* An encoder holds the frames that it leaves out until it takes the next: with room for eight, that next one never came
 * where the rate fell far at once. */
#define SHM_BYTES (FRAME_BYTES * 40)

typedef struct
{
  guint8 *frame; /* I420 */
  guint camera;
  guint pictures;
  guint8 *grain; /* (nullable) noise for a busy picture */
} Scene;

static guint8
backdrop (int x, int y)
{
  /* Smooth light with a fine grain, as of a room: neither free nor impossible to encode. */
  return 60 + x * 90 / WIDTH + y * 50 / HEIGHT + ((x * 7919 + y * 104729) >> 4) % 5;
}

static void
paint_backdrop (Scene *self)
{
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      self->frame[y * WIDTH + x] = backdrop (x, y);
  memset (self->frame + WIDTH * HEIGHT, 118, WIDTH * HEIGHT / 4);
  memset (self->frame + WIDTH * HEIGHT * 5 / 4, 136, WIDTH * HEIGHT / 4);
  for (int y = VD_STAMP_Y - QUIET_PX; y < VD_STAMP_Y + VD_STAMP_HEIGHT + QUIET_PX; y++)
    memset (self->frame + y * WIDTH + VD_STAMP_X - QUIET_PX, 16, VD_STAMP_CELLS * VD_STAMP_CELL_PX + 2 * QUIET_PX);
}

static void
make_grain (Scene *self)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (self->camera + 1);

  self->grain = g_malloc (GRAIN_BYTES);
  for (guint i = 0; i < GRAIN_BYTES; i++)
    self->grain[i] = (guint8)g_rand_int_range (random, 90, 130);
}

/* Each row from a place in the noise that comes again after minutes only. */
static void
teem (Scene *self)
{
  for (int y = 0; y < BUSY_HEIGHT; y++)
    {
      guint place = (self->pictures * 92821u + (guint)y * 68917u) % (GRAIN_BYTES - WIDTH);

      memcpy (self->frame + (BUSY_TOP + y) * WIDTH, self->grain + place, WIDTH);
    }
}

/* Something moves besides the clock: a still picture would be too easy for an encoder. */
static void
move_box (Scene *self)
{
  const int top = 120;
  int old_x = self->pictures * BOX_STEP_PX % (WIDTH - BOX_PX);
  int new_x = (self->pictures + 1) * BOX_STEP_PX % (WIDTH - BOX_PX);

  for (int y = top; y < top + BOX_PX; y++)
    {
      for (int x = old_x; x < old_x + BOX_PX; x++)
        self->frame[y * WIDTH + x] = backdrop (x, y);
      memset (self->frame + y * WIDTH + new_x, 210, BOX_PX);
    }
  self->pictures++;
  if (self->grain)
    teem (self);
}

static void
stamp_now (Scene *self)
{
  gboolean white[VD_STAMP_CELLS];
  guint8 row[VD_STAMP_CELLS * VD_STAMP_CELL_PX];

  vd_stamp_encode (self->camera, g_get_real_time () / 1000 % VD_STAMP_MODULUS, white);
  for (int i = 0; i < VD_STAMP_CELLS; i++)
    memset (row + i * VD_STAMP_CELL_PX, white[i] ? 235 : 16, VD_STAMP_CELL_PX);
  for (int y = 0; y < VD_STAMP_HEIGHT; y++)
    memcpy (self->frame + (VD_STAMP_Y + y) * WIDTH + VD_STAMP_X, row, sizeof row);
}

static int
film_to_file (Scene *self, const char *path)
{
  static const char header[] = "YUV4MPEG2 W1280 H720 F30:1 Ip A1:1 C420jpeg\nFRAME\n";
  const gsize size = sizeof header - 1 + FRAME_BYTES;
  int fd = open (path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  guint8 *map;

  if (fd < 0 || ftruncate (fd, size) != 0)
    {
      g_printerr ("clock-camera: %s: %s\n", path, g_strerror (errno));
      return 1;
    }
  map = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close (fd);
  if (map == MAP_FAILED)
    return 1;
  memcpy (map, header, sizeof header - 1);
  self->frame = map + sizeof header - 1;
  paint_backdrop (self);
  for (guint step = 0;; step++)
    {
      if (step % (G_USEC_PER_SEC / FPS / FILE_STEP_US) == 0)
        move_box (self);
      stamp_now (self);
      g_usleep (FILE_STEP_US);
    }
}

static int
film_to_memory (Scene *self, const char *socket)
{
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstElement) source = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("appsrc name=source is-live=true format=time do-timestamp=true"
                                           " caps=video/x-raw,format=I420,width=%d,height=%d,framerate=%d/1"
                                           " ! shmsink socket-path=%s shm-size=%d wait-for-connection=false sync=false",
                                           WIDTH, HEIGHT, FPS, socket, SHM_BYTES);
  gint64 due = g_get_monotonic_time (), now;

  gst_init (NULL, NULL);
  pipeline = gst_parse_launch (text, &error);
  if (!pipeline || gst_element_set_state (pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    {
      g_printerr ("clock-camera: %s\n", error ? error->message : "cannot start");
      return 1;
    }
  source = gst_bin_get_by_name (GST_BIN (pipeline), "source");
  self->frame = g_malloc (FRAME_BYTES);
  paint_backdrop (self);
  for (;;)
    {
      move_box (self);
      stamp_now (self);
      if (gst_app_src_push_buffer (GST_APP_SRC (source), gst_buffer_new_memdup (self->frame, FRAME_BYTES)) !=
          GST_FLOW_OK)
        return 1;
      due += G_USEC_PER_SEC / FPS;
      now = g_get_monotonic_time (); /* MAX would look at the clock twice, and sleep for ever on a late second look */
      g_usleep (MAX (0, due - now));
    }
}

int
main (int argc, char **argv)
{
  Scene scene = { 0 };

  if (argc < 4 || argc > 5 || (!g_str_equal (argv[2], "shm") && !g_str_equal (argv[2], "y4m")))
    {
      g_printerr ("usage: clock-camera 0|1 shm|y4m PATH [busy]\n");
      return 2;
    }
  scene.camera = g_str_equal (argv[1], "1");
  if (argc == 5)
    make_grain (&scene);
  return g_str_equal (argv[2], "shm") ? film_to_memory (&scene, argv[3]) : film_to_file (&scene, argv[3]);
}
