/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "waiting-screen.h"
#include "pictogram.h"
#include "video-view.h"

struct _VdWaitingScreen
{
  VdScreen parent_instance;
};

G_DEFINE_FINAL_TYPE (VdWaitingScreen, vd_waiting_screen, VD_TYPE_SCREEN)

static void
vd_waiting_screen_class_init (VdWaitingScreenClass *klass)
{
  g_type_ensure (VD_TYPE_PICTOGRAM);
  g_type_ensure (VD_TYPE_VIDEO_VIEW);
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "waiting-screen");
}

static void
vd_waiting_screen_init (VdWaitingScreen *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
