/* SPDX-License-Identifier: EUPL-1.2 */
/* visiodesk-scan: the one program that loads a vendor's scanner driver. It says what it finds and scans on its standard
 * output (scan-stream.h) and may be killed at any time.
 *
 *   visiodesk-scan list [DEVICE]
 *   visiodesk-scan scan [DEVICE]     the feeder if it holds sheets, else the glass; without DEVICE the first scanner
 * found */
#include "scan-options.h"
#include "scan-stream.h"

#include <errno.h>
#include <string.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#define DPI 300 /* of the customary archive contract; A4 in colour is 26 MB on the way, 0.8 MB as a page */
#define ROWS_SIZE (1024 * 1024)

/* Exit codes, for people who run it by hand: 0, or 10 and the outcome. */
#define EXIT_BASE 10

static void
write_all (const void *data, gsize size)
{
  const guint8 *p = data;

  while (size > 0)
    {
      gssize n = write (STDOUT_FILENO, p, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        _exit (EXIT_BASE + VD_SCAN_FAILED); /* nobody listens any more */
      p += n;
      size -= n;
    }
}

static void
put_u32 (guint8 *out, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  memcpy (out, &big, 4);
}

static void
write_record (char type, const void *data, guint32 size)
{
  guint8 head[5] = { (guint8)type };

  put_u32 (head + 1, size);
  write_all (head, sizeof head);
  write_all (data, size);
}

static int
finish (VdScanOutcome outcome, const char *text)
{
  guint8 record[1 + VD_SCAN_MAX_NAME] = { outcome };
  gsize length = MIN (strlen (text), VD_SCAN_MAX_NAME);

  memcpy (record + 1, text, length);
  write_record ('F', record, 1 + length);
  return outcome == VD_SCAN_DONE ? 0 : EXIT_BASE + (int)outcome;
}

static VdScanOutcome
outcome_of (SANE_Status status)
{
  switch (status)
    {
    case SANE_STATUS_GOOD:
    case SANE_STATUS_EOF:
      return VD_SCAN_DONE;
    case SANE_STATUS_DEVICE_BUSY:
      return VD_SCAN_BUSY;
    case SANE_STATUS_NO_DOCS:
      return VD_SCAN_EMPTY;
    case SANE_STATUS_JAMMED:
    case SANE_STATUS_COVER_OPEN:
      return VD_SCAN_JAM;
    case SANE_STATUS_INVAL:         /* sane_open () of a name nobody knows */
    case SANE_STATUS_ACCESS_DENIED: /* of a USB address where nothing is, too */
      return VD_SCAN_NO_SOURCE;
    default:
      return VD_SCAN_FAILED;
    }
}

static int
list_devices (const char *only)
{
  const SANE_Device **devices = NULL;
  SANE_Status status = sane_get_devices (&devices, SANE_FALSE);
  guint found = 0;

  if (only)
    {
      /* A device named in the settings may be one that is never listed (a network address): opening it is the test. */
      SANE_Handle device;

      status = sane_open (only, &device);
      if (status != SANE_STATUS_GOOD && status != SANE_STATUS_DEVICE_BUSY)
        return finish (VD_SCAN_NO_SOURCE, sane_strstatus (status));
      if (status == SANE_STATUS_GOOD)
        sane_close (device);
      write_record ('D', only, MIN (strlen (only), VD_SCAN_MAX_NAME));
      return finish (VD_SCAN_DONE, "");
    }
  if (status != SANE_STATUS_GOOD)
    return finish (outcome_of (status), sane_strstatus (status));
  for (guint i = 0; devices[i]; i++)
    if (strlen (devices[i]->name) <= VD_SCAN_MAX_NAME)
      {
        write_record ('D', devices[i]->name, strlen (devices[i]->name));
        found++;
      }
  return finish (found > 0 ? VD_SCAN_DONE : VD_SCAN_NO_SOURCE, "");
}

/* 16-bit samples lose their lower byte (SANE gives them in the machine's order); 1-bit ones become black and white. */
static gsize
to_eight_bits (const SANE_Parameters *parameters, const guint8 *row, guint8 *out)
{
  int channels = parameters->format == SANE_FRAME_RGB ? 3 : 1, n = parameters->pixels_per_line * channels;

  for (int i = 0; i < n; i++)
    {
      if (parameters->depth == 16)
        out[i] = row[2 * i + (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 1 : 0)];
      else if (parameters->depth == 1)
        out[i] = row[i / 8] & (0x80 >> (i % 8)) ? 0 : 255; /* a set bit is ink */
      else
        out[i] = row[i];
    }
  return n;
}

/* All rows of the frame that was started. */
static SANE_Status
copy_rows (SANE_Handle device, const SANE_Parameters *parameters)
{
  gsize bytes = parameters->bytes_per_line, filled = 0, out_bytes = (gsize)parameters->pixels_per_line * 3;
  gsize fit = MAX (1, ROWS_SIZE / out_bytes), rows = 0, used = 0;
  g_autofree guint8 *row = g_malloc (bytes);
  g_autofree guint8 *out = g_malloc (fit * out_bytes);
  SANE_Status status;
  SANE_Int got;

  while ((status = sane_read (device, row + filled, bytes - filled, &got)) == SANE_STATUS_GOOD)
    {
      filled += got;
      if (filled < bytes)
        continue;
      filled = 0;
      used += to_eight_bits (parameters, row, out + used);
      if (++rows < fit)
        continue;
      write_record ('R', out, used);
      rows = used = 0;
    }
  if (used > 0)
    write_record ('R', out, used);
  return status;
}

static gboolean
can_copy (const SANE_Parameters *p)
{
  gsize least = ((gsize)p->pixels_per_line * (p->format == SANE_FRAME_RGB ? 3 : 1) * p->depth + 7) / 8;

  return (p->format == SANE_FRAME_RGB || p->format == SANE_FRAME_GRAY) &&
         (p->depth == 1 || p->depth == 8 || p->depth == 16) && !(p->depth == 1 && p->format == SANE_FRAME_RGB) &&
         p->pixels_per_line >= 16 && p->pixels_per_line <= VD_PICTURE_MAX_SIDE && p->bytes_per_line >= 0 &&
         (gsize)p->bytes_per_line >= least;
}

/* The page that sane_start () has begun; SANE_STATUS_EOF when it is whole. */
static SANE_Status
scan_page (SANE_Handle device, int dpi)
{
  SANE_Parameters parameters;
  SANE_Status status;
  guint8 head[16];

  status = sane_get_parameters (device, &parameters);
  if (status != SANE_STATUS_GOOD)
    return status;
  if (!can_copy (&parameters)) /* three-pass scanners of the last century */
    return SANE_STATUS_UNSUPPORTED;
  put_u32 (head, parameters.pixels_per_line);
  put_u32 (head + 4, 0); /* lines is only a guess for fed sheets */
  put_u32 (head + 8, parameters.format == SANE_FRAME_RGB ? 3 : 1);
  put_u32 (head + 12, CLAMP (dpi > 0 ? dpi : DPI, 30, 2400));
  write_record ('P', head, sizeof head);
  status = copy_rows (device, &parameters);
  if (status == SANE_STATUS_EOF)
    write_record ('E', NULL, 0);
  return status;
}

static SANE_Status
scan_device (SANE_Handle device)
{
  gboolean from_feeder = vd_scan_options_set_source (device, VD_SCAN_SOURCE_FEEDER);
  SANE_Status status = SANE_STATUS_GOOD;
  guint pages = 0;
  int dpi;

  vd_scan_options_set_colour (device);
  vd_scan_options_set_depth (device);
  vd_scan_options_set_resolution (device, DPI);
  vd_scan_options_set_whole_sheet (device);
  dpi = vd_scan_options_get_resolution (device); /* not once it scans: drivers refuse any question then */
  while (pages < (from_feeder ? VD_SCAN_MAX_PAGES : 1))
    {
      status = sane_start (device);
      if (status == SANE_STATUS_NO_DOCS && pages == 0 && from_feeder &&
          vd_scan_options_set_source (device, VD_SCAN_SOURCE_FLATBED))
        {
          from_feeder = FALSE; /* nothing in the feeder: the sheet lies on the glass */
          vd_scan_options_set_whole_sheet (device);
          continue;
        }
      if (status == SANE_STATUS_GOOD)
        status = scan_page (device, dpi);
      if (status != SANE_STATUS_EOF)
        break;
      pages++; /* the job stays open between fed sheets: some devices are "busy" for seconds after it is closed */
    }
  if (pages > 0 && status == SANE_STATUS_NO_DOCS)
    status = SANE_STATUS_GOOD;
  return status;
}

static int
scan (const char *name)
{
  const SANE_Device **devices = NULL;
  SANE_Handle device;
  SANE_Status status;
  int code;

  if (!name)
    {
      status = sane_get_devices (&devices, SANE_FALSE);
      if (status != SANE_STATUS_GOOD)
        return finish (outcome_of (status), sane_strstatus (status));
      if (!devices[0])
        return finish (VD_SCAN_NO_SOURCE, "");
      name = devices[0]->name;
    }
  status = sane_open (name, &device);
  if (status != SANE_STATUS_GOOD)
    return finish (outcome_of (status), sane_strstatus (status));
  status = scan_device (device);
  /* Said before the driver closes: one that hangs there, in the lock of a thread that it has cancelled, say, must not
   * take with it the pages that are already read. */
  code = finish (outcome_of (status), outcome_of (status) == VD_SCAN_DONE ? "" : sane_strstatus (status));
  sane_cancel (device);
  sane_close (device);
  return code;
}

int
main (int argc, char **argv)
{
  SANE_Int version;
  gboolean lists = argc >= 2 && strcmp (argv[1], "list") == 0, scans = argc >= 2 && strcmp (argv[1], "scan") == 0;
  SANE_Status status;
  int code;

  if ((!lists && !scans) || argc > 3)
    {
      g_printerr ("usage: visiodesk-scan list|scan [DEVICE]\n");
      return 2;
    }
  prctl (PR_SET_PDEATHSIG, SIGKILL); /* no driver goes on alone when the kiosk is gone */
  prctl (PR_SET_DUMPABLE, 0);        /* and none leaves a visitor's paper in a core dump */
  status = sane_init (&version, NULL);
  if (status != SANE_STATUS_GOOD)
    return finish (VD_SCAN_FAILED, sane_strstatus (status));
  code = lists ? list_devices (argc > 2 ? argv[2] : NULL) : scan (argc > 2 ? argv[2] : NULL);
  sane_exit ();
  _exit (code); /* what drivers and their libraries would do at exit () is nothing we need, and has hung */
}
