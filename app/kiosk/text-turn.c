/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "text-turn.h"

struct _VdTextTurn
{
  GObject parent_instance;

  gboolean is_own;
  guint number; /* of the line, of all that this party ever wrote */
  char *text;
};

enum
{
  PROP_OWN = 1,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VdTextTurn, vd_text_turn, G_TYPE_OBJECT)

static void
vd_text_turn_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VdTextTurn *self = VD_TEXT_TURN (object);

  if (id == PROP_OWN)
    g_value_set_boolean (value, self->is_own);
  else if (id == PROP_TEXT)
    g_value_set_string (value, self->text);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
forget (char *text)
{
  if (text)
    memset (text, 0, strlen (text));
  g_free (text);
}

static void
vd_text_turn_finalize (GObject *object)
{
  forget (VD_TEXT_TURN (object)->text);
  G_OBJECT_CLASS (vd_text_turn_parent_class)->finalize (object);
}

static void
vd_text_turn_class_init (VdTextTurnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vd_text_turn_get_property;
  object_class->finalize = vd_text_turn_finalize;
  props[PROP_OWN] = g_param_spec_boolean ("own", NULL, NULL, FALSE, flags);
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vd_text_turn_init (VdTextTurn *self)
{
}

gboolean
vd_text_turn_is_own (VdTextTurn *self)
{
  return self->is_own;
}

const char *
vd_text_turn_get_text (VdTextTurn *self)
{
  return self->text;
}

static void
set_text (VdTextTurn *self, const char *text)
{
  if (g_strcmp0 (self->text, text) == 0)
    return;
  forget (self->text);
  self->text = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

/* The line of @lines that @turn shows, or NULL if it is not there any more. */
static char **
find_line (VdTextTurn *turn, char **lines, guint n_lines, guint first)
{
  if (turn->number < first || turn->number - first >= n_lines || !*lines[turn->number - first])
    return NULL;
  return &lines[turn->number - first];
}

/* Lines that are shown already are changed, or go; each that is still to be shown is left in @lines. */
static void
update_shown (GListStore *turns, gboolean is_own, char **lines, guint first, gboolean *is_shown)
{
  guint n_lines = g_strv_length (lines);

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (turns)); i-- > 0;)
    {
      g_autoptr (VdTextTurn) turn = g_list_model_get_item (G_LIST_MODEL (turns), i);
      char **line;

      if (turn->is_own != is_own)
        continue;
      line = find_line (turn, lines, n_lines, first);
      if (line)
        {
          set_text (turn, *line);
          is_shown[line - lines] = TRUE;
        }
      else
        g_list_store_remove (turns, i);
    }
}

static void
update (GListStore *turns, gboolean is_own, const VdWritten *written)
{
  g_auto (GStrv) lines = g_strsplit (written->text, "\n", -1);
  guint n_lines = g_strv_length (lines);
  g_autofree gboolean *is_shown = g_new0 (gboolean, n_lines + 1);

  update_shown (turns, is_own, lines, written->first, is_shown);
  for (guint i = 0; i < n_lines; i++)
    {
      g_autoptr (VdTextTurn) turn = NULL;

      if (is_shown[i] || !*lines[i])
        continue;
      turn = g_object_new (VD_TYPE_TEXT_TURN, NULL);
      turn->is_own = is_own;
      turn->number = written->first + i;
      set_text (turn, lines[i]);
      g_list_store_append (turns, turn);
    }
}

void
vd_text_turns_update (GListStore *turns, const VdWritten *own, const VdWritten *theirs)
{
  update (turns, TRUE, own);
  update (turns, FALSE, theirs);
}
