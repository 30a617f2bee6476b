/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "advisor-tile.h"
#include "pictogram.h"
#include "video-view.h"

struct _VdAdvisorTile
{
  VdScreen parent_instance;
};

G_DEFINE_FINAL_TYPE (VdAdvisorTile, vd_advisor_tile, VD_TYPE_SCREEN)

static void
vd_advisor_tile_class_init (VdAdvisorTileClass *klass)
{
  g_type_ensure (VD_TYPE_PICTOGRAM);
  g_type_ensure (VD_TYPE_VIDEO_VIEW);
  vd_screen_class_set_template (VD_SCREEN_CLASS (klass), "advisor-tile");
}

static void
vd_advisor_tile_init (VdAdvisorTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
