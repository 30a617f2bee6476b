/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper-sheet.h"
#include "dice.h"

#include <pango/pangocairo.h>

static const char letter_head[] = "<span size='large' weight='bold'>BOULANGERIE DES TILLEULS</span>\n"
                                  "12, rue de l’Exemple\n69000 Lyon\nTél. 01 99 00 00 00";
static const char letter_title[] = "<span size='x-large' weight='bold'>ATTESTATION DE L’EMPLOYEUR</span>";
static const char letter_body[] =
    "Je soussignée, <b>Dominique Modèle</b>, gérante de la société Boulangerie des Tilleuls, atteste que :\n\n"
    "Madame <b>Camille Exemple</b>, née le 29 février 1984 à Villefranche-sur-Saône, a été employée dans notre "
    "établissement en qualité de "
    "vendeuse, du 2 septembre 2019 au 30 octobre 2026, sous contrat de travail à durée indéterminée, pour une durée "
    "hebdomadaire de "
    "trente-cinq heures.\n\n"
    "Motif de la rupture du contrat de travail : licenciement pour motif économique, notifié le 28 août 2026.\n\n"
    "Le salaire brut mensuel des douze derniers mois civils complets s’élève à 1 842,50\u00a0€. Une indemnité légale "
    "de licenciement de "
    "3 224,38\u00a0€ et une indemnité compensatrice de congés payés de 611,07\u00a0€ ont été versées avec le dernier "
    "salaire.\n\n"
    "L’intéressée nous a quittés libre de tout engagement. La présente attestation lui est délivrée pour faire valoir "
    "ses droits auprès "
    "de l’organisme chargé de l’assurance chômage.";
static const char letter_foot[] = "Fait à Lyon, le 31 octobre 2026\n\n<i><span size='x-large'>D. Modèle</span></i>";
static const char receipt_text[] = "<b>LIBRAIRIE DU PORT</b>\n3, quai de l’Exemple\n\n20/11/2026  10:42\n\nCahier 96 "
                                   "p.      2,40\nStylo bleu        1,10\n"
                                   "Timbres x10      14,30\nEnveloppes A5     3,95\n\n<b>TOTAL EUR        "
                                   "21,75</b>\nCarte            21,75\n\nMerci de votre visite";
static const char card_text[] =
    "<b>CARTE D’EXEMPLE</b>\n\nNom : EXEMPLE\nPrénom : Camille\nNée le : 29.02.1984\nN° 0000 1111 2222";

void
paper_sheet_get_size (PaperKind kind, double *width_mm, double *height_mm)
{
  *width_mm = kind == PAPER_RECEIPT                          ? 80
              : kind == PAPER_CARD || kind == PAPER_IDENTITY ? 85.6
              : kind == PAPER_NOTE                           ? 148
                                                             : 210;
  *height_mm = kind == PAPER_RECEIPT                          ? 200
               : kind == PAPER_CARD || kind == PAPER_IDENTITY ? 53.98
               : kind == PAPER_NOTE                           ? 210
                                                              : 297;
}

/* @markup within @width_mm from (x, y), all in millimetres; how far down it reached. */
static double
draw_text (cairo_t *cairo, const char *markup, const char *font, double x, double y, double width_mm)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cairo);
  g_autoptr (PangoFontDescription) description = pango_font_description_from_string (font);
  /* Points of type on a canvas of millimetres. */
  double point_mm = 25.4 / 72, height;
  int pango_height;

  pango_cairo_context_set_resolution (pango_layout_get_context (layout), 72);
  pango_layout_set_font_description (layout, description);
  pango_layout_set_width (layout, width_mm / point_mm * PANGO_SCALE);
  pango_layout_set_justify (layout, FALSE);
  pango_layout_set_markup (layout, markup, -1);
  pango_layout_get_size (layout, NULL, &pango_height);
  height = (double)pango_height / PANGO_SCALE * point_mm;
  cairo_save (cairo);
  cairo_translate (cairo, x, y);
  cairo_scale (cairo, point_mm, point_mm);
  pango_cairo_update_layout (cairo, layout);
  pango_cairo_show_layout (cairo, layout);
  cairo_restore (cairo);
  return y + height;
}

