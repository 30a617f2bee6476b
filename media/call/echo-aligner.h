/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Tells webrtcdsp the truth about the devices: what its microphone hears is dated back by as much as echo-delay.h found
 * the loudspeaker to be late, for the canceller alone. What leaves the canceller has its own time again.
 *
 * @probe: webrtcechoprobe; @canceller: webrtcdsp; both get VD_SOUND_CAPS, in one pipeline that is not started yet. Main
 * thread. @known_ms: what was found with the same devices before, or 0. NULL where the canceller looks for the delay
 * itself. */
typedef struct _VdEchoAligner VdEchoAligner;

VdEchoAligner *vd_echo_aligner_new (GstElement *probe, GstElement *canceller, int known_ms);
void vd_echo_aligner_unref (VdEchoAligner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdEchoAligner, vd_echo_aligner_unref)
/* By how much the microphone is dated back now, for the next time. Any thread. */
int vd_echo_aligner_get_shift_ms (VdEchoAligner *self);

G_END_DECLS
