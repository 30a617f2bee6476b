/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The keyboard on screen, for real-time text: each key asks for "kiosk.type", "kiosk.erase" or "kiosk.write" of its
 * window. While it is to be seen, a keyboard that is plugged in types too.
 *
 * Properties: "language" (string, BCP 47). */
#define VD_TYPE_TEXT_KEYS (vd_text_keys_get_type ())
G_DECLARE_FINAL_TYPE (VdTextKeys, vd_text_keys, VD, TEXT_KEYS, GtkWidget)

G_END_DECLS
