/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-papers"

#include "page.h"
#include "page-private.h"
#include "jpeg-codec.h"
#include "watermark.h"

/* 0.3 to 0.6 MB for a full A4 page in colour at 200 dpi: an advisor reads it, and a thin uplink beside a call carries
 * it. */
#define QUALITY 78

struct _VdPage
{
  GObject parent_instance;

  GBytes *jpeg;
  VdPageFacts facts;
  int rotation;
  char *watermark; /* (nullable) */
  VdPagePhoto *photo; /* NULL of a scan */
};

enum
{
  PROP_ROTATION = 1,
  PROP_ADVICE,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (VdPage, vd_page, G_TYPE_OBJECT)
G_DEFINE_QUARK (vd - papers - error - quark, vd_papers_error)

GType
vd_advice_get_type (void)
{
  static gsize type = 0;
  static const GFlagsValue values[] = {
    { VD_ADVICE_NONE, "VD_ADVICE_NONE", "none" },          { VD_ADVICE_CUT, "VD_ADVICE_CUT", "cut" },
    { VD_ADVICE_BLURRED, "VD_ADVICE_BLURRED", "blurred" }, { VD_ADVICE_GLARE, "VD_ADVICE_GLARE", "glare" },
    { VD_ADVICE_DARK, "VD_ADVICE_DARK", "dark" },          { VD_ADVICE_FAR, "VD_ADVICE_FAR", "far" },
    { VD_ADVICE_EMPTY, "VD_ADVICE_EMPTY", "empty" },       { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_flags_register_static ("VdAdvice", values));
  return type;
}

static void
vd_page_finalize (GObject *object)
{
  VdPage *self = VD_PAGE (object);

  g_clear_pointer (&self->jpeg, g_bytes_unref);
  g_clear_pointer (&self->photo, vd_page_photo_free);
  g_clear_pointer (&self->watermark, g_free);
  G_OBJECT_CLASS (vd_page_parent_class)->finalize (object);
}

static void
vd_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VdPage *self = VD_PAGE (object);

  switch (id)
    {
    case PROP_ROTATION:
      g_value_set_int (value, self->rotation);
      break;
    case PROP_ADVICE:
      g_value_set_flags (value, self->facts.advice);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_rotation (VdPage *self, int degrees)
{
  g_return_if_fail (degrees % 90 == 0);
  degrees = ((degrees % 360) + 360) % 360;
  if (degrees == self->rotation)
    return;
  self->rotation = degrees;
  g_object_notify (G_OBJECT (self), "rotation");
}

static void
vd_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ROTATION)
    set_rotation (VD_PAGE (object), g_value_get_int (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vd_page_class_init (VdPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->finalize = vd_page_finalize;
  object_class->get_property = vd_page_get_property;
  object_class->set_property = vd_page_set_property;
  g_object_class_install_property (
      object_class, PROP_ROTATION,
      g_param_spec_int ("rotation", NULL, NULL, 0, 270, 0,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (
      object_class, PROP_ADVICE,
      g_param_spec_flags ("advice", NULL, NULL, VD_TYPE_ADVICE, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
vd_page_init (VdPage *self)
{
}

VdPage *
vd_page_new (GBytes *jpeg, const VdPageFacts *facts)
{
  VdPage *self = g_object_new (VD_TYPE_PAGE, NULL);

  self->jpeg = g_bytes_ref (jpeg);
  self->facts = *facts;
  return self;
}

VdPage *
vd_page_new_from_picture (const VdPicture *picture, double dpi, VdAdvice advice)
{
  const VdPageFacts facts = { picture->width, picture->height, picture->channels, dpi, advice };
  g_autoptr (GBytes) jpeg = vd_jpeg_encode (picture, QUALITY, dpi);

  return vd_page_new (jpeg, &facts);
}

GBytes *
vd_page_get_jpeg (VdPage *self)
{
  g_return_val_if_fail (VD_IS_PAGE (self), NULL);
  return self->jpeg;
}

const VdPageFacts *
vd_page_get_facts (VdPage *self)
{
  g_return_val_if_fail (VD_IS_PAGE (self), NULL);
  return &self->facts;
}

void
vd_page_take_photo (VdPage *self, VdPagePhoto *photo)
{
  g_return_if_fail (VD_IS_PAGE (self) && !self->photo);
  self->photo = photo;
}

const VdPagePhoto *
vd_page_peek_photo (VdPage *self)
{
  g_return_val_if_fail (VD_IS_PAGE (self), NULL);
  return self->photo;
}

VdAdvice
vd_page_get_advice (VdPage *self)
{
  g_return_val_if_fail (VD_IS_PAGE (self), VD_ADVICE_NONE);
  return self->facts.advice;
}

int
vd_page_get_rotation (VdPage *self)
{
  g_return_val_if_fail (VD_IS_PAGE (self), 0);
  return self->rotation;
}

void
vd_page_turn (VdPage *self, int degrees)
{
  g_return_if_fail (VD_IS_PAGE (self));
  set_rotation (self, self->rotation + degrees);
}

double
vd_page_get_dpi (VdPage *self)
{
  g_return_val_if_fail (VD_IS_PAGE (self), 0);
  return self->facts.dpi;
}

void
vd_page_doubt_size (VdPage *self)
{
  self->facts.is_size_doubtful = TRUE;
}

gboolean
vd_page_has_doubtful_size (VdPage *self)
{
  g_return_val_if_fail (VD_IS_PAGE (self), FALSE);
  return self->facts.is_size_doubtful;
}

void
vd_page_settle_size (VdPage *self, gboolean is_card)
{
  g_return_if_fail (VD_IS_PAGE (self));
  if (!self->facts.is_size_doubtful)
    return;
  self->facts.is_size_doubtful = FALSE;
  if (!is_card)
    return;
  self->facts.dpi *= 297.0 / 105.0;
  if (self->facts.dpi >= VD_PAGE_LEAST_DPI)
    self->facts.advice &= ~VD_ADVICE_FAR;
  g_object_notify (G_OBJECT (self), "advice");
}

void
vd_page_set_watermark (VdPage *self, const char *text)
{
  g_return_if_fail (VD_IS_PAGE (self));
  g_free (self->watermark);
  self->watermark = g_strdup (text);
}

const char *
vd_page_get_watermark (VdPage *self)
{
  g_return_val_if_fail (VD_IS_PAGE (self), NULL);
  return self->watermark;
}

VdPicture *
vd_page_decode (GBytes *jpeg, int longest)
{
  g_autoptr (GError) error = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);
  VdPicture *picture = vd_jpeg_decode (data, size, longest, &error);

  if (!picture)
    g_error ("a picture of ours cannot be read: %s", error->message);
  return picture;
}

VdPageLeaf
vd_page_make_leaf (VdPage *self)
{
  return (VdPageLeaf){ g_bytes_ref (self->jpeg), self->facts, self->rotation, g_strdup (self->watermark) };
}

void
vd_page_leaf_clear (gpointer data)
{
  VdPageLeaf *leaf = data;

  g_clear_pointer (&leaf->jpeg, g_bytes_unref);
  g_clear_pointer (&leaf->watermark, g_free);
}

/* Made at the same quality once more, so what lies between the letters is next to the same. */
GBytes *
vd_page_leaf_mark (const VdPageLeaf *leaf)
{
  g_autoptr (VdPicture) picture = NULL;

  if (!leaf->watermark || !*leaf->watermark)
    return g_bytes_ref (leaf->jpeg);
  picture = vd_page_decode (leaf->jpeg, 0);
  vd_watermark_draw (picture, leaf->watermark, leaf->facts.dpi, leaf->rotation);
  return vd_jpeg_encode (picture, QUALITY, leaf->facts.dpi);
}

VdFrame *
vd_page_get_preview (VdPage *self, int longest)
{
  g_autoptr (VdPicture) picture = NULL;
  g_autoptr (VdPicture) small = NULL;

  g_return_val_if_fail (VD_IS_PAGE (self) && longest > 0, NULL);
  picture = vd_page_decode (self->jpeg, longest);
  small = vd_picture_shrink (picture, longest);
  if (self->watermark)
    vd_watermark_draw (small, self->watermark, self->facts.dpi * small->width / self->facts.width, self->rotation);
  return vd_picture_to_frame (small, self->rotation);
}
