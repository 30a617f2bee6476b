/* SPDX-License-Identifier: EUPL-1.2 */
#include "handshake-repeat.h"

#include <string.h>

#define MS G_TIME_SPAN_MILLISECOND
#define RECORD 33 /* bytes: a header and 20 */

/* @type: the record's; @mark: tells it from others. */
static void
write_record (guint8 *record, guint8 type, guint8 mark)
{
  memset (record, mark, RECORD);
  memcpy (record, ((const guint8[]){ type, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, mark, 0, RECORD - 13 }), 13);
}

static void
note_sent (VdHandshakeRepeat *repeat, guint8 type, guint8 mark, gint64 ms)
{
  guint8 record[RECORD];

  write_record (record, type, mark);
  vd_handshake_repeat_note_sent (repeat, record, sizeof record, ms * MS);
}

static void
note_arrived (VdHandshakeRepeat *repeat, guint8 type)
{
  guint8 record[RECORD];

  write_record (record, type, 0);
  vd_handshake_repeat_note_arrived (repeat, record, sizeof record);
}

/* The mark of what is to be sent again at @ms; 0: nothing. */
static guint8
take (VdHandshakeRepeat *repeat, gint64 ms)
{
  g_autoptr (GBytes) datagram = vd_handshake_repeat_take (repeat, ms * MS);

  if (!datagram)
    return 0;
  g_assert_cmpuint (g_bytes_get_size (datagram), ==, RECORD);
  return ((const guint8 *)g_bytes_get_data (datagram, NULL))[RECORD - 1];
}

static void
test_again_and_again (void)
{
  VdHandshakeRepeat repeat = { 0 };
  static const gint64 due_ms[VD_HANDSHAKE_REPEATS] = { 80, 240, 560 };

  g_assert_cmpint (vd_handshake_repeat_get_due_us (&repeat), ==, G_MAXINT64);
  note_sent (&repeat, 22, 1, 0);
  note_sent (&repeat, 22, 2, 0);
  for (guint i = 0; i < G_N_ELEMENTS (due_ms); i++)
    {
      g_assert_cmpint (vd_handshake_repeat_get_due_us (&repeat), ==, due_ms[i] * MS);
      g_assert_cmpuint (take (&repeat, due_ms[i] - 1), ==, 0);
      g_assert_cmpuint (take (&repeat, due_ms[i]), ==, 1);
      g_assert_cmpuint (take (&repeat, due_ms[i]), ==, 2);
      g_assert_cmpuint (take (&repeat, due_ms[i]), ==, 0);
    }
  g_assert_cmpint (vd_handshake_repeat_get_due_us (&repeat), ==, G_MAXINT64);
}

/* A main thread that was busy sends once, not all that it missed. */
static void
test_late (void)
{
  VdHandshakeRepeat repeat = { 0 };

  note_sent (&repeat, 22, 1, 0);
  g_assert_cmpuint (take (&repeat, 5000), ==, 1);
  g_assert_cmpuint (take (&repeat, 5000), ==, 0);
  g_assert_cmpuint (take (&repeat, 5160), ==, 1);
  vd_handshake_repeat_clear (&repeat);
}

static void
test_nothing_else (void)
{
  VdHandshakeRepeat repeat = { 0 };

  note_sent (&repeat, 21, 1, 0); /* an alert says goodbye */
  note_sent (&repeat, 23, 2, 0);
  note_sent (&repeat, 128, 3, 0);
  vd_handshake_repeat_note_sent (&repeat, (const guint8 *)"\x16\xfe", 2, 0);
  vd_handshake_repeat_note_sent (&repeat, NULL, 0, 0);
  g_assert_cmpint (vd_handshake_repeat_get_due_us (&repeat), ==, G_MAXINT64);
}

/* The other side asks for our last flight by sending its own again. */
static void
test_answered (void)
{
  VdHandshakeRepeat repeat = { 0 };

  note_sent (&repeat, 22, 1, 0);
  note_arrived (&repeat, 22);
  g_assert_cmpuint (take (&repeat, 80), ==, 1);
  note_arrived (&repeat, 20);
  g_assert_cmpuint (take (&repeat, 1000), ==, 0);
  note_sent (&repeat, 20, 2, 1000);
  note_arrived (&repeat, 20);
  g_assert_false (vd_handshake_repeat_is_done (&repeat));
  g_assert_cmpuint (take (&repeat, 1080), ==, 2);
  note_arrived (&repeat, 23);
  g_assert_true (vd_handshake_repeat_is_done (&repeat));
  g_assert_cmpuint (take (&repeat, 5000), ==, 0);
  note_sent (&repeat, 22, 3, 5000);
  g_assert_cmpint (vd_handshake_repeat_get_due_us (&repeat), ==, G_MAXINT64);
}

static void
test_behind_another_record (void)
{
  VdHandshakeRepeat repeat = { 0 };
  guint8 flight[2 * RECORD];

  write_record (flight, 22, 1);
  write_record (flight + RECORD, 20, 2);
  note_sent (&repeat, 22, 1, 0);
  vd_handshake_repeat_note_arrived (&repeat, flight, RECORD + 12);
  g_assert_cmpuint (take (&repeat, 80), ==, 1);
  vd_handshake_repeat_note_arrived (&repeat, flight, sizeof flight);
  g_assert_cmpuint (take (&repeat, 1000), ==, 0);
}

static void
test_media (void)
{
  VdHandshakeRepeat repeat = { 0 };

  note_sent (&repeat, 22, 1, 0);
  note_arrived (&repeat, 64); /* TURN's channels are no media */
  g_assert_cmpuint (take (&repeat, 80), ==, 1);
  vd_handshake_repeat_note_arrived (&repeat, (const guint8 *)"\x80", 1);
  g_assert_true (vd_handshake_repeat_is_done (&repeat));
  g_assert_cmpuint (take (&repeat, 1000), ==, 0);
}

static void
test_too_many (void)
{
  VdHandshakeRepeat repeat = { 0 };

  for (guint8 i = 1; i <= VD_HANDSHAKE_KEPT + 2; i++)
    note_sent (&repeat, 22, i, 0);
  for (guint8 i = 3; i <= VD_HANDSHAKE_KEPT + 2; i++)
    g_assert_cmpuint (take (&repeat, 80), ==, i);
  g_assert_cmpuint (take (&repeat, 80), ==, 0);
  vd_handshake_repeat_clear (&repeat);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/handshake-repeat/again-and-again", test_again_and_again);
  g_test_add_func ("/handshake-repeat/late", test_late);
  g_test_add_func ("/handshake-repeat/nothing-else", test_nothing_else);
  g_test_add_func ("/handshake-repeat/answered", test_answered);
  g_test_add_func ("/handshake-repeat/behind-another-record", test_behind_another_record);
  g_test_add_func ("/handshake-repeat/media", test_media);
  g_test_add_func ("/handshake-repeat/too-many", test_too_many);
  return g_test_run ();
}
