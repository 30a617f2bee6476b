/* SPDX-License-Identifier: EUPL-1.2 */
#include "key-layout.h"
#include "phrases.h"
#include "pictogram-shapes.h"
#include "renderer.h"
#include "tongue.h"
#include "window.h"

#include <glib/gstdio.h>
#include <string.h>

static VdTongue *tongue;

#define assert_says(expression, expected)                                                                              \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *said = (expression);                                                                              \
    g_assert_cmpstr (said, ==, (expected));                                                                            \
  }                                                                                                                    \
  G_STMT_END

static void
test_languages (void)
{
  const char *order[] = { "en", "fr", "es", "fr", "en" };
  const char *expected[] = { "Hang up", "Raccrocher", "Colgar", "Raccrocher", "Hang up" };

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      vd_tongue_set (tongue, order[i]);
      g_assert_cmpstr (vd_tongue_get (tongue), ==, order[i]);
      assert_says (vd_phrase_leave (VD_VISIT_TALKING), expected[i]);
    }
  g_assert_cmpstr (g_getenv ("LOCPATH"), ==, NULL); /* where the locale came from concerns nobody else */
  vd_tongue_set (tongue, "de");
  assert_says (vd_phrase_leave (VD_VISIT_TALKING), "Hang up");
}

static void
test_waits (void)
{
  vd_tongue_set (tongue, "en");
  assert_says (vd_phrase_wait (-1, -1), "We do not know yet how long.");
  assert_says (vd_phrase_wait (20, -1), "More than 20 minutes.");
  assert_says (vd_phrase_wait (1, -1), "More than 1 minute.");
  assert_says (vd_phrase_wait (0, 1), "About one minute.");
  assert_says (vd_phrase_wait (0, 5), "About 5 minutes.");
  assert_says (vd_phrase_wait (5, 5), "About 5 minutes.");
  assert_says (vd_phrase_wait (5, 10), "About 5 to 10 minutes.");
  vd_tongue_set (tongue, "fr");
  assert_says (vd_phrase_wait (5, 10), "Environ 5 à 10 minutes.");
  assert_says (vd_phrase_wait (-1, -1), "Nous ne savons pas encore combien de temps.");
}

static void
test_guests (void)
{
  vd_tongue_set (tongue, "fr");
  assert_says (vd_phrase_guest (NULL, NULL, FALSE), "");
  assert_says (vd_phrase_guest ("interpreter", NULL, FALSE), "Votre conseiller appelle un interprète.");
  assert_says (vd_phrase_guest ("interpreter", "Hugo", FALSE), "Un interprète rejoint la conversation.");
  assert_says (vd_phrase_guest ("supervisor", "Hugo", FALSE), "Un responsable rejoint la conversation.");
  assert_says (vd_phrase_guest ("interpreter", "Hugo", TRUE), "");
  assert_says (vd_phrase_guest_name ("interpreter", "Hugo", FALSE), "");
  assert_says (vd_phrase_guest_name ("interpreter", "Hugo %n", TRUE), "Hugo %n (interprète)");
  /* Another version of the desk may know more kinds: somebody joins all the same. */
  assert_says (vd_phrase_guest ("doctor", "Hugo", FALSE), "Un collègue rejoint la conversation.");
}

static void
test_places (void)
{
  vd_tongue_set (tongue, "fr");
  assert_says (vd_phrase_position (0, FALSE), "Nous cherchons un conseiller.");
  assert_says (vd_phrase_position (1, FALSE), "C’est bientôt à vous.");
  assert_says (vd_phrase_position (2, FALSE), "1 personne est avant vous.");
  assert_says (vd_phrase_position (3, FALSE), "2 personnes sont avant vous.");
  assert_says (vd_phrase_position (3, TRUE), "Un conseiller va vous répondre.");
  assert_says (vd_phrase_sent (0, 0), "");
  assert_says (vd_phrase_sent (1, 3), "Vous avez envoyé 1 papier (3 pages).");
  assert_says (vd_phrase_sent (2, 1), "Vous avez envoyé 2 papiers (1 page).");
}

static void
test_opening (void)
{
  g_autoptr (GTimeZone) paris = g_time_zone_new_offset (3600);
  g_autoptr (GDateTime) now = g_date_time_new (paris, 2026, 11, 24, 19, 0, 0); /* a Tuesday */

  vd_tongue_set (tongue, "fr");
  assert_says (vd_phrase_opens ("2026-11-25T07:30:00Z", now), "Ouverture demain à 8\u00a0h\u00a030.");
  assert_says (vd_phrase_opens ("2026-11-24T19:05:00Z", now), "Ouverture aujourd’hui à 20\u00a0h\u00a005.");
  assert_says (vd_phrase_opens ("2026-11-27T07:30:00Z", now), "Ouverture vendredi à 8\u00a0h\u00a030.");
  assert_says (vd_phrase_opens ("2026-11-24T08:00:00Z", now), "");
  assert_says (vd_phrase_opens ("soon", now), "");
  assert_says (vd_phrase_opens (NULL, now), "");
}

