/* SPDX-License-Identifier: EUPL-1.2 */
/* Reads an X screen from outside, as a camera before the monitor would:
 *   screen-clock clock CAMERA      each time a new stamp of that camera shows: "STAMP NOW" (milliseconds; NOW since
 * 1970) screen-clock until FILE        waits until the screen looks like FILE (160×90 grey), prints NOW and ends
 *   screen-clock grab FILE         writes the screen to FILE like that
 * "clock" goes on until it is ended. While no stamp is in sight it reads the whole screen, then only the row where it
 * was. */
#include "stamp.h"
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#define SMALL_WIDTH 160
#define SMALL_HEIGHT 90
#define SMALL_BYTES (SMALL_WIDTH * SMALL_HEIGHT)
/* A cursor that blinks or a minute that passes is no other screen; another text is. */
#define SAME_MEAN_DIFFERENCE 1.0
#define SEARCH_STEP_PX 12
#define SEARCH_PERIOD_US 8000
#define TRACK_PERIOD_US 2000
/* Missed this often in its row, the stamp is looked for again everywhere (a second's worth). */
#define MAX_MISSES 500

typedef struct
{
  Display *display;
  Window root;
  XShmSegmentInfo segment;
  XImage *image;
  int width, height;
} Monitor;

static gboolean
screen_open (Monitor *self)
{
  self->display = XOpenDisplay (NULL);
  if (!self->display || !XShmQueryExtension (self->display))
    return FALSE;
  self->root = DefaultRootWindow (self->display);
  self->width = DisplayWidth (self->display, DefaultScreen (self->display));
  self->height = DisplayHeight (self->display, DefaultScreen (self->display));
  self->image = XShmCreateImage (self->display, DefaultVisual (self->display, 0), DefaultDepth (self->display, 0),
                                 ZPixmap, NULL, &self->segment, self->width, self->height);
  if (!self->image || self->image->bits_per_pixel != 32)
    return FALSE;
  self->segment.shmid = shmget (IPC_PRIVATE, (size_t)self->image->bytes_per_line * self->height, IPC_CREAT | 0600);
  self->segment.shmaddr = self->image->data = shmat (self->segment.shmid, NULL, 0);
  XShmAttach (self->display, &self->segment);
  XSync (self->display, False);
  /* Gone from the system as soon as both have let go of it. */
  shmctl (self->segment.shmid, IPC_RMID, NULL);
  return TRUE;
}

/* Reads rows from top on; they are then the first ones of the image. */
static gboolean
screen_read (Monitor *self, int top, int rows)
{
  self->image->height = rows;
  return XShmGetImage (self->display, self->root, self->image, 0, top, AllPlanes);
}

static void
screen_row (Monitor *self, int y, guint8 *grey)
{
  const guint8 *pixel = (const guint8 *)self->image->data + (gsize)y * self->image->bytes_per_line;

  for (int x = 0; x < self->width; x++, pixel += 4)
    grey[x] = (pixel[0] + 2 * pixel[1] + pixel[2]) / 4;
}

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

/* The row of the screen in which a stamp of this camera shows, or -1. */
static int
search (Monitor *self, guint8 *grey, guint camera, guint *stamp)
{
  guint which;

  if (!screen_read (self, 0, self->height))
    return -1;
  for (int y = 0; y < self->height; y += SEARCH_STEP_PX)
    {
      screen_row (self, y, grey);
      if (vd_stamp_find (grey, self->width, &which, stamp) && which == camera)
        return y;
    }
  return -1;
}

static gboolean
look (Monitor *self, guint8 *grey, guint camera, int row, guint *stamp)
{
  guint which;

  if (!screen_read (self, row, 1))
    return FALSE;
  screen_row (self, 0, grey);
  return vd_stamp_find (grey, self->width, &which, stamp) && which == camera;
}

static void
run_clock (Monitor *self, guint camera)
{
  g_autofree guint8 *grey = g_malloc (self->width);
  guint stamp, last = G_MAXUINT;
  int row = -1, misses = 0;

  for (;;)
    {
      gboolean found;

      if (row < 0)
        found = (row = search (self, grey, camera, &stamp)) >= 0;
      else
        found = look (self, grey, camera, row, &stamp);
      misses = found ? 0 : misses + 1;
      if (misses > MAX_MISSES)
        row = -1;
      if (found && stamp != last)
        printf ("%u %" G_GINT64_FORMAT "\n", last = stamp, now_ms ());
      fflush (stdout);
      g_usleep (row < 0 ? SEARCH_PERIOD_US : TRACK_PERIOD_US);
    }
}

static void
read_small (Monitor *self, guint8 small[SMALL_BYTES])
{
  g_autofree guint8 *grey = g_malloc (self->width);

  screen_read (self, 0, self->height);
  for (int y = 0; y < SMALL_HEIGHT; y++)
    {
      screen_row (self, y * self->height / SMALL_HEIGHT, grey);
      for (int x = 0; x < SMALL_WIDTH; x++)
        small[y * SMALL_WIDTH + x] = grey[x * self->width / SMALL_WIDTH];
    }
}

static double
mean_difference (const guint8 *a, const guint8 *b)
{
  gint64 sum = 0;

  for (int i = 0; i < SMALL_BYTES; i++)
    sum += ABS (a[i] - b[i]);
  return (double)sum / SMALL_BYTES;
}

static int
grab (Monitor *self, const char *file)
{
  guint8 small[SMALL_BYTES];
  g_autoptr (GError) error = NULL;

  read_small (self, small);
  if (g_file_set_contents (file, (const char *)small, SMALL_BYTES, &error))
    return 0;
  g_printerr ("%s\n", error->message);
  return 1;
}

static int
run_until (Monitor *self, const char *file)
{
  guint8 small[SMALL_BYTES];
  g_autofree char *wanted = NULL;
  gsize size = 0;

  if (!g_file_get_contents (file, &wanted, &size, NULL) || size != SMALL_BYTES)
    return 1;
  do
    {
      g_usleep (SEARCH_PERIOD_US);
      read_small (self, small);
    }
  while (mean_difference (small, (const guint8 *)wanted) > SAME_MEAN_DIFFERENCE);
  printf ("%" G_GINT64_FORMAT "\n", now_ms ());
  return 0;
}

int
main (int argc, char **argv)
{
  Monitor screen = { 0 };

  if (argc != 3)
    {
      g_printerr ("usage: screen-clock clock CAMERA | until FILE | grab FILE\n");
      return 2;
    }
  if (!screen_open (&screen))
    {
      g_printerr ("screen-clock: no display with shared memory\n");
      return 1;
    }
  if (g_str_equal (argv[1], "until"))
    return run_until (&screen, argv[2]);
  if (g_str_equal (argv[1], "grab"))
    return grab (&screen, argv[2]);
  run_clock (&screen, g_str_equal (argv[2], "1"));
  return 0;
}
