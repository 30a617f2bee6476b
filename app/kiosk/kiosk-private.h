/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "idle-watch.h"
#include "kiosk.h"
#include "link.h"
#include "outbox.h"
#include "scanner.h"
#include "showing.h"

G_BEGIN_DECLS

/* One paper that the advisor asked for. */
typedef struct
{
  char *id, *kind, *note;
  char *watermark; /* to be written over each page, or NULL */
  guint sides;     /* 1 or 2 */
  gboolean show_only;
  char *refusal, *refusal_note; /* NULL unless asked again */
} VdAskedPaper;

typedef struct _VdKioskText VdKioskText;

/* Whoever was asked to join the call; all zero while nobody is. */
typedef struct
{
  char *call_id;
  VdCall *call;
  guint announcer; /* until the visitor has read who joins */
  gboolean is_open, is_seen;
  guint text_peer; /* whose data channel is open; 0: none */
} VdKioskGuest;

/* The telephone, where picture and sound do not come back; all zero while nothing is wrong. */
typedef struct
{
  gint64 due_us;  /* when it is offered */
  char *sent_id;  /* of the message with the number, until it is answered */
  gint64 ends_us; /* the call is over and only the number is waited for, until then */
  VdVisitEnd end; /* how the visit would have ended */
} VdKioskCallBack;

struct _VdKiosk
{
  GSimpleActionGroup parent_instance;

  const VdKioskSettings *settings;
  VdVisit *visit;
  VdLink *link;
  VdStudio *studio;
  VdOutbox *outbox;
  VdShowing *showing;
  VdDocumentCamera *document_camera;
  VdScanner *scanner;

  VdIdleWatch idle;
  guint starter, ticker;
  guint opener; /* the studio opens as soon as the screen has nothing to draw */
  gint64 offline_since_us; /* 0: online */
  gint64 offline_max_us;   /* a visit ends when the desk was away for so long */
  gint64 farewell_due_us;
  char *leave_id; /* of the contact.leave that stopping waits for */

  /* The desk's names for what belongs to this visit. */
  char *reason;
  char *join;           /* id of a contact.join not answered yet */
  gint64 join_us;       /* since when an answer to it is due */
  char *abandoned_join; /* likewise, but the visitor has left meanwhile */
  char *contact;
  GQueue past;   /* ids of contacts, calls and papers that are over: late words about them are no mistake */
  guint rejoins; /* of this visit */
  guint trials;  /* calls of this visit that did not come up */

  char *call_id;
  VdCall *call;
  VdKioskText *text; /* with the call */
  gboolean accepted;
  VdKioskGuest guest;
  VdKioskCallBack call_back;
  gboolean adrift;   /* the desk was restarted and knows nothing of a call that goes on */
  GPtrArray *ending; /* calls being torn down */

  GQueue papers; /* of VdAskedPaper: asked, not yet the visitor's turn */
  VdAskedPaper *paper;
  GCancellable *paper_over; /* of the jobs below */
  guint jobs;            /* pages being taken, scanned or written */
  GPtrArray *page_refs;  /* of GWeakRef: every page made in this visit */
  gboolean camera_shows; /* the document camera has given a picture since it was opened */
  int replace_index;     /* of the page taken anew; -1: the next one is added */
  guint pages_sending;
  GHashTable *sent;      /* paper id → pages that the desk has */
  GHashTable *receipts;  /* paper id → the code of its receipt */
  gint64 accepted_us;    /* when the last paper was accepted */
  gint64 progress_us;
  guint64 paper_bytes_max;
  guint paper_pages_max;
};

/* kiosk.c */
void vd_kiosk_set_state (VdKiosk *self, VdVisitState state, const char *why);
char *vd_kiosk_send (VdKiosk *self, const char *kind, const char *first, ...) G_GNUC_NULL_TERMINATED; /* text members */
gboolean vd_kiosk_is_in_call (VdKiosk *self); /* CONNECTING to SENDING */
void vd_kiosk_open_studio (VdKiosk *self); /* now, if a visit has begun and it is not open */
gboolean vd_kiosk_join (VdKiosk *self);
void vd_kiosk_return_to_door (VdKiosk *self, const char *why);
void vd_kiosk_rejoin (VdKiosk *self, const char *why);