static void
draw_letter (cairo_t *cairo)
{
  double y;

  cairo_set_source_rgb (cairo, 0.10, 0.16, 0.42);
  cairo_rectangle (cairo, 20, 16, 4, 24);
  cairo_fill (cairo);
  y = draw_text (cairo, letter_head, "DejaVu Sans 10", 28, 16, 120);
  cairo_set_source_rgb (cairo, 0.06, 0.06, 0.08);
  y = draw_text (cairo, letter_title, "DejaVu Sans 12", 42, y + 22, 150);
  y = draw_text (cairo, letter_body, "DejaVu Serif 11", 22, y + 14, 166);
  cairo_set_source_rgb (cairo, 0.08, 0.12, 0.45);
  draw_text (cairo, letter_foot, "DejaVu Serif 11", 118, y + 14, 80);
  cairo_set_source_rgba (cairo, 0.75, 0.12, 0.15, 0.7); /* a round stamp */
  cairo_set_line_width (cairo, 0.8);
  cairo_arc (cairo, 150, y + 42, 14, 0, 2 * G_PI);
  cairo_stroke (cairo);
  draw_text (cairo, "<b>CACHET</b>", "DejaVu Sans 9", 141, y + 40, 40);
}

static void
draw_table (cairo_t *cairo, guint32 seed)
{
  cairo_set_source_rgb (cairo, 0.05, 0.05, 0.05);
  draw_text (cairo, "<b>BULLETIN DE PAIE</b> — octobre 2026", "DejaVu Sans 12", 24, 18, 160);
  cairo_set_line_width (cairo, 0.6);
  cairo_rectangle (cairo, 18, 34, 174, 230);
  cairo_stroke (cairo);
  cairo_set_line_width (cairo, 0.3);
  for (int row = 1; row < 23; row++)
    {
      g_autofree char *line =
          g_strdup_printf ("Cotisation n° %d      %u,%02u €", row, (seed * 7 + row * 53) % 400, (row * 17) % 100);

      cairo_move_to (cairo, 18, 34 + row * 10);
      cairo_line_to (cairo, 192, 34 + row * 10);
      cairo_stroke (cairo);
      draw_text (cairo, line, "DejaVu Sans 9", 22, 36 + row * 10, 160);
    }
}

/* A hand's strokes, line under line. */
static void
draw_writing (cairo_t *cairo, guint32 seed, double width_mm, double first_mm, double last_mm)
{
  Dice dice = { seed, 900 };

  cairo_set_source_rgb (cairo, 0.1, 0.13, 0.45);
  cairo_set_line_width (cairo, 0.5);
  for (double y = first_mm; y < last_mm; y += 8)
    for (double x = 16; x < width_mm - 14 - dice_between (&dice, 0, 20); x += dice_between (&dice, 2, 6))
      {
        cairo_move_to (cairo, x, y - dice_between (&dice, 0, 3));
        cairo_curve_to (cairo, x + 1, y - dice_between (&dice, -1, 5), x + 2, y + dice_between (&dice, -3, 2),
                        x + dice_between (&dice, 1, 4), y - dice_between (&dice, 0, 2));
        cairo_stroke (cairo);
      }
}

static void
draw_ruled (cairo_t *cairo, guint32 seed)
{
  cairo_set_source_rgb (cairo, 0.55, 0.65, 0.85);
  cairo_set_line_width (cairo, 0.25);
  for (double y = 20; y < 290; y += 8)
    {
      cairo_move_to (cairo, 0, y);
      cairo_line_to (cairo, 210, y);
    }
  cairo_stroke (cairo);
  cairo_set_source_rgb (cairo, 0.85, 0.3, 0.35);
  cairo_move_to (cairo, 28, 0);
  cairo_line_to (cairo, 28, 297);
  cairo_stroke (cairo);
  draw_writing (cairo, seed, 210, 27, 60 + seed % 200);
}

static void
draw_form (cairo_t *cairo, guint32 seed)
{
  double margin = 5 + seed % 5;

  cairo_set_source_rgb (cairo, 0.1, 0.1, 0.12);
  cairo_set_line_width (cairo, 0.9);
  cairo_rectangle (cairo, margin, margin, 210 - 2 * margin, 297 - 2 * margin);
  cairo_stroke (cairo);
  draw_text (cairo, "<b>DEMANDE D’ALLOCATION</b>\nÀ remplir en lettres capitales", "DejaVu Sans 12", 20, 16, 170);
  for (int row = 0; row < 5; row++)
    {
      cairo_set_source_rgb (cairo, 0.80, 0.87, 0.95);
      cairo_rectangle (cairo, 20, 45 + row * 48, 170, 9);
      cairo_fill (cairo);
      cairo_set_source_rgb (cairo, 0.1, 0.1, 0.12);
      cairo_set_line_width (cairo, 0.5);
      cairo_rectangle (cairo, 20, 45 + row * 48, 170, 40);
      cairo_stroke (cairo);
      draw_text (cairo, "Nom de naissance, prénoms, adresse complète", "DejaVu Sans 8", 23, 47 + row * 48, 160);
    }
}

