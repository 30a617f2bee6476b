/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "phrases.h"
#include "tongue.h"

typedef struct
{
  const char *key;
  const char *text;
  const char *icon;
} Word;

static const Word REASONS[] = {
  { "registration", N_ ("Sign up, or sign up again"), "person" },
  { "monthly-update", N_ ("My monthly update"), "calendar" },
  { "benefits", N_ ("My benefits"), "euro" },
  { "financial-aid", N_ ("Help with costs"), "hand" },
  { "my-file", N_ ("My file and my papers"), "folder" },
  { "employer", N_ ("I am an employer"), "briefcase" },
  { "other", N_ ("Something else"), "speech" },
};

static const Word PAPERS[] = {
  { "identity", N_ ("Your identity card or passport") },
  { "address", N_ ("A proof of your address") },
  { "payslip", N_ ("Your payslip") },
  { "contract", N_ ("Your work contract") },
  { "bank-details", N_ ("Your bank details") },
  { "certificate", N_ ("Your certificate") },
  { "letter", N_ ("Your letter") },
  { "other", N_ ("Your paper") },
};

static const Word REFUSALS[] = {
  { "blurred", N_ ("The picture was blurred. Let us take it again.") },
  { "cut", N_ ("A part of the paper was missing. Let us take it again.") },
  { "dark", N_ ("The picture was too dark. Let us take it again.") },
  { "glare", N_ ("The light was reflected. Let us take it again.") },
  { "upside-down", N_ ("The paper was upside down. Let us take it again.") },
  { "missing-side", N_ ("One side was missing. Please show both sides.") },
  { "wrong-paper", N_ ("It was another paper. Please show the one asked for.") },
  { "incomplete", N_ ("Some pages were missing. Let us take them all.") },
  { "out-of-date", N_ ("This paper is too old. Please show a newer one.") },
  { "other", N_ ("The advisor asks for it again.") },
};

static const struct
{
  VdAdvice advice;
  const char *text;
} ADVICE[] = {
  { VD_ADVICE_CUT, N_ ("Show the whole paper, with its four corners.") },
  { VD_ADVICE_DARK, N_ ("It is too dark. Do not cover the light.") },
  { VD_ADVICE_GLARE, N_ ("The light reflects. Turn the paper a little.") },
  { VD_ADVICE_BLURRED, N_ ("It is blurred. Lay the paper flat and do not move it.") },
  { VD_ADVICE_FAR, N_ ("It is too far. Bring the paper closer.") },
  { VD_ADVICE_EMPTY, N_ ("This side is empty. Turn the paper over.") },
};

static const char *const PAPER_TROUBLES[] = {
  [VD_PAPER_TROUBLE_NO_CAMERA] = N_ ("The paper camera does not work. You can use the scanner."),
  [VD_PAPER_TROUBLE_NO_SOURCE] = N_ ("This machine cannot read papers today. Tell your advisor."),
  [VD_PAPER_TROUBLE_SCANNER_EMPTY] = N_ ("The scanner is empty. Put your paper in it."),
  [VD_PAPER_TROUBLE_SCANNER_JAM] = N_ ("The paper is stuck in the scanner. Tell your advisor."),
  [VD_PAPER_TROUBLE_SCANNER_FAILED] = N_ ("The scanner does not answer. Try again, or tell your advisor."),
  [VD_PAPER_TROUBLE_SEND_FAILED] = N_ ("The line was cut. Your paper is safe: we are sending it again."),
  [VD_PAPER_TROUBLE_DESK_FULL] = N_ ("There is no room for your paper just now. It is safe: we are trying again."),
  [VD_PAPER_TROUBLE_REFUSED_BY_DESK] = N_ ("The paper could not be received. Let us take it again."),
  [VD_PAPER_TROUBLE_TOO_LARGE] = N_ ("It is too much to send at once. Remove a page, or tell your advisor."),
};