/* kiosk-end.c */
typedef enum
{
  VD_TELL_NOTHING,
  VD_TELL_LEFT,
  VD_TELL_WALKED_AWAY,
  VD_TELL_HUNG_UP,
  VD_TELL_FAILED,
  VD_TELL_UNSAFE,
} VdTell;
/* Ends the visit by any road: tells the desk, begins to close and erase everything, shows the farewell. */
void vd_kiosk_end_visit (VdKiosk *self, VdVisitEnd end, VdTell tell);
/* From REASON back to the door, without a farewell. */
void vd_kiosk_give_up (VdKiosk *self);
/* Looks whether all is gone, and says so. */
gboolean vd_kiosk_check_erased (VdKiosk *self);
void vd_kiosk_remember_past (VdKiosk *self, const char *id);
gboolean vd_kiosk_is_past (VdKiosk *self, const char *id);

/* kiosk-clock.c */
void vd_kiosk_run_clock (VdKiosk *self);
void vd_kiosk_stop_clock (VdKiosk *self);
void vd_kiosk_judge_farewell (VdKiosk *self);

/* kiosk-actions.c. What a screen may ask for, in which states, and under which further condition. */
typedef struct
{
  const char *name;
  const char *parameter; /* GVariant type or NULL */
  guint states;          /* VD_IN () */
  gboolean (*when) (VdKiosk *self); /* NULL: always in those states */
  void (*act) (VdKiosk *self, GVariant *parameter);
} VdActionRow;

#define VD_IN(state) (1u << VD_VISIT_##state)

void vd_kiosk_add_actions (VdKiosk *self);
void vd_kiosk_update_actions (VdKiosk *self);

/* kiosk-paper-actions.c: those about a paper */
const VdActionRow *vd_kiosk_get_paper_actions (guint *n_rows);

/* kiosk-messages.c */
void vd_kiosk_take_message (VdKiosk *self, const VdMessage *message);
void vd_kiosk_set_desk_state (VdKiosk *self, JsonObject *body);

/* kiosk-welcome.c */
void vd_kiosk_take_welcome (VdKiosk *self, JsonObject *body, gboolean resumed);

/* kiosk-call.c */
void vd_kiosk_prepare_call (VdKiosk *self, JsonObject *body);
void vd_kiosk_accept_call (VdKiosk *self, const char *advisor);
void vd_kiosk_drop_call (VdKiosk *self);
void vd_kiosk_tell_media (VdKiosk *self);
/* A call as call.prepare says, in which nothing but the media is the kiosk's; (transfer full). */
VdCall *vd_kiosk_make_call (VdKiosk *self, JsonObject *body);
void vd_kiosk_retire_call (VdKiosk *self, VdCall *call); /* (transfer full) hangs up, and forgets it once it is down */
/* CONNECTING: is there something to see or hear? */
void vd_kiosk_check_connected (VdKiosk *self);

/* kiosk-stats.c: how a call goes, as the desk is told */
void vd_kiosk_begin_stats (VdCall *call, const char *call_id);
void vd_kiosk_note_answer (VdCall *call);
void vd_kiosk_note_hang_up (VdCall *call);
void vd_kiosk_drop_stats (VdCall *call); /* nobody is to be told */
void vd_kiosk_sample_stats (VdKiosk *self, gint64 now_us);
void vd_kiosk_close_stats (VdKiosk *self, VdCall *call); /* the last word, once its media is down */

/* kiosk-guest.c: three in a call */
void vd_kiosk_prepare_guest (VdKiosk *self, JsonObject *body);
void vd_kiosk_accept_guest (VdKiosk *self, const char *name);
void vd_kiosk_check_guest (VdKiosk *self); /* is there something to see or hear of him? */
void vd_kiosk_drop_guest (VdKiosk *self);
void vd_kiosk_fail_guest (VdKiosk *self);
/* The guest's call is the call from now on, and the advisor's ends. FALSE: there is none who could take it. */
gboolean vd_kiosk_promote_guest (VdKiosk *self);

/* kiosk-call-back.c: the telephone, where picture and sound do not come back */
void vd_kiosk_watch_media (VdKiosk *self, VdCallTrouble trouble);
void vd_kiosk_judge_call_back (VdKiosk *self, gint64 now_us);
void vd_kiosk_retell_call_back (VdKiosk *self, gboolean resumed);
/* The desk's answer to the message @re, if that is the one with the number. */
void vd_kiosk_take_call_back_answer (VdKiosk *self, const char *re, gboolean is_taken);
gboolean vd_kiosk_is_giving_number (VdKiosk *self); /* types it, or it is on its way */
/* An end that the visitor did not ask for waits until the number is typed and sent, for a minute at most. The first time
 * @begins is TRUE: the call itself is to be ended now. FALSE: nothing to wait for. */
