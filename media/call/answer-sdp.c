/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "answer-sdp.h"

#include <string.h>

#include "call.h"
#include "candidate.h"

#define MAX_LINES 1000    /* Chromium's answer has about 70, Firefox's about 50 */
#define MAX_FORMATS 8     /* we offer one codec and its RTX */
#define MAX_CANDIDATES 64 /* a browser with many interfaces has about 20 */
#define N_SECTIONS 3      /* audio, video, text: the order of our offer */
#define N_NEEDED 2        /* text is not offered where no data channel can be made */

/* What one m= section said; index 0 stands for the session, before the first m=. */
typedef struct
{
  char *mid;
  char **formats;
  guint n_mapped; /* formats that an rtpmap explained */
  gboolean has_codec;
  gboolean has_port; /* of SCTP */
  gboolean is_muxed, is_active;
  gboolean has_fingerprint, has_ufrag, has_password;
} Section;

typedef struct
{
  Section sections[1 + N_SECTIONS];
  guint last;
  char **bundle;
  gboolean has_fingerprint;
  VdFingerprint fingerprint;
  guint n_candidates;
  GString *kept;
} Answer;

static const struct
{
  const char *kind;
  const char *transport;
  const char *codec; /* NULL: a data channel */
} expected[1 + N_SECTIONS] = {
  { "session", "", "" },
  { "audio", "UDP/TLS/RTP/SAVPF", "opus/48000/2" },
  { "video", "UDP/TLS/RTP/SAVPF", "VP8/90000" },
  { "application", "UDP/DTLS/SCTP", NULL },
};

