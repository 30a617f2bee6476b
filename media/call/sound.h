/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "sound-chain.h"
#include "studio.h"
#include "voice.h"

G_BEGIN_DECLS

/* The sound half of the studio: microphone → echo canceller → Opus, and the voices of the peers → loudspeaker,
 * in one pipeline because webrtcdsp finds its echo probe only there. A device that fails is left out, the other goes
 * on, and it is taken in again once it is back.
 *
 * Main thread. Properties (notify): "microphone-state", "speaker-state" (VdDeviceState), "microphone-level" (uint) and
 * "microphone-deaf" (gboolean) as hearing.h has them. */
#define VD_TYPE_SOUND (vd_sound_get_type ())
G_DECLARE_FINAL_TYPE (VdSound, vd_sound, VD, SOUND, GObject)

VdSound *vd_sound_new (const VdStudioSettings *settings);
void vd_sound_open (VdSound *self);
void vd_sound_close (VdSound *self);
/* Devices came or went: those in use may be gone, and one that was may be back. */
void vd_sound_recheck_devices (VdSound *self, const char *const *lost);
VdDeviceState vd_sound_get_microphone_state (VdSound *self);
VdDeviceState vd_sound_get_speaker_state (VdSound *self);
void vd_sound_set_microphone_on (VdSound *self, gboolean is_on); /* off: silence is sent */
void vd_sound_set_volume (VdSound *self, double volume);         /* as vd_sound_chain_get_gain () takes it */
/* Of the encoder. @loss_percent: of packets, for which copies are sent along; 0: none. */
void vd_sound_set_rate (VdSound *self, guint bps, guint loss_percent);
VdFanout *vd_sound_get_fanout (VdSound *self); /* (transfer none) encoded Opus */

/* Plays @voice until it is removed. */
void vd_sound_add_voice (VdSound *self, VdVoice *voice);
void vd_sound_remove_voice (VdSound *self, VdVoice *voice);

G_END_DECLS
