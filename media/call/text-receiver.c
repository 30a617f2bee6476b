/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "text-receiver.h"

#include "t140.h"

#define WAYS_MAX 4

typedef struct
{
  guint peer;
  guint64 first; /* position it was asked for from */
  guint64 next;  /* position of the next character that comes through it */
} Way;

struct _VdTextReceiver
{
  guint64 have;
  GArray *ways;
};

VdTextReceiver *
vd_text_receiver_new (void)
{
  VdTextReceiver *self = g_new0 (VdTextReceiver, 1);

  self->ways = g_array_new (FALSE, FALSE, sizeof (Way));
  return self;
}

void
vd_text_receiver_free (VdTextReceiver *self)
{
  g_array_unref (self->ways);
  g_free (self);
}

guint64
vd_text_receiver_get_have (VdTextReceiver *self)
{
  return self->have;
}

static Way *
find (VdTextReceiver *self, guint peer)
{
  for (guint i = 0; i < self->ways->len; i++)
    if (g_array_index (self->ways, Way, i).peer == peer)
      return &g_array_index (self->ways, Way, i);
  return NULL;
}

guint64
vd_text_receiver_listen (VdTextReceiver *self, guint peer)
{
  Way way = { peer, self->have, self->have };

  if (find (self, peer))
    return find (self, peer)->first;
  if (self->ways->len == WAYS_MAX)
    g_array_remove_index (self->ways, 0);
  g_array_append_val (self->ways, way);
  return way.first;
}

void
vd_text_receiver_stop (VdTextReceiver *self, guint peer)
{
  for (guint i = 0; i < self->ways->len; i++)
    if (g_array_index (self->ways, Way, i).peer == peer)
      {
        g_array_remove_index (self->ways, i);
        return;
      }
}

/* @next: in, the position of the first character; out, of what follows. A byte order mark has none. */
static char *
take_new (VdTextReceiver *self, const char *text, guint64 *next)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *fresh = g_string_new ("");

  for (const char *at = valid; *at; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == VD_T140_MARK)
        continue;
      if ((*next)++ < self->have)
        continue;
      self->have = *next;
      g_string_append_unichar (fresh, c);
    }
  return g_string_free (fresh, FALSE);
}

char *
vd_text_receiver_take (VdTextReceiver *self, guint peer, const char *text)
{
  Way *way = find (self, peer);

  return way ? take_new (self, text, &way->next) : g_strdup ("");
}

char *
vd_text_receiver_take_piece (VdTextReceiver *self, guint64 from, const char *text)
{
  return from > self->have ? NULL : take_new (self, text, &from);
}
