/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* What all pipelines of this room share: their clock, their watch on the bus, and how they come down. */

/* On the system clock, so that times can be carried from one pipeline to another (fanout.h). */
GstPipeline *vd_pipeline_new (const char *name);

/* Handed an error on the main thread, as long as the pipeline lives. */
typedef void (*VdPipelineErrorFunc) (gpointer owner, GstObject *source, const GError *error);
/* Also answers LATENCY messages, which no pipeline does by itself. */
void vd_pipeline_watch (GstPipeline *self, VdPipelineErrorFunc on_error, gpointer owner);

/* What an element is, by the factory that made it: "nicesrc"; "" for all else. @object: also one that is no element. */
const char *vd_pipeline_get_kind (gpointer object);

/* Makes a chain of elements in the pipeline, linked in order, and in the pipeline's state. @description: gst-launch
 * syntax with one open pad at either end at most. A failure is a missing plugin. */
GstElement *vd_pipeline_add_chain (GstPipeline *self, const char *name, const char *description,
                                   GError **error); /* (transfer none) */

/* Stops the watch at once and sets the pipeline to NULL in a thread of its own, since an element may hang there (a
 * vanished device, a defect of webrtcbin). @done is told on the main thread: after 3 s at the latest, with FALSE if the
 * pipeline had to be given up. */
#define VD_PIPELINE_STOP_MS 3000
typedef void (*VdPipelineStoppedFunc) (gpointer owner, gboolean is_clean);
void vd_pipeline_stop (GstPipeline *self, VdPipelineStoppedFunc done, gpointer owner,
                       GDestroyNotify destroy); /* (transfer full) */

G_END_DECLS
