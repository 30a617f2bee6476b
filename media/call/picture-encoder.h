/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* The one encoder that all peers share, libvpx's VP8, held to a rate that a line may halve at any moment. */

/* Its description, named "encoder". The rate is set before the first frame. A negative cpu-used is a fixed speed
 * (Chromium's is the same); a positive one lets libvpx spend up to half a frame's time. One thread: two wait for each
 * other in a loop, and where the cores are busy the same 150 frames cost 11.1 s of processor time instead of 1.7, and
 * look worse (37 against 43 dB at 1.5 Mbit/s). Without a limit of overshoot a busy picture takes a third more than its
 * rate. No periodic keyframes: they are made when somebody asks (fanout.h).
 * Even frames: large ones take longer, and a browser holds all of them back for that. A quantizer under 8 is not to be
 * seen, but a quiet room is then painted anew every fifth frame (26 kB among 4) for as long as the rate allows it. In a
 * buffer of 150 ms instead of 600 a busy picture of 600 kbit/s lost a tenth of its frames and queued for 130 ms (12).
 */
#define VD_PICTURE_ENCODER                                                                                             \
  "vp8enc name=encoder deadline=1 cpu-used=-6 threads=1 end-usage=cbr target-bitrate=1000000 "                         \
  "keyframe-max-dist=2000 lag-in-frames=0 min-quantizer=8 max-quantizer=56 undershoot=95 overshoot=15 "                \
  "dropframe-threshold=30 buffer-initial-size=200 buffer-optimal-size=400 buffer-size=600"

/* Between two frames, in the thread that gives them: vp8enc holds a lock while it encodes. The next frame is already
 * of the new rate, @bps; after a fall the first few are smaller than it, so that what has queued on the line gets
 * away. */
void vd_picture_encoder_set_rate (GstElement *encoder, guint bps);

G_END_DECLS
