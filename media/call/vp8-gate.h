/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands before the decoder of the other side's picture: a keyframe says how large the pictures after it are, and
 * a decoder believes it (16383 × 16383 are 400 MB a frame). Pure. */
#define VD_VP8_MAX_SIDE 1920

typedef struct
{
  gboolean is_open; /* a keyframe of a fair size came, and none of another since */
  guint refused;    /* frames */
} VdVp8Gate;

/* Whether the frame (RFC 6386 §9.1) may be decoded. After a keyframe that is not whole or too large, nothing may before
 * a better one. */
gboolean vd_vp8_gate_lets_pass (VdVp8Gate *self, const guint8 *data, gsize size);

G_END_DECLS
