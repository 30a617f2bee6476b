/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>
#include "visit.h"

G_BEGIN_DECLS

/* Facts in the visitor's words: pure, in the language of the moment. All return new text, "" for nothing to say. */
char *vd_phrase_door (VdDeskState desk, gboolean online);
/* Minutes: -1 unknown, or open-ended if only @max is. */
char *vd_phrase_wait (int min, int max);
char *vd_phrase_door_wait (VdDeskState desk, gboolean online, guint waiting, int min, int max);
/* @opens_at: RFC 3339; @now gives the day and the zone. "" if it cannot be read or has passed. */
char *vd_phrase_opens (const char *opens_at, GDateTime *now);
char *vd_phrase_devices (VdDeviceState camera, VdDeviceState microphone, VdDeviceState speaker);
char *vd_phrase_position (guint position, gboolean ringing);
const char *vd_phrase_reason (const char *key);      /* (nullable) for a key this kiosk does not know */
const char *vd_phrase_reason_icon (const char *key); /* name of a pictogram */
char *vd_phrase_trouble (VdVisitState state, VdCallTrouble trouble, gboolean advisor_present, gboolean online);
/* The telephone, where picture and sound do not come back. @number: as typed so far. */
char *vd_phrase_call_back_title (VdCallBack stage, gboolean online);
char *vd_phrase_call_back_text (VdCallBack stage, gboolean online);
char *vd_phrase_telephone_complaint (const char *number, gboolean tried); /* what is wrong with it; @tried: it was to be sent */
char *vd_phrase_leave (VdVisitState state); /* what the way-out button says */
char *vd_phrase_paper (const char *kind);
char *vd_phrase_refusal (const char *reason);
/* Who is asked to join, and then who joins: said before anybody new sees or hears the visitor. "" once he has joined. */
char *vd_phrase_guest (const char *as, const char *name, gboolean joined);
char *vd_phrase_guest_name (const char *as, const char *name, gboolean joined); /* who he is; "" before */
char *vd_phrase_advice (VdAdvice advice);
char *vd_phrase_paper_trouble (VdPaperTrouble trouble);
char *vd_phrase_end_title (VdVisitEnd end);
char *vd_phrase_end_text (VdVisitEnd end);
char *vd_phrase_sent (guint papers, guint pages);

/* Makes all of it nameable in a template, as "say_door" and so on. */
void vd_phrases_bind (GtkWidgetClass *klass);

G_END_DECLS
