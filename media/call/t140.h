/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Real-time text as ITU-T T.140 has it: characters as they are typed, erasures among them. A view is what one of the
 * two persons has written so far, as it is to be shown. Pure; the same rules as ui/advisor/t140.js, by the same cases
 * (tests/call/t140-cases.json): what is erased must be the same at both ends. */
#define VD_T140_ERASE 0x0008u
#define VD_T140_LINE 0x2028u
#define VD_T140_LOST 0xFFFDu
#define VD_T140_MARK 0xFEFFu /* byte order mark: begins a channel, means nothing */

#define VD_T140_SHOWN_MAX 8000 /* characters of a view; of what is longer the end is shown */
#define VD_T140_CLUSTER_MAX 32 /* characters on one place; marks past that are dropped */

typedef struct _VdT140 VdT140;

VdT140 *vd_t140_new (void);
void vd_t140_free (VdT140 *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdT140, vd_t140_free)

/* Takes what came, in pieces as they came: @text must be UTF-8 but may be anything else. */
void vd_t140_take (VdT140 *self, const char *text);
/* (transfer none) Lines end in "\n"; lost text shows as one U+FFFD. */
const char *vd_t140_get_text (const VdT140 *self);
/* How many lines are not shown any more. */
guint vd_t140_get_first_line (const VdT140 *self);

/* What a person typed or pasted, as it may be sent: every kind of line end is U+2028, controls are left out.
 * (transfer full) @text may be anything; what is not UTF-8 becomes U+FFFD. */
char *vd_t140_clean (const char *text);

/* How many bytes of @text, UTF-8, are its last grapheme cluster: what one U+0008 takes away. 0 for "". */
gsize vd_t140_last_cluster (const char *text, gsize length);

G_END_DECLS
