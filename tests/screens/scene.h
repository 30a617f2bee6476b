/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "stage.h"

G_BEGIN_DECLS

/* A visit set by hand, as VdKiosk would have it in each state, and actions that only remember what was asked. */
typedef struct
{
  VdVisit *visit;
  GSimpleActionGroup *actions;
  GPtrArray *asked; /* of char*: "send", "begin 'fr'", … */
  GListStore *pages;
  VdFeed *remote, *self_view, *paper;
} Scene;

Scene *scene_new (void);
void scene_free (Scene *self);
/* Takes the visit there by legal moves, with plausible facts. */
void scene_go (Scene *self, VdVisitState state);
void scene_add_page (Scene *self, VdAdvice advice);
void scene_add_scan (Scene *self); /* a blank page from the scanner: no photograph is kept of it */
void scene_add_card (Scene *self, double middle); /* ID-1; @middle: 0..1, where its portrait is */
extern const VdQuad SCENE_CORNERS; /* of the sheet on the photograph of each page */
/* As if the two had written that; lines end in "\n". */
void scene_write (Scene *self, const char *own, const char *theirs);
const char *scene_last_asked (Scene *self); /* (nullable) */
/* Lets the main loop run until @done says so; fails the test after a minute: drawing under sanitizers on a loaded
 * machine takes seconds. */
void scene_wait_until (gboolean (*done) (gpointer data), gpointer data);
/* Until @window was drawn so many times more. */
void scene_let_draw (GtkWidget *window, guint times);
/* A picture of somebody, @shade 0..1, or of a paper. */
VdFrame *scene_paint_person (int width, int height, double shade);
VdFrame *scene_paint_paper (int width, int height);
/* Every widget below @root for which @test holds. */
GPtrArray *scene_find (GtkWidget *root, gboolean (*test) (GtkWidget *widget));

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scene, scene_free)

G_END_DECLS
