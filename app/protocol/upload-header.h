/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The headers of tus 1.0.0 that the kiosk writes and the desk reads (and the other way round). Pure, strict: a header
 * that is not exactly as the protocol has it is refused, not guessed at. */
#define VD_UPLOAD_VERSION "1.0.0"
#define VD_UPLOAD_CONTENT_TYPE "application/offset+octet-stream"
#define VD_UPLOAD_MAX_HEADER 1024

#define VD_UPLOAD_ERROR (vd_upload_error_quark ())
GQuark vd_upload_error_quark (void);
typedef enum
{
  VD_UPLOAD_ERROR_BAD_HEADER,        /* 400 */
  VD_UPLOAD_ERROR_UNKNOWN_ALGORITHM, /* 400: a checksum that is neither sha1 nor sha256 */
} VdUploadError;

/* What Upload-Metadata must say of a paper. */
typedef struct
{
  char *contact;
  char *paper;
  char *sha256; /* 64 lower-case hex digits: the whole file */
} VdUploadMetadata;

VdUploadMetadata *vd_upload_metadata_parse (const char *header, GError **error);
char *vd_upload_metadata_to_header (const VdUploadMetadata *self);
void vd_upload_metadata_free (VdUploadMetadata *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VdUploadMetadata, vd_upload_metadata_free)

/* Upload-Offset and Upload-Length: decimal digits only, at most 2^53 − 1. */
gboolean vd_upload_number_parse (const char *header, guint64 *number, GError **error);

/* Upload-Checksum: "sha256 <base64>". */
typedef struct
{
  GChecksumType type;
  guint8 digest[32];
  gsize length;
} VdUploadChecksum;

gboolean vd_upload_checksum_parse (const char *header, VdUploadChecksum *checksum, GError **error);
gboolean vd_upload_checksum_matches (const VdUploadChecksum *self, gconstpointer data, gsize length);
/* The header for @data, with SHA-256. */
char *vd_upload_checksum_to_header (gconstpointer data, gsize length);

G_END_DECLS
