/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "pdf-shape.h"
#include "text-words.h"

G_BEGIN_DECLS

/* A paper with what was read on it, to be searched and copied: the file as it came, to the byte, and behind it an
 * incremental update (ISO 32000-1, 7.5.6) that puts the words over their places, in text rendering mode 3: unseen. Its
 * font is embedded, so that the whole is PDF/A-2b as its metadata say, and more: 2u. docs/paper-pdf.md.
 *
 * @file and @shape: of vd_pdf_shape_parse (). @words: (array length=n_pages) (nullable items) (element-type VdTextWord).
 * Zeroed when freed. Pure. */
GBytes *vd_pdf_text_add (GBytes *file, const VdPdfShape *shape, GPtrArray *const *words);

G_END_DECLS
