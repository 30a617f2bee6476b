/* SPDX-License-Identifier: EUPL-1.2 */
/* A line between two network namespaces: a TUN device in each, and a NetLine either way.
 *
 *   shaper SEED NEAR-NAMESPACE FAR-NAMESPACE     (files such as /proc/PID/ns/net)
 *
 * Both devices are called "eth0" (libnice ignores some names, Chromium takes "tun" for a VPN); "ready" is printed once
 * they are there. Then commands on standard input, one a line, each answered by one line:
 *   up KEY=VALUE…     from near to far: rate (bit/s) bucket queue (bytes) delay jitter (ms) loss (0-1) burst (packets)
 *   down KEY=VALUE…   reorder cut (0 or 1); what is not named is 0
 *   count             both directions so far, as JSON
 * Ends with its standard input. */

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "net-line.h"

#define MAX_PACKET_BYTES 65535

enum
{
  UP,
  DOWN,
  N_WAYS
};

typedef struct
{
  int fds[N_WAYS]; /* where packets of that direction come from */
  NetLine *lines[N_WAYS];
  GString *typed; /* the beginning of a command */
} Shaper;

typedef struct
{
  int fd;
} Exit;

static int
open_device (const char *namespace_file)
{
  struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };
  int home = open ("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  int there = open (namespace_file, O_RDONLY | O_CLOEXEC);
  int fd;

  if (home < 0 || there < 0 || setns (there, CLONE_NEWNET) < 0)
    g_error ("shaper: %s: %s", namespace_file, g_strerror (errno));
  g_strlcpy (request.ifr_name, "eth0", sizeof request.ifr_name);
  fd = open ("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0 || ioctl (fd, TUNSETIFF, &request) < 0)
    g_error ("shaper: /dev/net/tun: %s", g_strerror (errno));
  if (setns (home, CLONE_NEWNET) < 0)
    g_error ("shaper: %s", g_strerror (errno));
  close (home);
  close (there);
  return fd;
}

static void
on_arrival (const guint8 *packet, gsize size, gint64 due_us, gpointer data)
{
  Exit *way_out = data;

  /* A device that is down takes nothing: as lost as behind an unplugged cable. */
  if (write (way_out->fd, packet, size) < 0 && errno != EIO && errno != EAGAIN && errno != ENOBUFS)
    g_warning ("shaper: %s", g_strerror (errno));
}

static void
read_device (Shaper *self, int way)
{
  guint8 packet[MAX_PACKET_BYTES];
  gssize size;

  while ((size = read (self->fds[way], packet, sizeof packet)) > 0)
    net_line_push (self->lines[way], packet, (gsize)size, g_get_monotonic_time ());
}

static gboolean
set_trait (NetLineTraits *traits, const char *key, double value)
{
  if (g_str_equal (key, "rate"))
    traits->rate_bps = (guint64)value;
  else if (g_str_equal (key, "bucket"))
    traits->burst_bytes = (guint)value;
  else if (g_str_equal (key, "queue"))
    traits->queue_bytes = (guint)value;
  else if (g_str_equal (key, "delay"))
    traits->delay_us = (gint64)(value * 1000);
  else if (g_str_equal (key, "jitter"))
    traits->jitter_us = (gint64)(value * 1000);
  else if (g_str_equal (key, "reorder"))
    traits->reorders = value != 0;
  else if (g_str_equal (key, "loss"))
    traits->loss = value;
  else if (g_str_equal (key, "burst"))
    traits->burst_packets = value;
  else if (g_str_equal (key, "cut"))
    traits->is_cut = value != 0;
  else
    return FALSE;
  return TRUE;
}

static void
set_traits (NetLine *line, char **words)
{
  NetLineTraits traits = { 0 };

  for (; *words; words++)
    {
      g_auto (GStrv) pair = g_strsplit (*words, "=", 2);

      if (!pair[0] || !pair[1] || !set_trait (&traits, pair[0], g_ascii_strtod (pair[1], NULL)))
        {
          printf ("bad %s\n", *words);
          return;
        }
    }
  net_line_set_traits (line, &traits, g_get_monotonic_time ());
  printf ("ok\n");
}

static void
tell_count (Shaper *self)
{
  const char *names[] = { "up", "down" };

  for (int way = 0; way < N_WAYS; way++)
    {
      NetLineCount count = net_line_get_count (self->lines[way]);

      printf ("%s\"%s\":{\"taken\":%" G_GUINT64_FORMAT ",\"offered\":%" G_GUINT64_FORMAT
              ",\"delivered\":%" G_GUINT64_FORMAT ",\"bytes\":%" G_GUINT64_FORMAT ",\"dropped\":%" G_GUINT64_FORMAT
              ",\"lost\":%" G_GUINT64_FORMAT ",\"queued\":%u,\"most\":%u}",
              way == UP ? "{" : ",", names[way], count.taken, count.taken_bytes, count.delivered, count.delivered_bytes,
              count.dropped, count.lost, count.queued_bytes, count.most_queued_bytes);
    }
  printf ("}\n");
}

static void
obey (Shaper *self, const char *command)
{
  g_auto (GStrv) words = g_strsplit (command, " ", -1);

  if (g_str_equal (words[0], "up"))
    set_traits (self->lines[UP], words + 1);
  else if (g_str_equal (words[0], "down"))
    set_traits (self->lines[DOWN], words + 1);
  else if (g_str_equal (command, "count"))
    tell_count (self);
  else
    printf ("bad %s\n", words[0]);
  fflush (stdout);
}

/* FALSE when there will be no more. */
static gboolean
read_commands (Shaper *self)
{
  char text[4096];
  gssize size = read (STDIN_FILENO, text, sizeof text);
  char *end;

  if (size <= 0)
    return size < 0 && errno == EINTR;
  g_string_append_len (self->typed, text, size);
  while ((end = strchr (self->typed->str, '\n')))
    {
      *end = '\0';
      obey (self, self->typed->str);
      g_string_erase (self->typed, 0, end - self->typed->str + 1);
    }
  return TRUE;
}

/* Sleeps until there is something to read or to deliver. */
static void
sleep_until_due (Shaper *self, struct pollfd *polls, guint n)
{
  gint64 next_us = MIN (net_line_get_next_us (self->lines[UP]), net_line_get_next_us (self->lines[DOWN]));
  gint64 now_us = g_get_monotonic_time (); /* once: MAX would look at the clock twice, and may take the later look */
  gint64 left_us = next_us == G_MAXINT64 ? G_USEC_PER_SEC : MAX (next_us - now_us, 0);
  struct timespec pause = { left_us / G_USEC_PER_SEC, (left_us % G_USEC_PER_SEC) * 1000 };

  if (ppoll (polls, n, &pause, NULL) >= 0)
    return;
  if (errno != EINTR)
    g_error ("shaper: %s", g_strerror (errno));
  /* An interrupted poll leaves what the one before it found: a command that was read already would be waited for. */
  for (guint i = 0; i < n; i++)
    polls[i].revents = 0;
}

static void
serve (Shaper *self)
{
  struct pollfd polls[] = { { self->fds[UP], POLLIN, 0 }, { self->fds[DOWN], POLLIN, 0 }, { STDIN_FILENO, POLLIN, 0 } };

  do
    {
      for (int way = 0; way < N_WAYS; way++)
        {
          Exit way_out = { self->fds[way == UP ? DOWN : UP] };

          read_device (self, way);
          net_line_run (self->lines[way], g_get_monotonic_time (), on_arrival, &way_out);
        }
      sleep_until_due (self, polls, G_N_ELEMENTS (polls));
    }
  while (!polls[2].revents || read_commands (self));
}

int
main (int argc, char **argv)
{
  struct sched_param urgent = { .sched_priority = 1 };
  Shaper self = { .typed = g_string_new (NULL) };
  guint seed;

  if (argc != 4)
    {
      fprintf (stderr, "usage: shaper SEED NEAR-NAMESPACE FAR-NAMESPACE\n");
      return 2;
    }
  seed = (guint)g_ascii_strtoull (argv[1], NULL, 10);
  for (int way = 0; way < N_WAYS; way++)
    {
      self.fds[way] = open_device (argv[2 + way]);
      self.lines[way] = net_line_new (seed + (guint)way);
    }
  /* A line must not be slower because the machine is busy. Where that is not allowed it does its best. */
  if (sched_setscheduler (0, SCHED_RR, &urgent) < 0)
    g_message ("shaper: no real-time priority: %s", g_strerror (errno));
  printf ("ready\n");
  fflush (stdout);
  serve (&self);
  for (int way = 0; way < N_WAYS; way++)
    net_line_free (self.lines[way]);
  g_string_free (self.typed, TRUE);
  return 0;
}
