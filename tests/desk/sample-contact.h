/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "store.h"

/* Saves contact c1: kiosk k1 of lyon, which talks with @advisor since now. */
static inline void
sample_contact_save (VdStore *store, const char *advisor)
{
  gint64 now_us = g_get_real_time ();
  const VdContactRow row = { .id = (char *)"c1",
                             .ticket = (char *)"A001",
                             .kiosk = (char *)"k1",
                             .site = (char *)"lyon",
                             .reason = (char *)"other",
                             .language = (char *)"fr",
                             .joined_us = now_us,
                             .state = (char *)"talking",
                             .call = (char *)"x1",
                             .advisor = (char *)advisor,
                             .accepted_us = now_us };

  vd_store_save (store, &vd_table_contacts, &row);
}
