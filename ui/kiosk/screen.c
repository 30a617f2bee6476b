/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "screen.h"
#include "looks.h"
#include "phrases.h"

typedef struct
{
  VdVisit *visit;
  gboolean portrait;
  gboolean columns;
} VdScreenPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (VdScreen, vd_screen, GTK_TYPE_BOX)

enum
{
  PROP_VISIT = 1,
  PROP_PORTRAIT,
  PROP_COLUMNS,
  N_PROPS,
};

/* Not an expression in the templates: one bound to its own template's property trips over itself in dispose (GTK 4.8).
 */
static void
arrange (VdScreen *self)
{
  VdScreenPrivate *priv = vd_screen_get_instance_private (self);

  if (priv->columns)
    gtk_orientable_set_orientation (GTK_ORIENTABLE (self),
                                    priv->portrait ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

static void
set_visit (VdScreen *self, VdVisit *visit)
{
  VdScreenPrivate *priv = vd_screen_get_instance_private (self);

  /* Once: a screen is made for one visit's facts, and destroyed with it. */
  g_return_if_fail (!priv->visit || priv->visit == visit);
  if (!g_set_object (&priv->visit, visit))
    return;
  g_object_notify (G_OBJECT (self), "visit");
  if (VD_SCREEN_GET_CLASS (self)->bind)
    VD_SCREEN_GET_CLASS (self)->bind (self, visit);
}

static void
vd_screen_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VdScreenPrivate *priv = vd_screen_get_instance_private (VD_SCREEN (object));

  switch (id)
    {
    case PROP_VISIT:
      g_value_set_object (value, priv->visit);
      break;
    case PROP_PORTRAIT:
      g_value_set_boolean (value, priv->portrait);
      break;
    case PROP_COLUMNS:
      g_value_set_boolean (value, priv->columns);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vd_screen_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VdScreenPrivate *priv = vd_screen_get_instance_private (VD_SCREEN (object));

  switch (id)
    {
    case PROP_VISIT:
      set_visit (VD_SCREEN (object), g_value_get_object (value));
      break;
    case PROP_PORTRAIT:
      if (priv->portrait == g_value_get_boolean (value))
        break;
      priv->portrait = g_value_get_boolean (value);
      arrange (VD_SCREEN (object));
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_COLUMNS:
      priv->columns = g_value_get_boolean (value);
      arrange (VD_SCREEN (object));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vd_screen_dispose (GObject *object)
{
  VdScreenPrivate *priv = vd_screen_get_instance_private (VD_SCREEN (object));

  /* The template's children go first: their expressions read the visit. */
  gtk_widget_dispose_template (GTK_WIDGET (object), G_OBJECT_TYPE (object));
  g_clear_object (&priv->visit);
  G_OBJECT_CLASS (vd_screen_parent_class)->dispose (object);
}

static void
vd_screen_class_init (VdScreenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vd_screen_get_property;
  object_class->set_property = vd_screen_set_property;
  object_class->dispose = vd_screen_dispose;
  /* Not construct-only: parts inside a template are bound to their screen's, which is set after the template is built.
   */
  g_object_class_install_property (
      object_class, PROP_VISIT,
      g_param_spec_object ("visit", NULL, NULL, VD_TYPE_VISIT,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (
      object_class, PROP_PORTRAIT,
      g_param_spec_boolean ("portrait", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (
      object_class, PROP_COLUMNS,
      g_param_spec_boolean ("columns", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
}

static void
vd_screen_init (VdScreen *self)
{
}

VdVisit *
vd_screen_get_visit (VdScreen *self)
{
  VdScreenPrivate *priv = vd_screen_get_instance_private (self);

  return priv->visit;
}

gboolean
vd_screen_is_portrait (VdScreen *self)
{
  VdScreenPrivate *priv = vd_screen_get_instance_private (self);

  return priv->portrait;
}

void
vd_screen_class_set_template (VdScreenClass *klass, const char *name)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  g_autofree char *path = g_strdup_printf ("/org/visiodesk/kiosk/%s.ui", name);

  gtk_widget_class_set_template_from_resource (widget_class, path);
  vd_looks_bind (widget_class);
  vd_phrases_bind (widget_class);
}
