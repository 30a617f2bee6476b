/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>
#include <sane/sane.h>

G_BEGIN_DECLS

/* What a paper needs of a scanner. */
typedef enum
{
  VD_SCAN_SOURCE_FLATBED,
  VD_SCAN_SOURCE_FEEDER,
} VdScanSource;

/* Vendors name the same thing differently; these find it by its synonyms. Each leaves the device as it is when it knows
 * no such option. */
gboolean vd_scan_options_set_source (SANE_Handle device, VdScanSource source); /* FALSE: it has no such source */
gboolean vd_scan_options_has_sources (SANE_Handle device);                     /* there is a choice */
void vd_scan_options_set_colour (SANE_Handle device);
void vd_scan_options_set_depth (SANE_Handle device);
void vd_scan_options_set_resolution (SANE_Handle device, int dpi);
int vd_scan_options_get_resolution (SANE_Handle device);   /* dots per inch it will really use; 0: not told */
void vd_scan_options_set_whole_sheet (SANE_Handle device); /* up to A4 */

G_END_DECLS
