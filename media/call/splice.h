/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sound made a little shorter or longer, so that nobody hears it, and sound put where there is none. Pure; 48 kHz mono.
 */

/* As much as a period of 10 ms can be bent while somebody speaks: 0.4 %, 7 hundredths of a semitone. */
#define VD_SPLICE_BEND_MAX 2
/* As much as can be cut from or added to a period of 10 ms in which nobody speaks. */
#define VD_SPLICE_CUT_MAX 240

/* Plays @n_samples + @more samples of @in in the time of @n_samples, by interpolating between them. */
void vd_splice_bend (gint16 *out, guint n_samples, const gint16 *in, int more);
/* The same by crossfading from one place of @in to another. @more: -@n_samples / 2 at least. */
void vd_splice_cut (gint16 *out, guint n_samples, const gint16 *in, int more);

/* Finds the pauses: what is much quieter than it was of late. */
typedef struct
{
  double loudness; /* mean square, of the louder periods of the last seconds */
} VdPauseFinder;
gboolean vd_pause_finder_step (VdPauseFinder *self, const gint16 *in, guint n_samples);

/* Hides a gap: what was heard last goes on, period by period of its own pitch, and dies away. */
#define VD_CONCEAL_HISTORY 1920
typedef struct
{
  gint16 history[VD_CONCEAL_HISTORY]; /* the last 40 ms, oldest first */
  guint lag;                          /* the pitch period that is repeated; 0: no gap now */
  guint made;                         /* of this gap */
} VdConceal;
/* What was really heard. After a gap its beginning is faded in over what the gap was filled with. */
void vd_conceal_take (VdConceal *self, gint16 *samples, guint n_samples);
void vd_conceal_make (VdConceal *self, gint16 *out, guint n_samples);

G_END_DECLS
