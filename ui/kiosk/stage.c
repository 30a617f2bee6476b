/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "stage.h"
#include "call-screen.h"
#include "corner-screen.h"
#include "farewell-screen.h"
#include "help-bar.h"
#include "idle-screen.h"
#include "leaving-warning.h"
#include "paper-screen.h"
#include "pause-screen.h"
#include "pictogram.h"
#include "reason-screen.h"
#include "review-screen.h"
#include "sending-screen.h"
#include "telephone-screen.h"
#include "waiting-screen.h"

struct _VdStage
{
  VdScreen parent_instance;

  GtkWidget *place;
  VdScreen *screen;
  char **languages;
  double start_volume;
  double volume; /* of this visit */
};

G_DEFINE_FINAL_TYPE (VdStage, vd_stage, VD_TYPE_SCREEN)

static GType (*const SCREENS[]) (void) = {
  [VD_VISIT_STARTING] = vd_pause_screen_get_type,     [VD_VISIT_IDLE] = vd_idle_screen_get_type,
  [VD_VISIT_REASON] = vd_reason_screen_get_type,      [VD_VISIT_WAITING] = vd_waiting_screen_get_type,
  [VD_VISIT_CONNECTING] = vd_call_screen_get_type,    [VD_VISIT_TALKING] = vd_call_screen_get_type,
  [VD_VISIT_FRAMING] = vd_paper_screen_get_type,      [VD_VISIT_REVIEW] = vd_review_screen_get_type,
  [VD_VISIT_CORNERS] = vd_corner_screen_get_type,     [VD_VISIT_SENDING] = vd_sending_screen_get_type,
  [VD_VISIT_FAREWELL] = vd_farewell_screen_get_type,  [VD_VISIT_OUT_OF_ORDER] = vd_pause_screen_get_type,
};

static void
on_volume (VdStage *self)
{
  g_object_get (self->screen, "volume", &self->volume, NULL);
}

static VdScreen *
make_screen (VdStage *self, GType type)
{
  VdVisit *visit = vd_screen_get_visit (VD_SCREEN (self));
  gboolean is_portrait = vd_screen_is_portrait (VD_SCREEN (self));
  VdScreen *screen;

  if (type == VD_TYPE_IDLE_SCREEN)
    return g_object_new (type, "visit", visit, "portrait", is_portrait, "languages", self->languages, NULL);
  screen = g_object_new (type, "visit", visit, "portrait", is_portrait, NULL);
  if (type == VD_TYPE_CALL_SCREEN)
    {
      g_object_set (screen, "volume", self->volume, NULL);
      g_signal_connect_object (screen, "notify::volume", G_CALLBACK (on_volume), self, G_CONNECT_SWAPPED);
    }
  return screen;
}

static void
on_state (VdStage *self)
{
  VdVisitState state = vd_visit_get_state (vd_screen_get_visit (VD_SCREEN (self)));
  GType type = vd_stage_screen_type (state);
  gboolean is_calling_back;

  g_object_get (vd_screen_get_visit (VD_SCREEN (self)), "call-back-shown", &is_calling_back, NULL);
  if (is_calling_back)
    type = VD_TYPE_TELEPHONE_SCREEN;
  if (state == VD_VISIT_IDLE || state == VD_VISIT_REASON)
    self->volume = self->start_volume;
  if (self->screen && G_OBJECT_TYPE (self->screen) == type)
    return;
  if (self->screen)
    gtk_box_remove (GTK_BOX (self->place), GTK_WIDGET (self->screen));
  self->screen = make_screen (self, type);
  gtk_widget_set_hexpand (GTK_WIDGET (self->screen), TRUE);
  gtk_box_append (GTK_BOX (self->place), GTK_WIDGET (self->screen));
  /* Keys (a keypad, a switch) work at once, without looking for the first control. */
  if (gtk_widget_get_root (GTK_WIDGET (self)))
    gtk_widget_child_focus (GTK_WIDGET (self->screen), GTK_DIR_TAB_FORWARD);
}

static void
vd_stage_dispose (GObject *object)
{
  VD_STAGE (object)->screen = NULL;
  G_OBJECT_CLASS (vd_stage_parent_class)->dispose (object);
}

static void
vd_stage_finalize (GObject *object)
{
  g_strfreev (VD_STAGE (object)->languages);
  G_OBJECT_CLASS (vd_stage_parent_class)->finalize (object);
}

static void
vd_stage_class_init (VdStageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = vd_stage_dispose;
  object_class->finalize = vd_stage_finalize;
  g_type_ensure (VD_TYPE_HELP_BAR);
  g_type_ensure (VD_TYPE_LEAVING_WARNING);
  g_type_ensure (VD_TYPE_PICTOGRAM);
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "stage");
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), VdStage, place);
}

/* The window is as large as the monitor and the screens take what there is. A box would instead ask for the height that
 * every label needs at its narrowest, and the window would outgrow the monitor. */
static void
measure_nothing (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                 int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
}

static void
allocate_all (GtkWidget *widget, int width, int height, int baseline)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, NULL, NULL, NULL);
      gtk_widget_allocate (child, width, height, baseline, NULL);
    }
}

static void
vd_stage_init (VdStage *self)
{
  gtk_widget_set_layout_manager (GTK_WIDGET (self), gtk_custom_layout_new (NULL, measure_nothing, allocate_all));
  gtk_widget_init_template (GTK_WIDGET (self));
}

VdStage *
vd_stage_new (VdVisit *visit, gboolean is_portrait, const char *const *languages, double volume)
{
  VdStage *self = g_object_new (VD_TYPE_STAGE, "visit", visit, "portrait", is_portrait, NULL);

  self->languages = g_strdupv ((char **)languages);
  if (is_portrait)
    gtk_widget_add_css_class (GTK_WIDGET (self), "portrait");
  self->start_volume = self->volume = volume;
  g_signal_connect_object (visit, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (visit, "notify::call-back-shown", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  on_state (self);
  return self;
}

VdScreen *
vd_stage_get_screen (VdStage *self)
{
  return self->screen;
}

GType
vd_stage_screen_type (VdVisitState state)
{
  g_return_val_if_fail ((gsize)state < G_N_ELEMENTS (SCREENS), G_TYPE_INVALID);
  return SCREENS[state]();
}
