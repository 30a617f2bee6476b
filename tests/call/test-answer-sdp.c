/* SPDX-License-Identifier: EUPL-1.2 */
#include "answer-sdp.h"

#include <string.h>

#include "call.h"

#define FINGERPRINT "44:B6:14:3C:AE:E9:84:69:26:40:B7:45:4B:64:87:43:24:05:1A:21:99:C8:DA:21:FB:31:09:CD:A3:90:E7:46"

/* As Chromium 156 answers, shortened: one fingerprint a medium. */
static const char *const good[] = {
  "v=0",
  "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE audio0 video1 application2",
  "a=msid-semantic: WMS",
  "m=audio 9 UDP/TLS/RTP/SAVPF 97",
  "c=IN IP4 0.0.0.0",
  "a=rtcp:9 IN IP4 0.0.0.0",
  "a=candidate:1 1 udp 2113937151 192.0.2.7 40000 typ host generation 0",
  "a=candidate:2 1 udp 2113937151 5f2c8f6e-1111-2222-3333-444444444444.local 40001 typ host",
  "a=ice-ufrag:x4Zk",
  "a=ice-pwd:0123456789abcdefghijkl",
  "a=fingerprint:sha-256 " FINGERPRINT,
  "a=setup:active",
  "a=mid:audio0",
  "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
  "a=sendrecv",
  "a=rtcp-mux",
  "a=rtpmap:97 opus/48000/2",
  "a=fmtp:97 minptime=10;useinbandfec=1",
  "m=video 9 UDP/TLS/RTP/SAVPF 96 98",
  "c=IN IP4 0.0.0.0",
  "a=ice-ufrag:x4Zk",
  "a=ice-pwd:0123456789abcdefghijkl",
  "a=fingerprint:sha-256 " FINGERPRINT,
  "a=setup:active",
  "a=mid:video1",
  "a=sendrecv",
  "a=rtcp-mux",
  "a=rtpmap:96 VP8/90000",
  "a=rtcp-fb:96 nack",
  "a=rtpmap:98 rtx/90000",
  "a=fmtp:98 apt=96",
  "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
  "c=IN IP4 0.0.0.0",
  "a=ice-ufrag:x4Zk",
  "a=ice-pwd:0123456789abcdefghijkl",
  "a=fingerprint:sha-256 " FINGERPRINT,
  "a=setup:active",
  "a=mid:application2",
  "a=sctp-port:5000",
  "a=max-message-size:262144",
  NULL,
};

static char *
join (const char *const *lines)
{
  g_autofree char *joined = g_strjoinv ("\r\n", (char **)lines);

  return g_strconcat (joined, "\r\n", NULL);
}

/* The good answer with every line that begins with @from changed to @to (NULL: left out). */
static char *
with_change (const char *from, const char *to)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; good[i]; i++)
    {
      const char *line = g_str_has_prefix (good[i], from) ? to : good[i];

      if (line)
        g_string_append_printf (text, "%s\r\n", line);
    }
  return g_string_free (text, FALSE);
}

static void
assert_refused (const char *text, const char *reason)
{
  g_autoptr (GError) error = NULL;
  VdFingerprint fingerprint;
  g_autofree char *clean = vd_answer_sdp_check (text, &fingerprint, &error);

  g_assert_null (clean);
  g_assert_error (error, VD_CALL_ERROR, VD_CALL_ERROR_BAD_SDP);
  if (!strstr (error->message, reason))
    g_error ("\"%s\" does not say \"%s\"", error->message, reason);
}

static void
test_good (void)
{
  g_autofree char *text = join (good);
  g_autoptr (GError) error = NULL;
  VdFingerprint fingerprint, expected;
  g_autofree char *clean = vd_answer_sdp_check (text, &fingerprint, &error);

  g_assert_no_error (error);
  g_assert_true (vd_fingerprint_parse (FINGERPRINT, &expected));
  g_assert_true (vd_fingerprint_equal (&fingerprint, &expected));
  g_assert_nonnull (strstr (clean, "192.0.2.7"));
  g_assert_null (strstr (clean, ".local"));
  g_assert_nonnull (strstr (clean, "a=fmtp:98 apt=96\r\n"));
}

/* Firefox puts the fingerprint before the first medium. */
static void
test_session_level (void)
{
  g_autofree char *bare = with_change ("a=fingerprint:", NULL);
  g_auto (GStrv) halves = g_strsplit (bare, "m=audio", 2);
  g_autofree char *text = g_strconcat (halves[0], "a=fingerprint:sha-256 " FINGERPRINT "\r\nm=audio", halves[1], NULL);
  g_autoptr (GError) error = NULL;
  VdFingerprint fingerprint;
  g_autofree char *clean = vd_answer_sdp_check (text, &fingerprint, &error);

  g_assert_no_error (error);
  g_assert_nonnull (clean);
}

