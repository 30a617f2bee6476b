/* SPDX-License-Identifier: EUPL-1.2 */
#include "port-gate.h"

#include <string.h>

typedef struct
{
  const char *what;
  const char *head; /* in hex; zero bytes follow */
  guint size;
  gboolean may_pass;
} Case;

static const Case cases[] = {
  { "nothing", "", 0, FALSE },
  { "one byte", "80", 1, FALSE },
  { "stun", "000100002112a442", 20, FALSE },
  { "zrtp", "1000", 40, FALSE },
  { "turn-channel", "4000000c", 16, FALSE },
  { "above-rtp", "c060", 40, FALSE },
  { "client-hello", "16fefd000000000000000000c8", 213, TRUE },
  { "client-hello-dtls-1.0", "16feff000000000000000000c8", 213, TRUE },
  { "client-hello-cut", "16fefd000000000000000000c8", 212, FALSE },
  { "client-hello-and-a-byte", "16fefd000000000000000000c8", 214, FALSE },
  { "header-cut", "16fefd0000000000000000", 11, FALSE },
  { "empty-record", "16fefd0000000000000000", 13, FALSE },
  { "not-dtls", "160303000000000000000000c8", 213, FALSE },
  { "alert-in-clear", "15fefd00000000000000000002", 15, TRUE },
  { "data-in-clear", "17fefd000000000000000000c8", 213, FALSE },
  { "heartbeat", "18fefd000100000000000000c8", 213, FALSE },
  { "data", "17fefd000100000000000000c8", 213, TRUE },
  { "alert", "15fefd0001000000000000001a", 39, TRUE },
  { "shorter-than-its-cipher", "17fefd00010000000000000018", 37, FALSE },
  { "of-14-bytes", "17fefd0001000000000100000196", 14, FALSE },
  { "record-too-large", "17fefd00010000000000004801", 18446, FALSE },
  { "flight",
    "14fefd00000000000000010001"
    "01"
    "16fefd00010000000000000028",
    67, TRUE },
  { "flight-with-a-bad-end",
    "14fefd00000000000000010001"
    "01"
    "17fefd00010000000000000010",
    43, FALSE },
  { "rtp", "80600001", 28, TRUE },
  { "rtp-without-payload", "80600001", 16, TRUE },
  { "rtp-short", "80600001", 15, FALSE },
  { "rtp-15-sources", "8f600001", 76, TRUE },
  { "rtp-15-sources-cut", "8f600001", 75, FALSE },
  { "rtp-extended",
    "906000010000000000000000"
    "bede0001",
    24, TRUE },
  { "rtp-extension-cut",
    "906000010000000000000000"
    "bede0001",
    23, FALSE },
  { "rtp-extension-beyond",
    "906000010000000000000000"
    "bedeffff",
    1200, FALSE },
  { "rtp-extension-without-length", "906000010000000000000000", 14, FALSE },
  { "rtcp", "80c80006", 38, TRUE },
  { "rtcp-feedback", "8fcd0006", 38, TRUE },
  { "rtcp-bye-alone", "80cb0006", 38, FALSE },
  { "rtcp-short", "80c80006", 15, FALSE },
};

static void
test_case (gconstpointer data)
{
  const Case *one = data;
  g_autofree guint8 *bytes = g_malloc0 (MAX (one->size, strlen (one->head) / 2) + 1);
  g_autofree guint8 *exact = NULL;

  for (gsize i = 0; one->head[2 * i]; i++)
    bytes[i] = (guint8)(g_ascii_xdigit_value (one->head[2 * i]) << 4 | g_ascii_xdigit_value (one->head[2 * i + 1]));
  exact = g_memdup2 (bytes, one->size); /* its own block: reading on is seen */
  g_assert_cmpint (vd_port_gate_lets_pass (exact, one->size), ==, one->may_pass);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/call/port-gate/", cases[i].what, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
