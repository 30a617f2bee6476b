/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "written-view.h"
#include "text-turn.h"
#include "tongue.h"

struct _VdWrittenView
{
  GtkWidget parent_instance;

  GListModel *turns;
  char *advisor;
  GtkWidget *scroller;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (VdWrittenView, vd_written_view, GTK_TYPE_WIDGET)

enum
{
  PROP_TURNS = 1,
  PROP_ADVISOR,
  PROP_SOME,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static const char *
get_name (VdWrittenView *self, gboolean is_own)
{
  return is_own ? _ ("You") : self->advisor && *self->advisor ? self->advisor : _ ("Your advisor");
}

static GtkWidget *
make_label (const char *text, const char *css_class, gboolean is_own)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), is_own ? 1 : 0);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_line (VdWrittenView *self, VdTextTurn *turn)
{
  gboolean is_own = vd_text_turn_is_own (turn);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bubble = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *text = make_label ("", "words", FALSE);

  gtk_box_append (GTK_BOX (line), make_label (get_name (self, is_own), "who", is_own));
  gtk_box_append (GTK_BOX (line), bubble);
  gtk_box_append (GTK_BOX (bubble), text);
  gtk_widget_add_css_class (bubble, "text");
  gtk_widget_set_halign (bubble, is_own ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_widget_add_css_class (line, "line");
  gtk_widget_add_css_class (line, is_own ? "own" : "theirs");
  g_object_bind_property (turn, "text", text, "label", G_BINDING_SYNC_CREATE);
  return line;
}

static GtkWidget *
get_line (VdWrittenView *self, guint place)
{
  GtkWidget *line = gtk_widget_get_first_child (self->list);

  while (line && place-- > 0)
    line = gtk_widget_get_next_sibling (line);
  return line;
}

static void
on_changed (VdWrittenView *self, guint place, guint n_removed, guint n_added)
{
  for (guint i = 0; i < n_removed; i++)
    gtk_box_remove (GTK_BOX (self->list), get_line (self, place));
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (VdTextTurn) turn = g_list_model_get_item (self->turns, place + i);
      GtkWidget *before = place + i > 0 ? get_line (self, place + i - 1) : NULL;

      gtk_box_insert_child_after (GTK_BOX (self->list), make_line (self, turn), before);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SOME]);
}

static gboolean
show_newest (gpointer data)
{
  GtkAdjustment *adjustment = data;

  gtk_adjustment_set_value (adjustment,
                            gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));
  return G_SOURCE_REMOVE;
}

/* Said in the middle of an allocation, in which nothing can be scrolled: right after it, before the next drawing. */
static void
on_grown (GtkAdjustment *adjustment)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, show_newest, g_object_ref (adjustment), g_object_unref);
}

static void
set_turns (VdWrittenView *self, GListModel *turns)
{
  guint n_before = self->turns ? g_list_model_get_n_items (self->turns) : 0;

  if (self->turns)
    g_signal_handlers_disconnect_by_func (self->turns, on_changed, self);
  g_set_object (&self->turns, turns);
  if (turns)
    g_signal_connect_object (turns, "items-changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  on_changed (self, 0, n_before, turns ? g_list_model_get_n_items (turns) : 0);
}

static void
vd_written_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VdWrittenView *self = VD_WRITTEN_VIEW (object);

  if (id == PROP_TURNS)
    g_value_set_object (value, self->turns);
  else if (id == PROP_ADVISOR)
    g_value_set_string (value, self->advisor);
  else if (id == PROP_SOME)
    g_value_set_boolean (value, self->turns && g_list_model_get_n_items (self->turns) > 0);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_written_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VdWrittenView *self = VD_WRITTEN_VIEW (object);

  if (id == PROP_TURNS)
    set_turns (self, g_value_get_object (value));
  else if (id == PROP_ADVISOR)
    {
      g_free (self->advisor);
      self->advisor = g_value_dup_string (value);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_written_view_dispose (GObject *object)
{
  VdWrittenView *self = VD_WRITTEN_VIEW (object);

  if (self->turns)
    g_signal_handlers_disconnect_by_func (self->turns, on_changed, self);
  g_clear_object (&self->turns);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->advisor, g_free);
  G_OBJECT_CLASS (vd_written_view_parent_class)->dispose (object);
}

static void
vd_written_view_class_init (VdWrittenViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vd_written_view_get_property;
  object_class->set_property = vd_written_view_set_property;
  object_class->dispose = vd_written_view_dispose;
  props[PROP_TURNS] =
      g_param_spec_object ("turns", NULL, NULL, G_TYPE_LIST_MODEL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_ADVISOR] = g_param_spec_string ("advisor", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_SOME] = g_param_spec_boolean ("some", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "written");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LOG);
}

static void
vd_written_view_init (VdWrittenView *self)
{
  GtkAdjustment *adjustment;

  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->list, "lines");
  gtk_widget_set_valign (self->list, GTK_ALIGN_END);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->list);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  g_signal_connect (adjustment, "changed", G_CALLBACK (on_grown), NULL);
}
