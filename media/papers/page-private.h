/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "page.h"
#include "picture.h"
#include "tray.h"

G_BEGIN_DECLS

#define VD_PAGE_LEAST_DPI 150.0 /* the smallest print of a payslip (6 pt) needs it */

/* What a page is made of. */
typedef struct
{
  int width, height, channels;
  double dpi;
  VdAdvice advice;
  gboolean is_size_doubtful;
} VdPageFacts;

/* @jpeg: from vd_jpeg_encode (), of the size in @facts. */
VdPage *vd_page_new (GBytes *jpeg, const VdPageFacts *facts); /* (transfer full) */
/* Encodes @picture (a flattened side). */
VdPage *vd_page_new_from_picture (const VdPicture *picture, double dpi, VdAdvice advice); /* (transfer full) */
void vd_page_doubt_size (VdPage *self); /* it was made as A4; before others know the page */
GBytes *vd_page_get_jpeg (VdPage *self); /* (transfer none), as kept: without the watermark */
const VdPageFacts *vd_page_get_facts (VdPage *self);

/* A page as it was when a worker thread was asked for something: it never touches a VdPage, which may be turned
 * meanwhile. */
typedef struct
{
  GBytes *jpeg;
  VdPageFacts facts;
  int rotation;
  char *watermark; /* (nullable) */
} VdPageLeaf;

VdPageLeaf vd_page_make_leaf (VdPage *self); /* (transfer full) */
void vd_page_leaf_clear (gpointer leaf);
/* Its JPEG as it may be sent: itself, or with the watermark in its pixels. Any thread. */
GBytes *vd_page_leaf_mark (const VdPageLeaf *leaf); /* (transfer full) */

/* @jpeg: made by this room, so that it can be read. @longest: as in vd_jpeg_decode (). Any thread. */
VdPicture *vd_page_decode (GBytes *jpeg, int longest); /* (transfer full) */

/* The photograph kept with a page, see page-photo.h. */
typedef struct
{
  GBytes *jpeg; /* at full size */
  VdTray *tray; /* that the camera looked at; (nullable) */
  gboolean has_corners;
  VdQuad corners; /* 0..1 */
} VdPagePhoto;

GBytes *vd_page_photo_encode (const VdPicture *picture); /* (transfer full); any thread */
/* @tray, @corners: (nullable). */
VdPagePhoto *vd_page_photo_new (GBytes *jpeg, const VdTray *tray, const VdQuad *corners); /* (transfer full) */
void vd_page_photo_free (VdPagePhoto *photo);
void vd_page_take_photo (VdPage *self, VdPagePhoto *photo); /* (transfer full); once, before others know the page */
const VdPagePhoto *vd_page_peek_photo (VdPage *self);       /* (nullable) */

G_END_DECLS
