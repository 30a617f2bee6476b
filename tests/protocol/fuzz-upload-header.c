/* SPDX-License-Identifier: EUPL-1.2 */
#include "upload-header.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *header = g_strndup ((const char *)data, size);
  g_autoptr (VdUploadMetadata) metadata = vd_upload_metadata_parse (header, NULL);
  VdUploadChecksum checksum;
  guint64 number = 0;

  vd_upload_number_parse (header, &number, NULL);
  if (vd_upload_checksum_parse (header, &checksum, NULL))
    vd_upload_checksum_matches (&checksum, data, size);
  return 0;
}
