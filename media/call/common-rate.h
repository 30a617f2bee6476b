/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "rate-ladder.h"

G_BEGIN_DECLS

/* The rate of the one encoder that feeds several peers: what the slowest of them can take. Also remembers what the line
 * carried, because a kiosk stands behind the same line tomorrow. Pure; times are a monotonic clock in microseconds. */
typedef struct _VdCommonRate VdCommonRate;

VdCommonRate *vd_common_rate_new (const VdRateLadderConfig *config);
void vd_common_rate_free (VdCommonRate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdCommonRate, vd_common_rate_free)

/* What a peer that opens now may begin with, in bits a second. */
guint vd_common_rate_get_start_bps (const VdCommonRate *self);
/* @peer: any pointer that tells them apart. Begins with the start rate. */
void vd_common_rate_join (VdCommonRate *self, gconstpointer peer, gint64 now_us);

typedef struct
{
  guint target_bps;
  double loss;       /* 0..1, of all */
  guint guard;       /* for the voice, per cent (voice-guard.h) */
  guint hold;        /* less of the picture for the moment, per cent (in-flight.h); nothing else follows from it */
  gboolean was_cut;  /* the target met the line's limit */
  gboolean is_heard; /* feedback came just now; otherwise only time passed */
} VdLineNews;

/* A peer that is not heard for 2 s, while another is, counts no more: it is being replaced. While none is heard the
 * line is not slow but gone: less is sent, and what it is stays the same. */
void vd_common_rate_tell (VdCommonRate *self, gconstpointer peer, const VdLineNews *news, gint64 now_us);
void vd_common_rate_leave (VdCommonRate *self, gconstpointer peer);
void vd_common_rate_set_signed (VdCommonRate *self, gboolean signed_conversation);

/* What to make of it now; with nobody there, what a call would begin with. */
VdRatePlan vd_common_rate_step (VdCommonRate *self, gint64 now_us);
/* The most that any peer needs, per cent. */
guint vd_common_rate_get_guard (const VdCommonRate *self);
/* 0 is the best; VD_RATE_LADDER_AUDIO_ONLY. */
int vd_common_rate_get_rung (const VdCommonRate *self);

G_END_DECLS
