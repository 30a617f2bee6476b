/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-outbox"

#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file: three lines (this word, metadata, address) in a head of fixed size, so that the address can be filled in
 * later; then the sealed paper. */
#define WORD "visiodesk-spool-1"
#define HEAD_BYTES 4096
#define SUFFIX ".spool"
#define MAX_BYTES (32 * 1024 * 1024)
#define MAX_AGE_S 1800
#define SAFE G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-"

struct _VdSpool
{
  char *folder;
};

static void
spooled_free (gpointer data)
{
  VdSpooled *self = data;

  g_free (self->paper);
  g_free (self->metadata);
  g_free (self->address);
  g_clear_pointer (&self->sealed, g_bytes_unref);
  g_free (self);
}

static gboolean
file_error (GError **error, const char *what)
{
  int code = errno;

  g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (code), "the spool: cannot %s: %s", what,
               g_strerror (code));
  return FALSE;
}

VdSpool *
vd_spool_new (const char *folder, GError **error)
{
  VdSpool *self;

  if (g_mkdir_with_parents (folder, 0700) != 0 || g_chmod (folder, 0700) != 0)
    {
      file_error (error, "make its folder");
      return NULL;
    }
  self = g_new0 (VdSpool, 1);
  self->folder = g_strdup (folder);
  return self;
}

void
vd_spool_free (VdSpool *self)
{
  g_free (self->folder);
  g_free (self);
}

static char *
path_of (VdSpool *self, const char *paper)
{
  return g_strconcat (self->folder, G_DIR_SEPARATOR_S, paper, SUFFIX, NULL);
}

/* FALSE: it does not fit, which nothing that we or the desk make does. */
static gboolean
make_head (char head[HEAD_BYTES], const char *metadata, const char *address)
{
  g_autofree char *text = g_strdup_printf (WORD "\n%s\n%s\n", metadata, address ? address : "");
  gsize length = strlen (text);

  if (length > HEAD_BYTES || strcspn (metadata, "\n") < strlen (metadata) ||
      (address && strcspn (address, "\n") < strlen (address)))
    return FALSE;
  memset (head, '\n', HEAD_BYTES);
  memcpy (head, text, length);
  return TRUE;
}

static gboolean
write_all (int fd, const char *bytes, gsize size, off_t at)
{
  while (size > 0)
    {
      gssize n = pwrite (fd, bytes, size, at);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      bytes += n;
      size -= (gsize)n;
      at += n;
    }
  return TRUE;
}

static void
sync_in_thread (GTask *task, gpointer source, gpointer fd, GCancellable *cancellable)
{
  fdatasync (GPOINTER_TO_INT (fd));
  close (GPOINTER_TO_INT (fd));
  g_task_return_boolean (task, TRUE);
}

/* A disk may take its time; the screen may not. That the file may be erased meanwhile does no harm. Takes @fd. */
static void
sync_beside (int fd)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, sync_beside);
  g_task_set_task_data (task, GINT_TO_POINTER (fd), NULL);
  g_task_run_in_thread (task, sync_in_thread);
}

gboolean
vd_spool_write (VdSpool *self, const VdSpooled *spooled, GError **error)
{
  g_autofree char *path = path_of (self, spooled->paper);
  char head[HEAD_BYTES];
  gsize size;
  const char *bytes = g_bytes_get_data (spooled->sealed, &size);
  int fd;

  g_return_val_if_fail (strspn (spooled->paper, SAFE) == strlen (spooled->paper), FALSE);
  errno = EMSGSIZE;
  if (!make_head (head, spooled->metadata, spooled->address))
    return file_error (error, "write a head");
  fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return file_error (error, "make a file");
  if (write_all (fd, head, HEAD_BYTES, 0) && write_all (fd, bytes, size, HEAD_BYTES))
    {
      sync_beside (fd);
      return TRUE;
    }
  file_error (error, "write a file");
  close (fd);
  g_unlink (path);
  return FALSE;
}

static VdSpooled *
read_file (const char *path, const char *paper)
{
  g_autofree char *bytes = NULL;
  g_auto (GStrv) lines = NULL;
  VdSpooled *spooled;
  gsize size;

  if (!g_file_get_contents (path, &bytes, &size, NULL) || size <= HEAD_BYTES || bytes[HEAD_BYTES - 1] != '\n' ||
      memchr (bytes, '\0', HEAD_BYTES))
    return NULL;
  bytes[HEAD_BYTES - 1] = '\0';
  lines = g_strsplit (bytes, "\n", 4);
  if (g_strv_length (lines) != 4 || !g_str_equal (lines[0], WORD) || !*lines[1] || lines[3][strspn (lines[3], "\n")])
    return NULL;
  spooled = g_new0 (VdSpooled, 1);
  spooled->paper = g_strdup (paper);
  spooled->metadata = g_strdup (lines[1]);
  spooled->address = *lines[2] ? g_strdup (lines[2]) : NULL;
  spooled->sealed = g_bytes_new (bytes + HEAD_BYTES, size - HEAD_BYTES);
  return spooled;
}

void
vd_spool_locate (VdSpool *self, const char *paper, const char *address)
{
  g_autofree char *path = path_of (self, paper);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  char head[HEAD_BYTES + 1] = "";
  int fd = g_open (path, O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0);

  if (fd < 0)
    return; /* there is no spool of this one */
  if (pread (fd, head, HEAD_BYTES, 0) == HEAD_BYTES)
    lines = g_strsplit (head, "\n", 3);
  if (lines && g_strv_length (lines) == 3 && make_head (head, lines[1], address) && write_all (fd, head, HEAD_BYTES, 0))
    {
      sync_beside (fd);
      return;
    }
  g_message ("the spool does not know where an upload is");
  close (fd);
}

void
vd_spool_erase (VdSpool *self, const char *paper)
{
  g_autofree char *path = path_of (self, paper);

  if (g_unlink (path) != 0 && errno != ENOENT)
    g_warning ("a file of the spool stays: %s", g_strerror (errno));
}

/* (nullable) */
static char *
paper_of_name (const char *name)
{
  g_autofree char *paper = g_str_has_suffix (name, SUFFIX) ? g_strndup (name, strlen (name) - strlen (SUFFIX)) : NULL;

  return paper && *paper && strspn (paper, SAFE) == strlen (paper) ? g_steal_pointer (&paper) : NULL;
}

static VdSpooled *
load_one (VdSpool *self, const char *name, gint64 now_s)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *paper = paper_of_name (name);
  struct stat facts;
  VdSpooled *spooled = NULL;

  if (paper && g_lstat (path, &facts) == 0 && S_ISREG (facts.st_mode) && facts.st_size <= MAX_BYTES &&
      facts.st_mtime + MAX_AGE_S >= now_s)
    spooled = read_file (path, paper);
  if (!spooled && g_unlink (path) != 0)
    g_warning ("a file of the spool stays: %s", g_strerror (errno));
  return spooled;
}

GPtrArray *
vd_spool_load (VdSpool *self, gint64 now_s)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (spooled_free);
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      VdSpooled *spooled = load_one (self, name, now_s);

      if (spooled)
        g_ptr_array_add (list, spooled);
    }
  return list;
}
