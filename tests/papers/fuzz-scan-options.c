/* SPDX-License-Identifier: EUPL-1.2 */
/* A driver whose options are read from the input: whatever it offers, what is set must be among it. Fields are a byte each
 * unless said otherwise:
 *
 *   option      name (into NAMES) · type (4: none, a driver's mistake) · capabilities · unit · size in words, or in bytes of a string ·
 *               constraint (0 none, 1 range, 2 words, 3 strings, 4 and more: one of them, and no list at its end)
 *   range       least and most, 16 bits each · words: how many, then 16 bits each · strings: how many, then length and bytes each
 *
 * Numbers of fixed point are in 1/16. */
#include "scan-options.h"

#include <sane/saneopts.h>
#include <string.h>

#define MAX_OPTIONS 32
#define MAX_VALUES 32
#define MAX_TEXT 1100

typedef struct
{
  SANE_Option_Descriptor option;
  SANE_Range range;
  SANE_Word words[MAX_VALUES + 1];
  char *strings[MAX_VALUES + 1];
  SANE_Word value;
} Option;

typedef struct
{
  const guint8 *p, *end;
  Option options[MAX_OPTIONS];
  int n_options;
} Driver;

static const char *const NAMES[] = { SANE_NAME_SCAN_SOURCE,       SANE_NAME_SCAN_MODE,         SANE_NAME_BIT_DEPTH,
                                     SANE_NAME_SCAN_RESOLUTION,   SANE_NAME_SCAN_X_RESOLUTION, SANE_NAME_SCAN_Y_RESOLUTION,
                                     SANE_NAME_SCAN_TL_X,         SANE_NAME_SCAN_TL_Y,         SANE_NAME_SCAN_BR_X,
                                     SANE_NAME_SCAN_BR_Y,         "lamp-off-at-exit",          NULL };

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static guint
read_byte (Driver *driver)
{
  return driver->p < driver->end ? *driver->p++ : 0;
}

static SANE_Word
read_word (Driver *driver, SANE_Value_Type type)
{
  SANE_Word word = (gint16)(read_byte (driver) << 8 | read_byte (driver));

  return type == SANE_TYPE_FIXED ? word * (1 << (SANE_FIXED_SCALE_SHIFT - 4)) : word;
}

static guint
read_count (Driver *driver)
{
  guint n = read_byte (driver);

  return MIN (n, MAX_VALUES);
}

static char *
read_text (Driver *driver)
{
  gsize length = read_byte (driver), left = (gsize)(driver->end - driver->p);
  char *text = g_strndup ((const char *)driver->p, MIN (length, left));

  driver->p += MIN (length, left);
  return text;
}

static void
read_constraint (Driver *driver, Option *self, guint kind)
{
  SANE_Option_Descriptor *option = &self->option;
  gboolean is_there = kind < 4;
  guint n;

  option->constraint_type = kind % 4;
  if (option->constraint_type == SANE_CONSTRAINT_RANGE)
    {
      self->range.min = read_word (driver, option->type);
      self->range.max = read_word (driver, option->type);
      option->constraint.range = is_there ? &self->range : NULL;
    }
  else if (option->constraint_type == SANE_CONSTRAINT_WORD_LIST)
    {
      self->words[0] = (SANE_Word)(n = read_count (driver));
      for (guint i = 1; i <= n; i++)
        self->words[i] = read_word (driver, option->type);
      option->constraint.word_list = is_there ? self->words : NULL;
    }
  else if (option->constraint_type == SANE_CONSTRAINT_STRING_LIST)
    {
      n = read_count (driver);
      for (guint i = 0; i < n; i++)
        self->strings[i] = read_text (driver);
      option->constraint.string_list = is_there ? (const SANE_String_Const *)self->strings : NULL;
    }
}

