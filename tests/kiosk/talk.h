/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "answerer.h"
#include "door.h"
#include "kiosk-private.h"

G_BEGIN_DECLS

/* The whole of a visit with real media: the kiosk's studio and call against a second webrtcbin that plays the advisor's
 * browser. */
typedef struct
{
  Door door;
  VdAnswerer *advisor;
  char *call;
  guint peer;
  guint passed; /* candidates of the kiosk */
  guint passer;
  VdAnswerer *guest; /* who joins, under this call; set by a test */
  char *guest_call;
  gboolean is_forged; /* the advisor's answers name the certificate of somebody else */
} Talk;

void talk_set_up (Talk *talk, gconstpointer unused);
void talk_tear_down (Talk *talk, gconstpointer unused);
/* Rings: the kiosk offers, the advisor's side answers; the gates are shut. */
void talk_ring (Talk *talk, const char *contact, const char *call);
/* Another page of the advisor's takes it; the one before is gone. */
void talk_take_offer (Talk *talk, const VdMessage *offer);
void talk_accept (Talk *talk); /* until TALKING */
void talk_begin (Talk *talk);  /* from IDLE to TALKING, contact "c1", call "k1" */
const char *talk_text (const VdMessage *message, const char *member);

G_END_DECLS
