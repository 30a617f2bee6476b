/* SPDX-License-Identifier: EUPL-1.2 */
#include "candidate.h"

static const struct
{
  const char *text;
  VdCandidateVerdict verdict;
} cases[] = {
  { "", VD_CANDIDATE_END },
  { "candidate:1 1 udp 2113937151 192.0.2.7 40000 typ host", VD_CANDIDATE_USE },
  { "candidate:1 1 UDP 2113937151 192.0.2.7 40000 typ host generation 0 ufrag x4Zk network-id 1", VD_CANDIDATE_USE },
  { "a=candidate:842163049 1 udp 1677729535 198.51.100.4 61000 typ srflx raddr 0.0.0.0 rport 0", VD_CANDIDATE_USE },
  { "candidate:1 1 udp 41885695 2001:db8::1 3478 typ relay raddr :: rport 0", VD_CANDIDATE_USE },
  { "candidate:0 1 udp 2122252543 5f2c8f6e-aaaa-bbbb-cccc-000000000000.local 40000 typ host", VD_CANDIDATE_IGNORE },
  { "candidate:0 1 udp 2122252543 internal.example.org 80 typ host", VD_CANDIDATE_IGNORE },
  { "candidate:0 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active", VD_CANDIDATE_IGNORE },
  { "candidate:0 2 udp 2122252542 192.0.2.7 40001 typ host", VD_CANDIDATE_IGNORE },
  { "candidate:0 1 udp 2122252542 192.0.2.7 0 typ host", VD_CANDIDATE_IGNORE },
  { "candidate:", VD_CANDIDATE_BAD },
  { "candidate", VD_CANDIDATE_BAD },
  { "hello", VD_CANDIDATE_BAD },
  { "candidate:1 1 udp 2113937151 192.0.2.7 40000 typ", VD_CANDIDATE_BAD },
  { "candidate:1 1 udp 2113937151 192.0.2.7 40000 type host", VD_CANDIDATE_BAD },
  { "candidate:1 1 udp 2113937151 192.0.2.7 40000 typ friend", VD_CANDIDATE_BAD },
  { "candidate:1 1 sctp 2113937151 192.0.2.7 40000 typ host", VD_CANDIDATE_BAD },
  { "candidate:1 1 udp -1 192.0.2.7 40000 typ host", VD_CANDIDATE_BAD },
  { "candidate:1 1 udp 4294967296 192.0.2.7 40000 typ host", VD_CANDIDATE_BAD },
  { "candidate:1 1 udp 1 192.0.2.7 65536 typ host", VD_CANDIDATE_BAD },
  { "candidate:1 1 udp 1 192.0.2.7/8 65535 typ host", VD_CANDIDATE_BAD },
  { "candidate:1 257 udp 1 192.0.2.7 1 typ host", VD_CANDIDATE_BAD },
  { "candidate:1!  1 udp 1 192.0.2.7 1 typ host", VD_CANDIDATE_BAD },
  { "candidate:1 1 udp 1 192.0.2.7 1 typ host\r\na=setup:passive", VD_CANDIDATE_BAD },
  { "candidate:1 1 udp 1 192.0.2.7 1 typ host \303\251", VD_CANDIDATE_BAD },
  { "candidate:012345678901234567890123456789012 1 udp 1 192.0.2.7 1 typ host", VD_CANDIDATE_BAD },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (vd_candidate_judge (cases[i].text), ==, cases[i].verdict);
    }
}

static void
test_size (void)
{
  const char *good = "candidate:1 1 udp 2113937151 192.0.2.7 40000 typ host x ";
  g_autofree char *fill = g_strnfill (VD_CANDIDATE_MAX_BYTES - strlen (good), 'y');
  g_autofree char *longest = g_strconcat (good, fill, NULL);
  g_autofree char *too_long = g_strconcat (longest, "y", NULL);

  g_assert_cmpint (vd_candidate_judge (longest), ==, VD_CANDIDATE_USE);
  g_assert_cmpint (vd_candidate_judge (too_long), ==, VD_CANDIDATE_BAD);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/candidate/cases", test_cases);
  g_test_add_func ("/call/candidate/size", test_size);
  return g_test_run ();
}
