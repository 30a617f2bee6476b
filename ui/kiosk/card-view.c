/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "card-view.h"
#include "card-sheet.h"
#include "page-view.h"
#include "pictogram.h"
#include "tongue.h"

struct _VdCardView
{
  GtkWidget parent_instance;

  VdPage *sides[2];
  GtkWidget *views[2];   /* of the sides */
  GtkWidget *buttons[2]; /* around them */
  GtkWidget *missing;    /* where the back will be */
};

G_DEFINE_FINAL_TYPE (VdCardView, vd_card_view, GTK_TYPE_WIDGET)

/* The sheet in the widget: as large as fits, in the middle. Returns pixels a millimetre. */
static double
get_sheet (GtkWidget *widget, graphene_rect_t *sheet)
{
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double scale = MIN (width / VD_CARD_SHEET_WIDTH_MM, height / VD_CARD_SHEET_HEIGHT_MM);

  graphene_rect_init (sheet, (float)((width - VD_CARD_SHEET_WIDTH_MM * scale) / 2),
                      (float)((height - VD_CARD_SHEET_HEIGHT_MM * scale) / 2), (float)(VD_CARD_SHEET_WIDTH_MM * scale),
                      (float)(VD_CARD_SHEET_HEIGHT_MM * scale));
  return scale;
}

static void
vd_card_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  const double ratio = (double)VD_CARD_SHEET_WIDTH_MM / VD_CARD_SHEET_HEIGHT_MM;

  *minimum = *natural = 0;
  if (for_size > 0)
    *natural = (int)(orientation == GTK_ORIENTATION_HORIZONTAL ? for_size * ratio : for_size / ratio);
}

static void
place (GtkWidget *child, const graphene_rect_t *sheet, double scale, const VdCardPlace *at)
{
  GtkAllocation area = { (int)(sheet->origin.x + at->x * scale), (int)(sheet->origin.y + at->y * scale),
                         (int)(at->width * scale), (int)(at->height * scale) };
  int least_width, least_height;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, &least_height, NULL, NULL, NULL);
  area.width = MAX (area.width, least_width);
  area.height = MAX (area.height, least_height);
  gtk_widget_size_allocate (child, &area, -1);
}

static void
vd_card_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  VdCardView *self = VD_CARD_VIEW (widget);
  graphene_rect_t sheet;
  double scale = get_sheet (widget, &sheet);

  for (int i = 0; i < 2; i++)
    if (self->sides[i])
      {
        VdCardPlace at = vd_card_sheet_place (self->sides[i], i == 1);

        place (self->buttons[i], &sheet, scale, &at);
      }
  if (self->sides[0] && !self->sides[1])
    {
      VdCardPlace at = vd_card_sheet_place (self->sides[0], TRUE);

      place (self->missing, &sheet, scale, &at);
    }
}

static void
vd_card_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  graphene_rect_t sheet;

  get_sheet (widget, &sheet);
  gtk_snapshot_append_color (snapshot, &(const GdkRGBA){ 1, 1, 1, 1 }, &sheet);
  GTK_WIDGET_CLASS (vd_card_view_parent_class)->snapshot (widget, snapshot);
}

static void
set_side (VdCardView *self, int i, VdPage *side)
{
  if (self->sides[i])
    g_signal_handlers_disconnect_by_data (self->sides[i], self);
  g_set_object (&self->sides[i], side);
  g_object_set (self->views[i], "page", side, NULL);
  gtk_widget_set_visible (self->buttons[i], side != NULL);
  if (side)
    g_signal_connect_object (side, "notify::rotation", G_CALLBACK (gtk_widget_queue_allocate), self, G_CONNECT_SWAPPED);
}

void
vd_card_view_set_sides (VdCardView *self, VdPage *front, VdPage *back, guint shown)
{
  g_return_if_fail (VD_IS_CARD_VIEW (self));
  set_side (self, 0, front);
  set_side (self, 1, back);
  gtk_widget_set_visible (self->missing, front && !back);
  for (guint i = 0; i < 2; i++)
    if (i == shown)
      gtk_widget_add_css_class (self->buttons[i], "shown");
    else
      gtk_widget_remove_css_class (self->buttons[i], "shown");
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
vd_card_view_dispose (GObject *object)
{
  VdCardView *self = VD_CARD_VIEW (object);

  for (int i = 0; i < 2; i++)
    {
      if (self->buttons[i])
        set_side (self, i, NULL);
      g_clear_pointer (&self->buttons[i], gtk_widget_unparent);
    }
  g_clear_pointer (&self->missing, gtk_widget_unparent);
  G_OBJECT_CLASS (vd_card_view_parent_class)->dispose (object);
}

static void
vd_card_view_class_init (VdCardViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vd_card_view_dispose;
  widget_class->measure = vd_card_view_measure;
  widget_class->size_allocate = vd_card_view_size_allocate;
  widget_class->snapshot = vd_card_view_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "card");
}

static GtkWidget *
make_button (VdCardView *self, GtkWidget *child, const char *label)
{
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), child);
  gtk_widget_add_css_class (button, "place");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_visible (button, FALSE);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  return button;
}

static void
vd_card_view_init (VdCardView *self)
{
  const char *labels[2] = { _ ("Front side"), _ ("Back side") };

  for (guint i = 0; i < 2; i++)
    {
      self->views[i] = g_object_new (VD_TYPE_PAGE_VIEW, NULL);
      self->buttons[i] = make_button (self, self->views[i], labels[i]);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->buttons[i]), "u", i);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->buttons[i]), "review.show");
    }
  self->missing = make_button (self, g_object_new (VD_TYPE_PICTOGRAM, "shape", "add", NULL), _ ("Add the other side"));
  gtk_widget_add_css_class (self->missing, "missing");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->missing), "kiosk.add-page");
}
