/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The outbox: holds the one paper that is on its way to the desk, in memory only, until the desk has confirmed it or the visit ends.
 * Main thread only.
 *
 * Properties (notify): "stalled" (gboolean: kept, and tried again by itself), "empty" (gboolean: no byte of a paper is left anywhere in it).
 * Signals: "progress" (guint64 sent, guint64 total) · "sent" (): all bytes are there · "refused" (const char *why): they never will be. */
#define VD_TYPE_OUTBOX (vd_outbox_get_type ())
G_DECLARE_FINAL_TYPE (VdOutbox, vd_outbox, VD, OUTBOX, GObject)

/* As vd_link_new (). */
VdOutbox *vd_outbox_new (const char *desk_url, const char *token, const char *ca_file);
/* Starts sending @pdf for the paper @paper of @contact; what was there before is given up. */
void vd_outbox_put (VdOutbox *self, const char *contact, const char *paper, GBytes *pdf);
/* Forgets the paper; what is not sent yet is not, and the desk is asked to delete its part. */
void vd_outbox_clear (VdOutbox *self);
gboolean vd_outbox_is_empty (VdOutbox *self);

G_END_DECLS
