/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper-rules.h"

#include <string.h>

typedef struct
{
  char **kinds, **two_sided, **show_only, **hours, **marked;
} Lists;

static void
lists_clear (Lists *self)
{
  g_strfreev (self->kinds);
  g_strfreev (self->two_sided);
  g_strfreev (self->show_only);
  g_strfreev (self->hours);
  g_strfreev (self->marked);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lists, lists_clear)

/* @text: "kinds|two-sided|show-only|keep-hours-of|watermark-kinds", each like a;b. */
static VdPaperRules *
make (const char *text, const char *watermark, VdPaperRuleProblem *problem)
{
  g_auto (GStrv) parts = g_strsplit (text, "|", 5);
  g_auto (Lists)
      lists = { g_strsplit (parts[0], ";", -1), g_strsplit (parts[1], ";", -1), g_strsplit (parts[2], ";", -1),
                g_strsplit (parts[3], ";", -1), g_strsplit (parts[4], ";", -1) };
  const VdPaperRuleTexts texts = { lists.kinds, lists.two_sided, lists.show_only, lists.hours, lists.marked,
                                   24,          watermark };

  return vd_paper_rules_new (&texts, problem);
}

static void
test_rules (void)
{
  VdPaperRuleProblem problem = { NULL, NULL };
  g_autoptr (VdPaperRules) rules =
      make ("payslip;identity|identity;letter|payslip|identity:2|identity", "Copie pour {agency}, {date}", &problem);
  const VdPaperRule *identity, *payslip;
  g_autofree char *mark = NULL;

  g_assert_null (problem.key);
  g_assert_cmpuint (rules->list->len, ==, 2);
  payslip = rules->list->pdata[0];
  identity = vd_paper_rules_find (rules, "identity");
  g_assert_cmpstr (payslip->kind, ==, "payslip");
  g_assert_cmpuint (payslip->sides, ==, 1);
  g_assert_true (payslip->show_only);
  g_assert_cmpuint (payslip->keep_hours, ==, 24);
  g_assert_cmpuint (identity->sides, ==, 2);
  g_assert_false (identity->show_only);
  g_assert_cmpuint (identity->keep_hours, ==, 2);
  g_assert_null (vd_paper_rules_find (rules, "letter"));
  g_assert_null (vd_paper_rules_find (rules, NULL));
  g_assert_null (vd_paper_rules_find (NULL, "identity"));
  mark = vd_paper_rules_make_watermark (rules, "identity", "Lens {date}", "28/11/2026");
  g_assert_cmpstr (mark, ==, "Copie pour Lens {date}, 28/11/2026"); /* a name is no template */
  g_assert_null (vd_paper_rules_make_watermark (rules, "payslip", "Lens", "28/11/2026"));
}

static void
test_no_watermark (void)
{
  VdPaperRuleProblem problem = { NULL, NULL };
  g_autoptr (VdPaperRules) rules = make ("identity||||identity", "", &problem);

  g_assert_null (problem.key);
  g_assert_null (vd_paper_rules_make_watermark (rules, "identity", "Lens", "28/11/2026"));
}

static void
test_wrong (void)
{
  static const struct
  {
    const char *text, *key, *words;
  } wrong[] = {
    { "||||", "kinds", "must be" },
    { "passport||||", "kinds", "passport" },
    { "letter;letter||||", "kinds", "twice" },
    { "letter|passport|||", "two-sided", "passport" },
    { "letter||passport||", "show-only", "passport" },
    { "letter||||passport", "watermark-kinds", "passport" },
    { "letter|||letter|", "keep-hours-of", "letter" },
    { "letter|||payslip:3|", "keep-hours-of", "payslip:3" },
    { "letter|||letter:0|", "keep-hours-of", "letter:0" },
    { "letter|||letter:721|", "keep-hours-of", "letter:721" },
    { "letter|||letter:1h|", "keep-hours-of", "letter:1h" },
    { "letter|||:1|", "keep-hours-of", ":1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      VdPaperRuleProblem problem = { NULL, NULL };

      g_assert_null (make (wrong[i].text, "", &problem));
      g_assert_cmpstr (problem.key, ==, wrong[i].key);
      g_assert_nonnull (strstr (problem.text, wrong[i].words));
      g_free (problem.text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper-rules/rules", test_rules);
  g_test_add_func ("/paper-rules/no-watermark", test_no_watermark);
  g_test_add_func ("/paper-rules/wrong", test_wrong);
  return g_test_run ();
}
