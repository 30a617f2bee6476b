/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A voice: decoded sound of one peer on its way to the loudspeaker, 48 kHz mono. Filled by the peer's thread, emptied
 * by the loudspeaker's, which never waits: what is missing is concealed. It keeps as little sound ready as the line
 * allows (cushion.h), and so also follows a far clock that is not ours: a little is left out or added, in pauses where
 * there are any.
 *
 * Why not GStreamer's audiomixer: in 1.22 a pad released while it mixes is read after it is freed, and one that waits
 * idle now and then stops it altogether. */
typedef struct _VdVoice VdVoice;

VdVoice *vd_voice_new (void);
VdVoice *vd_voice_ref (VdVoice *self);
void vd_voice_unref (VdVoice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdVoice, vd_voice_unref)

/* Lips and voice may be 40 ms apart before anybody minds (EBU R37), so this may be less than the picture's delay. */
#define VD_VOICE_CUSHION_MS 20
#define VD_VOICE_CUSHION_MAX_MS 250
/* Sound of half a second; where the line stood still for longer, the older part is dropped. */
#define VD_VOICE_CAPACITY 24000

/* Any thread, all of them. */
void vd_voice_push (VdVoice *self, const gint16 *samples, guint n_samples);
/* Adds the next @n_samples, 10 ms of them as a rule and 20 at most, to @mix, within the range of the format. */
void vd_voice_mix (VdVoice *self, gint16 *mix, guint n_samples);
/* How late the sound is played at least; more if the packets need it. VD_VOICE_CUSHION_MAX_MS at most. */
void vd_voice_set_cushion_ms (VdVoice *self, guint ms);

/* Samples since the beginning. */
typedef struct
{
  guint64 played, concealed;
  guint64 left_out, added; /* to keep the delay right */
  guint delay_ms;          /* now: how long a packet in time waits */
} VdVoiceFigures;
VdVoiceFigures vd_voice_get_figures (VdVoice *self);

G_END_DECLS
