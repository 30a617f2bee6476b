/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One line of what is written in a call, as a screen shows it: by whom, and the text, which changes while it is typed.
 *
 * Properties: "own" (gboolean: the visitor's), "text" (string, notify). */
#define VD_TYPE_TEXT_TURN (vd_text_turn_get_type ())
G_DECLARE_FINAL_TYPE (VdTextTurn, vd_text_turn, VD, TEXT_TURN, GObject)

gboolean vd_text_turn_is_own (VdTextTurn *self);
const char *vd_text_turn_get_text (VdTextTurn *self);

/* What one of the two has written: lines ended by "\n", the first of them being number @first of all there ever were.
 */
typedef struct
{
  const char *text;
  guint first;
} VdWritten;

/* Makes @turns show both texts line by line, in the order in which the lines were begun. Empty lines are left out. */
void vd_text_turns_update (GListStore *turns, const VdWritten *own, const VdWritten *theirs);

G_END_DECLS
