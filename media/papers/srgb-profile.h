/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The ICC profile that says what our RGB values mean (IEC 61966-2-1), as PDF/A wants it in each file. Always the same
 * bytes; docs/paper-pdf.md publishes their SHA-256. */
GBytes *vd_srgb_profile_new (void); /* (transfer full) */

G_END_DECLS
