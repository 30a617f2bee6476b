/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>
#include "call.h"
#include "document-camera.h"
#include "text-turn.h"

G_BEGIN_DECLS

/* The visit: the facts a screen shows, and the one table of legal moves between them. It does no I/O: the link, the call and the
 * papers write facts into it (through VdKiosk, its only writer), screens bind to its properties, and ask for things through the GActions of VdKiosk.
 *
 * Ending a visit, by any road, erases all that belonged to it. */
typedef enum
{
  VD_VISIT_STARTING,   /* devices and settings being looked at */
  VD_VISIT_IDLE,       /* the door: open / busy / unstaffed / closed / offline are facts beside it ("desk-state", "online") */
  VD_VISIT_REASON,     /* why did you come */
  VD_VISIT_WAITING,    /* in the queue (an advisor may be ringing: "ringing") */
  VD_VISIT_CONNECTING, /* answered, no picture yet */
  VD_VISIT_TALKING,
  VD_VISIT_FRAMING,    /* a paper was asked for: lay it down, take it (the talk goes on) */
  VD_VISIT_REVIEW,     /* the pages taken: retake, turn, add, send */
  VD_VISIT_CORNERS,    /* where the sheet is on the photograph of one of them ("adjusted-page") */
  VD_VISIT_SENDING,
  VD_VISIT_FAREWELL,   /* what was sent, that it is erased here, or why it ended */
  VD_VISIT_OUT_OF_ORDER,
} VdVisitState;

/* Why the visit ended, for the farewell screen. */
typedef enum
{
  VD_VISIT_END_NONE,
  VD_VISIT_END_DONE,       /* talked, hung up by either */
  VD_VISIT_END_LEFT,       /* the visitor gave up waiting */
  VD_VISIT_END_WALKED_AWAY,
  VD_VISIT_END_NOBODY,     /* nobody could take the call: telephone numbers */
  VD_VISIT_END_CLOSED,
  VD_VISIT_END_CALL_LOST,  /* media or line gone for good: telephone numbers */
  VD_VISIT_END_OFFLINE,    /* the desk cannot be reached */
  VD_VISIT_END_UNSAFE,     /* somebody else was at the other end of the media: telephone numbers */
  VD_VISIT_END_CALL_BACK,  /* any of them, where the advisor has the visitor's telephone number */
} VdVisitEnd;

/* What the desk says of itself, as shown at the door. */
typedef enum
{
  VD_DESK_STATE_UNKNOWN,
  VD_DESK_STATE_OPEN,
  VD_DESK_STATE_BUSY,
  VD_DESK_STATE_UNSTAFFED,
  VD_DESK_STATE_CLOSED,
} VdDeskState;

/* Where the paper camera's or scanner's last trial stands, in the visitor's words on screen. */
typedef enum
{
  VD_PAPER_TROUBLE_NONE,
  VD_PAPER_TROUBLE_NO_CAMERA,
  VD_PAPER_TROUBLE_NO_SOURCE, /* neither camera nor scanner */
  VD_PAPER_TROUBLE_SCANNER_EMPTY,
  VD_PAPER_TROUBLE_SCANNER_JAM,
  VD_PAPER_TROUBLE_SCANNER_FAILED,
  VD_PAPER_TROUBLE_SEND_FAILED, /* kept and tried again by itself */
  VD_PAPER_TROUBLE_DESK_FULL,   /* likewise, until the desk has room */
  VD_PAPER_TROUBLE_REFUSED_BY_DESK,
  VD_PAPER_TROUBLE_TOO_LARGE, /* alone, or with the visit's other papers */
} VdPaperTrouble;

/* Front and back of a paper. */
typedef enum
{
  VD_PAPER_BACK_UNASKED,
  VD_PAPER_BACK_WANTED,  /* the front is taken, and the visitor is asked to turn it over */
  VD_PAPER_BACK_TAKEN,
  VD_PAPER_BACK_DOUBTED, /* taken too, and it looks like the front: the visitor is asked */
  VD_PAPER_BACK_NOTHING, /* the visitor says that nothing is there */
} VdPaperBack;

/* Where the media do not come back: what becomes of the visitor's telephone number.
 *
 *   NONE ──► OFFERED ◄──► SENDING ──► GIVEN      OFFERED ◄──► REFUSED      (OFFERED and REFUSED ──► NONE: the media are back)
 *               ▲                       │
 *               └────── changed ────────┘ */
typedef enum
{
  VD_CALL_BACK_NONE,
  VD_CALL_BACK_OFFERED, /* the visitor may type it */
  VD_CALL_BACK_SENDING, /* the desk has not said that it has it: at once, or when the line is back */
  VD_CALL_BACK_GIVEN,
  VD_CALL_BACK_REFUSED, /* has none, or would rather wait */
} VdCallBack;

