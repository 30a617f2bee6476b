/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "review-screen.h"
#include "advisor-tile.h"
#include "big-button.h"
#include "card-view.h"
#include "page-photo.h"
#include "page-view.h"
#include "phrases.h"
#include "tongue.h"

struct _VdReviewScreen
{
  VdScreen parent_instance;

  GtkWidget *page;
  GtkWidget *card;             /* the sheet that both sides of one go on, beside the side that is seen large */
  GtkWidget *counter;
  GtkWidget *advice;
  GtkWidget *before, *after;   /* what lies on either side of one of several */
  GtkWidget *deeds, *question, *doubt, *size; /* one of them: what to do with the page, whether it is really to go, is the other
                                                  * side, or a small card */
  GtkWidget *card_size, *sheet_size;
  GtkWidget *retake, *adjust, *turn, *swap, *keep, *remove;
  GListModel *pages;
  guint shown;
};

G_DEFINE_FINAL_TYPE (VdReviewScreen, vd_review_screen, VD_TYPE_SCREEN)

/* What makes sense only if there is a page on that side. */
static const struct
{
  const char *action;
  gboolean is_after;
} SIDES[] = {
  { "review.previous", FALSE },
  { "review.earlier", FALSE },
  { "review.next", TRUE },
  { "review.later", TRUE },
};

static gboolean
has_card (VdReviewScreen *self)
{
  return vd_visit_has_card (vd_screen_get_visit (VD_SCREEN (self)));
}

static VdPaperBack
get_back (VdReviewScreen *self)
{
  VdPaperBack back;

  g_object_get (vd_screen_get_visit (VD_SCREEN (self)), "paper-back", &back, NULL);
  return back;
}

static const char *
say_next (VdReviewScreen *self, guint n_pages)
{
  if (get_back (self) == VD_PAPER_BACK_DOUBTED)
    return _ ("Turn the paper over and take its other side. If this is the other side already, say so.");
  if (n_pages > 1 && has_card (self))
    return _ ("Both sides go on one sheet. If you can read them, send it.");
  return get_back (self) == VD_PAPER_BACK_WANTED ? _ ("If you can read it, add the other side of the paper.")
                         : _ ("If you can read it, send it.");
}

static void
say_page (VdReviewScreen *self, VdPage *page, guint n_pages)
{
  g_autofree char *advice = NULL;
  g_autofree char *counter = NULL;
  VdPaperTrouble trouble;

  if (page && has_card (self))
    counter = g_strdup (self->shown == 0 ? _ ("Front side") : _ ("Back side"));
  else if (n_pages > 1)
    counter = g_strdup_printf (_ ("Page %u of %u"), self->shown + 1, n_pages);
  gtk_label_set_label (GTK_LABEL (self->counter), counter ? counter : "");
  g_object_get (vd_screen_get_visit (VD_SCREEN (self)), "paper-trouble", &trouble, NULL);
  if (trouble != VD_PAPER_TROUBLE_NONE)
    advice = vd_phrase_paper_trouble (trouble);
  else
    advice = page ? vd_phrase_advice (vd_page_get_advice (page)) : NULL;
  gtk_label_set_label (GTK_LABEL (self->advice), advice && *advice ? advice : say_next (self, n_pages));
}

static void
ask_remove (VdReviewScreen *self, gboolean is_asked)
{
  g_autoptr (VdPage) page = self->pages ? g_list_model_get_item (self->pages, self->shown) : NULL;
  const gboolean is_size_asked = !is_asked && page && vd_page_has_doubtful_size (page);
  const gboolean is_doubted = !is_asked && !is_size_asked && get_back (self) == VD_PAPER_BACK_DOUBTED;

  gtk_widget_set_visible (self->question, is_asked);
  gtk_widget_set_visible (self->size, is_size_asked);
  gtk_widget_set_visible (self->doubt, is_doubted);
  gtk_widget_set_visible (self->deeds, !is_asked && !is_doubted && !is_size_asked);
}

static void
show_card (VdReviewScreen *self)
{
  const gboolean is_card = has_card (self);
  g_autoptr (VdPage) front = is_card ? g_list_model_get_item (self->pages, 0) : NULL;
  g_autoptr (VdPage) back = is_card ? g_list_model_get_item (self->pages, 1) : NULL;

  vd_card_view_set_sides (VD_CARD_VIEW (self->card), front, back, self->shown);
  gtk_widget_set_visible (self->card, is_card);
}

static void
show_page (VdReviewScreen *self, guint index)
{
  guint n_pages = self->pages ? g_list_model_get_n_items (self->pages) : 0;
  g_autoptr (VdPage) page = NULL;

  self->shown = MIN (index, n_pages > 0 ? n_pages - 1 : 0);
  page = n_pages > 0 ? g_list_model_get_item (self->pages, self->shown) : NULL;
  g_object_set (self->page, "page", page, NULL);
  ask_remove (self, FALSE); /* the question was about another one */
  say_page (self, page, n_pages);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->retake), "u", self->shown);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->adjust), "u", self->shown);
  gtk_widget_set_visible (self->adjust, page && vd_page_has_photo (page));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->card_size), "(ub)", self->shown, TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->sheet_size), "(ub)", self->shown, FALSE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->turn), "u", self->shown);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->remove), "u", self->shown);
  show_card (self);
  gtk_widget_set_visible (self->swap, n_pages > 1 && has_card (self));
  gtk_widget_set_visible (self->before, n_pages > 1 && !has_card (self));
  gtk_widget_set_visible (self->after, n_pages > 1 && !has_card (self));
  for (gsize i = 0; i < G_N_ELEMENTS (SIDES); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), SIDES[i].action,
                                   SIDES[i].is_after ? self->shown + 1 < n_pages : self->shown > 0);
}

