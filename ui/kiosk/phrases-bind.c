/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "phrases.h"
#include "telephone.h"
#include "tongue.h"

/* Templates name these. The first argument is the template, which a phrase has no use for. */
static char *
say_door (gpointer self, VdDeskState desk, gboolean online)
{
  return vd_phrase_door (desk, online);
}

static char *
say_door_wait (gpointer self, VdDeskState desk, gboolean online, guint waiting, int min, int max)
{
  return vd_phrase_door_wait (desk, online, waiting, min, max);
}

static char *
say_opens (gpointer self, VdDeskState desk, gboolean online, const char *opens_at)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (!online || desk == VD_DESK_STATE_OPEN || desk == VD_DESK_STATE_BUSY)
    return g_strdup ("");
  return vd_phrase_opens (opens_at, now);
}

static char *
say_devices (gpointer self, VdDeviceState camera, VdDeviceState microphone, VdDeviceState speaker)
{
  return vd_phrase_devices (camera, microphone, speaker);
}

static char *
say_wait (gpointer self, int min, int max)
{
  return vd_phrase_wait (min, max);
}

static char *
say_position (gpointer self, guint position, gboolean ringing)
{
  return vd_phrase_position (position, ringing);
}

static char *
say_trouble (gpointer self, VdVisitState state, VdCallTrouble trouble, gboolean advisor_present, gboolean online,
             gboolean calling_back)
{
  /* The telephone's screen says itself what is cut: two voices, one hopeful and one not, help nobody. */
  return calling_back ? g_strdup ("") : vd_phrase_trouble (state, trouble, advisor_present, online);
}

/* While a paper is dealt with, the written talk has no place of its own: the advisor's newest line stays in sight. */
static char *
say_written (gpointer self, VdVisitState state, const char *last)
{
  return g_strdup (state >= VD_VISIT_FRAMING && state <= VD_VISIT_SENDING && last ? last : "");
}

static char *
say_call_back_title (gpointer self, VdCallBack stage, gboolean online)
{
  return vd_phrase_call_back_title (stage, online);
}

static char *
say_call_back_text (gpointer self, VdCallBack stage, gboolean online)
{
  return vd_phrase_call_back_text (stage, online);
}

static char *
say_telephone (gpointer self, const char *number)
{
  return vd_telephone_spell (number);
}

static char *
say_telephone_complaint (gpointer self, const char *number, gboolean tried)
{
  return vd_phrase_telephone_complaint (number, tried);
}

static char *
say_leave (gpointer self, VdVisitState state)
{
  return vd_phrase_leave (state);
}

static char *
say_paper (gpointer self, const char *kind)
{
  return vd_phrase_paper (kind);
}

static char *
say_refusal (gpointer self, const char *reason)
{
  return vd_phrase_refusal (reason);
}

static char *
say_paper_trouble (gpointer self, VdPaperTrouble trouble)
{
  return vd_phrase_paper_trouble (trouble);
}

static char *
say_end_title (gpointer self, VdVisitEnd end)
{
  return vd_phrase_end_title (end);
}

static char *
say_end_text (gpointer self, VdVisitEnd end)
{
  return vd_phrase_end_text (end);
}

static char *
say_sent (gpointer self, guint papers, guint pages)
{
  return vd_phrase_sent (papers, pages);
}

static char *
say_receipts (gpointer self, const char *receipts)
{
  return receipts && *receipts ? g_strdup_printf (_ ("Receipt: %s"), receipts) : g_strdup ("");
}

static char *
say_erased (gpointer self, gboolean erased)
{
  return g_strdup (erased ? _ ("Everything you showed here has been erased from this machine.") : _ ("Erasing…"));
}

static char *
say_remote (gpointer self, VdVisitState state, gboolean camera_on)
{
  if (state == VD_VISIT_CONNECTING)
    return g_strdup (_ ("The advisor has answered. One moment…"));
  return g_strdup (camera_on ? _ ("The picture is coming…") : _ ("The advisor's camera is off. You can talk."));
}

static char *
say_paper_answer (gpointer self, gboolean judging, gboolean accepted)
{
  if (judging)
    return g_strdup (_ ("The advisor is looking at your paper."));
  return g_strdup (accepted ? _ ("Your paper is accepted. Thank you.") : "");
}

static char *
say_showing (gpointer self, gboolean shared)
{
  return g_strdup (shared ? _ ("Stop showing it") : _ ("Show it to the advisor"));
}

static char *
say_refused (gpointer self, const char *reason, const char *note)
{
  g_autofree char *refusal = vd_phrase_refusal (reason);

  return note && *note ? g_strdup_printf ("%s\n%s", refusal, note) : g_steal_pointer (&refusal);
}

