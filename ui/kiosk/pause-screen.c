/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "pause-screen.h"
#include "phone-numbers.h"
#include "pictogram.h"

struct _VdPauseScreen
{
  VdScreen parent_instance;
};

G_DEFINE_FINAL_TYPE (VdPauseScreen, vd_pause_screen, VD_TYPE_SCREEN)

static void
vd_pause_screen_class_init (VdPauseScreenClass *klass)
{
  g_type_ensure (VD_TYPE_PHONE_NUMBERS);
  g_type_ensure (VD_TYPE_PICTOGRAM);
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "pause-screen");
}

static void
vd_pause_screen_init (VdPauseScreen *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
