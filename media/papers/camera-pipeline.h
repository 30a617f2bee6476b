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
  void (*on_lost) (const char *why, gpointer data); /* main thread: it gives no more pictures */
  gpointer data;
} VdCameraRequest;

/* The document camera's pipeline, running: every frame as it comes to on_full, and about 15 a second, BGRx, at most
 * 1280 pixels long, to on_view. */
GstElement *vd_camera_pipeline_start (const VdCameraRequest *request, GError **error); /* (transfer full) */
/* No callback comes once this has returned. Takes @pipeline. */
void vd_camera_pipeline_stop (GstElement *pipeline);

G_END_DECLS
