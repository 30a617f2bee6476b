/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include "feed.h"

G_BEGIN_DECLS

/* Lets the advisor look on: about twice a second what the document camera sees goes to the desk, small, one request at a
 * time; a slow line makes them fewer. Nothing of it is kept here, nor at the desk once the next one came. Main thread. */
#define VD_TYPE_SHOWING (vd_showing_get_type ())
G_DECLARE_FINAL_TYPE (VdShowing, vd_showing, VD, SHOWING, GObject)

/* As vd_link_new (). */
VdShowing *vd_showing_new (const char *desk_url, const char *token, const char *ca_file);
/* Shows @view for the paper @paper from now on. @watermark: (nullable) written all over each picture, as over its pages. */
void vd_showing_start (VdShowing *self, const char *paper, const char *watermark, VdFeed *view);
/* The desk is told to forget the last picture. */
void vd_showing_stop (VdShowing *self);
gboolean vd_showing_is_on (VdShowing *self);

G_END_DECLS
