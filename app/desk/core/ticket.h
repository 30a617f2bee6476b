/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a visitor sees and hears called: a letter for the reason and a number that starts at 1 each day, like "A042".
 * Not an id: it can be guessed. */
typedef struct
{
  int day; /* any number that changes at midnight of the desk */
  guint last;
} VdTicketBook;

char *vd_ticket_book_next (VdTicketBook *self, int day, const char *reason);
/* The number in a ticket, 0 when there is none: to go on counting after a restart. */
guint vd_ticket_number (const char *ticket);

G_END_DECLS
