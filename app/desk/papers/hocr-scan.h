/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an element says of itself: "" where it does not. */
typedef struct
{
  char *id, *class, *title;
} VdHocrElement;

/* FALSE ends it. Pieces of text come in their order, one letter alone where it was an entity. */
typedef struct
{
  void (*start) (const VdHocrElement *element, gpointer data);
  gboolean (*end) (guint depth, gpointer data); /* of the elements that are still open */
  void (*text) (const char *piece, gsize size, gpointer data);
} VdHocrHandler;

/* Goes through the hOCR (XHTML) that a reader of text says, where it lies: GMarkup would leave copies of what a visitor
 * has written in memory that is nobody's. FALSE: it is not one element with all others nested in it, or was ended. What
 * XML asks for beyond that (of names, of what stands around that element, no attribute twice) is not checked. Pure; any
 * bytes may be given. */
gboolean vd_hocr_scan (const char *text, gsize size, const VdHocrHandler *handler, gpointer data);

G_END_DECLS
