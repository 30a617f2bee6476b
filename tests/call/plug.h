/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Devices that a test can pull out and plug in: the elements "plugcamera", "plugmicrophone" and "plugspeaker", which
 * are settings of a studio as any description is. One that is out cannot be opened, and fails while it is open, as a
 * USB device does. */
typedef enum
{
  PLUG_CAMERA,
  PLUG_MICROPHONE,
  PLUG_SPEAKER,
  N_PLUGS,
} Plug;

void plug_register (void);
void plug_set (Plug plug, gboolean is_in);
/* How many elements have it open now, and had it in all. */
guint plug_count_open (Plug plug);
guint plug_count_opened (Plug plug);

G_END_DECLS