static const struct
{
  const char *title, *text;
} ENDS[] = {
  [VD_VISIT_END_NONE] = { N_ ("Goodbye"), "" },
  [VD_VISIT_END_DONE] = { N_ ("Thank you for your visit"), N_ ("The conversation is over.") },
  [VD_VISIT_END_LEFT] = { N_ ("You have left the queue"), N_ ("You can come back whenever you like, or call us.") },
  [VD_VISIT_END_WALKED_AWAY] = { N_ ("The visit is over"), N_ ("Nobody was there any more. You can start again.") },
  [VD_VISIT_END_NOBODY] = { N_ ("No advisor could answer"), N_ ("We are sorry. Please call one of these numbers.") },
  [VD_VISIT_END_CLOSED] = { N_ ("The desk has just closed"), N_ ("We are sorry. Please call one of these numbers.") },
  [VD_VISIT_END_CALL_LOST] = { N_ ("The call was cut"),
                               N_ ("We are sorry. You can start again, or call one of these numbers.") },
  [VD_VISIT_END_OFFLINE] = { N_ ("The line is down"),
                             N_ ("This machine cannot reach the advisors now. Please call one of these numbers.") },
  [VD_VISIT_END_UNSAFE] = { N_ ("The call was not safe"),
                            N_ ("Somebody else may have been on the line. They saw and heard nothing of you. Please call one of these numbers.") },
  [VD_VISIT_END_CALL_BACK] = { N_ ("Your advisor can call you"),
                               N_ ("They have the telephone number that you gave. Keep your telephone at hand.") },
};

/* g_date_time_format () would need the visitor's locale to be installed. */
static const char *const WEEKDAYS[] = {
  N_ ("on Monday"), N_ ("on Tuesday"),  N_ ("on Wednesday"), N_ ("on Thursday"),
  N_ ("on Friday"), N_ ("on Saturday"), N_ ("on Sunday"),
};

static const Word *
find_word (const Word *words, gsize n_words, const char *key)
{
  for (gsize i = 0; i < n_words; i++)
    if (g_strcmp0 (words[i].key, key) == 0)
      return &words[i];
  return NULL;
}

static char *
say (const char *text)
{
  return g_strdup (text && *text ? _ (text) : "");
}

char *
vd_phrase_door (VdDeskState desk, gboolean online)
{
  if (!online)
    return say (N_ ("The advisors cannot be reached for the moment. We keep trying."));
  switch (desk)
    {
    case VD_DESK_STATE_OPEN:
      return say (N_ ("An advisor is free now."));
    case VD_DESK_STATE_BUSY:
      return say (N_ ("All advisors are busy. You can wait here."));
    case VD_DESK_STATE_UNSTAFFED:
      return say (N_ ("No advisor is there for the moment. You can call us."));
    case VD_DESK_STATE_CLOSED:
      return say (N_ ("The desk is closed now. You can call us."));
    case VD_DESK_STATE_UNKNOWN:
    default:
      return say (N_ ("One moment…"));
    }
}

char *
vd_phrase_wait (int min, int max)
{
  if (min < 0 && max < 0)
    return say (N_ ("We do not know yet how long."));
  if (max < 0)
    return g_strdup_printf (g_dngettext (VD_GETTEXT_DOMAIN, "More than %d minute.", "More than %d minutes.", min), min);
  if (max <= 1)
    return say (N_ ("About one minute."));
  if (min <= 0 || min >= max)
    return g_strdup_printf (g_dngettext (VD_GETTEXT_DOMAIN, "About %d minute.", "About %d minutes.", max), max);
  return g_strdup_printf (_ ("About %d to %d minutes."), min, max);
}

char *
vd_phrase_door_wait (VdDeskState desk, gboolean online, guint waiting, int min, int max)
{
  g_autofree char *wait = NULL;
  g_autofree char *people = NULL;

  if (!online || desk != VD_DESK_STATE_BUSY)
    return g_strdup ("");
  wait = vd_phrase_wait (min, max);
  if (waiting == 0)
    return g_strdup_printf (_ ("Wait: %s"), wait);
  people = g_strdup_printf (g_dngettext (VD_GETTEXT_DOMAIN, "%u person is waiting.", "%u people are waiting.", waiting),
                            waiting);
  return g_strdup_printf ("%s %s", people, wait);
}

