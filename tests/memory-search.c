/* SPDX-License-Identifier: EUPL-1.2 */
/* Looks for bytes in all the memory that a running process really has: memory-search PID, with one marker a line in hex
 * on the standard input. Prints one line for each place: the marker's number, its address and the mapping's name; then
 * "searched N". Exit status: 0 none found, 1 some, 2 not done (no right to look). Pages that are not there are stepped
 * over by /proc/PID/pagemap. */
#include <glib.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (4 * 1024 * 1024)
#define OVERLAP 4096
#define PRESENT (3ull << 62) /* in memory, or in swap */
/* A sanitizer's shadow takes terabytes of addresses: a minute of reading what of it is there. It says of each eight
 * bytes whether they may be used, and holds none of them. Nothing else is as large. */
#define SHADOW_BYTES (1ull << 40)
#define N_BEGINNINGS 65536 /* of two bytes */
#define LEAST_MARKER 2

typedef struct
{
  int memory, pagemap;
  GPtrArray *markers;          /* of GBytes */
  guint8 begins[N_BEGINNINGS]; /* whether a marker begins with those two bytes */
  guint8 *room;
  guint64 searched;
  guint found;
} Search;

static GBytes *
read_hex (const char *line)
{
  gsize size = strlen (line) / 2;
  guint8 *bytes = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8)(g_ascii_xdigit_value (line[2 * i]) << 4 | g_ascii_xdigit_value (line[2 * i + 1]));
  return g_bytes_new_take (bytes, size);
}

static guint
begin_of (const guint8 *bytes)
{
  return (guint)(bytes[0] | bytes[1] << 8);
}

static void
search_place (Search *self, const guint8 *at, gsize left, guint64 address, const char *name)
{
  for (guint i = 0; i < self->markers->len; i++)
    {
      gsize length;
      const guint8 *marker = g_bytes_get_data (self->markers->pdata[i], &length);

      if (length > left || memcmp (at, marker, length) != 0)
        continue;
      printf ("%u %#" G_GINT64_MODIFIER "x %s\n", i, address, name);
      self->found++;
    }
}

/* Once over a gigabyte for all markers, not once for each. */
static void
search_bytes (Search *self, guint64 address, gsize size, const char *name)
{
  for (gsize i = 0; i + LEAST_MARKER <= size; i++)
    if (G_UNLIKELY (self->begins[begin_of (self->room + i)]))
      search_place (self, self->room + i, size - i, address + i, name);
}

/* A run of pages that are there. What lies across two chunks is seen in the second. */
static void
search_run (Search *self, guint64 from, guint64 to, const char *name)
{
  for (guint64 at = from; at < to; at += CHUNK)
    {
      guint64 lead = at > from ? MIN (OVERLAP, at - from) : 0;
      gsize wanted = (gsize)(MIN (to - at, CHUNK) + lead);
      gssize got = pread (self->memory, self->room, wanted, (off_t)(at - lead));

      if (got <= 0)
        continue; /* a device's, or unmapped meanwhile */
      search_bytes (self, at - lead, (gsize)got, name);
      self->searched += (guint64)got;
    }
}

static gboolean
is_present (guint64 entry)
{
  return (entry & PRESENT) != 0;
}

static void
search_mapping (Search *self, guint64 from, guint64 to, const char *name)
{
  guint64 page = (guint64)sysconf (_SC_PAGESIZE), run = 0;
  guint64 entries[512];

  for (guint64 at = from; at < to;)
    {
      guint64 n = MIN ((to - at) / page, G_N_ELEMENTS (entries));

      if (pread (self->pagemap, entries, n * sizeof *entries, (off_t)(at / page * sizeof *entries)) !=
          (gssize)(n * sizeof *entries))
        break; /* past what the kernel tells of: [vsyscall] */
      for (guint64 i = 0; i < n; i++, at += page)
        {
          if (is_present (entries[i]) && !run)
            run = at;
          else if (!is_present (entries[i]) && run)
            {
              search_run (self, run, at, name);
              run = 0;
            }
        }
    }
  if (run)
    search_run (self, run, to, name);
}

static int
open_of (const char *pid, const char *what)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/%s", pid, what);

  return open (path, O_RDONLY | O_CLOEXEC);
}

/* FALSE if one of them is too short to look for. */
static gboolean
read_markers (Search *self)
{
  char line[4096];

  while (fgets (line, sizeof line, stdin))
    {
      GBytes *marker = read_hex (g_strchomp (line));

      g_ptr_array_add (self->markers, marker);
      if (g_bytes_get_size (marker) < LEAST_MARKER)
        return FALSE;
      self->begins[begin_of (g_bytes_get_data (marker, NULL))] = TRUE;
    }
  return TRUE;
}

int
main (int argc, char **argv)
{
  Search self = { .memory = argc > 1 ? open_of (argv[1], "mem") : -1,
                  .pagemap = argc > 1 ? open_of (argv[1], "pagemap") : -1,
                  .markers = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref),
                  .room = g_malloc (CHUNK + OVERLAP) };
  FILE *maps = argc > 1 ? fdopen (open_of (argv[1], "maps"), "r") : NULL;
  char line[4096];

  if (self.memory < 0 || self.pagemap < 0 || !maps)
    {
      fprintf (stderr, "memory-search: %s\n", g_strerror (errno));
      return 2;
    }
  if (!read_markers (&self))
    {
      fprintf (stderr, "memory-search: a marker of less than %d bytes\n", LEAST_MARKER);
      return 2;
    }
  while (fgets (line, sizeof line, maps))
    {
      guint64 from, to;
      char rights[5];
      int name = 0;

      if (sscanf (line, "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s %*s %*s %*s %n", &from, &to, rights,
                  &name) == 3 &&
          rights[0] == 'r' && to - from < SHADOW_BYTES)
        search_mapping (&self, from, to, g_strchomp (line + name));
    }
  printf ("searched %" G_GUINT64_FORMAT "\n", self.searched);
  return self.found ? 1 : 0;
}
