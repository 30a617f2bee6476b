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

/* The call's screen is built and laid out while the visitor waits for somebody to answer, for that takes as long as
 * all else from the answer to a face. Not at once: the screen of waiting comes first. */
#define PREPARE_AFTER_MS 500

struct _VdStage
{
  VdScreen parent_instance;

  GtkWidget *place;
  VdScreen *screen;
  VdScreen *next; /* what is likely to be shown next, ready behind the other; or NULL */
  guint prepare_id;
  char **languages;
  double start_volume;
  double volume; /* of this visit */
};

G_DEFINE_FINAL_TYPE (VdStage, vd_stage, VD_TYPE_SCREEN)

static GType (*const SCREENS[]) (void) = {
  [VD_VISIT_STARTING] = vd_pause_screen_get_type,    [VD_VISIT_IDLE] = vd_idle_screen_get_type,
  [VD_VISIT_REASON] = vd_reason_screen_get_type,     [VD_VISIT_WAITING] = vd_waiting_screen_get_type,
  [VD_VISIT_CONNECTING] = vd_call_screen_get_type,   [VD_VISIT_TALKING] = vd_call_screen_get_type,
  [VD_VISIT_FRAMING] = vd_paper_screen_get_type,     [VD_VISIT_REVIEW] = vd_review_screen_get_type,
  [VD_VISIT_CORNERS] = vd_corner_screen_get_type,    [VD_VISIT_SENDING] = vd_sending_screen_get_type,
  [VD_VISIT_FAREWELL] = vd_farewell_screen_get_type, [VD_VISIT_OUT_OF_ORDER] = vd_pause_screen_get_type,
};

static void
on_volume (VdStage *self, GParamSpec *spec, VdScreen *screen)
{
  g_object_get (screen, "volume", &self->volume, NULL);
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

/* What is not shown has its size and its looks all the same, but nobody sees, hears or reaches it. */
static void
show (VdScreen *screen, gboolean is_shown)
{
  gtk_widget_set_child_visible (GTK_WIDGET (screen), is_shown);
  gtk_accessible_update_state (GTK_ACCESSIBLE (screen), GTK_ACCESSIBLE_STATE_HIDDEN, !is_shown, -1);
  gtk_widget_queue_allocate (gtk_widget_get_parent (GTK_WIDGET (screen)));
}

static VdScreen *
add_screen (VdStage *self, GType type, gboolean is_shown)
{
  VdScreen *screen = make_screen (self, type);

  gtk_box_append (GTK_BOX (self->place), GTK_WIDGET (screen));
  show (screen, is_shown);
  return screen;
}

static void
drop_screen (VdStage *self, VdScreen **screen)
{
  if (*screen)
    gtk_box_remove (GTK_BOX (self->place), GTK_WIDGET (*screen));
  *screen = NULL;
}

static gboolean
prepare_call (gpointer data)
{
  VdStage *self = data;

  self->prepare_id = 0;
  self->next = add_screen (self, VD_TYPE_CALL_SCREEN, FALSE);
  return G_SOURCE_REMOVE;
}

static void
change_screen (VdStage *self, GType type)
{
  g_clear_handle_id (&self->prepare_id, g_source_remove);
  drop_screen (self, &self->screen);
  if (self->next && G_OBJECT_TYPE (self->next) == type)
    {
      self->screen = g_steal_pointer (&self->next);
      show (self->screen, TRUE);
    }
  else
    self->screen = add_screen (self, type, TRUE);
  drop_screen (self, &self->next);
  if (type == VD_TYPE_WAITING_SCREEN)
    self->prepare_id = g_timeout_add (PREPARE_AFTER_MS, prepare_call, self);
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
  change_screen (self, type);
  /* Keys (a keypad, a switch) work at once, without looking for the first control. */
  if (gtk_widget_get_root (GTK_WIDGET (self)))
    gtk_widget_child_focus (GTK_WIDGET (self->screen), GTK_DIR_TAB_FORWARD);
}

static void
vd_stage_dispose (GObject *object)
{
  VdStage *self = VD_STAGE (object);

  g_clear_handle_id (&self->prepare_id, g_source_remove);
  self->screen = self->next = NULL;
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

/* The place of the screens asks for what the one needs that is shown. */
static void
measure_shown (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
               int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_child_visible (child))
      gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
}

static GtkSizeRequestMode
get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* What is not shown lies beside the window: GTK 4.18 tells whoever asks what is at a point by place alone. */
static void
allocate_all (GtkWidget *widget, int width, int height, int baseline)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, NULL, NULL, NULL);
      gtk_widget_allocate (child, width, height, baseline,
                           gtk_widget_get_child_visible (child)
                               ? NULL
                               : gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (-2 * width, 0)));
    }
}

static void
vd_stage_init (VdStage *self)
{
  gtk_widget_set_layout_manager (GTK_WIDGET (self), gtk_custom_layout_new (NULL, measure_nothing, allocate_all));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->place, gtk_custom_layout_new (get_request_mode, measure_shown, allocate_all));
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
