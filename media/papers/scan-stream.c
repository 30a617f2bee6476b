/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-papers"

#include "scan-stream.h"
#include "locked-memory.h"

#include <string.h>

#define HEAD_SIZE 5
#define PAGE_HEAD_SIZE 16
#define MAX_DEVICES 64

typedef struct
{
  VdPicture *picture;
  double dpi;
} ScannedPage;

struct _VdScanStream
{
  VdLockedBuffer input; /* a record that is not whole yet */
  GPtrArray *devices;
  GQueue pages; /* ScannedPage */
  guint n_pages;

  /* The page being received. */
  VdLockedBuffer rows;
  gboolean in_page;
  guint32 width, height, channels;
  double dpi;

  gboolean is_finished;
  gboolean is_broken;
  VdScanOutcome outcome;
  char *text;
};

static guint32
read_u32 (const guint8 *p)
{
  return (guint32)p[0] << 24 | (guint32)p[1] << 16 | (guint32)p[2] << 8 | p[3];
}

VdScanStream *
vd_scan_stream_new (void)
{
  VdScanStream *self = g_new0 (VdScanStream, 1);

  self->devices = g_ptr_array_new_with_free_func (g_free);
  g_queue_init (&self->pages);
  self->outcome = VD_SCAN_FAILED;
  return self;
}

static void
scanned_page_free (void *data)
{
  ScannedPage *page = data;

  vd_picture_free (page->picture);
  g_free (page);
}

void
vd_scan_stream_free (VdScanStream *self)
{
  if (!self)
    return;
  vd_locked_buffer_clear (&self->input);
  vd_locked_buffer_clear (&self->rows);
  g_queue_clear_full (&self->pages, scanned_page_free);
  g_ptr_array_unref (self->devices);
  g_free (self->text);
  g_free (self);
}

static const char *
on_device (VdScanStream *self, const guint8 *data, gsize size)
{
  if (size == 0 || size > VD_SCAN_MAX_NAME || self->devices->len >= MAX_DEVICES || memchr (data, 0, size) ||
      !g_utf8_validate ((const char *)data, size, NULL))
    return "a device's name";
  g_ptr_array_add (self->devices, g_strndup ((const char *)data, size));
  return NULL;
}

static const char *
on_page_begin (VdScanStream *self, const guint8 *data, gsize size)
{
  guint32 dpi;

  if (size != PAGE_HEAD_SIZE || self->in_page || self->n_pages >= VD_SCAN_MAX_PAGES)
    return "a page where none can begin";
  self->width = read_u32 (data);
  self->height = read_u32 (data + 4);
  self->channels = read_u32 (data + 8);
  dpi = read_u32 (data + 12);
  if (self->width < 16 || self->width > VD_PICTURE_MAX_SIDE || self->height > VD_PICTURE_MAX_SIDE ||
      (guint64)self->width * self->height > VD_PICTURE_MAX_PIXELS || (self->channels != 1 && self->channels != 3) ||
      dpi < 30 || dpi > 2400)
    return "a page's size";
  self->dpi = dpi;
  self->in_page = TRUE;
  return NULL;
}

/* What the page may hold: what was told, or for a fed sheet of unknown length as much as any picture. */
static gsize
page_limit (const VdScanStream *self)
{
  guint32 rows = MIN (VD_PICTURE_MAX_SIDE, VD_PICTURE_MAX_PIXELS / self->width);

  return (gsize)self->width * self->channels * (self->height > 0 ? self->height : rows);
}

static const char *
on_rows (VdScanStream *self, const guint8 *data, gsize size)
{
  if (!self->in_page || size % ((gsize)self->width * self->channels) != 0 ||
      self->rows.length + size > page_limit (self))
    return "rows that fit no page";
  vd_locked_buffer_append (&self->rows, data, size);
  return NULL;
}

static const char *
on_page_end (VdScanStream *self, const guint8 *data, gsize size)
{
  ScannedPage *page;
  gsize height;

  if (size != 0 || !self->in_page)
    return "the end of no page";
  height = self->rows.length / ((gsize)self->width * self->channels);
  if (height < 16 || (self->height > 0 && height != self->height))
    return "a page cut short";
  page = g_new0 (ScannedPage, 1);
  page->picture = vd_picture_new (self->width, height, self->channels);
  page->dpi = self->dpi;
  memcpy (page->picture->pixels, self->rows.data, self->rows.length);
  g_queue_push_tail (&self->pages, page);
  vd_locked_buffer_clear (&self->rows);
  self->in_page = FALSE;
  self->n_pages++;
  return NULL;
}

