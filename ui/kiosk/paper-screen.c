/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "paper-screen.h"
#include "advisor-tile.h"
#include "big-button.h"
#include "countdown-ring.h"
#include "page-photo.h"
#include "phrases.h"
#include "pictogram.h"
#include "pointer-mark.h"
#include "sheet-outline.h"
#include "tongue.h"

struct _VdPaperScreen
{
  VdScreen parent_instance;

  GtkWidget *guidance;
  GtkWidget *over; /* how a paper is turned over */
  VdDocumentCamera *camera;
  gboolean is_missing;
};

G_DEFINE_FINAL_TYPE (VdPaperScreen, vd_paper_screen, VD_TYPE_SCREEN)

/* Until the paper has moved and another face of it counts down, what lies there is the side that was taken. */
static gboolean
is_to_be_turned (VdPaperScreen *self)
{
  VdPaperBack back;
  gboolean is_taking;
  double auto_take;

  g_object_get (vd_screen_get_visit (VD_SCREEN (self)), "paper-back", &back, "taking", &is_taking, "auto-take", &auto_take,
                NULL);
  return back == VD_PAPER_BACK_WANTED && !is_taking && auto_take == 0;
}

/* The side that is taken came from the scanner: of a page from there, no photograph is kept. */
static gboolean
is_in_scanner (VdPaperScreen *self)
{
  g_autoptr (GListModel) pages = NULL;
  g_autoptr (VdPage) front = NULL;

  g_object_get (vd_screen_get_visit (VD_SCREEN (self)), "pages", &pages, NULL);
  front = pages ? g_list_model_get_item (pages, 0) : NULL;
  return front && !vd_page_has_photo (front);
}

static gboolean
is_shown_only (VdPaperScreen *self, gboolean *is_shared)
{
  gboolean is_shown_only;

  g_object_get (vd_screen_get_visit (VD_SCREEN (self)), "paper-show-only", &is_shown_only, "paper-shared", is_shared,
                NULL);
  return is_shown_only;
}

/* The one thing to do now. */
static char *
choose_guidance (VdPaperScreen *self)
{
  VdPaperTrouble trouble;
  gboolean is_taking, is_shared, has_quad = FALSE;
  VdAdvice advice = VD_ADVICE_NONE;

  g_object_get (vd_screen_get_visit (VD_SCREEN (self)), "paper-trouble", &trouble, "taking", &is_taking, NULL);
  if (is_taking)
    return g_strdup (_ ("Reading the page…"));
  if (trouble != VD_PAPER_TROUBLE_NONE)
    return vd_phrase_paper_trouble (trouble);
  if (is_to_be_turned (self))
    return g_strdup (is_in_scanner (self)
                         ? _ ("This side is done. Turn the paper over in the scanner, then touch “Use the scanner”.")
                         : _ ("This side is done. Now turn the paper over."));
  if (self->is_missing)
    return g_strdup (_ ("Put your paper in the scanner."));
  if (is_shown_only (self, &is_shared))
    return g_strdup (is_shared ? _ ("The advisor is looking at it. Nothing is kept.")
                               : _ ("This paper is only shown. Nothing of it is kept."));
  if (!self->camera)
    return g_strdup (_ ("The paper camera is starting…"));
  g_object_get (self->camera, "has-quad", &has_quad, "advice", &advice, NULL);
  if (!has_quad)
    return g_strdup (_ ("Lay your paper flat under the camera."));
  if (advice != VD_ADVICE_NONE)
    return vd_phrase_advice (advice);
  return g_strdup (_ ("Good. Do not move the paper."));
}

static void
update_guidance (VdPaperScreen *self)
{
  g_autofree char *guidance = choose_guidance (self);

  gtk_label_set_label (GTK_LABEL (self->guidance), guidance);
  gtk_widget_set_visible (self->over, is_to_be_turned (self));
}

static void
set_camera (VdPaperScreen *self, VdDocumentCamera *camera)
{
  if (self->camera)
    g_signal_handlers_disconnect_by_data (self->camera, self);
  g_set_object (&self->camera, camera);
  if (!camera)
    return;
  g_signal_connect_object (camera, "notify::has-quad", G_CALLBACK (update_guidance), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (camera, "notify::advice", G_CALLBACK (update_guidance), self, G_CONNECT_SWAPPED);
}

static void
on_camera (VdPaperScreen *self)
{
  g_autoptr (VdDocumentCamera) camera = NULL;

  g_object_get (vd_screen_get_visit (VD_SCREEN (self)), "document-camera", &camera, "document-camera-missing",
                &self->is_missing, NULL);
  set_camera (self, self->is_missing ? NULL : camera);
  update_guidance (self);
}

static void
vd_paper_screen_bind (VdScreen *screen, VdVisit *visit)
{
  VdPaperScreen *self = VD_PAPER_SCREEN (screen);

  g_signal_connect_object (visit, "notify::document-camera", G_CALLBACK (on_camera), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (visit, "notify::document-camera-missing", G_CALLBACK (on_camera), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (visit, "notify::paper-trouble", G_CALLBACK (update_guidance), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (visit, "notify::paper-show-only", G_CALLBACK (update_guidance), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (visit, "notify::paper-shared", G_CALLBACK (update_guidance), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (visit, "notify::paper-back", G_CALLBACK (update_guidance), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (visit, "notify::auto-take", G_CALLBACK (update_guidance), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (visit, "notify::taking", G_CALLBACK (update_guidance), self, G_CONNECT_SWAPPED);
  on_camera (self);
}

static void
vd_paper_screen_dispose (GObject *object)
{
  set_camera (VD_PAPER_SCREEN (object), NULL);
  G_OBJECT_CLASS (vd_paper_screen_parent_class)->dispose (object);
}

static void
vd_paper_screen_class_init (VdPaperScreenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = vd_paper_screen_dispose;
  g_type_ensure (VD_TYPE_ADVISOR_TILE);
  g_type_ensure (VD_TYPE_BIG_BUTTON);
  g_type_ensure (VD_TYPE_COUNTDOWN_RING);
  g_type_ensure (VD_TYPE_PICTOGRAM);
  g_type_ensure (VD_TYPE_POINTER_MARK);
  g_type_ensure (VD_TYPE_SHEET_OUTLINE);
  VD_SCREEN_CLASS (klass)->bind = vd_paper_screen_bind;
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "paper-screen");
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), VdPaperScreen, guidance);
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), VdPaperScreen, over);
}

static void
vd_paper_screen_init (VdPaperScreen *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
