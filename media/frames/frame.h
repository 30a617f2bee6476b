/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib-object.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* A frame: one opaque picture, BGRA in memory order (alpha 255), mapped for reading as long as it lives.
 * Immutable and reference counted; may cross threads. */
typedef struct _VdFrame VdFrame;

#define VD_TYPE_FRAME (vd_frame_get_type ())
GType vd_frame_get_type (void);

/* Maps @sample, whose caps must be video/x-raw,format=BGRA or BGRx. NULL (and a warning) if it cannot be mapped. */
VdFrame *vd_frame_new_from_sample (GstSample *sample);
VdFrame *vd_frame_ref (VdFrame *self);
void vd_frame_unref (VdFrame *self);

int vd_frame_get_width (const VdFrame *self);
int vd_frame_get_height (const VdFrame *self);
gsize vd_frame_get_stride (const VdFrame *self); /* bytes */
/* The pixels, borrowed from the mapped buffer without a copy; they live as long as the returned GBytes. */
GBytes *vd_frame_get_bytes (VdFrame *self); /* (transfer full) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdFrame, vd_frame_unref)

G_END_DECLS