gboolean vd_kiosk_wait_for_number (VdKiosk *self, VdVisitEnd end, gboolean *begins);
void vd_kiosk_drop_call_back (VdKiosk *self);
VdVisitEnd vd_kiosk_mend_end (VdKiosk *self, VdVisitEnd end); /* what the farewell says, since the advisor has the number */
const VdActionRow *vd_kiosk_get_call_back_actions (guint *n_rows);

/* kiosk-text.c: what is written in the call */
void vd_kiosk_begin_text (VdKiosk *self);
void vd_kiosk_accept_text (VdKiosk *self);
void vd_kiosk_open_text (VdKiosk *self, guint peer); /* whose channel was open before the text began */
void vd_kiosk_end_text (VdKiosk *self); /* before the call is dropped */
void vd_kiosk_take_text (VdKiosk *self, JsonObject *body);
void vd_kiosk_take_text_ask (VdKiosk *self, JsonObject *body);
void vd_kiosk_type (VdKiosk *self, const char *text);
void vd_kiosk_erase_text (VdKiosk *self); /* one grapheme cluster */

/* kiosk-papers.c: what is asked for, in turn */
void vd_kiosk_take_paper (VdKiosk *self, JsonObject *paper);
void vd_kiosk_next_paper (VdKiosk *self); /* TALKING: the next one asked for, if any */
void vd_kiosk_refuse_paper (VdKiosk *self, const char *why);
void vd_kiosk_close_papers (VdKiosk *self);
gboolean vd_kiosk_is_paper (VdKiosk *self, const char *id); /* on screen now */
void vd_kiosk_tell_progress (VdKiosk *self, const char *stage, guint64 sent, guint64 total);

/* kiosk-camera.c: what the paper camera sees, and who may look on */
void vd_kiosk_connect_camera (VdKiosk *self); /* once, at construction */
void vd_kiosk_open_camera (VdKiosk *self);
void vd_kiosk_close_camera (VdKiosk *self);
void vd_kiosk_miss_camera (VdKiosk *self); /* says so, and whether there is a scanner instead */
void vd_kiosk_toggle_showing (VdKiosk *self);
/* Starts or stops letting the advisor look on, as the visitor allows and the screen has a picture. */
void vd_kiosk_update_showing (VdKiosk *self);

/* kiosk-back.c: both sides of a paper */
/* One side is there, and by the checklist or as a card it has another, which the visitor has not denied. */
gboolean vd_kiosk_wants_back (VdKiosk *self);
gboolean vd_kiosk_is_back_wanted (VdKiosk *self); /* asked for, and still to come */
void vd_kiosk_judge_back (VdKiosk *self);          /* the pages are others than before */
void vd_kiosk_compare_sides (VdKiosk *self);       /* one of them was taken: the same side twice is doubted */
void vd_kiosk_trust_back (VdKiosk *self);          /* it is the other side, whatever it looks like */
void vd_kiosk_settle_size (VdKiosk *self, guint index, gboolean is_card); /* the visitor says how large that page is */
void vd_kiosk_put_back_off (VdKiosk *self);        /* the front is taken anew: until then nothing is to be turned over */
/* FRAMING: says that the other side is to be laid there. FALSE: it is not, or there is something to be said of the first. */
gboolean vd_kiosk_turn_over (VdKiosk *self);
void vd_kiosk_have_no_back (VdKiosk *self);

/* kiosk-pages.c: the pages of the one on screen, and their way out */
void vd_kiosk_connect_papers (VdKiosk *self); /* once, at construction */
void vd_kiosk_take_page (VdKiosk *self);
void vd_kiosk_scan (VdKiosk *self);
gboolean vd_kiosk_is_taking (VdKiosk *self); /* a page is being taken, scanned or made anew */
void vd_kiosk_review (VdKiosk *self, const char *why);
void vd_kiosk_frame_again (VdKiosk *self, int index); /* -1: one page more */
void vd_kiosk_remove_page (VdKiosk *self, guint index);
void vd_kiosk_move_page (VdKiosk *self, guint from, guint to); /* no such page: nothing */
void vd_kiosk_adjust_page (VdKiosk *self, guint index);        /* to CORNERS, if a photograph was kept with it */
void vd_kiosk_set_corners (VdKiosk *self, const VdQuad *corners); /* CORNERS: makes the page anew; not legal: nothing */
void vd_kiosk_send_paper (VdKiosk *self);
gboolean vd_kiosk_has_live_pages (VdKiosk *self);

G_END_DECLS
