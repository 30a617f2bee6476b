/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "call-screen.h"
#include "big-button.h"
#include "pictogram.h"
#include "text-keys.h"
#include "video-view.h"
#include "written-view.h"

/* Five steps from soft to full, 6 dB each: a change that is heard at each touch, over 24 dB (EN 301 549, 8.2.1: 18 at
 * least, with one step of 12 between). Never to silence, which would pass for a broken call. */
#define VOLUME_STEP 0.2
#define SOFTEST 0.2

struct _VdCallScreen
{
  VdScreen parent_instance;

  GtkWidget *quieter;
  GtkWidget *louder;
  GtkLevelBar *loudness;
  GtkWidget *side, *written, *keys;
  GtkWidget *faces, *advisor, *guest;
  double volume;
};

G_DEFINE_FINAL_TYPE (VdCallScreen, vd_call_screen, VD_TYPE_SCREEN)

enum
{
  PROP_VOLUME = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
set_volume (VdCallScreen *self, double volume)
{
  self->volume = volume;
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->quieter), "d", MAX (SOFTEST, volume - VOLUME_STEP));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->louder), "d", MIN (1.0, volume + VOLUME_STEP));
  gtk_level_bar_set_value (self->loudness, volume / VOLUME_STEP);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VOLUME]);
}

/* After the action itself has been asked for, with the target of before. */
static void
on_volume_clicked (VdCallScreen *self, GtkActionable *button)
{
  set_volume (self, g_variant_get_double (gtk_actionable_get_action_target_value (button)));
}

/* While the visitor writes, the keyboard and the text take the place of everything but the advisor's face. */
static void
arrange (VdCallScreen *self)
{
  VdVisit *visit = vd_screen_get_visit (VD_SCREEN (self));
  gboolean is_writing, is_written;

  g_object_get (visit, "writing", &is_writing, NULL);
  g_object_get (self->written, "some", &is_written, NULL);
  gtk_widget_set_visible (self->side, !is_writing);
  gtk_widget_set_visible (self->keys, is_writing);
  gtk_widget_set_visible (self->written, is_writing || is_written);
  gtk_widget_set_hexpand (self->written, is_writing);
}

/* Of the height, in quarters. */
static void
place (VdCallScreen *self, GtkWidget *face, int from, int quarters)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (self->faces);

  g_object_set (gtk_layout_manager_get_layout_child (layout, face), "column", 0, "row", from, "row-span", quarters,
                NULL);
}

/* Two faces share the place; but whoever signs is read by the hands and gets all that can be given. While the keyboard
 * is there, one face has room: the signer's, else the advisor's. */
static void
arrange_faces (VdCallScreen *self)
{
  VdVisit *visit = vd_screen_get_visit (VD_SCREEN (self));
  g_autofree char *as = NULL;
  g_autoptr (VdFeed) view = NULL;
  gboolean is_writing, is_signer;

  g_object_get (visit, "guest-as", &as, "guest-view", &view, "writing", &is_writing, NULL);
  is_signer = view && g_strcmp0 (as, "signer") == 0;
  gtk_widget_set_visible (self->guest, view && (!is_writing || is_signer));
  gtk_widget_set_visible (self->advisor, !is_writing || !is_signer);
  if (is_signer)
    gtk_widget_add_css_class (self->faces, "signed");
  else
    gtk_widget_remove_css_class (self->faces, "signed");
  place (self, self->guest, is_signer ? 0 : 2, is_signer ? 3 : 2);
  place (self, self->advisor, is_signer ? 3 : 0, is_signer ? 1 : view ? 2 : 4);
}

static void
on_writing (VdCallScreen *self)
{
  gboolean is_writing;

  arrange (self);
  arrange_faces (self);
  g_object_get (vd_screen_get_visit (VD_SCREEN (self)), "writing", &is_writing, NULL);
  /* What had the focus is not on screen any more. */
  if (gtk_widget_get_root (GTK_WIDGET (self)))
    gtk_widget_child_focus (is_writing ? self->keys : self->side, GTK_DIR_TAB_FORWARD);
}

static void
vd_call_screen_bind (VdScreen *screen, VdVisit *visit)
{
  VdCallScreen *self = VD_CALL_SCREEN (screen);

  g_signal_connect_object (visit, "notify::writing", G_CALLBACK (on_writing), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (visit, "notify::guest-view", G_CALLBACK (arrange_faces), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->written, "notify::some", G_CALLBACK (arrange), self, G_CONNECT_SWAPPED);
  arrange (self);
  arrange_faces (self);
}

static void
vd_call_screen_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VOLUME)
    g_value_set_double (value, VD_CALL_SCREEN (object)->volume);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_call_screen_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VOLUME)
    set_volume (VD_CALL_SCREEN (object), g_value_get_double (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_call_screen_class_init (VdCallScreenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vd_call_screen_get_property;
  object_class->set_property = vd_call_screen_set_property;
  VD_SCREEN_CLASS (klass)->bind = vd_call_screen_bind;
  properties[PROP_VOLUME] = g_param_spec_double ("volume", NULL, NULL, 0, 1, 0.8,
                                                 G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (VD_TYPE_BIG_BUTTON);
  g_type_ensure (VD_TYPE_PICTOGRAM);
  g_type_ensure (VD_TYPE_TEXT_KEYS);
  g_type_ensure (VD_TYPE_VIDEO_VIEW);
  g_type_ensure (VD_TYPE_WRITTEN_VIEW);
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "call-screen");
  gtk_widget_class_bind_template_child (widget_class, VdCallScreen, quieter);
  gtk_widget_class_bind_template_child (widget_class, VdCallScreen, louder);
  gtk_widget_class_bind_template_child (widget_class, VdCallScreen, loudness);
  gtk_widget_class_bind_template_child (widget_class, VdCallScreen, side);
  gtk_widget_class_bind_template_child (widget_class, VdCallScreen, written);
  gtk_widget_class_bind_template_child (widget_class, VdCallScreen, keys);
  gtk_widget_class_bind_template_child (widget_class, VdCallScreen, faces);
  gtk_widget_class_bind_template_child (widget_class, VdCallScreen, advisor);
  gtk_widget_class_bind_template_child (widget_class, VdCallScreen, guest);
}

static void
vd_call_screen_init (VdCallScreen *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->quieter, "clicked", G_CALLBACK (on_volume_clicked), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->louder, "clicked", G_CALLBACK (on_volume_clicked), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  set_volume (self, 0.8);
}
