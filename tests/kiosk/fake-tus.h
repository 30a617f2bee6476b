/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A tus server for tests that misbehaves byte by byte as it is told; apart from that it keeps the protocol and checks that the client
 * does. It runs in threads of its own and shares nothing with libsoup. */
typedef struct _FakeTus FakeTus;

typedef enum
{
  TUS_AS_IT_SHOULD,
  TUS_CUT_REQUEST, /* closes after .bytes of the body, keeping none of them */
  TUS_KEEP_AND_CUT, /* takes the whole request, then closes without an answer */
  TUS_STATUS,       /* answers .status and does nothing */
  TUS_FORGET,       /* answers .status and the upload is gone */
  TUS_OFFSET,       /* takes it, but answers Upload-Offset: .bytes */
  TUS_NO_OFFSET,    /* takes it, but answers no Upload-Offset */
  TUS_SPOIL,        /* damages the piece on its way: its checksum fails, 460 */
  TUS_LOCATION,     /* creation: answers Location: .text */
  TUS_SLOW,         /* takes it in small sips over 300 ms */
  TUS_HANG,         /* takes it, keeps nothing and says nothing for 3 s */
} TusFault;

typedef struct
{
  const char *method; /* of the request it is for; NULL ends a list */
  TusFault fault;
  gsize bytes;
  guint status;
  const char *text;
} TusTurn;

/* @turns: what happens to the 1st, 2nd … request of each method; afterwards all is as it should be. Borrowed. */
FakeTus *fake_tus_new (const TusTurn *turns);
void fake_tus_free (FakeTus *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeTus, fake_tus_free)
GUri *fake_tus_get_collection (FakeTus *self); /* (transfer full) */
GBytes *fake_tus_get_file (FakeTus *self);     /* (transfer full) what is stored of the last upload */
char *fake_tus_get_metadata (FakeTus *self);   /* (transfer full) */
guint fake_tus_count (FakeTus *self, const char *method);
gsize fake_tus_get_received (FakeTus *self);   /* bytes of all PATCH bodies, kept or not */

G_END_DECLS
