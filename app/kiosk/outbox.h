/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include "upload.h"

G_BEGIN_DECLS

/* The outbox: holds the one paper that is on its way to the desk until the desk has confirmed it or the visit ends. It is
 * sealed to the desk's key at once: what is sent, and what lies in the spool in case the kiosk crashes meanwhile, can be
 * opened by nobody on the way and by nobody here. Main thread only.
 *
 * Properties (notify): "stall" (guint of VdUploadStall: kept, and tried again by itself), "empty" (gboolean: no byte of a paper is left anywhere in it).
 * Signals: "progress" (guint64 sent, guint64 total) · "sent" (): all bytes are there · "refused" (const char *why, gboolean too_large): they
 * never will be. */
#define VD_TYPE_OUTBOX (vd_outbox_get_type ())
G_DECLARE_FINAL_TYPE (VdOutbox, vd_outbox, VD, OUTBOX, GObject)

/* As vd_link_new (). @spool_folder: NULL or "" for none: what is on its way is lost in a crash then. */
VdOutbox *vd_outbox_new (const char *desk_url, const char *token, const char *ca_file, const char *spool_folder);
/* What papers are sealed to, VD_SEALED_PAPER_PUBLIC_BYTES; NULL: none is known, or it is not to be trusted. */
void vd_outbox_set_key (VdOutbox *self, const guint8 *key);
/* Bytes a second at most for all that is sent, so that a call keeps its line; 0: as fast as it goes. */
void vd_outbox_set_pace (VdOutbox *self, guint bytes_per_s);
/* Starts sending @pdf for the paper @paper of @contact; what was there before is given up. FALSE: there is no key. */
gboolean vd_outbox_put (VdOutbox *self, const char *contact, const char *paper, GBytes *pdf);
/* Goes on with what an earlier run of this program was sending when it crashed; each is erased when the desk has it or
 * will not have it. Once, when the desk can be reached. */
void vd_outbox_take_up (VdOutbox *self);
/* Forgets the paper; what is not sent yet is not, and the desk is asked to delete its part. */
void vd_outbox_clear (VdOutbox *self);
gboolean vd_outbox_is_empty (VdOutbox *self);

G_END_DECLS