static const struct
{
  const char *name, *from, *to, *reason;
} bad[] = {
  { "no-bundle", "a=group:", NULL, "BUNDLE" },
  { "half-bundle", "a=group:", "a=group:BUNDLE audio0", "outside the bundle" },
  { "no-mux", "a=rtcp-mux", NULL, "rtcp-mux" },
  { "passive", "a=setup:", "a=setup:passive", "DTLS role" },
  { "no-setup", "a=setup:", NULL, "DTLS role" },
  { "no-fingerprint", "a=fingerprint:", NULL, "fingerprint" },
  { "sha-1-only", "a=fingerprint:", "a=fingerprint:sha-1 AA:BB", "fingerprint" },
  { "short-fingerprint", "a=fingerprint:", "a=fingerprint:sha-256 AA:BB", "malformed fingerprint" },
  { "no-ufrag", "a=ice-ufrag:", NULL, "ICE credentials" },
  { "short-pwd", "a=ice-pwd:", "a=ice-pwd:short", "ice-pwd" },
  { "refused-video", "m=video", "m=video 0 UDP/TLS/RTP/SAVPF 96 98", "refused" },
  { "plain-rtp", "m=audio", "m=audio 9 RTP/AVP 97", "transport" },
  { "other-audio", "a=rtpmap:97", "a=rtpmap:97 PCMU/8000", "not offered" },
  { "other-video", "a=rtpmap:96", "a=rtpmap:96 H264/90000", "not offered" },
  { "unmapped-format", "m=video", "m=video 9 UDP/TLS/RTP/SAVPF 96 98 99", "without its codec" },
  { "foreign-map", "a=rtpmap:98", "a=rtpmap:120 rtx/90000", "no format" },
  { "fourth-medium", "a=max-message", "m=audio 9 UDP/TLS/RTP/SAVPF 97", "more media" },
  { "refused-text", "m=application", "m=application 0 UDP/DTLS/SCTP webrtc-datachannel", "refused" },
  { "other-application", "m=application", "m=application 9 UDP/DTLS/SCTP webrtc-other", "data channel" },
  { "two-applications", "m=application", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel x", "data channel" },
  { "text-over-tcp", "m=application", "m=application 9 TCP/DTLS/SCTP webrtc-datachannel", "transport" },
  { "no-sctp-port", "a=sctp-port", NULL, "data channel" },
  { "sctp-port-0", "a=sctp-port", "a=sctp-port:0", "sctp-port" },
  { "sctp-port-text", "a=sctp-port", "a=sctp-port:many", "sctp-port" },
  { "misplaced-sctp-port", "a=fmtp:98", "a=sctp-port:5000", "sctp-port" },
  { "message-size-text", "a=max-message", "a=max-message-size:-1", "max-message-size" },
  { "mapped-text", "a=sctp-port", "a=rtpmap:5000 webrtc-datachannel/1", "rtpmap" },
  { "wrong-order", "m=audio", "m=video 9 UDP/TLS/RTP/SAVPF 97", "order" },
  { "not-a-line", "a=msid-semantic", "rubbish", "not SDP" },
  { "not-sdp", "v=0", "w=0", "no SDP" },
};

static void
test_bad (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *text = with_change (bad[i].from, bad[i].to);

  assert_refused (text, bad[i].reason);
}

static void
test_without_text (void)
{
  g_autofree char *text = join (good);
  g_autoptr (GError) error = NULL;
  VdFingerprint fingerprint;
  g_autofree char *clean = NULL;

  *strstr (text, "m=application") = '\0';
  clean = vd_answer_sdp_check (text, &fingerprint, &error);
  g_assert_no_error (error);
  g_assert_nonnull (clean);
}

static void
test_two_fingerprints (void)
{
  g_autofree char *text = join (good);
  char *second = strstr (strstr (text, "m=video"), "44:B6");

  second[0] = '5';
  assert_refused (text, "two different");
}

static void
test_one_medium (void)
{
  g_autofree char *text = join (good);

  *strstr (text, "m=video") = '\0';
  assert_refused (text, "fewer media");
}

static void
test_too_large (void)
{
  g_autofree char *text = join (good);
  g_autofree char *filler = g_strnfill (VD_ANSWER_MAX_BYTES, 'x');
  g_autofree char *large = g_strconcat (text, "a=", filler, "\r\n", NULL);
  GString *many = g_string_new (text);

  assert_refused (large, "too many bytes");
  for (guint i = 0; i < 1001; i++)
    g_string_append (many, "a=b\n");
  assert_refused (many->str, "too many lines");
  g_string_free (many, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/call/answer-sdp/good", test_good);
  g_test_add_func ("/call/answer-sdp/session-level", test_session_level);
  g_test_add_func ("/call/answer-sdp/without-text", test_without_text);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strdup_printf ("/call/answer-sdp/%s", bad[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_bad);
    }
  g_test_add_func ("/call/answer-sdp/two-fingerprints", test_two_fingerprints);
  g_test_add_func ("/call/answer-sdp/one-medium", test_one_medium);
  g_test_add_func ("/call/answer-sdp/too-large", test_too_large);
  return g_test_run ();
}