static void
draw_bill (cairo_t *cairo, guint32 seed)
{
  Dice dice = { seed, 700 };
  double r = dice_between (&dice, 0.05, 0.8), g = dice_between (&dice, 0.05, 0.8), b = dice_between (&dice, 0.1, 0.8);

  cairo_set_source_rgb (cairo, r, g, b);
  cairo_rectangle (cairo, 0, 0, 210, dice_between (&dice, 18, 45));
  cairo_fill (cairo);
  cairo_rectangle (cairo, 0, dice_between (&dice, 270, 290), 210, 30);
  cairo_fill (cairo);
  cairo_set_source_rgb (cairo, 0.1, 0.1, 0.12);
  draw_text (cairo, letter_head, "DejaVu Sans 10", 22, 55, 120);
  draw_text (cairo, letter_body, "DejaVu Sans 10", 22, 100, 166);
}

static void
draw_identity (cairo_t *cairo, guint32 seed)
{
  cairo_pattern_t *tint = cairo_pattern_create_linear (0, 0, 85.6, 53.98);

  cairo_pattern_add_color_stop_rgb (tint, 0, 0.70 + 0.05 * (seed % 5), 0.85, 0.92);
  cairo_pattern_add_color_stop_rgb (tint, 1, 0.93, 0.88 - 0.05 * (seed % 4), 0.85);
  cairo_set_source (cairo, tint);
  cairo_paint (cairo);
  cairo_pattern_destroy (tint);
  cairo_set_source_rgb (cairo, 0.55, 0.5, 0.5);
  cairo_rectangle (cairo, 5, 12, 22, 30);
  cairo_fill (cairo);
  cairo_set_source_rgb (cairo, 0.05, 0.05, 0.07);
  draw_text (cairo, card_text, "DejaVu Sans 8", 30, 8, 52);
}

VdPicture *
paper_picture_from_surface (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  const guint8 *data;
  VdPicture *picture = vd_picture_new (width, height, 3);

  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        guint32 pixel = ((const guint32 *)(data + (gsize)y * stride))[x];
        guint8 *out = picture->pixels + y * picture->stride + (gsize)x * 3;

        out[0] = pixel >> 16;
        out[1] = pixel >> 8;
        out[2] = pixel;
      }
  return picture;
}

VdPicture *
paper_sheet_draw (PaperKind kind, guint32 seed, double pixels_per_mm)
{
  double width_mm, height_mm;
  cairo_surface_t *surface;
  cairo_t *cairo;
  VdPicture *picture;

  paper_sheet_get_size (kind, &width_mm, &height_mm);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width_mm * pixels_per_mm, height_mm * pixels_per_mm);
  cairo = cairo_create (surface);
  cairo_scale (cairo, pixels_per_mm, pixels_per_mm);
  cairo_set_source_rgb (cairo, 0.955, 0.955, kind == PAPER_CARD ? 0.90 : 0.945);
  if (kind == PAPER_NOTE)
    cairo_set_source_rgb (cairo, 0.93 - 0.08 * (seed % 3), 0.90, 0.93 - 0.09 * (seed % 5));
  cairo_paint (cairo);
  cairo_set_source_rgb (cairo, 0.05, 0.05, 0.07);
  if (kind == PAPER_LETTER)
    draw_letter (cairo);
  else if (kind == PAPER_TABLE)
    draw_table (cairo, seed);
  else if (kind == PAPER_RECEIPT)
    draw_text (cairo, receipt_text, "DejaVu Sans Mono 10", 8, 10, 68);
  else if (kind == PAPER_CARD)
    draw_text (cairo, card_text, "DejaVu Sans 8", 30, 8, 52);
  else if (kind == PAPER_IDENTITY)
    draw_identity (cairo, seed);
  else if (kind == PAPER_RULED)
    draw_ruled (cairo, seed);
  else if (kind == PAPER_FORM)
    draw_form (cairo, seed);
  else if (kind == PAPER_BILL)
    draw_bill (cairo, seed);
  else if (kind == PAPER_NOTE)
    draw_writing (cairo, seed, width_mm, 20, height_mm * 0.8);
  picture = paper_picture_from_surface (surface);
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
  return picture;
}

void
paper_sheet_read (const VdPicture *sheet, double u, double v, guint8 colour[3])
{
  double x = CLAMP (u * sheet->width - 0.5, 0, sheet->width - 1.01),
         y = CLAMP (v * sheet->height - 0.5, 0, sheet->height - 1.01);
  const guint8 *p = vd_picture_at (sheet, (int)x, (int)y), *q = p + sheet->stride;
  double fx = x - (int)x, fy = y - (int)y;

  for (int c = 0; c < 3; c++)
    colour[c] = (p[c] * (1 - fx) + p[c + 3] * fx) * (1 - fy) + (q[c] * (1 - fx) + q[c + 3] * fx) * fy + 0.5;
}