static void
test_troubles (void)
{
  vd_tongue_set (tongue, "en");
  assert_says (vd_phrase_trouble (VD_VISIT_IDLE, VD_CALL_TROUBLE_LOST, FALSE, FALSE), "");
  assert_says (vd_phrase_trouble (VD_VISIT_TALKING, VD_CALL_TROUBLE_NONE, TRUE, FALSE), "");
  assert_says (vd_phrase_trouble (VD_VISIT_TALKING, VD_CALL_TROUBLE_UNSTABLE, TRUE, TRUE),
               "The connection is weak. One moment…");
  assert_says (vd_phrase_trouble (VD_VISIT_WAITING, VD_CALL_TROUBLE_NONE, FALSE, FALSE),
               "The line is cut. We keep your place and call again.");
  assert_says (vd_phrase_advice (VD_ADVICE_BLURRED | VD_ADVICE_CUT), "Show the whole paper, with its four corners.");
  assert_says (vd_phrase_advice (VD_ADVICE_NONE), "");
  assert_says (vd_phrase_refusal (NULL), "");
  assert_says (vd_phrase_refusal ("a reason of tomorrow"), "The advisor asks for it again.");
  assert_says (vd_phrase_paper ("a kind of tomorrow"), "Your paper");
  g_assert_null (vd_phrase_reason ("a key of tomorrow"));
}