static char *
say_day (GDateTime *opens, GDateTime *now)
{
  GDate today, day;

  g_date_set_dmy (&today, g_date_time_get_day_of_month (now), g_date_time_get_month (now), g_date_time_get_year (now));
  g_date_set_dmy (&day, g_date_time_get_day_of_month (opens), g_date_time_get_month (opens),
                  g_date_time_get_year (opens));
  switch (g_date_days_between (&today, &day))
    {
    case 0:
      return say (N_ ("today"));
    case 1:
      return say (N_ ("tomorrow"));
    default:
      return say (WEEKDAYS[g_date_time_get_day_of_week (opens) - 1]);
    }
}

char *
vd_phrase_opens (const char *opens_at, GDateTime *now)
{
  g_autoptr (GDateTime) read = opens_at ? g_date_time_new_from_iso8601 (opens_at, NULL) : NULL;
  g_autoptr (GDateTime) opens = read ? g_date_time_to_timezone (read, g_date_time_get_timezone (now)) : NULL;
  g_autofree char *day = NULL;
  g_autofree char *hour = NULL;

  if (!opens || g_date_time_compare (opens, now) <= 0)
    return g_strdup ("");
  day = say_day (opens, now);
  /* Translators: hours and minutes, as written in your language: 9:05, 9 h 05. */
  hour = g_strdup_printf (_ ("%d:%02d"), g_date_time_get_hour (opens), g_date_time_get_minute (opens));
  /* Translators: first a day ("tomorrow", "on Monday"), then a time. */
  return g_strdup_printf (_ ("Opening %s at %s."), day, hour);
}

static gboolean
is_lacking (VdDeviceState state)
{
  return state == VD_DEVICE_STATE_MISSING || state == VD_DEVICE_STATE_FAILED || state == VD_DEVICE_STATE_UNUSED;
}

char *
vd_phrase_devices (VdDeviceState camera, VdDeviceState microphone, VdDeviceState speaker)
{
  if (is_lacking (microphone) && is_lacking (camera))
    return say (N_ ("The camera and the microphone of this machine do not work. You will see and hear the advisor."));
  if (is_lacking (microphone))
    return say (N_ ("The microphone of this machine does not work. The advisor will see you, but not hear you."));
  if (is_lacking (speaker))
    return say (N_ ("The loudspeaker of this machine does not work. You will see the advisor, but not hear them."));
  if (is_lacking (camera))
    return say (N_ ("The camera of this machine does not work. You can still talk with the advisor."));
  return g_strdup ("");
}

char *
vd_phrase_position (guint position, gboolean ringing)
{
  if (ringing)
    return say (N_ ("An advisor is about to answer."));
  if (position == 0)
    return say (N_ ("We are looking for an advisor."));
  if (position == 1)
    return say (N_ ("You are next."));
  return g_strdup_printf (
      g_dngettext (VD_GETTEXT_DOMAIN, "%u person is before you.", "%u people are before you.", position - 1),
      position - 1);
}

const char *
vd_phrase_reason (const char *key)
{
  const Word *word = find_word (REASONS, G_N_ELEMENTS (REASONS), key);

  return word ? _ (word->text) : NULL;
}

const char *
vd_phrase_reason_icon (const char *key)
{
  const Word *word = find_word (REASONS, G_N_ELEMENTS (REASONS), key);

  return word ? word->icon : "speech";
}

char *
vd_phrase_trouble (VdVisitState state, VdCallTrouble trouble, gboolean advisor_present, gboolean online)
{
  if (state < VD_VISIT_WAITING || state > VD_VISIT_SENDING)
    return g_strdup ("");
  if (state == VD_VISIT_WAITING)
    return say (online ? "" : N_ ("The line is cut. We keep your place and call again."));
  if (trouble == VD_CALL_TROUBLE_LOST)
    return say (N_ ("The picture and the sound are cut. Please stay: we are connecting again."));
  if (trouble == VD_CALL_TROUBLE_UNSTABLE)
    return say (N_ ("The connection is weak. One moment…"));
  if (!advisor_present && state != VD_VISIT_CONNECTING)
    return say (N_ ("The advisor was cut off. They are coming back."));
  return g_strdup ("");
}

