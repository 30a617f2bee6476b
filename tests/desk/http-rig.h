/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "desk-server.h"
#include "paper-files.h"
#include "sample-paper.h"
#include "upload-header.h"

G_BEGIN_DECLS

/* A whole desk on loopback: kiosk k1 talks with ada in contact c1, kiosk k2 with nobody; bob is free. */
typedef struct
{
  char *folder, *papers, *site, *config, *token, *other_token, *paper, *cookie, *ada;
  guint64 contact_bytes, store_bytes; /* limits of the papers; 0: none */
  VdDeskSettings *settings;
  VdStore *store;
  VdAccounts *accounts;
  VdPaperBook *book;
  VdDesk *desk;
  VdDeskServer *server;
  SoupSession *session;
  GBytes *plain, *file; /* the paper, and as it is sent: sealed to the desk */
} HttpRig;

/* An answer, and what of it is looked at. */
typedef struct
{
  guint status;
  SoupMessage *msg;
  GBytes *body;
} HttpAnswer;

void http_answer_clear (HttpAnswer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HttpAnswer, http_answer_clear)

/* @headers: "Name: value" lines. */
HttpAnswer http_rig_request (HttpRig *w, const char *method, const char *path, const char *headers, GBytes *body);
const char *http_rig_header (const HttpAnswer *answer, const char *name);
void http_rig_start (HttpRig *w);
void http_rig_stop (HttpRig *w);
void http_rig_set_up (HttpRig *w, gconstpointer unused);
void http_rig_tear_down (HttpRig *w, gconstpointer unused);
char *http_rig_kiosk_headers (HttpRig *w, const char *more);
char *http_rig_creation_headers (HttpRig *w, const char *paper, gsize length);
/* The Location of a new upload. */
char *http_rig_create (HttpRig *w);
/* Sends the bytes from @from to @to as tus-offset @offset; @checksum may be NULL. The status. */
guint http_rig_patch (HttpRig *w, const char *location, gsize from, gsize to, gsize offset, const char *checksum);
/* Minus the status if that is not 200. */
gint64 http_rig_ask_offset (HttpRig *w, const char *location);
void http_rig_assert_status (HttpRig *w, const char *method, const char *path, const char *headers, guint status);
/* The headers of a console of @name. */
char *http_rig_log_in (HttpRig *w, const char *name);

G_END_DECLS
