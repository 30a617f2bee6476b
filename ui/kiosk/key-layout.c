/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "key-layout.h"
#include "tongue.h"

/* Words in brackets are the keys of DEEDS, everything else types itself. */
static const struct
{
  const char *language;
  const char *rows[VD_KEY_ROWS];
} LAYOUTS[] = {
  { "fr",
    { "1 2 3 4 5 6 7 8 9 0 ( ) [erase]", "a z e r t y u i o p é è ê ë", "q s d f g h j k l m à â ç ù",
      "[shift] w x c v b n ' , . î ï ô û", "[close] ? ! - @ [space] œ € [line]" } },
  { "es",
    { "1 2 3 4 5 6 7 8 9 0 ( ) [erase]", "q w e r t y u i o p á é í ó", "a s d f g h j k l ñ ú ü ¿ ¡",
      "[shift] z x c v b n m , . ' ; : ç", "[close] ? ! - @ [space] / € [line]" } },
  { "en",
    { "1 2 3 4 5 6 7 8 9 0 ( ) [erase]", "q w e r t y u i o p é è à ç", "a s d f g h j k l ' ñ ö ü ä",
      "[shift] z x c v b n m , . ; : / &", "[close] ? ! - @ [space] £ € [line]" } },
};

static const struct
{
  const char *word;
  VdKeyDeed deed;
  guint columns;
  const char *label;
} DEEDS[] = {
  { "[shift]", VD_KEY_SHIFT, 1, N_ ("ABC") },   { "[erase]", VD_KEY_ERASE, 2, N_ ("Erase") },
  { "[space]", VD_KEY_SPACE, 4, N_ ("Space") }, { "[line]", VD_KEY_LINE, 2, N_ ("New line") },
  { "[close]", VD_KEY_CLOSE, 2, N_ ("Close") },
};

/* A screen reader says nothing, or something else, for a sign alone. */
static const struct
{
  const char *text, *name;
} NAMES[] = {
  { ",", N_ ("comma") },
  { ".", N_ ("full stop") },
  { "?", N_ ("question mark") },
  { "!", N_ ("exclamation mark") },
  { "¿", N_ ("opening question mark") },
  { "¡", N_ ("opening exclamation mark") },
  { "-", N_ ("hyphen") },
  { "'", N_ ("apostrophe") },
  { ";", N_ ("semicolon") },
  { ":", N_ ("colon") },
  { "/", N_ ("slash") },
  { "&", N_ ("ampersand") },
  { "@", N_ ("at sign") },
  { "(", N_ ("opening bracket") },
  { ")", N_ ("closing bracket") },
  { "€", N_ ("euro") },
  { "£", N_ ("pound") },
};

static void
key_clear (gpointer data)
{
  g_free (((VdKey *)data)->text);
}

static const char *const *
find_rows (const char *language)
{
  for (gsize i = 0; i + 1 < G_N_ELEMENTS (LAYOUTS); i++)
    if (g_str_has_prefix (language, LAYOUTS[i].language))
      return LAYOUTS[i].rows;
  return LAYOUTS[G_N_ELEMENTS (LAYOUTS) - 1].rows;
}

static VdKey
make_key (const char *word)
{
  VdKey key = { .deed = VD_KEY_TYPES, .columns = 1 };

  for (gsize i = 0; i < G_N_ELEMENTS (DEEDS); i++)
    if (g_str_equal (word, DEEDS[i].word))
      return (VdKey){ .deed = DEEDS[i].deed, .columns = DEEDS[i].columns, .label = DEEDS[i].label };
  key.text = g_strdup (word);
  key.label = key.text;
  for (gsize i = 0; i < G_N_ELEMENTS (NAMES); i++)
    if (g_str_equal (word, NAMES[i].text))
      key.name = NAMES[i].name;
  return key;
}

GArray *
vd_key_layout_row (const char *language, guint row)
{
  g_auto (GStrv) words = NULL;
  GArray *keys = g_array_new (FALSE, TRUE, sizeof (VdKey));

  g_return_val_if_fail (row < VD_KEY_ROWS, keys);
  g_array_set_clear_func (keys, key_clear);
  words = g_strsplit (find_rows (language)[row], " ", -1);
  for (guint i = 0; words[i]; i++)
    {
      VdKey key = make_key (words[i]);

      g_array_append_val (keys, key);
    }
  return keys;
}
