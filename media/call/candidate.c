/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "candidate.h"

#include <gio/gio.h>
#include <string.h>

/* foundation component transport priority address port "typ" type */
enum
{
  FOUNDATION,
  COMPONENT,
  TRANSPORT,
  PRIORITY,
  ADDRESS,
  PORT,
  TYP,
  TYPE,
  N_FIELDS
};

#define MAX_WORDS 64 /* the longest seen from a browser has 20 */

static gboolean
is_foundation (const char *text)
{
  gsize length = strlen (text);

  return length >= 1 && length <= 32 &&
         strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/") == length;
}

static gboolean
is_number (const char *text, guint64 min, guint64 max)
{
  return g_ascii_string_to_unsigned (text, 10, min, max, NULL, NULL);
}

static gboolean
is_type (const char *text)
{
  static const char *const types[] = { "host", "srflx", "prflx", "relay", NULL };

  return g_strv_contains (types, text);
}

static gboolean
is_printable (const char *text)
{
  for (; *text; text++)
    if (!g_ascii_isprint (*text))
      return FALSE;
  return TRUE;
}

static gboolean
is_address (const char *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  return address != NULL;
}

static gboolean
is_name (const char *text)
{
  return *text && strlen (text) <= 253 &&
         text[strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")] == '\0';
}

static VdCandidateVerdict
judge_fields (char **field)
{
  gboolean is_udp = g_ascii_strcasecmp (field[TRANSPORT], "udp") == 0;
  gboolean is_tcp = g_ascii_strcasecmp (field[TRANSPORT], "tcp") == 0;
  gboolean is_literal = is_address (field[ADDRESS]);

  if (!is_foundation (field[FOUNDATION]) || !is_number (field[COMPONENT], 1, 256) || (!is_udp && !is_tcp))
    return VD_CANDIDATE_BAD;
  if (!is_number (field[PRIORITY], 1, G_MAXINT32) || !is_number (field[PORT], 0, G_MAXUINT16))
    return VD_CANDIDATE_BAD;
  if (!g_str_equal (field[TYP], "typ") || !is_type (field[TYPE]) || (!is_literal && !is_name (field[ADDRESS])))
    return VD_CANDIDATE_BAD;
  /* Port 9 or 0 stands for "no port" in TCP-active candidates; over UDP nobody listens on 0. */
  if (is_tcp || !is_literal || !g_str_equal (field[COMPONENT], "1") || is_number (field[PORT], 0, 0))
    return VD_CANDIDATE_IGNORE;
  return VD_CANDIDATE_USE;
}

VdCandidateVerdict
vd_candidate_judge (const char *text)
{
  g_auto (GStrv) field = NULL;

  if (!*text)
    return VD_CANDIDATE_END;
  if (strnlen (text, VD_CANDIDATE_MAX_BYTES + 1) > VD_CANDIDATE_MAX_BYTES || !is_printable (text))
    return VD_CANDIDATE_BAD;
  if (g_str_has_prefix (text, "a="))
    text += strlen ("a=");
  if (!g_str_has_prefix (text, "candidate:"))
    return VD_CANDIDATE_BAD;
  field = g_strsplit (text + strlen ("candidate:"), " ", MAX_WORDS);
  return g_strv_length (field) < N_FIELDS ? VD_CANDIDATE_BAD : judge_fields (field);
}

gboolean
vd_candidate_is_relay (const char *text)
{
  g_auto (GStrv) field = g_strsplit (text, " ", MAX_WORDS);

  return g_strv_length (field) >= N_FIELDS && g_str_equal (field[TYPE], "relay");
}
