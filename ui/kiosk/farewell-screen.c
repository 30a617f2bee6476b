/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "farewell-screen.h"
#include "big-button.h"
#include "phone-numbers.h"
#include "pictogram.h"

struct _VdFarewellScreen
{
  VdScreen parent_instance;
};

G_DEFINE_FINAL_TYPE (VdFarewellScreen, vd_farewell_screen, VD_TYPE_SCREEN)

static void
vd_farewell_screen_class_init (VdFarewellScreenClass *klass)
{
  g_type_ensure (VD_TYPE_BIG_BUTTON);
  g_type_ensure (VD_TYPE_PHONE_NUMBERS);
  g_type_ensure (VD_TYPE_PICTOGRAM);
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "farewell-screen");
}

static void
vd_farewell_screen_init (VdFarewellScreen *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