char *
vd_phrase_leave (VdVisitState state)
{
  switch (state)
    {
    case VD_VISIT_WAITING:
      return say (N_ ("Stop waiting"));
    case VD_VISIT_CONNECTING:
    case VD_VISIT_TALKING:
    case VD_VISIT_FRAMING:
    case VD_VISIT_REVIEW:
    case VD_VISIT_CORNERS:
    case VD_VISIT_SENDING:
      return say (N_ ("Hang up"));
    default:
      return say (N_ ("Leave"));
    }
}

char *
vd_phrase_paper (const char *kind)
{
  const Word *word = find_word (PAPERS, G_N_ELEMENTS (PAPERS), kind);

  return say (word ? word->text : N_ ("Your paper"));
}

char *
vd_phrase_refusal (const char *reason)
{
  const Word *word = find_word (REFUSALS, G_N_ELEMENTS (REFUSALS), reason);

  if (!reason || !*reason)
    return g_strdup ("");
  return say (word ? word->text : N_ ("The advisor asks for it again."));
}

static const struct
{
  const char *as, *called, *joins, *is;
} GUESTS[] = {
  { "colleague", N_ ("Your advisor is calling a colleague."), N_ ("A colleague is joining the conversation."),
    N_ ("%s (colleague)") },
  { "interpreter", N_ ("Your advisor is calling an interpreter."), N_ ("An interpreter is joining the conversation."),
    N_ ("%s (interpreter)") },
  { "signer", N_ ("Your advisor is calling a sign language interpreter."),
    N_ ("A sign language interpreter is joining the conversation."), N_ ("%s (interpreter)") },
  { "supervisor", N_ ("Your advisor is calling a supervisor."), N_ ("A supervisor is joining the conversation."),
    N_ ("%s (supervisor)") },
};

/* A kind that another version of the desk may know is somebody all the same. */
static gsize
find_guest (const char *as)
{
  for (gsize i = 0; i < G_N_ELEMENTS (GUESTS); i++)
    if (g_strcmp0 (GUESTS[i].as, as) == 0)
      return i;
  return 0;
}

char *
vd_phrase_guest (const char *as, const char *name, gboolean joined)
{
  if (!as || !*as || joined)
    return g_strdup ("");
  return say (name && *name ? GUESTS[find_guest (as)].joins : GUESTS[find_guest (as)].called);
}

char *
vd_phrase_guest_name (const char *as, const char *name, gboolean joined)
{
  g_auto (GStrv) parts = NULL;

  if (!as || !*as || !joined)
    return g_strdup ("");
  /* No format that a translator wrote is ever run. */
  parts = g_strsplit (_ (GUESTS[find_guest (as)].is), "%s", -1);
  return g_strjoinv (name ? name : "", parts);
}

char *
vd_phrase_advice (VdAdvice advice)
{
  /* One at a time, the one that spoils most first: two sentences at once help nobody. */
  for (gsize i = 0; i < G_N_ELEMENTS (ADVICE); i++)
    if (advice & ADVICE[i].advice)
      return say (ADVICE[i].text);
  return g_strdup ("");
}

char *
vd_phrase_paper_trouble (VdPaperTrouble trouble)
{
  return say ((gsize)trouble < G_N_ELEMENTS (PAPER_TROUBLES) ? PAPER_TROUBLES[trouble] : NULL);
}

char *
vd_phrase_end_title (VdVisitEnd end)
{
  return say ((gsize)end < G_N_ELEMENTS (ENDS) ? ENDS[end].title : NULL);
}

char *
vd_phrase_end_text (VdVisitEnd end)
{
  return say ((gsize)end < G_N_ELEMENTS (ENDS) ? ENDS[end].text : NULL);
}

char *
vd_phrase_sent (guint papers, guint pages)
{
  g_autofree char *paper_text = NULL;
  g_autofree char *page_text = NULL;

  if (papers == 0)
    return g_strdup ("");
  paper_text = g_strdup_printf (
      g_dngettext (VD_GETTEXT_DOMAIN, "You have sent %u paper", "You have sent %u papers", papers), papers);
  page_text = g_strdup_printf (g_dngettext (VD_GETTEXT_DOMAIN, "%u page", "%u pages", pages), pages);
  return g_strdup_printf ("%s (%s).", paper_text, page_text);
}
