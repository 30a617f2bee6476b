/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "picture.h"

G_BEGIN_DECLS

/* What visiodesk-scan says on its standard output: records of one type byte, a 32-bit big-endian length, and that many
 * bytes. 'D'  a device: its SANE name, UTF-8, at most 255 bytes 'P'  a page begins: width, height (0: not known yet),
 * channels (1 or 3), dots per inch; four 32-bit big-endian numbers 'R'  whole rows of it, at most 4 MiB 'E'  the page
 * ends; empty 'F'  the last record: one byte of VdScanOutcome, then a text for the log, at most 255 bytes */
typedef enum
{
  VD_SCAN_DONE,
  VD_SCAN_NO_SOURCE,
  VD_SCAN_BUSY,
  VD_SCAN_EMPTY,
  VD_SCAN_JAM,
  VD_SCAN_FAILED,
} VdScanOutcome;

enum
{
  VD_SCAN_MAX_PAGES = 20,
  VD_SCAN_MAX_NAME = 255,
  VD_SCAN_MAX_ROWS = 4 * 1024 * 1024,
};

/* Reads that stream as it comes. The process that writes it runs a vendor's driver, so nothing it says is trusted. */
typedef struct _VdScanStream VdScanStream;

VdScanStream *vd_scan_stream_new (void);
void vd_scan_stream_free (VdScanStream *self);
/* FALSE: not such a stream (VD_PAPERS_ERROR_FAILED); nothing more can be fed. */
gboolean vd_scan_stream_feed (VdScanStream *self, const guint8 *data, gsize size, GError **error);
gboolean vd_scan_stream_is_finished (VdScanStream *self);
VdScanOutcome vd_scan_stream_get_outcome (VdScanStream *self);
const char *vd_scan_stream_get_text (VdScanStream *self);   /* (nullable) */
GPtrArray *vd_scan_stream_get_devices (VdScanStream *self); /* (transfer none): char * */
/* What the helper reported, in words that its reader can act on. */
GError *vd_scan_stream_make_error (VdScanStream *self); /* (transfer full) */
gboolean vd_scan_stream_has_page (VdScanStream *self);
/* The next whole page, NULL if there is none yet. */
VdPicture *vd_scan_stream_take_page (VdScanStream *self, double *dpi); /* (transfer full) (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdScanStream, vd_scan_stream_free)

G_END_DECLS
