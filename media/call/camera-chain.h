/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* What a camera's pipeline is made of: the device in the best format it has, the self-view, and the encoder. */
typedef struct
{
  int width, height, fps;
  gboolean is_mirrored;
} VdCameraFormat;

/* Puts @device into @pipeline, whose elements are not yet playing, and links the chain to it: a bin with the elements
 * that a lens needs (lens.h) and the appsink "self-view". Errors: VD_DEVICE_ERROR. */
GstElement *vd_camera_chain_add (GstPipeline *pipeline, GstElement *device, const VdCameraFormat *format,
                                 GError **error); /* (transfer none) */

G_END_DECLS
