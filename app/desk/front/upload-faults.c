/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-desk"
#include "upload-faults.h"
#include "http-answer.h"
#include "upload-store.h"

#define STATUS_CHECKSUM_MISMATCH 460 /* tus 1.0, checksum extension */

static const struct
{
  VdUploadsError error;
  guint status;
  const char *code, *text;
} faults[] = {
  { VD_UPLOADS_ERROR_GONE, SOUP_STATUS_GONE, "gone", "This upload is over." },
  { VD_UPLOADS_ERROR_OFFSET, SOUP_STATUS_CONFLICT, "offset", "Not where the next byte belongs." },
  { VD_UPLOADS_ERROR_TOO_LARGE, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "too-large", "More bytes than announced." },
  { VD_UPLOADS_ERROR_BUSY, SOUP_STATUS_LOCKED, "busy", "The desk is writing; ask again." },
  { VD_UPLOADS_ERROR_CHECKSUM, STATUS_CHECKSUM_MISMATCH, "checksum", "The piece arrived damaged." },
  { VD_UPLOADS_ERROR_SEAL, SOUP_STATUS_UNPROCESSABLE_ENTITY, "not-sealed", "Not sealed to this desk, or changed." },
  { VD_UPLOADS_ERROR_DIGEST, STATUS_CHECKSUM_MISMATCH, "digest", "The file is not the one announced." },
  { VD_UPLOADS_ERROR_NOT_OUR_PDF, SOUP_STATUS_UNPROCESSABLE_ENTITY, "not-our-pdf", "Not a PDF of our own writer." },
  { VD_UPLOADS_ERROR_INFECTED, SOUP_STATUS_UNPROCESSABLE_ENTITY, "infected", "The virus scanner refuses it." },
  { VD_UPLOADS_ERROR_NOT_AWAITED, SOUP_STATUS_CONFLICT, "not-awaited", "Nobody waits for this paper now." },
  { VD_UPLOADS_ERROR_CONTACT_FULL, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "contact-full",
    "The papers of one contact may not be larger together." },
  { VD_UPLOADS_ERROR_FULL, SOUP_STATUS_INSUFFICIENT_STORAGE, "full", "The desk has no room just now; ask again." },
  { VD_UPLOADS_ERROR_FAILED, SOUP_STATUS_INTERNAL_SERVER_ERROR, "internal", "The desk could not write." },
};

void
vd_http_answer_upload_fault (SoupServerMessage *msg, const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    if (error->code == (int)faults[i].error)
      {
        if (faults[i].error == VD_UPLOADS_ERROR_FAILED || faults[i].error == VD_UPLOADS_ERROR_FULL)
          g_warning ("an upload: %s", error->message);
        vd_http_refuse (msg, faults[i].status, faults[i].code, faults[i].text);
        return;
      }
}
