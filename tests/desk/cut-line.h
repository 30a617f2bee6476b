/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The line between a sending kiosk and its desk, for tests that break something at a byte they choose: carries one tus
 * request after the other, counts, and holds both sides to what was confirmed. Blocks; gives up after 60 s of silence.
 */
typedef struct _CutLine CutLine;

/* At @position bytes of the upload. TRUE: the line is cut there. */
typedef gboolean (*CutLineAt) (guint64 position, gpointer data);

/* @cuts: rising. Calls @at at each of them, once, when the desk's side was given that many bytes, and not one more. */
CutLine *cut_line_new (const guint64 *cuts, guint n_cuts, CutLineAt at, gpointer data);
void cut_line_free (CutLine *self);
guint16 cut_line_get_port (CutLine *self);
/* Where the desk listens from now on. */
void cut_line_set_desk (CutLine *self, guint16 port);
/* What @at gets when the whole upload was confirmed by the desk, and the kiosk has not heard it yet. */
#define CUT_LINE_CONFIRMED G_MAXUINT64

/* Carries one connection until it ends; at once if there is none yet. */
void cut_line_carry (CutLine *self);
guint64 cut_line_get_confirmed (CutLine *self);
guint cut_line_get_creations (CutLine *self);

G_END_DECLS
