/* SPDX-License-Identifier: EUPL-1.2 */
#include "text-words.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define SIDE 5000

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Anything that a reader of text may say: refused, or words that are UTF-8 and have a place and a size. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) words = vd_text_words_parse ((const char *)data, size, SIDE, SIDE, &error);

  g_assert_true ((words == NULL) == (error != NULL));
  for (guint i = 0; words && i < words->len; i++)
    {
      const VdTextWord *word = words->pdata[i];

      g_assert_true (*word->text && g_utf8_validate (word->text, -1, NULL));
      g_assert_true (isfinite (word->x) && isfinite (word->y) && isfinite (word->angle));
      g_assert_true (word->width > 0 && word->size > 0 && word->size <= SIDE);
    }
  return 0;
}