static void
read_option (Driver *driver)
{
  Option *self = &driver->options[driver->n_options++];
  static const SANE_Value_Type types[] = { SANE_TYPE_BOOL, SANE_TYPE_INT, SANE_TYPE_FIXED, SANE_TYPE_STRING,
                                           SANE_TYPE_GROUP };
  guint size;

  self->option.name = NAMES[read_byte (driver) % G_N_ELEMENTS (NAMES)];
  self->option.type = types[read_byte (driver) % G_N_ELEMENTS (types)];
  self->option.cap = (SANE_Int)read_byte (driver);
  self->option.unit = read_byte (driver) % (SANE_UNIT_MICROSECOND + 1);
  size = read_byte (driver);
  self->option.size = self->option.type == SANE_TYPE_STRING ? (SANE_Int)(size * 5) : (SANE_Int)(size * sizeof (SANE_Word));
  read_constraint (driver, self, read_byte (driver));
}

const SANE_Option_Descriptor *
sane_get_option_descriptor (SANE_Handle device, SANE_Int index)
{
  Driver *driver = device;

  return index >= 1 && index <= driver->n_options ? &driver->options[index - 1].option : NULL;
}

static void
check_string (const Option *self, const char *value)
{
  guint i = 0;

  g_assert_cmpint (self->option.constraint_type, ==, SANE_CONSTRAINT_STRING_LIST);
  g_assert_nonnull (self->option.constraint.string_list);
  while (self->strings[i] && strcmp (self->strings[i], value) != 0)
    i++;
  g_assert_nonnull (self->strings[i]);
}

static void
check_number (const Option *self, SANE_Word value)
{
  int i = 1;

  if (self->option.constraint_type == SANE_CONSTRAINT_RANGE && self->option.constraint.range &&
      self->range.min <= self->range.max)
    g_assert_true (value >= self->range.min && value <= self->range.max);
  if (self->option.constraint_type != SANE_CONSTRAINT_WORD_LIST || !self->option.constraint.word_list ||
      self->words[0] == 0)
    return;
  while (i <= self->words[0] && self->words[i] != value)
    i++;
  g_assert_cmpint (i, <=, self->words[0]);
}

SANE_Status
sane_control_option (SANE_Handle device, SANE_Int index, SANE_Action action, void *value, SANE_Int *info)
{
  Driver *driver = device;
  Option *self;
  char copy[MAX_TEXT * 2] = "";

  g_assert_true (index >= 1 && index <= driver->n_options);
  self = &driver->options[index - 1];
  g_assert_true (SANE_OPTION_IS_ACTIVE (self->option.cap));
  if (action == SANE_ACTION_GET_VALUE)
    memcpy (value, &self->value, sizeof self->value); /* a whole word is all that is ever asked for */
  else if (self->option.type == SANE_TYPE_STRING)
    {
      memcpy (copy, value, self->option.size); /* as drivers do */
      copy[self->option.size] = '\0';
      check_string (self, value);
    }
  else
    {
      g_assert_true (SANE_OPTION_IS_SETTABLE (self->option.cap));
      g_assert_cmpint (self->option.size, ==, sizeof (SANE_Word));
      memcpy (&self->value, value, sizeof self->value);
      check_number (self, self->value);
    }
  return SANE_STATUS_GOOD;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree Driver *driver = g_new0 (Driver, 1);

  driver->p = data;
  driver->end = data + size;
  while (driver->p < driver->end && driver->n_options < MAX_OPTIONS)
    read_option (driver);
  if (!vd_scan_options_set_source (driver, VD_SCAN_SOURCE_FEEDER))
    vd_scan_options_set_source (driver, VD_SCAN_SOURCE_FLATBED);
  vd_scan_options_has_sources (driver);
  vd_scan_options_set_colour (driver);
  vd_scan_options_set_depth (driver);
  vd_scan_options_set_resolution (driver, 300);
  vd_scan_options_set_whole_sheet (driver);
  vd_scan_options_get_resolution (driver);
  for (int i = 0; i < driver->n_options; i++)
    for (int s = 0; s < MAX_VALUES; s++)
      g_free (driver->options[i].strings[s]);
  return 0;
}
