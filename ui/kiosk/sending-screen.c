/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "sending-screen.h"
#include "advisor-tile.h"
#include "countdown-ring.h"

struct _VdSendingScreen
{
  VdScreen parent_instance;
};

G_DEFINE_FINAL_TYPE (VdSendingScreen, vd_sending_screen, VD_TYPE_SCREEN)

static void
vd_sending_screen_class_init (VdSendingScreenClass *klass)
{
  g_type_ensure (VD_TYPE_ADVISOR_TILE);
  g_type_ensure (VD_TYPE_COUNTDOWN_RING);
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "sending-screen");
}

static void
vd_sending_screen_init (VdSendingScreen *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
