/* SPDX-License-Identifier: EUPL-1.2 */
#include "telephone.h"

#include <string.h>

#define FRANCE "33"
#define NATIONAL_DIGITS 9 /* without the 0 */
#define WORLD_MIN_DIGITS 7
#define WORLD_MAX_DIGITS 15 /* E.164, with the country's code */

/* What stands behind "+" or "00"; NULL: the number is not international. */
static const char *
skip_prefix (const char *typed)
{
  if (*typed == '+')
    return typed + 1;
  return g_str_has_prefix (typed, "00") ? typed + 2 : NULL;
}

/* The digits of a French number without its 0, of @typed; NULL: it is none. "+33 06…" is a usual mistake and means what it says. */
static const char *
find_national (const char *typed)
{
  const char *world = skip_prefix (typed);

  if (!world)
    return *typed == '0' ? typed + 1 : NULL;
  if (!g_str_has_prefix (world, FRANCE))
    return NULL;
  world += strlen (FRANCE);
  return *world == '0' ? world + 1 : world;
}

static gboolean
is_digits (const char *text)
{
  return text[strspn (text, "0123456789")] == '\0';
}

static VdTelephoneVerdict
judge_length (gsize length, gsize least, gsize most)
{
  return length < least ? VD_TELEPHONE_SHORT : length > most ? VD_TELEPHONE_LONG : VD_TELEPHONE_GOOD;
}

VdTelephoneVerdict
vd_telephone_judge (const char *typed)
{
  const char *world, *national;

  if (!typed || !*typed)
    return VD_TELEPHONE_SHORT;
  if (!is_digits (*typed == '+' ? typed + 1 : typed))
    return VD_TELEPHONE_WRONG;
  national = find_national (typed);
  /* Numbers in 08 are services, some at a high price: nobody is reached there, and the agency would pay. */
  if (national)
    return *national == '0' || *national == '8' ? VD_TELEPHONE_WRONG
                                                : judge_length (strlen (national), NATIONAL_DIGITS, NATIONAL_DIGITS);
  world = skip_prefix (typed);
  if (!world || *world == '0')
    return VD_TELEPHONE_WRONG;
  return judge_length (strlen (world), WORLD_MIN_DIGITS, WORLD_MAX_DIGITS);
}

char *
vd_telephone_normalise (const char *typed)
{
  const char *national;

  if (vd_telephone_judge (typed) != VD_TELEPHONE_GOOD)
    return NULL;
  national = find_national (typed);
  return national ? g_strconcat ("0", national, NULL) : g_strconcat ("+", skip_prefix (typed), NULL);
}

gboolean
vd_telephone_is_normal (const char *number)
{
  g_autofree char *normal = vd_telephone_normalise (number);

  return normal && g_str_equal (normal, number);
}

static void
add_pairs (GString *text, const char *digits)
{
  for (gsize i = 0; digits[i]; i++)
    {
      if (i % 2 == 0 && text->len > 0 && text->str[text->len - 1] != '+')
        g_string_append_c (text, ' ');
      g_string_append_c (text, digits[i]);
    }
}

char *
vd_telephone_spell (const char *typed)
{
  GString *text = g_string_new (NULL);
  const char *world = typed ? skip_prefix (typed) : NULL;

  if (!typed)
    return g_string_free (text, FALSE);
  if (!world)
    add_pairs (text, typed);
  else
    {
      g_string_append_len (text, typed, world - typed);
      if (g_str_has_prefix (world, FRANCE) && world[strlen (FRANCE)] && world[strlen (FRANCE)] != '0')
        {
          g_string_append_printf (text, "%s" FRANCE " %c", *typed == '+' ? "" : " ", world[strlen (FRANCE)]);
          world += strlen (FRANCE) + 1;
        }
      add_pairs (text, world);
    }
  return g_string_free (text, FALSE);
}
