/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/* How alike what is on two pages is, whichever way up each lies: about 0 for two sides of a paper, close to 1 for the same side
 * taken twice. A likeness, no proof: it is for asking whoever knows. Takes some milliseconds for a card, tens for A4. */
double vd_page_likeness (VdPage *one, VdPage *other);
/* Whether to ask. */
gboolean vd_page_is_like (VdPage *one, VdPage *other);

G_END_DECLS
