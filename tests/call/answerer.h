/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* The browser's part in a call, played by a second webrtcbin in the test's process: it answers an offer and sends a
 * test picture and a tone from the moment it is connected, whether or not the kiosk's gates are open (a browser that is
 * rude). */
typedef struct _VdAnswerer VdAnswerer;

typedef void (*VdAnswererAnswer) (const char *sdp, gpointer data);
typedef void (*VdAnswererCandidate) (guint mline, const char *candidate, gpointer data);

/* All on the main thread. @sends: FALSE for a party that only listens. */
VdAnswerer *
vd_answerer_new (gboolean sends, VdAnswererAnswer on_answer, VdAnswererCandidate on_candidate, gpointer data);
void vd_answerer_take_offer (VdAnswerer *self, const char *sdp);
void vd_answerer_take_candidate (VdAnswerer *self, guint mline, const char *candidate);
void vd_answerer_free (VdAnswerer *self);
GstElement *vd_answerer_get_webrtc (VdAnswerer *self); /* for what no browser does */

/* Into the kiosk's data channel, once it is open. */
gboolean vd_answerer_has_text (VdAnswerer *self);
void vd_answerer_send_text (VdAnswerer *self, const char *text);
const char *vd_answerer_get_text (VdAnswerer *self); /* all that came through it */

guint vd_answerer_get_video_packets (VdAnswerer *self);
guint vd_answerer_get_audio_packets (VdAnswerer *self);
guint vd_answerer_get_pictures (VdAnswerer *self); /* decoded */
int vd_answerer_get_width (VdAnswerer *self);      /* of the last picture; 0: none yet */
guint vd_answerer_get_keyframes (VdAnswerer *self);
guint vd_answerer_get_wishes (VdAnswerer *self); /* for a keyframe, of the kiosk's */
guint vd_answerer_get_loud (VdAnswerer *self); /* decoded buffers of sound that are not silence */
void vd_answerer_ask_keyframe (VdAnswerer *self);
/* Sends no picture for a while, as a browser does that is busy; the sound goes on. */
void vd_answerer_set_halted (VdAnswerer *self, gboolean is_halted);
/* The pipeline stands still: nothing more arrives at the kiosk, as if the cable was pulled. */
void vd_answerer_freeze (VdAnswerer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdAnswerer, vd_answerer_free)

G_END_DECLS
