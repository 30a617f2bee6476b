/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "phrases.h"
#include "telephone.h"
#include "tongue.h"

char *
vd_phrase_call_back_title (VdCallBack stage, gboolean online)
{
  switch (stage)
    {
    case VD_CALL_BACK_SENDING:
      return g_strdup (online ? _ ("One moment…") : _ ("The line is cut, too"));
    case VD_CALL_BACK_GIVEN:
      return g_strdup (_ ("Your advisor has your number"));
    default:
      return g_strdup (_ ("The picture and the sound do not come back"));
    }
}

char *
vd_phrase_call_back_text (VdCallBack stage, gboolean online)
{
  switch (stage)
    {
    case VD_CALL_BACK_SENDING:
      return g_strdup (online ? _ ("Your number is on its way to your advisor.")
                              : _ ("Your number is kept here, and sent as soon as the line is back."));
    case VD_CALL_BACK_GIVEN:
      return g_strdup (_ ("They can call you now: keep your telephone at hand. We go on trying here."));
    default:
      return g_strdup (_ ("Your advisor can call you. Type your telephone number."));
    }
}

char *
vd_phrase_telephone_complaint (const char *number, gboolean tried)
{
  switch (vd_telephone_judge (number))
    {
    case VD_TELEPHONE_LONG:
      return g_strdup (_ ("This number is too long. In France it has ten digits."));
    case VD_TELEPHONE_WRONG:
      return g_strdup (_ ("This number cannot be called. It begins with 0 in France (but not 08), with + or 00 elsewhere."));
    case VD_TELEPHONE_SHORT:
      return g_strdup (tried ? _ ("This number is too short. In France it has ten digits.") : "");
    case VD_TELEPHONE_GOOD:
    default:
      return g_strdup ("");
    }
}
