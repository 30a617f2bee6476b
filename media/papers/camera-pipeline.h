/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/app/gstappsink.h>

G_BEGIN_DECLS

/* On a streaming thread. */
typedef GstFlowReturn (*VdCameraSampleFunc) (GstAppSink *sink, gpointer data);

typedef struct
{
  const char *setting; /* media/frames/device-source.h */
  int width, height;   /* asked of a real device */
  VdCameraSampleFunc on_full, on_view;
  gpointer data;
} VdCameraRequest;

/* The document camera's pipeline, not started: every frame as it comes to on_full, and about 15 a second, BGRx, at most
 * 1280 pixels long, to on_view. */
GstElement *vd_camera_pipeline_new (const VdCameraRequest *request, GError **error); /* (transfer full) */

G_END_DECLS
