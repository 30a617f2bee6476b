/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The number at which a visitor can be called, as it is typed at the kiosk and taken by the desk: French with ten digits, or international with
 * "+" or "00". Pure; any thread. Lengths are those of E.164 and of ARCEP's numbering plan. */
#define VD_TELEPHONE_MAX_TYPED 17 /* "00" and 15 digits */

typedef enum
{
  VD_TELEPHONE_SHORT, /* right so far; nothing typed yet, too */
  VD_TELEPHONE_GOOD,
  VD_TELEPHONE_LONG,
  VD_TELEPHONE_WRONG, /* no number of a person begins like this */
} VdTelephoneVerdict;

/* Any text, NULL too. */
VdTelephoneVerdict vd_telephone_judge (const char *typed);
/* As it travels: "0612345678", "+32470123456"; (transfer full) (nullable): NULL unless it is good. */
char *vd_telephone_normalise (const char *typed);
/* Whether @number is good and already what vd_telephone_normalise () makes of it. */
gboolean vd_telephone_is_normal (const char *number);
/* In pairs, as it is read out and written in France: "06 12 34 56 78", "+32 47 01 23 45 6"; unfinished ones too. (transfer full) */
char *vd_telephone_spell (const char *typed);

G_END_DECLS
