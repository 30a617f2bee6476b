/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "help-bar.h"
#include "big-button.h"
#include "phone-numbers.h"
#include "pictogram.h"

struct _VdHelpBar
{
  VdScreen parent_instance;
};

G_DEFINE_FINAL_TYPE (VdHelpBar, vd_help_bar, VD_TYPE_SCREEN)

static void
vd_help_bar_class_init (VdHelpBarClass *klass)
{
  g_type_ensure (VD_TYPE_BIG_BUTTON);
  g_type_ensure (VD_TYPE_PHONE_NUMBERS);
  g_type_ensure (VD_TYPE_PICTOGRAM);
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "help-bar");
}

static void
vd_help_bar_init (VdHelpBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
