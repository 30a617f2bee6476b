/* SPDX-License-Identifier: EUPL-1.2 */
#include "scan-options.h"

#include <math.h>
#include <sane/saneopts.h>
#include <string.h>

#define MAX_OPTIONS 1000
#define MAX_VALUE 1024
#define A4_WIDTH_MM 210
#define A4_HEIGHT_MM 297

/* Names that drivers give to the same choice, the best first: sheets that come face up once, not twice. */
static const char *const flatbed_names[] = { "Flatbed", "FlatBed", "Platen", "Normal", "Document Table", "FB", NULL };
static const char *const feeder_names[] = { "ADF",
                                            "Automatic Document Feeder",
                                            "ADF Front",
                                            "ADF Simplex",
                                            "Automatic Document Feeder(left aligned)",
                                            "Automatic Document Feeder(centrally aligned)",
                                            "Document Feeder",
                                            "Sheetfed",
                                            "ADF Duplex",
                                            "Duplex",
                                            NULL };
static const char *const colour_names[] = {
  "Color", "24bit Color", "24bit Color[Fast]", "Color - 16 Million Colors", "Full color", "RGB",
  "Gray",  "Grayscale",   "True Gray",         "8-bit Grayscale",           NULL
};

static const SANE_Option_Descriptor *
find_option (SANE_Handle device, const char *name, SANE_Int *index)
{
  for (SANE_Int i = 1; i < MAX_OPTIONS; i++)
    {
      const SANE_Option_Descriptor *option = sane_get_option_descriptor (device, i);

      if (!option)
        return NULL;
      if (option->name && strcmp (option->name, name) == 0 && SANE_OPTION_IS_ACTIVE (option->cap))
        {
          *index = i;
          return option;
        }
    }
  return NULL;
}

static gboolean
offers (const SANE_Option_Descriptor *option, const char *value)
{
  if (option->type != SANE_TYPE_STRING || option->constraint_type != SANE_CONSTRAINT_STRING_LIST ||
      !option->constraint.string_list)
    return FALSE;
  for (const SANE_String_Const *word = option->constraint.string_list; *word; word++)
    if (strcmp (*word, value) == 0)
      return TRUE;
  return FALSE;
}

/* The first of @names that the option offers. */
static gboolean
set_string (SANE_Handle device, const char *option_name, const char *const *names)
{
  SANE_Int index;
  const SANE_Option_Descriptor *option = find_option (device, option_name, &index);

  for (guint i = 0; option && names[i]; i++)
    {
      char value[MAX_VALUE] = { 0 };

      if (!offers (option, names[i]) || option->size > MAX_VALUE)
        continue;
      g_strlcpy (value, names[i], sizeof value);
      return sane_control_option (device, index, SANE_ACTION_SET_VALUE, value, NULL) == SANE_STATUS_GOOD;
    }
  return FALSE;
}

gboolean
vd_scan_options_set_source (SANE_Handle device, VdScanSource source)
{
  return set_string (device, SANE_NAME_SCAN_SOURCE, source == VD_SCAN_SOURCE_FEEDER ? feeder_names : flatbed_names);
}

gboolean
vd_scan_options_has_sources (SANE_Handle device)
{
  SANE_Int index;

  return find_option (device, SANE_NAME_SCAN_SOURCE, &index) != NULL;
}

void
vd_scan_options_set_colour (SANE_Handle device)
{
  set_string (device, SANE_NAME_SCAN_MODE, colour_names);
}

static gboolean
is_single_number (const SANE_Option_Descriptor *option)
{
  return (option->type == SANE_TYPE_INT || option->type == SANE_TYPE_FIXED) &&
         option->size == (SANE_Int)sizeof (SANE_Word);
}

/* The value that the option allows and that lies nearest. */
static double
nearest_allowed (const SANE_Option_Descriptor *option, double wanted)
{
  gboolean is_fixed = option->type == SANE_TYPE_FIXED;
  double best = wanted, least = G_MAXDOUBLE;

  if (option->constraint_type == SANE_CONSTRAINT_RANGE && option->constraint.range)
    {
      const SANE_Range *range = option->constraint.range;
      double low = is_fixed ? SANE_UNFIX (range->min) : range->min,
             high = is_fixed ? SANE_UNFIX (range->max) : range->max;

      return CLAMP (wanted, low, high);
    }
  if (option->constraint_type != SANE_CONSTRAINT_WORD_LIST || !option->constraint.word_list)
    return wanted;
  for (SANE_Int i = 1; i <= option->constraint.word_list[0]; i++)
    {
      SANE_Word word = option->constraint.word_list[i];
      double value = is_fixed ? SANE_UNFIX (word) : word;

      if (fabs (value - wanted) < least)
        {
          least = fabs (value - wanted);
          best = value;
        }
    }
  return best;
}

static void
set_number (SANE_Handle device, const char *name, double wanted)
{
  SANE_Int index;
  const SANE_Option_Descriptor *option = find_option (device, name, &index);
  SANE_Word word;

  if (!option || !is_single_number (option) || !SANE_OPTION_IS_SETTABLE (option->cap))
    return;
  wanted = nearest_allowed (option, wanted);
  word = option->type == SANE_TYPE_FIXED ? SANE_FIX (wanted) : (SANE_Word)lrint (wanted);
  (void)sane_control_option (device, index, SANE_ACTION_SET_VALUE, &word, NULL);
}

void
vd_scan_options_set_depth (SANE_Handle device)
{
  set_number (device, SANE_NAME_BIT_DEPTH, 8);
}

void
vd_scan_options_set_resolution (SANE_Handle device, int dpi)
{
  set_number (device, SANE_NAME_SCAN_RESOLUTION, dpi);
  set_number (device, SANE_NAME_SCAN_X_RESOLUTION, dpi); /* some drivers split it */
  set_number (device, SANE_NAME_SCAN_Y_RESOLUTION, dpi);
}

int
vd_scan_options_get_resolution (SANE_Handle device)
{
  SANE_Int index;
  const SANE_Option_Descriptor *option = find_option (device, SANE_NAME_SCAN_RESOLUTION, &index);
  SANE_Word word = 0;

  if (!option || !is_single_number (option) ||
      sane_control_option (device, index, SANE_ACTION_GET_VALUE, &word, NULL) != SANE_STATUS_GOOD)
    return 0;
  return (int)lrint (option->type == SANE_TYPE_FIXED ? SANE_UNFIX (word) : word);
}

/* The corner options are in millimetres or in pixels; only millimetres can be told from A4. */
static void
set_corner (SANE_Handle device, const char *name, double mm)
{
  SANE_Int index;
  const SANE_Option_Descriptor *option = find_option (device, name, &index);

  if (option && option->unit == SANE_UNIT_MM)
    set_number (device, name, mm);
}

void
vd_scan_options_set_whole_sheet (SANE_Handle device)
{
  set_corner (device, SANE_NAME_SCAN_TL_X, 0);
  set_corner (device, SANE_NAME_SCAN_TL_Y, 0);
  set_corner (device, SANE_NAME_SCAN_BR_X, A4_WIDTH_MM);
  set_corner (device, SANE_NAME_SCAN_BR_Y, A4_HEIGHT_MM);
}
