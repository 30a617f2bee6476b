/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "page.h"
#include "picture.h"

G_BEGIN_DECLS

/* What a page is made of. */
typedef struct
{
  int width, height, channels;
  double dpi;
  VdAdvice advice;
} VdPageFacts;

/* @jpeg: from vd_jpeg_encode (), of the size in @facts. */
VdPage *vd_page_new (GBytes *jpeg, const VdPageFacts *facts); /* (transfer full) */
/* Encodes @picture (a flattened side). */
VdPage *vd_page_new_from_picture (const VdPicture *picture, double dpi, VdAdvice advice); /* (transfer full) */
GBytes *vd_page_get_jpeg (VdPage *self);                                                  /* (transfer none) */
const VdPageFacts *vd_page_get_facts (VdPage *self);

G_END_DECLS
