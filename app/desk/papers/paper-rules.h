/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The agency's checklist: which kinds of paper its advisors ask for, in which order, and what holds for each. Pure;
 * read once from the settings. */
typedef struct
{
  char *kind;
  guint sides;        /* 1, or 2: front and back */
  gboolean show_only; /* looked at through the document camera; nothing of it is taken, sent or kept */
  guint keep_hours;   /* contents and key are destroyed that long after they came */
  gboolean watermark; /* the kiosk writes the rules' watermark over each page */
} VdPaperRule;

typedef struct
{
  GPtrArray *list; /* of VdPaperRule, as they are shown */
  char *watermark; /* "" for none; {agency} and {date} stand for themselves */
} VdPaperRules;

/* @kinds: those asked for. The others name kinds among them; @keep_hours_of has "kind:hours". NULL and, in @problem, which
 * of the lists is wrong and how ("two-sided", "has “x”, …"). */
typedef struct
{
  char **kinds, **two_sided, **show_only, **keep_hours_of, **watermark_kinds;
  guint keep_hours; /* of kinds that keep_hours_of does not name */
  const char *watermark;
} VdPaperRuleTexts;

typedef struct
{
  const char *key;
  char *text;
} VdPaperRuleProblem;

VdPaperRules *vd_paper_rules_new (const VdPaperRuleTexts *texts, VdPaperRuleProblem *problem);
void vd_paper_rules_free (VdPaperRules *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdPaperRules, vd_paper_rules_free)

/* (nullable): not on the list, or @self is NULL. */
const VdPaperRule *vd_paper_rules_find (const VdPaperRules *self, const char *kind);
/* The text for one paper, or NULL: none. @date: as people write it. */
char *
vd_paper_rules_make_watermark (const VdPaperRules *self, const char *kind, const char *agency, const char *date);

G_END_DECLS
