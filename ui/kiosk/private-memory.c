/* SPDX-License-Identifier: EUPL-1.2 */
#include "private-memory.h"

#include <malloc.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* Left to itself, glibc gives each streaming thread an arena and, after the first frame that is freed, keeps all later
 * ones in them: every call then leaves 35 MB behind. And only the first arena's end is ever given back. */
#define MOST_ARENAS 1
/* A screen and a picture of 1080p stay below: cairo takes and frees two of them for each frame that is drawn, and
 * memory that is mapped anew is paid in page faults. Photographs are above. */
#define MAPPED_FROM_BYTES (16 * 1024 * 1024)
#define KEPT_AT_MOST_BYTES (64 * 1024 * 1024)

void
vd_private_memory_begin (void)
{
  const struct rlimit none = { 0, 0 };

  mallopt (M_ARENA_MAX, MOST_ARENAS);
  mallopt (M_MMAP_THRESHOLD, MAPPED_FROM_BYTES);
  mallopt (M_TRIM_THRESHOLD, KEPT_AT_MOST_BYTES);
  /* A core_pattern that pipes does not ask for the limit; not being dumpable stops that one too. */
  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0);
}

void
vd_private_memory_give_back (void)
{
  malloc_trim (0);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

/* glibc's own way to overwrite what is freed, M_PERTURB, also fills what is allocated, and calloc () then clears it a
 * second time: two thirds of the main thread's time in a call were that (perf, 720p drawn by cairo). */
extern void __libc_free (void *memory);
extern void *__libc_realloc (void *memory, size_t size);

static gboolean
is_mapped (gsize size)
{
  return size >= MAPPED_FROM_BYTES; /* goes back to the system whole */
}

void
free (void *memory)
{
  gsize size = malloc_usable_size (memory);

  if (memory && !is_mapped (size))
    explicit_bzero (memory, size);
  __libc_free (memory);
}

/* glibc's own would leave a copy behind where it moves. */
static void *
move (void *memory, gsize old_size, gsize size)
{
  void *moved = malloc (size);

  if (!moved)
    return NULL;
  memcpy (moved, memory, MIN (size, old_size));
  free (memory);
  return moved;
}

void *
realloc (void *memory, size_t size)
{
  gsize old_size = malloc_usable_size (memory);

  if (!memory)
    return malloc (size);
  if (is_mapped (old_size))
    return __libc_realloc (memory, size);
  if (size > 0)
    return size <= old_size && size > old_size / 2 ? memory : move (memory, old_size, size);
  free (memory);
  return NULL;
}

#endif
