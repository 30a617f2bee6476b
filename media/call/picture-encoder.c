/* SPDX-License-Identifier: EUPL-1.2 */
#include "picture-encoder.h"

/* libvpx keeps an account of what it may spend, up to buffer-size at the rate of the moment, and takes quality as it
 * was while there is more than buffer-optimal-size in it. At a lower rate the same bits are more milliseconds: of a
 * fall from 2.2 to 1.3 Mbit/s the account was full, the next frame of a busy picture had 24 to 27 kB instead of 5.5,
 * and it took five more to come down, just as the line's queue began to spill. So a fall empties it to something above
 * where frames are left out (30 % of the optimal size): the next three frames have 1.5, 1.5 and 3 kB, those after 5.5.
 */
#define FALL_PERCENT 90
#define FALLEN_MS 250

void
vd_picture_encoder_set_rate (GstElement *encoder, guint bps)
{
  int before_bps, size_ms, rate_bps = (int)MIN (bps, G_MAXINT);

  g_object_get (encoder, "target-bitrate", &before_bps, "buffer-size", &size_ms, NULL);
  g_object_set (encoder, "target-bitrate", rate_bps, NULL);
  if ((gint64)rate_bps * 100 >= (gint64)before_bps * FALL_PERCENT)
    return;
  g_object_set (encoder, "buffer-size", FALLEN_MS, NULL);
  g_object_set (encoder, "buffer-size", size_ms, NULL);
}
