/* SPDX-License-Identifier: EUPL-1.2 */
#include "telephone.h"

static void
test_judge (void)
{
  static const struct
  {
    const char *typed;
    VdTelephoneVerdict verdict;
    const char *normal, *spelt;
  } cases[] = {
    { NULL, VD_TELEPHONE_SHORT, NULL, "" },
    { "", VD_TELEPHONE_SHORT, NULL, "" },
    { "0", VD_TELEPHONE_SHORT, NULL, "0" },
    { "061234", VD_TELEPHONE_SHORT, NULL, "06 12 34" },
    { "061234567", VD_TELEPHONE_SHORT, NULL, "06 12 34 56 7" },
    { "0612345678", VD_TELEPHONE_GOOD, "0612345678", "06 12 34 56 78" },
    { "0323456789", VD_TELEPHONE_GOOD, "0323456789", "03 23 45 67 89" },
    { "0262123456", VD_TELEPHONE_GOOD, "0262123456", "02 62 12 34 56" },
    { "06123456789", VD_TELEPHONE_LONG, NULL, "06 12 34 56 78 9" },
    /* Services: nobody to be called there. */
    { "08", VD_TELEPHONE_WRONG, NULL, "08" },
    { "0899123456", VD_TELEPHONE_WRONG, NULL, "08 99 12 34 56" },
    { "+33899123456", VD_TELEPHONE_WRONG, NULL, "+33 8 99 12 34 56" },
    { "3949", VD_TELEPHONE_WRONG, NULL, "39 49" },
    { "612345678", VD_TELEPHONE_WRONG, NULL, "61 23 45 67 8" },
    /* With the country's code: France's is the same number. */
    { "+", VD_TELEPHONE_SHORT, NULL, "+" },
    { "+3", VD_TELEPHONE_SHORT, NULL, "+3" },
    { "+33", VD_TELEPHONE_SHORT, NULL, "+33" },
    { "+336", VD_TELEPHONE_SHORT, NULL, "+33 6" },
    { "+33612345678", VD_TELEPHONE_GOOD, "0612345678", "+33 6 12 34 56 78" },
    { "0033612345678", VD_TELEPHONE_GOOD, "0612345678", "00 33 6 12 34 56 78" },
    { "+330612345678", VD_TELEPHONE_GOOD, "0612345678", "+33 06 12 34 56 78" },
    { "+336123456789", VD_TELEPHONE_LONG, NULL, "+33 6 12 34 56 78 9" },
    { "00", VD_TELEPHONE_SHORT, NULL, "00" },
    { "000", VD_TELEPHONE_WRONG, NULL, "00 0" },
    { "+0", VD_TELEPHONE_WRONG, NULL, "+0" },
    { "+32470123456", VD_TELEPHONE_GOOD, "+32470123456", "+32 47 01 23 45 6" },
    { "0032470123456", VD_TELEPHONE_GOOD, "+32470123456", "00 32 47 01 23 45 6" },
    { "+37612", VD_TELEPHONE_SHORT, NULL, "+37 61 2" },
    { "+3761234", VD_TELEPHONE_GOOD, "+3761234", "+37 61 23 4" },
    { "+123456789012345", VD_TELEPHONE_GOOD, "+123456789012345", "+12 34 56 78 90 12 34 5" },
    { "+1234567890123456", VD_TELEPHONE_LONG, NULL, "+12 34 56 78 90 12 34 56" },
    /* What no key types. */
    { "06 12", VD_TELEPHONE_WRONG, NULL, NULL },
    { "06+12", VD_TELEPHONE_WRONG, NULL, NULL },
    { "++33", VD_TELEPHONE_WRONG, NULL, NULL },
    { "06123é5678", VD_TELEPHONE_WRONG, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *normal = vd_telephone_normalise (cases[i].typed);
      g_autofree char *spelt = vd_telephone_spell (cases[i].typed);

      if (vd_telephone_judge (cases[i].typed) != cases[i].verdict)
        g_error ("%s is judged %d", cases[i].typed, (int)vd_telephone_judge (cases[i].typed));
      g_assert_cmpstr (normal, ==, cases[i].normal);
      if (cases[i].spelt)
        g_assert_cmpstr (spelt, ==, cases[i].spelt);
      g_assert_true (vd_telephone_is_normal (cases[i].typed) == (normal && g_str_equal (normal, cases[i].typed)));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/telephone/judge", test_judge);
  return g_test_run ();
}