static void
on_previous (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VdReviewScreen *self = VD_REVIEW_SCREEN (widget);

  show_page (self, self->shown > 0 ? self->shown - 1 : 0);
}

static void
on_show (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_page (VD_REVIEW_SCREEN (widget), g_variant_get_uint32 (parameter));
}

static void
on_next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VdReviewScreen *self = VD_REVIEW_SCREEN (widget);

  show_page (self, self->shown + 1);
}

/* The page stays in sight while it goes to another place. */
static void
move_shown (VdReviewScreen *self, guint to)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "kiosk.move-page", "(uu)", self->shown, to);
  show_page (self, to);
}

static void
on_earlier (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_shown (VD_REVIEW_SCREEN (widget), VD_REVIEW_SCREEN (widget)->shown - 1);
}

static void
on_later (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_shown (VD_REVIEW_SCREEN (widget), VD_REVIEW_SCREEN (widget)->shown + 1);
}

/* Front and back of a card, when they were taken the other way round. */
static void
on_swap (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_shown (VD_REVIEW_SCREEN (widget), 1 - VD_REVIEW_SCREEN (widget)->shown);
}

static void
on_ask_remove (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VdReviewScreen *self = VD_REVIEW_SCREEN (widget);

  ask_remove (self, TRUE);
  gtk_widget_grab_focus (self->keep); /* a key pressed twice loses nothing */
}

static void
on_keep (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask_remove (VD_REVIEW_SCREEN (widget), FALSE);
}

/* What was just taken is what one wants to see. */
static void
on_items_changed (VdReviewScreen *self, guint position, guint removed, guint added)
{
  show_page (self, added > 0 ? position + added - 1 : self->shown);
}

static void
set_pages (VdReviewScreen *self, GListModel *pages)
{
  if (self->pages)
    g_signal_handlers_disconnect_by_data (self->pages, self);
  g_set_object (&self->pages, pages);
  if (pages)
    g_signal_connect_object (pages, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
}

static void
on_pages (VdReviewScreen *self)
{
  g_autoptr (GListModel) pages = NULL;

  g_object_get (vd_screen_get_visit (VD_SCREEN (self)), "pages", &pages, NULL);
  set_pages (self, pages);
  show_page (self, G_MAXUINT);
}

/* Why it was not sent goes before what is to be said of the page; and what the visitor says of its back makes it another. */
static void
on_fact (VdReviewScreen *self)
{
  show_page (self, self->shown);
}

static void
vd_review_screen_bind (VdScreen *screen, VdVisit *visit)
{
  VdReviewScreen *self = VD_REVIEW_SCREEN (screen);

  g_signal_connect_object (visit, "notify::pages", G_CALLBACK (on_pages), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (visit, "notify::paper-trouble", G_CALLBACK (on_fact), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (visit, "notify::paper-back", G_CALLBACK (on_fact), self, G_CONNECT_SWAPPED);
  on_pages (self);
}

static void
vd_review_screen_dispose (GObject *object)
{
  set_pages (VD_REVIEW_SCREEN (object), NULL);
  G_OBJECT_CLASS (vd_review_screen_parent_class)->dispose (object);
}

static void
vd_review_screen_class_init (VdReviewScreenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vd_review_screen_dispose;
  g_type_ensure (VD_TYPE_ADVISOR_TILE);
  g_type_ensure (VD_TYPE_BIG_BUTTON);
  g_type_ensure (VD_TYPE_CARD_VIEW);
  g_type_ensure (VD_TYPE_PAGE_VIEW);
  VD_SCREEN_CLASS (klass)->bind = vd_review_screen_bind;
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "review-screen");
  gtk_widget_class_install_action (widget_class, "review.previous", NULL, on_previous);
  gtk_widget_class_install_action (widget_class, "review.show", "u", on_show);
  gtk_widget_class_install_action (widget_class, "review.next", NULL, on_next);
  gtk_widget_class_install_action (widget_class, "review.earlier", NULL, on_earlier);
  gtk_widget_class_install_action (widget_class, "review.later", NULL, on_later);
  gtk_widget_class_install_action (widget_class, "review.swap", NULL, on_swap);
  gtk_widget_class_install_action (widget_class, "review.ask-remove", NULL, on_ask_remove);
  gtk_widget_class_install_action (widget_class, "review.keep", NULL, on_keep);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, page);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, card);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, counter);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, advice);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, before);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, after);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, deeds);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, question);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, doubt);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, size);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, card_size);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, sheet_size);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, keep);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, retake);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, adjust);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, turn);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, swap);
  gtk_widget_class_bind_template_child (widget_class, VdReviewScreen, remove);
}

static void
vd_review_screen_init (VdReviewScreen *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

guint
vd_review_screen_get_shown (VdReviewScreen *self)
{
  return self->shown;
}
