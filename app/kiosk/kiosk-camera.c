/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-kiosk"

#include "kiosk-private.h"

void
vd_kiosk_miss_camera (VdKiosk *self)
{
  g_object_set (self->visit, "paper-trouble",
                vd_scanner_is_available (self->scanner) ? VD_PAPER_TROUBLE_NO_CAMERA : VD_PAPER_TROUBLE_NO_SOURCE,
                NULL);
}

static void
on_first_picture (VdFeed *view, gpointer data)
{
  VdKiosk *self = data;
  g_autoptr (VdFrame) frame = vd_feed_peek (view);

  if (!frame) /* it was cleared */
    return;
  g_signal_handlers_disconnect_by_func (view, on_first_picture, self);
  self->camera_shows = TRUE;
  vd_kiosk_update_actions (self);
  vd_kiosk_update_showing (self);
}

void
vd_kiosk_update_showing (VdKiosk *self)
{
  gboolean shared;

  g_object_get (self->visit, "paper-shared", &shared, NULL);
  if (shared && self->paper && self->camera_shows && vd_visit_get_state (self->visit) == VD_VISIT_FRAMING)
    vd_showing_start (self->showing, self->paper->id, self->paper->watermark,
                      vd_document_camera_get_view (self->document_camera));
  else
    vd_showing_stop (self->showing);
}

void
vd_kiosk_toggle_showing (VdKiosk *self)
{
  gboolean shared;

  g_object_get (self->visit, "paper-shared", &shared, NULL);
  g_object_set (self->visit, "paper-shared", !shared, NULL);
  vd_kiosk_update_showing (self);
}

void
vd_kiosk_open_camera (VdKiosk *self)
{
  VdFeed *view = vd_document_camera_get_view (self->document_camera);
  g_autoptr (GError) error = NULL;

  if (!vd_document_camera_open (self->document_camera, &error))
    {
      g_message ("no document camera: %s", error->message);
      vd_kiosk_miss_camera (self);
      return;
    }
  g_object_set (self->visit, "paper-trouble", VD_PAPER_TROUBLE_NONE, NULL);
  g_signal_connect_object (view, "frame", G_CALLBACK (on_first_picture), self, 0);
  on_first_picture (view, self); /* a feed speaks once until it is looked at */
  g_object_set (self->visit, "paper-view", view, "document-camera", self->document_camera, NULL);
}

void
vd_kiosk_close_camera (VdKiosk *self)
{
  VdFeed *view = vd_document_camera_get_view (self->document_camera);

  g_signal_handlers_disconnect_by_func (view, on_first_picture, self);
  self->camera_shows = FALSE;
  vd_kiosk_update_showing (self);
  g_object_set (self->visit, "paper-view", NULL, "document-camera", NULL, "auto-take", 0.0, NULL);
  vd_document_camera_close (self->document_camera);
  vd_feed_clear (view);
}

static void
on_steady (VdDocumentCamera *camera, gpointer data)
{
  VdKiosk *self = data;

  if (self->settings->auto_take && !(self->paper && self->paper->show_only))
    vd_kiosk_take_page (self);
}

static void
on_steadiness (VdDocumentCamera *camera, GParamSpec *pspec, gpointer data)
{
  VdKiosk *self = data;
  double steadiness;

  if (!self->settings->auto_take || !self->paper || self->paper->show_only || vd_visit_get_state (self->visit) != VD_VISIT_FRAMING ||
      vd_kiosk_is_taking (self))
    return;
  g_object_get (camera, "steadiness", &steadiness, NULL);
  g_object_set (self->visit, "auto-take", CLAMP (steadiness, 0, 1), NULL);
}

void
vd_kiosk_connect_camera (VdKiosk *self)
{
  g_signal_connect_object (self->document_camera, "steady", G_CALLBACK (on_steady), self, 0);
  g_signal_connect_object (self->document_camera, "notify::steadiness", G_CALLBACK (on_steadiness), self, 0);
}
