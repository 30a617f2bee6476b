/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The language the screens speak, changed while they run, visit by visit. Works with no locale installed but C.UTF-8,
 * as on a kiosk's small system. There is one per process, because gettext has one. */
#define VD_GETTEXT_DOMAIN "visiodesk"
#define _(text) g_dgettext (VD_GETTEXT_DOMAIN, text)
#define N_(text) (text)

typedef struct _VdTongue VdTongue;

/* Call before gtk_init () and before any thread is started. @directory: where LANGUAGE/LC_MESSAGES/visiodesk.mo are,
 * or NULL to look for them (VISIODESK_LOCALEDIR, beside the program, the installed place). */
VdTongue *vd_tongue_new (const char *directory);
void vd_tongue_free (VdTongue *self);
/* @language: BCP 47. What is built afterwards speaks it; texts that are on screen already do not change. */
void vd_tongue_set (VdTongue *self, const char *language);
const char *vd_tongue_get (VdTongue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdTongue, vd_tongue_free)

G_END_DECLS
