/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "back-off.h"
#include "link-session.h"
#include "link.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Shared by link.c (the state, its clocks), link-dial.c (a socket is made and dropped) and link-words.c (what is said
 * through it). */

/*
 *   STOPPED ──► CONNECTING ──► GREETING ──► ONLINE
 *      ▲            ▲ │            │           │
 *      │            │ ▼            ▼           │
 *   (from all)     PAUSING ◄───────┴───────────┘
 */
typedef enum
{
  VD_LINK_STOPPED,
  VD_LINK_CONNECTING, /* until the upgrade is done */
  VD_LINK_GREETING,   /* hello is out, no welcome yet */
  VD_LINK_ONLINE,     /* two and a half heartbeats of silence end it */
  VD_LINK_PAUSING,    /* until the next attempt */
} VdLinkState;

struct _VdLink
{
  GObject parent_instance;

  char *token;
  GUri *uri;
  SoupSession *session;

  VdLinkState state;
  gboolean refused, tried;
  gboolean urgent;
  GCancellable *attempt; /* of CONNECTING */
  SoupWebsocketConnection *socket;
  guint timer;  /* of the state: attempt, silence or pause */
  guint pinger; /* of ONLINE */
  guint leaver; /* goaway: leave by ourselves if the desk does not close */
  VdBackOff back_off;
  gint64 online_since_us;
  gint64 not_before_us; /* goaway: stay away until then; 0: come when you like */
  guint heartbeat_s;

  VdLinkSession memory; /* of the session with the desk */
};

/* link.c */
/* Stops the clocks of the old state. */
void vd_link_set_state (VdLink *self, VdLinkState state, const char *why);
void vd_link_set_refused (VdLink *self, gboolean refused);
/* The socket is no good any more: the next attempt follows after a pause. */
void vd_link_lose (VdLink *self, gushort close_code, const char *why);
/* The line is dead unless something else happens within @ms. */
void vd_link_await (VdLink *self, guint ms);
void vd_link_heard (VdLink *self); /* something came */
void vd_link_go_online (VdLink *self, const char *why);

/* link-dial.c */
void vd_link_dial (VdLink *self, const char *why);
void vd_link_drop_socket (VdLink *self, gushort code);

/* link-words.c */
/* Numbers @message and sends it if the socket may carry it now; FALSE: it is wrong. */
gboolean vd_link_send_message (VdLink *self, VdMessage *message);
void vd_link_say_hello (VdLink *self);
/* A frame as it came. */
void vd_link_take_frame (VdLink *self, SoupWebsocketDataType type, GBytes *bytes);

G_END_DECLS