/* Every message of the template is there in each language, and none is left as it was by mistake. */
static void
test_catalogues (gconstpointer language)
{
  g_autofree char *file = g_strdup_printf ("%s/po/%s.po", g_getenv ("VD_SOURCE_ROOT"), (const char *)language);
  g_autofree char *missing = g_strdup_printf ("msgattrib --untranslated --no-obsolete %s", file);
  g_autofree char *fuzzy = g_strdup_printf ("msgattrib --only-fuzzy --no-obsolete %s", file);
  g_autofree char *out = NULL;
  g_autofree char *out2 = NULL;
  g_autoptr (GError) error = NULL;

  g_spawn_command_line_sync (missing, &out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (out, ==, "");
  g_spawn_command_line_sync (fuzzy, &out2, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (out2, ==, "");
}

/* What the sources say now is what the catalogues translate. */
static void
test_template (gconstpointer language)
{
  g_autofree char *root = g_strdup (g_getenv ("VD_SOURCE_ROOT"));
  g_autofree char *command = g_strdup_printf (
      "sh -c 'cd \"%s\" && xgettext --from-code=UTF-8 -f po/POTFILES.in -k_ -kN_ -kg_dngettext:2,3 -o - | "
      "msgmerge --quiet --no-fuzzy-matching -o - po/%s.po - | msgattrib --untranslated --no-obsolete'",
      root, (const char *)language);
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;

  g_spawn_command_line_sync (command, &out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (out, ==, "");
}

static void
test_keys (void)
{
  g_assert_true (vd_window_lets_typing (GDK_KEY_a, 0));
  g_assert_true (vd_window_lets_typing (GDK_KEY_eacute, GDK_SHIFT_MASK));
  g_assert_true (vd_window_lets_typing (GDK_KEY_dead_circumflex, 0));
  g_assert_true (vd_window_lets_typing (GDK_KEY_BackSpace, 0));
  g_assert_false (vd_window_lets_typing (GDK_KEY_a, GDK_CONTROL_MASK));
  g_assert_false (vd_window_lets_typing (GDK_KEY_a, GDK_ALT_MASK));
  g_assert_false (vd_window_lets_typing (GDK_KEY_Delete, 0));
  g_assert_false (vd_window_lets_typing (GDK_KEY_Escape, 0));
  g_assert_false (vd_window_lets_typing (GDK_KEY_F1, 0));
  g_assert_false (vd_window_lets_key (GDK_KEY_a, 0));
  g_assert_true (vd_window_lets_key (GDK_KEY_Tab, 0));
  g_assert_true (vd_window_lets_key (GDK_KEY_Return, 0));
  g_assert_true (vd_window_lets_key (GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK));
  g_assert_false (vd_window_lets_key (GDK_KEY_F4, GDK_ALT_MASK));
  g_assert_false (vd_window_lets_key (GDK_KEY_i, GDK_CONTROL_MASK | GDK_SHIFT_MASK));
  g_assert_false (vd_window_lets_key (GDK_KEY_Tab, GDK_ALT_MASK));
  g_assert_false (vd_window_lets_key (GDK_KEY_Menu, 0));
  g_assert_false (vd_window_lets_key (GDK_KEY_F10, GDK_SHIFT_MASK));
  g_assert_false (vd_window_lets_key (GDK_KEY_Escape, 0));
}

static void
test_scale (void)
{
  g_assert_cmpfloat (vd_window_scale (1920, 1080), ==, 1);
  g_assert_cmpfloat (vd_window_scale (1080, 1920), ==, 1);
  g_assert_cmpfloat_with_epsilon (vd_window_scale (1280, 720), 2.0 / 3, 0.001);
  g_assert_cmpfloat (vd_window_scale (100, 100), ==, 0.6);
  g_assert_cmpfloat (vd_window_scale (7680, 4320), ==, 2);
}

static void
test_renderer (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vd-dri-XXXXXX", NULL);
  g_autofree char *card = g_build_filename (folder, "card0", NULL);
  g_autofree char *node = g_build_filename (folder, "renderD128", NULL);

  g_assert_false (vd_renderer_has_gpu ("/nowhere"));
  g_assert_true (g_file_set_contents (card, "", 0, NULL));
  g_assert_false (vd_renderer_has_gpu (folder));
  g_assert_true (g_file_set_contents (node, "", 0, NULL));
  g_assert_true (vd_renderer_has_gpu (folder));
  g_unlink (card);
  g_unlink (node);
  g_rmdir (folder);
}

static void
test_pictograms (void)
{
  g_auto (GStrv) names = vd_pictogram_names ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 24, 24);
  cairo_t *cr = cairo_create (surface);

  for (guint i = 0; names[i]; i++)
    {
      gsize ink = 0;

      cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
      cairo_paint (cr);
      cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
      g_assert_true (vd_pictogram_draw (cr, vd_pictogram_shape (names[i])));
      cairo_surface_flush (surface);
      for (int at = 0; at < 24 * cairo_image_surface_get_stride (surface); at++)
        ink += cairo_image_surface_get_data (surface)[at] > 0;
      g_assert_cmpuint (ink, >, 20);
    }
  g_assert_false (vd_pictogram_draw (cr, "M 1"));
  g_assert_false (vd_pictogram_draw (cr, "X 1 2"));
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* What a layout must be able to write: its letters and accents, digits, and what a sentence ends with. */
static const struct
{
  const char *language, *first_row, *needs;
} KEYBOARDS[] = {
  { "fr", "azertyuiop", "abcdefghijklmnopqrstuvwxyz0123456789éèêëàâçùîïôûœ'-,.?!@€" },
  { "fr-FR", "azertyuiop", "é" },
  { "es", "qwertyuiop", "abcdefghijklmnopqrstuvwxyz0123456789áéíóúüñ¿¡-,.?!@€" },
  { "en", "qwertyuiop", "abcdefghijklmnopqrstuvwxyz0123456789'-,.?!@£" },
  { "pl", "qwertyuiop", "abcdefghijklmnopqrstuvwxyz" },
};

static void
test_keyboard (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data), deeds = 0;
  g_autoptr (GString) all = g_string_new ("");

  for (guint row = 0; row < VD_KEY_ROWS; row++)
    {
      g_autoptr (GArray) keys = vd_key_layout_row (KEYBOARDS[i].language, row);
      guint columns = 0;

      for (guint j = 0; j < keys->len; j++)
        {
          const VdKey *key = &g_array_index (keys, VdKey, j);

          columns += key->columns;
          deeds |= 1u << key->deed;
          if (key->text)
            g_string_append (all, key->text);
          g_assert_true (key->label && *key->label);
          /* Every sign has a name to be read by. */
          if (key->text && g_unichar_ispunct (g_utf8_get_char (key->text)))
            g_assert_nonnull (key->name);
        }
      g_assert_cmpuint (columns, ==, VD_KEY_COLUMNS);
    }
  g_assert_cmpuint (deeds, ==, (1u << (VD_KEY_CLOSE + 1)) - 1);
  g_assert_nonnull (strstr (all->str, KEYBOARDS[i].first_row));
  for (const char *at = KEYBOARDS[i].needs; *at; at = g_utf8_next_char (at))
    g_assert_nonnull (g_utf8_strchr (all->str, -1, g_utf8_get_char (at)));
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  tongue = vd_tongue_new (NULL);
  g_test_add_func ("/screens/languages", test_languages);
  g_test_add_func ("/screens/waits", test_waits);
  g_test_add_func ("/screens/places", test_places);
  g_test_add_func ("/screens/guests", test_guests);
  g_test_add_func ("/screens/opening", test_opening);
  g_test_add_func ("/screens/troubles", test_troubles);
  g_test_add_data_func ("/screens/catalogue/fr", "fr", test_catalogues);
  g_test_add_data_func ("/screens/catalogue/es", "es", test_catalogues);
  g_test_add_data_func ("/screens/template/fr", "fr", test_template);
  g_test_add_data_func ("/screens/template/es", "es", test_template);
  g_test_add_func ("/screens/keys", test_keys);
  g_test_add_func ("/screens/scale", test_scale);
  g_test_add_func ("/screens/renderer", test_renderer);
  g_test_add_func ("/screens/pictograms", test_pictograms);
  for (guint i = 0; i < G_N_ELEMENTS (KEYBOARDS); i++)
    {
      g_autofree char *path = g_strdup_printf ("/phrases/keyboard/%s", KEYBOARDS[i].language);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_keyboard);
    }
  result = g_test_run ();
  vd_tongue_free (tongue);
  return result;
}
