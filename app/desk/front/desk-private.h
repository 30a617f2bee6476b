/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "desk.h"
#include "call-book.h"
#include "contact-records.h"
#include "session.h"
#include "ticket.h"

G_BEGIN_DECLS

/* Shared by desk.c (requests, time), desk-sessions.c (who is connected), desk-kiosk.c and desk-console.c (what each may
 * ask), desk-events.c (what the queue says), desk-stats.c (how calls go) and desk-bodies.c (how it is put). */
struct _VdDesk
{
  GObject parent_instance;

  const VdDeskSettings *settings;
  VdStore *store;
  VdAccounts *accounts;
  VdPaperBook *papers;
  VdRouter *router;
  VdContactRecords *records;
  VdTicketBook tickets;
  GHashTable *sessions;     /* id → VdSession */
  GHashTable *last_contact; /* advisor → contact he talked with last, until the next one */
  GHashTable *media;        /* "kiosk/CALL", "console/CALL" → what that party last said of its microphone and camera in that call */
  GHashTable *telephones;   /* contact → VdTelephoneNote, of those who talk or whose advisor wraps up */
  guint due_timer, tick_timer;
  VdCallBook *calls;        /* how calls go, as their ends say */
  guint64 contacts_joined, calls_answered, calls_ended[VD_N_CALL_ENDS], errors_sent; /* since the start, for /metrics */

  /* The request being answered: the first message of @answer_kind to this session carries its id. */
  VdSession *asker;
  const char *asker_re, *answer_kind;
};

/* What a role may ask for. @answer: the kind that answers it; "ok" is sent by the desk, any other by the request
 * itself; NULL: none. */
typedef struct
{
  const char *kind;
  gboolean (*take) (VdDesk *self, VdSession *session, const VdMessage *message, GError **error);
  const char *answer;
} VdDeskRequest;

extern const VdDeskRequest vd_desk_kiosk_requests[]; /* ended by a NULL kind */
extern const VdDeskRequest vd_desk_console_requests[];
extern const VdDeskRequest vd_desk_join_requests[]; /* desk-join.c: of a console */
extern const VdDeskRequest vd_desk_kiosk_join_requests[];

/* The handler of a session's "message". */
void vd_desk_take_message (VdSession *session, gpointer message, gpointer desk);
/* Ends dead lines, forgets sessions that can no longer be resumed. */
void vd_desk_tidy_sessions (VdDesk *self);

gint64 vd_desk_now_us (void); /* wall clock: what is kept must mean something after a restart */
/* The connected or resumable session of a kiosk or advisor, or NULL. */
VdSession *vd_desk_find_session (VdDesk *self, VdRole role, const char *owner);
void
vd_desk_send (VdDesk *self, VdRole role, const char *owner, const char *kind, JsonObject *body); /* (transfer full) */
/* Says what the queue has to say, and sets the clock for what is due next. */
void vd_desk_settle (VdDesk *self);
/* TRUE, or the error that the router's answer means. */
gboolean vd_desk_check (VdRouterAnswer answer, GError **error);
gboolean vd_desk_refuse (GError **error, VdProtocolError code, const char *text); /* always FALSE */
const char *vd_desk_text (const VdMessage *message, const char *member);
/* The contact in which @session is one of the two in @call, ringing or talking, be it the call of the contact's advisor
 * or that of his guest; NULL and an error. */
const VdContact *vd_desk_find_call (VdDesk *self, VdSession *session, const VdMessage *message, GError **error);
/* Whether @call is the guest's. */
gboolean vd_desk_is_of_guest (const VdContact *contact, const char *call);
/* Who is at the console's end of @call, of those in @contact. (nullable) */
const char *vd_desk_get_advisor_of_call (const VdContact *contact, const char *call);
/* Passes a message on to the other party of its call, body as it is. */
gboolean vd_desk_relay_call (VdDesk *self, VdSession *session, const VdMessage *message, GError **error);

/* The same for call.media, which is a state and no event: remembered for a party whose session begins later. */
gboolean vd_desk_relay_media (VdDesk *self, VdSession *session, const VdMessage *message, GError **error);
/* Tells a party of a call, whose session is new, what it missed of the other's. */
void vd_desk_tell_media (VdDesk *self, VdSession *session);
void vd_desk_forget_media (VdDesk *self, const char *call);

/* The same for real-time text: only in a talk, and not faster than a person types. */
gboolean vd_desk_relay_text (VdDesk *self, VdSession *session, const VdMessage *message, GError **error);

/* desk-telephone.c: the number at which a visitor can be called. */
void vd_desk_begin_telephone (VdDesk *self, const VdContact *contact); /* it is answered, or is another advisor's now */
gboolean vd_desk_take_telephone (VdDesk *self, VdSession *session, const VdMessage *message, GError **error);
/* Tells a console, whose session is new, or who has been handed the call, what it missed. */
void vd_desk_tell_telephone (VdDesk *self, VdSession *session);
void vd_desk_forget_telephones (VdDesk *self); /* of contacts that are over, wrap-up and all */
GHashTable *vd_desk_new_telephones (void);

/* desk-stats.c: call.stats, for a call that goes on or has just ended; and what ends one. */
gboolean vd_desk_take_stats (VdDesk *self, VdSession *session, const VdMessage *message, GError **error);
void vd_desk_note_end (VdDesk *self, const VdRouterEvent *event);

/* What either party asks by paper.withdraw, once the paper is known to be his. */
gboolean vd_desk_withdraw (VdDesk *self, const VdPaperRow *paper, const VdMessage *message, GError **error);

gboolean vd_desk_is_closed (VdDesk *self);
/* Bodies, (transfer full). */
JsonObject *vd_desk_make_state (VdDesk *self);
JsonObject *vd_desk_make_queue (VdDesk *self);
JsonObject *vd_desk_make_queued (VdDesk *self, const VdContact *contact);
JsonObject *vd_desk_make_presence (const VdAdvisor *advisor);
JsonObject *vd_desk_make_paper (VdDesk *self, const VdPaperRow *row);
JsonObject *vd_desk_make_ring (VdDesk *self, const VdContact *contact, gboolean with_papers);
JsonObject *vd_desk_make_prepare (VdDesk *self, const VdContact *contact);
JsonObject *vd_desk_make_ring_of_guest (VdDesk *self, const VdContact *contact, gboolean with_papers);
JsonObject *vd_desk_make_prepare_of_guest (VdDesk *self, const VdContact *contact);
JsonArray *vd_desk_make_papers (VdDesk *self, const char *contact);
JsonObject *vd_desk_make_welcome (VdDesk *self, VdSession *session, gboolean resumed);

void vd_desk_tell_queue (VdDesk *self);

/* desk-join.c */
JsonObject *vd_desk_make_guest (VdDesk *self, const VdGuest *guest); /* a join.state body */
JsonObject *vd_desk_make_invitation (VdDesk *self, const VdContact *contact);
void vd_desk_tell_guest (VdDesk *self, const VdRouterEvent *event);
void vd_desk_tell_handed_over (VdDesk *self, const VdRouterEvent *event);

G_END_DECLS