static char *
say_pause_title (gpointer self, VdVisitState state)
{
  return g_strdup (state == VD_VISIT_OUT_OF_ORDER ? _ ("This machine does not work today") : _ ("One moment…"));
}

static char *
say_pause_text (gpointer self, VdVisitState state)
{
  return g_strdup (state == VD_VISIT_OUT_OF_ORDER ? _ ("We are sorry. Please call one of these numbers.")
                                                  : _ ("The machine is getting ready."));
}

static char *
say_guest (gpointer self, const char *as, const char *name, gboolean joined)
{
  return vd_phrase_guest (as, name, joined);
}

static char *
say_guest_name (gpointer self, const char *as, const char *name, gboolean joined)
{
  return vd_phrase_guest_name (as, name, joined);
}

static char *
say_advisor (gpointer self, const char *name)
{
  return g_strdup (name && *name ? name : _ ("Your advisor"));
}

static char *
say_microphone (gpointer self, gboolean on)
{
  return g_strdup (on ? _ ("Turn my sound off") : _ ("Turn my sound on"));
}

static char *
say_camera (gpointer self, gboolean on)
{
  return g_strdup (on ? _ ("Turn my picture off") : _ ("Turn my picture on"));
}

static char *
say_add (gpointer self, VdPaperBack back)
{
  return g_strdup (back == VD_PAPER_BACK_WANTED ? _ ("Add the other side") : _ ("Add a page"));
}

static gboolean
is_front (gpointer self, VdPaperBack back)
{
  return back != VD_PAPER_BACK_WANTED;
}

static gboolean
is_back (gpointer self, VdPaperBack back)
{
  return back == VD_PAPER_BACK_WANTED;
}

static char *
say_number (gpointer self, guint number)
{
  return g_strdup_printf ("%u", number);
}

static char *
say_percent (gpointer self, guint64 sent, guint64 total)
{
  /* Never 100 before the last byte is there. */
  return g_strdup_printf (_ ("%u %%"), total > 0 ? (guint)(MIN (sent, total) * 100 / total) : 0);
}

static double
share_of (gpointer self, guint64 sent, guint64 total)
{
  return total > 0 ? (double)MIN (sent, total) / (double)total : 0;
}

void
vd_phrases_bind (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_callback (klass, say_door);
  gtk_widget_class_bind_template_callback (klass, say_door_wait);
  gtk_widget_class_bind_template_callback (klass, say_opens);
  gtk_widget_class_bind_template_callback (klass, say_devices);
  gtk_widget_class_bind_template_callback (klass, say_wait);
  gtk_widget_class_bind_template_callback (klass, say_position);
  gtk_widget_class_bind_template_callback (klass, say_trouble);
  gtk_widget_class_bind_template_callback (klass, say_written);
  gtk_widget_class_bind_template_callback (klass, say_call_back_title);
  gtk_widget_class_bind_template_callback (klass, say_call_back_text);
  gtk_widget_class_bind_template_callback (klass, say_telephone);
  gtk_widget_class_bind_template_callback (klass, say_telephone_complaint);
  gtk_widget_class_bind_template_callback (klass, say_leave);
  gtk_widget_class_bind_template_callback (klass, say_paper);
  gtk_widget_class_bind_template_callback (klass, say_refusal);
  gtk_widget_class_bind_template_callback (klass, say_paper_trouble);
  gtk_widget_class_bind_template_callback (klass, say_end_title);
  gtk_widget_class_bind_template_callback (klass, say_end_text);
  gtk_widget_class_bind_template_callback (klass, say_sent);
  gtk_widget_class_bind_template_callback (klass, say_receipts);
  gtk_widget_class_bind_template_callback (klass, say_erased);
  gtk_widget_class_bind_template_callback (klass, say_advisor);
  gtk_widget_class_bind_template_callback (klass, say_guest);
  gtk_widget_class_bind_template_callback (klass, say_guest_name);
  gtk_widget_class_bind_template_callback (klass, say_add);
  gtk_widget_class_bind_template_callback (klass, is_front);
  gtk_widget_class_bind_template_callback (klass, is_back);
  gtk_widget_class_bind_template_callback (klass, say_microphone);
  gtk_widget_class_bind_template_callback (klass, say_camera);
  gtk_widget_class_bind_template_callback (klass, say_number);
  gtk_widget_class_bind_template_callback (klass, say_percent);
  gtk_widget_class_bind_template_callback (klass, say_remote);
  gtk_widget_class_bind_template_callback (klass, say_paper_answer);
  gtk_widget_class_bind_template_callback (klass, say_showing);
  gtk_widget_class_bind_template_callback (klass, say_refused);
  gtk_widget_class_bind_template_callback (klass, say_pause_title);
  gtk_widget_class_bind_template_callback (klass, say_pause_text);
  gtk_widget_class_bind_template_callback (klass, share_of);
}