#define VD_TYPE_VISIT_STATE (vd_visit_state_get_type ())
GType vd_visit_state_get_type (void);
#define VD_TYPE_VISIT_END (vd_visit_end_get_type ())
GType vd_visit_end_get_type (void);
#define VD_TYPE_DESK_STATE (vd_desk_state_get_type ())
GType vd_desk_state_get_type (void);
#define VD_TYPE_CALL_BACK (vd_call_back_get_type ())
GType vd_call_back_get_type (void);
#define VD_TYPE_PAPER_BACK (vd_paper_back_get_type ())
GType vd_paper_back_get_type (void);
#define VD_TYPE_PAPER_TROUBLE (vd_paper_trouble_get_type ())
GType vd_paper_trouble_get_type (void);

/* Properties, all notifying, all readable; writable ones are for VdKiosk (and for tests of the screens):
 *   always      "state" VdVisitState (read only: vd_visit_move) · "online" bool · "desk-state" VdDeskState · "desk-waiting" uint · "desk-wait-min",
 *               "desk-wait-max" int minutes, -1 unknown/open-ended · "opens-at" string (RFC 3339) or NULL · "reasons" strv of keys ·
 *               "site" string · "language" string (BCP 47; back to the default when the visit ends) ·
 *               "camera-state", "microphone-state", "speaker-state" VdDeviceState · "document-camera-missing", "scanner-available" bool
 *   waiting     "ticket" string · "position" uint (0 unknown) · "wait-min", "wait-max" int as above · "ringing" bool ·
 *               "rejoined" bool (the desk had lost us and was asked again: the place in the queue may be another)
 *   the call    "advisor-name" string · "advisor-present" bool · "call-trouble" VdCallTrouble · "microphone-on", "camera-on" bool ·
 *               "microphone-level" uint 0..8 (how loud the visitor is heard) · "microphone-deaf" bool (it is on, and gives nothing) ·
 *               "advisor-microphone-on", "advisor-camera-on" bool · "self-view", "remote-view" VdFeed
 *   a guest     "guest-as" string or NULL ("colleague", "interpreter", "signer", "supervisor": somebody is asked to join as that) · "guest-name" string
 *               (has accepted) · "guest-joined" bool (is seen or heard) · "guest-camera-on" bool · "guest-view" VdFeed
 *   text        "turns" GListModel of VdTextTurn: what both have written, line by line · "writing" bool (the keyboard is on screen) ·
 *               "last-written" string: the advisor's newest line that is not empty, or NULL
 *   a paper     "paper-kind", "paper-note" string · "paper-sides" uint (2: front and back) · "paper-back" VdPaperBack · "paper-show-only" bool (nothing is taken) ·
 *               "paper-shared" bool (the advisor looks on) · "pointer-x", "pointer-y" double 0..1 of the view, "pointer-count" uint (grows: the advisor points) · "paper-refusal" string key or NULL (asked again: why) · "paper-refusal-note" string · "adjusted-page" VdPage or NULL ·
 *               "paper-view" VdFeed · "document-camera" VdDocumentCamera (for the outline) · "pages" GListModel of VdPage ·
 *               "taking" bool (page being made) · "auto-take" double 0..1 (countdown to taking by itself) · "paper-trouble" VdPaperTrouble ·
 *               "sent-bytes", "total-bytes" uint64 · "paper-judging" bool (sent, the advisor is looking) · "paper-accepted" bool
 *   telephone   "call-back" VdCallBack · "call-back-shown" bool (in place of the state's screen) · "telephone" string (as typed so far) ·
 *               "telephone-tried" bool (was to be sent as it is)
 *   the end     "end" VdVisitEnd · "papers-sent" uint · "pages-sent" uint · "receipts" string ("5C5D-D56C, …": each paper's) · "erased" bool
 *   walking off "leaving-in" uint seconds, 0: no warning on screen */
#define VD_TYPE_VISIT (vd_visit_get_type ())
G_DECLARE_FINAL_TYPE (VdVisit, vd_visit, VD, VISIT, GObject)

VdVisit *vd_visit_new (const char *default_language);
VdVisitState vd_visit_get_state (VdVisit *self);
GListStore *vd_visit_get_pages (VdVisit *self); /* (transfer none) the "pages" property, to write into */
guint vd_visit_count_pages (VdVisit *self);
/* Whether the pages are a card's: its two sides, or one whose other side is still to come. They go on one sheet, see card-sheet.h. */
gboolean vd_visit_has_card (VdVisit *self);
GListStore *vd_visit_get_turns (VdVisit *self); /* likewise */
/* TRUE if the table has the edge. Pure. */
gboolean vd_visit_can_move (VdVisitState from, VdVisitState to);
/* Makes a legal move, logs "old → new (why)" and notifies; an undeclared one is refused with a warning and FALSE. Moving to IDLE erases. */
gboolean vd_visit_move (VdVisit *self, VdVisitState to, const char *why);

G_END_DECLS
