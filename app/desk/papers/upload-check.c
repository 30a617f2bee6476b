/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "upload-check.h"
#include "clamd.h"
#include "sealed-file.h"
#include "sealed-paper.h"
#include "upload-private.h"

static GBytes *
unbox (const guint8 *box, gsize size, gpointer safe, GError **error)
{
  return vd_key_safe_open_box (safe, box, size, error);
}

/* The paper as the kiosk sealed it. */
static GBytes *
open_seal (VdUploadTrial *self, GBytes *sealed, GError **error)
{
  g_autoptr (GError) fault = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (sealed, &size);
  GBytes *file = vd_sealed_paper_open (data, size, unbox, self->safe, &fault);

  if (!file)
    g_set_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_SEAL, "%s", fault->message);
  return file;
}

static gboolean
ask_scanner (VdUploadTrial *self, const guint8 *data, gsize size, GError **error)
{
  g_autofree char *why = NULL;
  VdClamdVerdict verdict =
      self->clamd ? vd_clamd_scan (self->clamd, data, size, VD_CLAMD_TIMEOUT_S, &why) : VD_CLAMD_CLEAN;

  self->check = !self->clamd ? VD_UPLOAD_UNCHECKED : verdict == VD_CLAMD_CLEAN ? VD_UPLOAD_CLEAN : VD_UPLOAD_NO_VERDICT;
  if (verdict == VD_CLAMD_NO_VERDICT)
    g_warning ("no paper is shown until the virus scanner answers: %s", why);
  if (verdict != VD_CLAMD_FOUND)
    return TRUE;
  g_set_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_INFECTED, "%s", why);
  return FALSE;
}

static gboolean
check_and_seal (VdUploadTrial *self, GBytes *file, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, size);
  g_autoptr (GError) fault = NULL;
  VdPdfShape shape;

  if (!g_str_equal (sum, self->sha256))
    {
      g_set_error_literal (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_DIGEST, "the file is not the one announced");
      return FALSE;
    }
  if (!vd_pdf_shape_parse (data, size, &shape, &fault) || shape.n_pages > self->max_pages)
    {
      g_set_error (error, VD_UPLOADS_ERROR, VD_UPLOADS_ERROR_NOT_OUR_PDF, "%s", fault ? fault->message : "many pages");
      return FALSE;
    }
  self->pages = shape.n_pages;
  self->bytes = size;
  if (!ask_scanner (self, data, size, error))
    return FALSE;
  self->key = vd_sealed_key_new ();
  if (vd_sealed_file_write (self->path, self->key, data, size, &fault))
    return TRUE;
  vd_upload_set_disk_error (error, fault);
  return FALSE;
}

gboolean
vd_upload_trial_run (VdUploadTrial *self, GBytes *sealed, GError **error)
{
  g_autoptr (GBytes) file = open_seal (self, sealed, error);

  return file && check_and_seal (self, file, error);
}

void
vd_upload_trial_clear (VdUploadTrial *self)
{
  vd_key_safe_unref (self->safe);
  g_free (self->sha256);
  g_free (self->path);
  g_free (self->clamd);
  g_clear_pointer (&self->key, g_bytes_unref);
}
