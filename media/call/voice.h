/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A voice: decoded sound of one peer on its way to the loudspeaker, 48 kHz mono. Filled by the peer's thread, emptied
 * by the loudspeaker's, which never waits: what is missing is silence, what is too much is dropped.
 *
 * Why not GStreamer's audiomixer: in 1.22 a pad released while it mixes is read after it is freed, and one that waits
 * idle now and then stops it altogether. */
typedef struct _VdVoice VdVoice;

VdVoice *vd_voice_new (void);
VdVoice *vd_voice_ref (VdVoice *self);
void vd_voice_unref (VdVoice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdVoice, vd_voice_unref)

#define VD_VOICE_CUSHION 2880 /* samples gathered before it is heard: the 60 ms that packets may be late */
#define VD_VOICE_CAPACITY                                                                                              \
  9600 /* 200 ms; older sound is dropped, so that a pause of the line does not delay what follows */

/* Any thread. */
void vd_voice_push (VdVoice *self, const gint16 *samples, guint n_samples);
/* Any thread. Adds the next @n_samples to @mix, within the range of the format. */
void vd_voice_mix (VdVoice *self, gint16 *mix, guint n_samples);

G_END_DECLS
