/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "picture.h"

G_BEGIN_DECLS

enum
{
  VD_PICTURE_FILE_MAX_BYTES = 64 * 1024 * 1024,
};

/* A JPEG or PNG file, its pixels as they are stored. @rotation: how many degrees clockwise they must be turned to stand
 * upright (Exif). Too large, cut short, or neither: VD_PAPERS_ERROR_BAD_PICTURE. */
VdPicture *vd_picture_file_read (const char *path, int *rotation, GError **error);                 /* (transfer full) */
/* The same, a JPEG reduced while it is read to what leaves at least @longest pixels on its longer side (0: whole). */
VdPicture *vd_picture_file_read_small (const char *path, int longest, int *rotation, GError **error);
VdPicture *vd_picture_file_decode (const guint8 *data, gsize size, int *rotation, GError **error); /* (transfer full) */

G_END_DECLS