static const char *
on_finish (VdScanStream *self, const guint8 *data, gsize size)
{
  if (size < 1 || size > 1 + VD_SCAN_MAX_NAME || data[0] > VD_SCAN_FAILED || (self->in_page && data[0] == VD_SCAN_DONE))
    return "its end";
  self->outcome = data[0];
  self->text = g_utf8_make_valid ((const char *)data + 1, size - 1);
  self->is_finished = TRUE;
  self->in_page = FALSE;
  vd_locked_buffer_clear (&self->rows); /* of a page that failed half-way */
  return NULL;
}

/* One request = one function; each returns what was wrong, or NULL. */
static const struct
{
  char type;
  guint32 max_size;
  const char *(*handle) (VdScanStream *self, const guint8 *data, gsize size);
} records[] = {
  { 'D', VD_SCAN_MAX_NAME, on_device },     { 'P', PAGE_HEAD_SIZE, on_page_begin },
  { 'R', VD_SCAN_MAX_ROWS, on_rows },       { 'E', 0, on_page_end },
  { 'F', 1 + VD_SCAN_MAX_NAME, on_finish },
};

static const char *
handle_record (VdScanStream *self, guint8 type, const guint8 *data, guint32 size, gboolean is_whole)
{
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    if (records[i].type == type)
      {
        if (size > records[i].max_size)
          return "a record that is too long";
        return is_whole ? records[i].handle (self, data, size) : NULL;
      }
  return "a record of no known type";
}

/* As many whole records as there are; how many bytes they took. */
static gsize
handle_records (VdScanStream *self, const char **wrong)
{
  const guint8 *data = self->input.data;
  gsize length = self->input.length, used = 0;

  while (!*wrong && length - used >= HEAD_SIZE)
    {
      guint32 size = read_u32 (data + used + 1);
      gboolean is_whole = length - used - HEAD_SIZE >= size;

      if (self->is_finished)
        {
          *wrong = "more after its end";
          break;
        }
      *wrong = handle_record (self, data[used], data + used + HEAD_SIZE, size, is_whole);
      if (!is_whole)
        break;
      used += HEAD_SIZE + size;
    }
  return used;
}

gboolean
vd_scan_stream_feed (VdScanStream *self, const guint8 *data, gsize size, GError **error)
{
  const char *wrong = NULL;
  gsize used;

  g_return_val_if_fail (self && (data || size == 0), FALSE);
  if (self->is_broken)
    wrong = "more after a mistake";
  else if (size > 0)
    {
      vd_locked_buffer_append (&self->input, data, size);
      used = handle_records (self, &wrong);
      self->input.length -= used;
      memmove (self->input.data, self->input.data + used, self->input.length);
    }
  if (!wrong)
    return TRUE;
  self->is_broken = TRUE;
  g_set_error (error, VD_PAPERS_ERROR, VD_PAPERS_ERROR_FAILED,
               "the scanner's program said something else than expected: %s", wrong);
  return FALSE;
}

gboolean
vd_scan_stream_is_finished (VdScanStream *self)
{
  return self->is_finished && !self->is_broken;
}

VdScanOutcome
vd_scan_stream_get_outcome (VdScanStream *self)
{
  return self->outcome;
}

const char *
vd_scan_stream_get_text (VdScanStream *self)
{
  return self->text;
}

GError *
vd_scan_stream_make_error (VdScanStream *self)
{
  static const struct
  {
    VdPapersError code;
    const char *text;
  } outcomes[] = {
    [VD_SCAN_DONE] = { VD_PAPERS_ERROR_FAILED, "the scanner gave no page" },
    [VD_SCAN_NO_SOURCE] = { VD_PAPERS_ERROR_NO_SOURCE, "no scanner is there: is it plugged in and switched on?" },
    [VD_SCAN_BUSY] = { VD_PAPERS_ERROR_BUSY, "the scanner is used by another program" },
    [VD_SCAN_EMPTY] = { VD_PAPERS_ERROR_EMPTY, "the scanner's feeder is empty" },
    [VD_SCAN_JAM] = { VD_PAPERS_ERROR_JAM, "the scanner is jammed or its cover is open" },
    [VD_SCAN_FAILED] = { VD_PAPERS_ERROR_FAILED, "the scanner failed" },
  };
  VdScanOutcome outcome = self->outcome;
  const char *text = self->text;

  return g_error_new (VD_PAPERS_ERROR, outcomes[outcome].code, "%s%s%s%s", outcomes[outcome].text,
                      text && *text ? " (" : "", text ? text : "", text && *text ? ")" : "");
}

GPtrArray *
vd_scan_stream_get_devices (VdScanStream *self)
{
  return self->devices;
}

gboolean
vd_scan_stream_has_page (VdScanStream *self)
{
  return !g_queue_is_empty (&self->pages);
}

VdPicture *
vd_scan_stream_take_page (VdScanStream *self, double *dpi)
{
  ScannedPage *page = g_queue_pop_head (&self->pages);
  VdPicture *picture;

  if (!page)
    return NULL;
  picture = page->picture;
  *dpi = page->dpi;
  g_free (page);
  return picture;
}
