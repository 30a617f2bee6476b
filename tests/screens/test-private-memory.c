/* SPDX-License-Identifier: EUPL-1.2 */
/* What was freed is read back by the kernel, which no compiler or allocator minds. */
#include "private-memory.h"

#include <malloc.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <unistd.h>

#define MARK 0x4d
/* glibc keeps its own lists in the first words of what is free, and the size of the next chunk at its end. */
#define LIST_BYTES 32

static gsize
count_marks (gsize at, gsize size)
{
  g_autofree guint8 *bytes = g_malloc (size);
  struct iovec from = { (void *)at, size }, to = { bytes, size };
  gsize n = 0;

  g_assert_cmpint (process_vm_readv (getpid (), &to, 1, &from, 1, 0), ==, (gssize)size);
  for (gsize i = LIST_BYTES; i < size; i++)
    n += bytes[i] == MARK;
  return n;
}

/* A number and not a pointer: what is asked of it afterwards is its place. */
static gsize
make_marked (gsize size, void **block)
{
  *block = g_malloc (size);
  memset (*block, MARK, size);
  return (gsize)*block;
}

static void
test_free (void)
{
  const gsize sizes[] = { 48, 200, 5000, 300 * 1000, 4 * 1000 * 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      void *block, *fence;
      gsize at = make_marked (sizes[i], &block);

      fence = g_malloc (sizes[i]); /* so that the block does not melt into the heap's end */
      g_assert_cmpuint (count_marks (at, sizes[i]), ==, sizes[i] - LIST_BYTES);
      g_free (block);
      g_assert_cmpuint (count_marks (at, sizes[i]), ==, 0);
      g_free (fence);
    }
}

static void
test_realloc_moves (void)
{
  void *block, *fence, *longer;
  gsize at = make_marked (300, &block);

  fence = g_malloc (300);
  longer = g_realloc (block, 30000);
  g_assert_cmpuint ((gsize)longer, !=, at);
  g_assert_cmpuint (count_marks ((gsize)longer, 300), ==, 300 - LIST_BYTES);
  g_assert_cmpuint (count_marks (at, 300), ==, 0);
  longer = g_realloc (longer, 40);
  g_assert_cmpint (((guint8 *)longer)[39], ==, MARK);
  g_free (longer);
  g_free (fence);
}

static void
test_realloc_edges (void)
{
  guint8 *block = realloc (NULL, 100);
  gsize at = (gsize)block;

  g_assert_nonnull (block);
  block = realloc (block, 90);
  g_assert_cmpuint ((gsize)block, ==, at);
  block = realloc (block, 0);
  g_assert_null (block);
  free (NULL);
  block = g_malloc (40 * 1000 * 1000); /* mapped */
  memset (block, MARK, 1000);
  block = g_realloc (block, 50 * 1000 * 1000);
  g_assert_cmpint (block[999], ==, MARK);
  block = g_realloc (block, 500);
  g_assert_cmpint (block[499], ==, MARK);
  g_free (block);
}

static void
test_no_dump (void)
{
  g_assert_cmpint (prctl (PR_GET_DUMPABLE), ==, 0);
}

static void
test_gives_back (void)
{
  gsize before = mallinfo2 ().keepcost;

  g_free (g_malloc (8 * 1000 * 1000));
  g_assert_cmpuint (mallinfo2 ().keepcost, >, 4 * 1000 * 1000);
  vd_private_memory_give_back ();
  g_assert_cmpuint (mallinfo2 ().keepcost, <=, MAX (before, 1000 * 1000));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  vd_private_memory_begin ();
  g_test_add_func ("/private-memory/free", test_free);
  g_test_add_func ("/private-memory/realloc-moves", test_realloc_moves);
  g_test_add_func ("/private-memory/realloc-edges", test_realloc_edges);
  g_test_add_func ("/private-memory/no-dump", test_no_dump);
  g_test_add_func ("/private-memory/gives-back", test_gives_back);
  return g_test_run ();
}
