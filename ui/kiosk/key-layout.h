/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which keys the keyboard on screen has, row by row: AZERTY for French, QWERTY for all others, with ñ for Spanish. The
 * accents have keys of their own, at the right: no long press, which nobody finds. Pure. */
typedef enum
{
  VD_KEY_TYPES,
  VD_KEY_SHIFT, /* the next letter is a capital */
  VD_KEY_ERASE,
  VD_KEY_SPACE,
  VD_KEY_LINE,
  VD_KEY_CLOSE,
} VdKeyDeed;

typedef struct
{
  VdKeyDeed deed;
  guint columns;
  char *text;        /* what it types; NULL unless VD_KEY_TYPES */
  const char *label; /* what stands on it: @text, or a word to be translated */
  const char *name;  /* how it is read aloud, to be translated; NULL: as it is written */
} VdKey;

#define VD_KEY_COLUMNS 14u
#define VD_KEY_ROWS 5u

/* The keys of row @row, (transfer full), of VdKey; together VD_KEY_COLUMNS wide. @language: BCP 47. */
GArray *vd_key_layout_row (const char *language, guint row);

G_END_DECLS
