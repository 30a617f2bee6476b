/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Text of a visitor's, that grows: what it outgrows is zeroed, and it is when cleared. { 0 } is one that is empty. */
typedef struct
{
  char *data; /* not terminated */
  gsize length, room;
} VdWipedText;

void vd_wiped_text_append (VdWipedText *self, gconstpointer data, gsize size);
void vd_wiped_text_printf (VdWipedText *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void vd_wiped_text_clear (VdWipedText *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VdWipedText, vd_wiped_text_clear)

/* As zlib packs it (RFC 1950), also without a trace in what zlib worked in. Zeroed when freed. */
GBytes *vd_wiped_text_deflate (gconstpointer plain, gsize size);

G_END_DECLS
