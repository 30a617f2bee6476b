/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket.h"

static char
letter_of (const char *reason)
{
  static const struct
  {
    const char *reason;
    char letter;
  } letters[] = { { "registration", 'A' },  { "monthly-update", 'B' }, { "benefits", 'C' },
                  { "financial-aid", 'D' }, { "my-file", 'E' },        { "employer", 'F' } };

  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    if (g_str_equal (letters[i].reason, reason))
      return letters[i].letter;
  return 'G';
}

char *
vd_ticket_book_next (VdTicketBook *self, int day, const char *reason)
{
  if (self->day != day)
    *self = (VdTicketBook){ .day = day };
  self->last++;
  return g_strdup_printf ("%c%03u", letter_of (reason), self->last);
}

guint
vd_ticket_number (const char *ticket)
{
  guint64 number = 0;

  if (!ticket || !*ticket || !g_ascii_string_to_unsigned (ticket + 1, 10, 0, 999999, &number, NULL))
    return 0;
  return (guint)number;
}