static void
answer_clear (Answer *answer)
{
  for (guint i = 0; i < G_N_ELEMENTS (answer->sections); i++)
    {
      g_free (answer->sections[i].mid);
      g_strfreev (answer->sections[i].formats);
    }
  g_strfreev (answer->bundle);
  g_string_free (answer->kept, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

/* One handler a kind of line. They return NULL, or what is wrong. */

static const char *
take_media (Answer *answer, Section *section, const char *value)
{
  g_auto (GStrv) words = g_strsplit (value, " ", 3 + MAX_FORMATS + 1);
  guint n_words = g_strv_length (words);

  if (answer->last == N_SECTIONS)
    return "more media than offered";
  if (n_words < 4 || n_words > 3 + MAX_FORMATS)
    return "a medium with no format or too many";
  answer->last++;
  if (!g_str_equal (words[0], expected[answer->last].kind))
    return "media in another order than offered";
  /* webrtcbin 1.22 tears everything down when RTP comes late on a line that was refused. */
  if (g_str_equal (words[1], "0"))
    return "a refused medium";
  if (!g_str_equal (words[2], expected[answer->last].transport))
    return "a transport other than was offered";
  answer->sections[answer->last].formats = g_strdupv (words + 3);
  return NULL;
}

static const char *
take_bundle (Answer *answer, Section *section, const char *value)
{
  if (answer->bundle || answer->last > 0)
    return "a second or misplaced BUNDLE group";
  answer->bundle = g_strsplit (value, " ", N_SECTIONS + 1);
  return NULL;
}

static const char *
take_mid (Answer *answer, Section *section, const char *value)
{
  if (section->mid)
    return "two mids in one medium";
  section->mid = g_strdup (value);
  return NULL;
}

static const char *
take_mux (Answer *answer, Section *section, const char *value)
{
  section->is_muxed = TRUE;
  return NULL;
}

static const char *
take_setup (Answer *answer, Section *section, const char *value)
{
  section->is_active = g_str_equal (value, "active");
  return section->is_active ? NULL : "a DTLS role other than active";
}

/* With one bundle there is one certificate, so all SHA-256 lines must say the same. Other hashes are left alone. */
static const char *
take_fingerprint (Answer *answer, Section *section, const char *value)
{
  VdFingerprint fingerprint;

  if (g_ascii_strncasecmp (value, "sha-256 ", 8) != 0)
    return NULL;
  if (!vd_fingerprint_parse (value + 8, &fingerprint))
    return "a malformed fingerprint";
  if (answer->has_fingerprint && !vd_fingerprint_equal (&answer->fingerprint, &fingerprint))
    return "two different fingerprints";
  answer->fingerprint = fingerprint;
  answer->has_fingerprint = TRUE;
  section->has_fingerprint = TRUE;
  return NULL;
}

static const char *
take_ufrag (Answer *answer, Section *section, const char *value)
{
  section->has_ufrag = strlen (value) >= 4 && strlen (value) <= 256; /* RFC 8839 §5.4 */
  return section->has_ufrag ? NULL : "a malformed ice-ufrag";
}

static const char *
take_password (Answer *answer, Section *section, const char *value)
{
  section->has_password = strlen (value) >= 22 && strlen (value) <= 256;
  return section->has_password ? NULL : "a malformed ice-pwd";
}

static const char *
take_rtpmap (Answer *answer, Section *section, const char *value)
{
  const char *codec = expected[answer->last].codec;
  g_auto (GStrv) words = g_strsplit (value, " ", 3);

  if (!section->formats || !codec || g_strv_length (words) != 2)
    return "a malformed or misplaced rtpmap";
  if (!g_strv_contains ((const char *const *)section->formats, words[0]))
    return "an rtpmap for no format";
  section->n_mapped++;
  if (g_ascii_strcasecmp (words[1], codec) == 0 && g_str_equal (words[0], section->formats[0]))
    section->has_codec = TRUE;
  else if (answer->last != 2 || g_ascii_strcasecmp (words[1], "rtx/90000") != 0)
    return "a codec that was not offered";
  return NULL;
}

/* RFC 8841, 5.1 and 6.1: webrtcbin takes any text for a number. */
static const char *
take_sctp_port (Answer *answer, Section *section, const char *value)
{
  if (answer->last != N_SECTIONS || section->has_port || !g_ascii_string_to_unsigned (value, 10, 1, 65535, NULL, NULL))
    return "a malformed or misplaced sctp-port";
  section->has_port = TRUE;
  return NULL;
}

static const char *
take_message_size (Answer *answer, Section *section, const char *value)
{
  if (answer->last != N_SECTIONS || !g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT64, NULL, NULL))
    return "a malformed or misplaced max-message-size";
  return NULL;
}

static const struct
{
  const char *prefix;
  const char *(*take) (Answer *answer, Section *section, const char *value);
} lines[] = {
  { "m=", take_media },
  { "a=group:BUNDLE ", take_bundle },
  { "a=mid:", take_mid },
  { "a=rtcp-mux", take_mux },
  { "a=setup:", take_setup },
  { "a=fingerprint:", take_fingerprint },
  { "a=ice-ufrag:", take_ufrag },
  { "a=ice-pwd:", take_password },
  { "a=rtpmap:", take_rtpmap },
  { "a=sctp-port:", take_sctp_port },
  { "a=max-message-size:", take_message_size },
};

/* What is of no use, or more than anybody has, is left out: those before it are tried. */
static gboolean
is_worth_keeping (Answer *answer, const char *line)
{
  if (!g_str_has_prefix (line, "a=candidate:"))
    return TRUE;
  if (answer->n_candidates == MAX_CANDIDATES || vd_candidate_judge (line) != VD_CANDIDATE_USE)
    return FALSE;
  answer->n_candidates++;
  return TRUE;
}

static const char *
take_line (Answer *answer, const char *line)
{
  if (strlen (line) < 2 || line[1] != '=')
    return "a line that is not SDP";
  if (!is_worth_keeping (answer, line))
    return NULL;
  g_string_append_printf (answer->kept, "%s\r\n", line);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (g_str_has_prefix (line, lines[i].prefix))
      return lines[i].take (answer, &answer->sections[answer->last], line + strlen (lines[i].prefix));
  return NULL;
}

static const char *
judge_formats (const Section *section, gboolean is_data)
{
  if (is_data)
    return g_str_equal (section->formats[0], "webrtc-datachannel") && !section->formats[1] && section->has_port
               ? NULL
               : "an application other than a data channel";
  if (!section->is_muxed)
    return "no rtcp-mux";
  return section->has_codec && section->n_mapped == g_strv_length (section->formats) ? NULL
                                                                                     : "a format without its codec";
}

static const char *
judge_section (const Answer *answer, guint place)
{
  const Section *session = &answer->sections[0], *section = &answer->sections[place];

  if (!section->mid || !g_strv_contains ((const char *const *)answer->bundle, section->mid))
    return "a medium outside the bundle";
  /* Only in the medium: webrtcbin 1.22 refuses a session-level setup. */
  if (!section->is_active)
    return "no DTLS role";
  if (!section->has_fingerprint && !session->has_fingerprint)
    return "no SHA-256 fingerprint";
  if ((!section->has_ufrag && !session->has_ufrag) || (!section->has_password && !session->has_password))
    return "no ICE credentials";
  return judge_formats (section, !expected[place].codec);
}

static const char *
judge (const Answer *answer)
{
  const char *wrong = NULL;

  if (answer->last < N_NEEDED)
    return "fewer media than offered";
  if (!answer->bundle)
    return "no BUNDLE group";
  for (guint i = 1; i <= answer->last && !wrong; i++)
    wrong = judge_section (answer, i);
  return wrong;
}

static const char *
parse (Answer *answer, const char *sdp)
{
  g_auto (GStrv) all = NULL;
  const char *wrong = NULL;

  if (strnlen (sdp, VD_ANSWER_MAX_BYTES + 1) > VD_ANSWER_MAX_BYTES)
    return "too many bytes";
  if (!g_str_has_prefix (sdp, "v=0") || !g_utf8_validate (sdp, -1, NULL))
    return "no SDP";
  all = g_strsplit (sdp, "\n", MAX_LINES + 1);
  if (g_strv_length (all) > MAX_LINES)
    return "too many lines";
  for (guint i = 0; all[i] && !wrong; i++)
    {
      g_strchomp (all[i]);
      /* Only after the last line break. */
      if (*all[i] || all[i + 1])
        wrong = take_line (answer, all[i]);
    }
  return wrong ? wrong : judge (answer);
}

char *
vd_answer_sdp_check (const char *sdp, VdFingerprint *fingerprint, GError **error)
{
  g_auto (Answer) answer = { .kept = g_string_new (NULL) };
  const char *wrong = parse (&answer, sdp);

  if (wrong)
    {
      g_set_error (error, VD_CALL_ERROR, VD_CALL_ERROR_BAD_SDP, "the answer has %s", wrong);
      return NULL;
    }
  *fingerprint = answer.fingerprint;
  return g_strdup (answer.kept->str);
}
