/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-papers"

#include "page-photo.h"
#include "jpeg-codec.h"
#include "page-maker.h"
#include "page-private.h"

/* The page is made of it anew and encoded once more: what is lost here is not seen there. 3 to 4 MB for 12 Mpx. */
#define QUALITY 90

void
vd_page_photo_free (VdPagePhoto *photo)
{
  g_bytes_unref (photo->jpeg);
  g_clear_pointer (&photo->tray, vd_tray_unref);
  g_free (photo);
}

GBytes *
vd_page_photo_encode (const VdPicture *picture)
{
  return vd_jpeg_encode (picture, QUALITY, 0);
}

VdPagePhoto *
vd_page_photo_new (GBytes *jpeg, const VdTray *tray, const VdQuad *corners)
{
  VdPagePhoto *photo = g_new0 (VdPagePhoto, 1);

  photo->jpeg = g_bytes_ref (jpeg);
  photo->tray = tray ? vd_tray_ref ((VdTray *)tray) : NULL;
  photo->has_corners = corners != NULL;
  if (corners)
    photo->corners = *corners;
  return photo;
}

gboolean
vd_page_has_photo (VdPage *self)
{
  return vd_page_peek_photo (self) != NULL;
}

gboolean
vd_page_get_corners (VdPage *self, VdQuad *corners)
{
  const VdPagePhoto *photo = vd_page_peek_photo (self);

  if (!photo || !photo->has_corners)
    return FALSE;
  *corners = photo->corners;
  return TRUE;
}

VdFrame *
vd_page_get_photo (VdPage *self, int longest)
{
  const VdPagePhoto *photo = vd_page_peek_photo (self);
  g_autoptr (VdPicture) picture = NULL;
  g_autoptr (VdPicture) small = NULL;

  g_return_val_if_fail (longest > 0, NULL);
  if (!photo)
    return NULL;
  picture = vd_page_decode (photo->jpeg, longest);
  small = vd_picture_shrink (picture, longest);
  return vd_picture_to_frame (small, 0);
}

static void
adjust_in_thread (GTask *task, void *source, void *data, GCancellable *cancellable)
{
  const VdPagePhoto *photo = data;
  const VdPageWishes wishes = { .corners = &photo->corners, .tray = photo->tray };
  g_autoptr (VdPicture) picture = vd_page_decode (photo->jpeg, 0);
  VdPage *page = vd_page_maker_run (picture, &wishes, NULL);

  vd_page_take_photo (page, vd_page_photo_new (photo->jpeg, photo->tray, &photo->corners));
  g_task_return_pointer (task, page, g_object_unref);
}

void
vd_page_adjust_async (VdPage *self, const VdQuad *corners, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer data)
{
  const VdPagePhoto *photo = vd_page_peek_photo (self);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_return_if_fail (corners);
  g_task_set_source_tag (task, vd_page_adjust_async);
  if (!photo)
    {
      g_task_return_new_error (task, VD_PAPERS_ERROR, VD_PAPERS_ERROR_BAD_PICTURE, "the page has no photograph");
      return;
    }
  g_task_set_task_data (task, vd_page_photo_new (photo->jpeg, photo->tray, corners), (GDestroyNotify)vd_page_photo_free);
  g_task_run_in_thread (task, adjust_in_thread);
}

VdPage *
vd_page_adjust_finish (VdPage *self, GAsyncResult *result, GError **error)
{
  VdPage *page;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  page = g_task_propagate_pointer (G_TASK (result), error);
  if (page)
    vd_page_turn (page, vd_page_get_rotation (self));
  return page;
}
