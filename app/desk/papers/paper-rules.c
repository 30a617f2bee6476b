/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper-rules.h"

#include <string.h>

#define KINDS "identity;address;payslip;contract;bank-details;certificate;letter;other"
#define MAX_HOURS 720

static void
rule_free (gpointer data)
{
  VdPaperRule *self = data;

  g_free (self->kind);
  g_free (self);
}

void
vd_paper_rules_free (VdPaperRules *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->list);
  g_free (self->watermark);
  g_free (self);
}

static VdPaperRule *
find (const VdPaperRules *self, const char *kind)
{
  for (guint i = 0; self && i < self->list->len; i++)
    {
      VdPaperRule *rule = self->list->pdata[i];

      if (g_strcmp0 (rule->kind, kind) == 0)
        return rule;
    }
  return NULL;
}

const VdPaperRule *
vd_paper_rules_find (const VdPaperRules *self, const char *kind)
{
  return find (self, kind);
}

static gboolean
complain (VdPaperRuleProblem *problem, const char *key, char *text)
{
  problem->key = key;
  problem->text = text;
  return FALSE;
}

static gboolean
add_kinds (VdPaperRules *self, const VdPaperRuleTexts *texts, VdPaperRuleProblem *problem)
{
  g_auto (GStrv) known = g_strsplit (KINDS, ";", -1);

  for (char **kind = texts->kinds; *kind; kind++)
    {
      VdPaperRule *rule;

      if (!g_strv_contains ((const char *const *)known, *kind))
        return complain (problem, "kinds", g_strdup_printf ("has “%s”, each must be one of " KINDS, *kind));
      if (find (self, *kind))
        return complain (problem, "kinds", g_strdup_printf ("has “%s” twice", *kind));
      rule = g_new0 (VdPaperRule, 1);
      rule->kind = g_strdup (*kind);
      rule->sides = 1;
      rule->keep_hours = texts->keep_hours;
      g_ptr_array_add (self->list, rule);
    }
  return self->list->len > 0 ||
         complain (problem, "kinds", g_strdup_printf ("is empty, it must be a list of %s", KINDS));
}

static void
mark_two_sided (VdPaperRule *rule)
{
  rule->sides = 2;
}

static void
mark_show_only (VdPaperRule *rule)
{
  rule->show_only = TRUE;
}

static void
mark_watermark (VdPaperRule *rule)
{
  rule->watermark = TRUE;
}

/* A kind that the desk does not ask for at all is no mistake: the lists' defaults name some. */
static gboolean
mark (VdPaperRules *self, const char *key, char **kinds, void (*set) (VdPaperRule *), VdPaperRuleProblem *problem)
{
  g_auto (GStrv) known = g_strsplit (KINDS, ";", -1);

  for (char **kind = kinds; *kind; kind++)
    {
      VdPaperRule *rule = find (self, *kind);

      if (!g_strv_contains ((const char *const *)known, *kind))
        return complain (problem, key, g_strdup_printf ("has “%s”, each must be one of " KINDS, *kind));
      if (rule)
        set (rule);
    }
  return TRUE;
}

static gboolean
set_hours (VdPaperRules *self, char **pairs, VdPaperRuleProblem *problem)
{
  for (char **pair = pairs; *pair; pair++)
    {
      const char *colon = strchr (*pair, ':');
      g_autofree char *kind = colon ? g_strndup (*pair, (gsize)(colon - *pair)) : NULL;
      VdPaperRule *rule = find (self, kind);
      guint64 hours;

      if (!rule || !g_ascii_string_to_unsigned (colon + 1, 10, 1, MAX_HOURS, &hours, NULL))
        return complain (
            problem, "keep-hours-of",
            g_strdup_printf ("has “%s”, each must be like identity:1, of a kind that is asked for", *pair));
      rule->keep_hours = (guint)hours;
    }
  return TRUE;
}

VdPaperRules *
vd_paper_rules_new (const VdPaperRuleTexts *texts, VdPaperRuleProblem *problem)
{
  g_autoptr (VdPaperRules) self = g_new0 (VdPaperRules, 1);

  self->list = g_ptr_array_new_with_free_func (rule_free);
  self->watermark = g_strdup (texts->watermark);
  if (!add_kinds (self, texts, problem) || !mark (self, "two-sided", texts->two_sided, mark_two_sided, problem) ||
      !mark (self, "show-only", texts->show_only, mark_show_only, problem) ||
      !mark (self, "watermark-kinds", texts->watermark_kinds, mark_watermark, problem) ||
      !set_hours (self, texts->keep_hours_of, problem))
    return NULL;
  return g_steal_pointer (&self);
}

char *
vd_paper_rules_make_watermark (const VdPaperRules *self, const char *kind, const char *agency, const char *date)
{
  const VdPaperRule *rule = find (self, kind);
  g_autoptr (GString) text = NULL;

  if (!rule || !rule->watermark || !*self->watermark)
    return NULL;
  text = g_string_new (self->watermark);
  g_string_replace (text, "{date}", date, 0);
  g_string_replace (text, "{agency}", agency, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
