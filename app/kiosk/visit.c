/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-visit"

#include "visit.h"

/*
 *  STARTING ──► IDLE ──► REASON ──► WAITING ◄──► CONNECTING ──► TALKING ──► FRAMING ◄──► REVIEW ◄──► SENDING
 *      │        ▲  ▲        │          │             │            ▲ │          │           │            │
 *      ▼        ▼  │        │          │             │            └─┼──────────┴───────────┴────────────┘
 *    OUT_OF_ORDER  │        ▼          ▼             ▼              ▼   (every state of a visit may end it)
 *                  └──────────────────────────── FAREWELL         CORNERS ◄──► REVIEW, and CORNERS ──► TALKING
 */
#define TO(state) (1u << VD_VISIT_##state)
static const guint edges[] = {
  [VD_VISIT_STARTING] = TO (IDLE) | TO (OUT_OF_ORDER),
  [VD_VISIT_IDLE] = TO (REASON) | TO (OUT_OF_ORDER),
  [VD_VISIT_REASON] = TO (WAITING) | TO (IDLE) | TO (FAREWELL),
  [VD_VISIT_WAITING] = TO (CONNECTING) | TO (FAREWELL),
  [VD_VISIT_CONNECTING] = TO (TALKING) | TO (WAITING) | TO (FAREWELL),
  [VD_VISIT_TALKING] = TO (FRAMING) | TO (FAREWELL),
  [VD_VISIT_FRAMING] = TO (REVIEW) | TO (TALKING) | TO (FAREWELL),
  [VD_VISIT_REVIEW] = TO (FRAMING) | TO (CORNERS) | TO (SENDING) | TO (TALKING) | TO (FAREWELL),
  [VD_VISIT_CORNERS] = TO (REVIEW) | TO (TALKING) | TO (FAREWELL),
  /* FRAMING: the advisor may refuse the paper before the last answer to the upload is back. */
  [VD_VISIT_SENDING] = TO (TALKING) | TO (REVIEW) | TO (FRAMING) | TO (FAREWELL),
  [VD_VISIT_FAREWELL] = TO (IDLE),
  [VD_VISIT_OUT_OF_ORDER] = TO (IDLE),
};
#undef TO

/* How long a fact lives. */
typedef enum
{
  LIVES_ON,      /* the desk's and the devices': nothing of the visitor in it */
  LIVES_A_CALL,  /* gone as soon as the farewell begins */
  LIVES_A_VISIT, /* what the farewell screen still says; gone at IDLE */
} Lifetime;

typedef GType (*TypeFunc) (void);

typedef struct
{
  const char *name;
  Lifetime lifetime;
  GType fundamental; /* 0: ask @type */
  TypeFunc type;
  int start; /* of booleans, numbers and enums; objects and texts start as NULL */
} Fact;

static const Fact facts[] = {
  { "online", LIVES_ON, G_TYPE_BOOLEAN },
  { "desk-state", LIVES_ON, 0, vd_desk_state_get_type },
  { "desk-waiting", LIVES_ON, G_TYPE_UINT },
  { "desk-wait-min", LIVES_ON, G_TYPE_INT, NULL, -1 },
  { "desk-wait-max", LIVES_ON, G_TYPE_INT, NULL, -1 },
  { "opens-at", LIVES_ON, G_TYPE_STRING },
  { "reasons", LIVES_ON, 0, g_strv_get_type },
  { "site", LIVES_ON, G_TYPE_STRING },
  { "camera-state", LIVES_ON, 0, vd_device_state_get_type },
  { "microphone-state", LIVES_ON, 0, vd_device_state_get_type },
  { "speaker-state", LIVES_ON, 0, vd_device_state_get_type },
  { "document-camera-missing", LIVES_ON, G_TYPE_BOOLEAN },
  { "scanner-available", LIVES_ON, G_TYPE_BOOLEAN },
  { "language", LIVES_A_VISIT, G_TYPE_STRING },

  { "ticket", LIVES_A_CALL, G_TYPE_STRING },
  { "position", LIVES_A_CALL, G_TYPE_UINT },
  { "wait-min", LIVES_A_CALL, G_TYPE_INT, NULL, -1 },
  { "wait-max", LIVES_A_CALL, G_TYPE_INT, NULL, -1 },
  { "ringing", LIVES_A_CALL, G_TYPE_BOOLEAN },
  { "rejoined", LIVES_A_CALL, G_TYPE_BOOLEAN },

  { "advisor-name", LIVES_A_CALL, G_TYPE_STRING },
  { "advisor-present", LIVES_A_CALL, G_TYPE_BOOLEAN, NULL, TRUE },
  { "call-trouble", LIVES_A_CALL, 0, vd_call_trouble_get_type },
  { "microphone-on", LIVES_A_CALL, G_TYPE_BOOLEAN, NULL, TRUE },
  { "camera-on", LIVES_A_CALL, G_TYPE_BOOLEAN, NULL, TRUE },
  { "microphone-level", LIVES_A_CALL, G_TYPE_UINT },
  { "microphone-deaf", LIVES_A_CALL, G_TYPE_BOOLEAN },
  { "advisor-microphone-on", LIVES_A_CALL, G_TYPE_BOOLEAN, NULL, TRUE },
  { "advisor-camera-on", LIVES_A_CALL, G_TYPE_BOOLEAN, NULL, TRUE },
  { "self-view", LIVES_A_CALL, 0, vd_feed_get_type },
  { "remote-view", LIVES_A_CALL, 0, vd_feed_get_type },

  { "guest-as", LIVES_A_CALL, G_TYPE_STRING },
  { "guest-name", LIVES_A_CALL, G_TYPE_STRING },
  { "guest-joined", LIVES_A_CALL, G_TYPE_BOOLEAN },
  { "guest-camera-on", LIVES_A_CALL, G_TYPE_BOOLEAN, NULL, TRUE },
  { "guest-view", LIVES_A_CALL, 0, vd_feed_get_type },

  { "writing", LIVES_A_CALL, G_TYPE_BOOLEAN },
  { "last-written", LIVES_A_CALL, G_TYPE_STRING },

  { "paper-kind", LIVES_A_CALL, G_TYPE_STRING },
  { "paper-note", LIVES_A_CALL, G_TYPE_STRING },
  { "paper-sides", LIVES_A_CALL, G_TYPE_UINT, NULL, 1 },
  { "paper-back", LIVES_A_CALL, 0, vd_paper_back_get_type },
  { "paper-show-only", LIVES_A_CALL, G_TYPE_BOOLEAN },
  { "paper-shared", LIVES_A_CALL, G_TYPE_BOOLEAN },
  { "pointer-x", LIVES_A_CALL, G_TYPE_DOUBLE },
  { "pointer-y", LIVES_A_CALL, G_TYPE_DOUBLE },
  { "pointer-count", LIVES_A_CALL, G_TYPE_UINT },
  { "paper-refusal", LIVES_A_CALL, G_TYPE_STRING },
  { "paper-refusal-note", LIVES_A_CALL, G_TYPE_STRING },
  { "paper-view", LIVES_A_CALL, 0, vd_feed_get_type },
  { "document-camera", LIVES_A_CALL, 0, vd_document_camera_get_type },
  { "adjusted-page", LIVES_A_CALL, 0, vd_page_get_type },
  { "taking", LIVES_A_CALL, G_TYPE_BOOLEAN },
  { "auto-take", LIVES_A_CALL, G_TYPE_DOUBLE },
  { "paper-trouble", LIVES_A_CALL, 0, vd_paper_trouble_get_type },
  { "sent-bytes", LIVES_A_CALL, G_TYPE_UINT64 },
  { "total-bytes", LIVES_A_CALL, G_TYPE_UINT64 },
  { "paper-judging", LIVES_A_CALL, G_TYPE_BOOLEAN },
  { "paper-accepted", LIVES_A_CALL, G_TYPE_BOOLEAN },

  { "call-back", LIVES_A_CALL, 0, vd_call_back_get_type },
  { "call-back-shown", LIVES_A_CALL, G_TYPE_BOOLEAN },
  { "telephone", LIVES_A_CALL, G_TYPE_STRING },
  { "telephone-tried", LIVES_A_CALL, G_TYPE_BOOLEAN },

  { "end", LIVES_A_VISIT, 0, vd_visit_end_get_type },
  { "papers-sent", LIVES_A_VISIT, G_TYPE_UINT },
  { "pages-sent", LIVES_A_VISIT, G_TYPE_UINT },
  { "receipts", LIVES_A_VISIT, G_TYPE_STRING },
  { "erased", LIVES_A_VISIT, G_TYPE_BOOLEAN },
  { "leaving-in", LIVES_A_CALL, G_TYPE_UINT },
};

enum
{
  PROP_STATE = G_N_ELEMENTS (facts) + 1, /* facts[i] is property i + 1 */
  PROP_PAGES,
  PROP_TURNS,
  PROP_DEFAULT_LANGUAGE,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

struct _VdVisit
{
  GObject parent_instance;

  VdVisitState state;
  char *default_language;
  GListStore *pages;
  GListStore *turns;
  GValue values[G_N_ELEMENTS (facts)];
};

G_DEFINE_ENUM_TYPE (VdVisitState, vd_visit_state, G_DEFINE_ENUM_VALUE (VD_VISIT_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_IDLE, "idle"), G_DEFINE_ENUM_VALUE (VD_VISIT_REASON, "reason"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_TALKING, "talking"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_FRAMING, "framing"), G_DEFINE_ENUM_VALUE (VD_VISIT_REVIEW, "review"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_CORNERS, "corners"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_SENDING, "sending"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_FAREWELL, "farewell"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_OUT_OF_ORDER, "out-of-order"))

G_DEFINE_ENUM_TYPE (VdVisitEnd, vd_visit_end, G_DEFINE_ENUM_VALUE (VD_VISIT_END_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_END_DONE, "done"), G_DEFINE_ENUM_VALUE (VD_VISIT_END_LEFT, "left"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_END_WALKED_AWAY, "walked-away"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_END_NOBODY, "nobody"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_END_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_END_CALL_LOST, "call-lost"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_END_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_END_UNSAFE, "unsafe"),
                    G_DEFINE_ENUM_VALUE (VD_VISIT_END_CALL_BACK, "call-back"))

G_DEFINE_ENUM_TYPE (VdCallBack, vd_call_back, G_DEFINE_ENUM_VALUE (VD_CALL_BACK_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_BACK_OFFERED, "offered"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_BACK_SENDING, "sending"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_BACK_GIVEN, "given"),
                    G_DEFINE_ENUM_VALUE (VD_CALL_BACK_REFUSED, "refused"))

G_DEFINE_ENUM_TYPE (VdDeskState, vd_desk_state, G_DEFINE_ENUM_VALUE (VD_DESK_STATE_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (VD_DESK_STATE_OPEN, "open"), G_DEFINE_ENUM_VALUE (VD_DESK_STATE_BUSY, "busy"),
                    G_DEFINE_ENUM_VALUE (VD_DESK_STATE_UNSTAFFED, "unstaffed"),
                    G_DEFINE_ENUM_VALUE (VD_DESK_STATE_CLOSED, "closed"))

G_DEFINE_ENUM_TYPE (VdPaperTrouble, vd_paper_trouble, G_DEFINE_ENUM_VALUE (VD_PAPER_TROUBLE_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (VD_PAPER_TROUBLE_NO_CAMERA, "no-camera"),
                    G_DEFINE_ENUM_VALUE (VD_PAPER_TROUBLE_NO_SOURCE, "no-source"),
                    G_DEFINE_ENUM_VALUE (VD_PAPER_TROUBLE_SCANNER_EMPTY, "scanner-empty"),
                    G_DEFINE_ENUM_VALUE (VD_PAPER_TROUBLE_SCANNER_JAM, "scanner-jam"),
                    G_DEFINE_ENUM_VALUE (VD_PAPER_TROUBLE_SCANNER_FAILED, "scanner-failed"),
                    G_DEFINE_ENUM_VALUE (VD_PAPER_TROUBLE_SEND_FAILED, "send-failed"),
                    G_DEFINE_ENUM_VALUE (VD_PAPER_TROUBLE_DESK_FULL, "desk-full"),
                    G_DEFINE_ENUM_VALUE (VD_PAPER_TROUBLE_REFUSED_BY_DESK, "refused-by-desk"),
                    G_DEFINE_ENUM_VALUE (VD_PAPER_TROUBLE_TOO_LARGE, "too-large"))

G_DEFINE_ENUM_TYPE (VdPaperBack, vd_paper_back, G_DEFINE_ENUM_VALUE (VD_PAPER_BACK_UNASKED, "unasked"),
                    G_DEFINE_ENUM_VALUE (VD_PAPER_BACK_WANTED, "wanted"),
                    G_DEFINE_ENUM_VALUE (VD_PAPER_BACK_TAKEN, "taken"),
                    G_DEFINE_ENUM_VALUE (VD_PAPER_BACK_DOUBTED, "doubted"),
                    G_DEFINE_ENUM_VALUE (VD_PAPER_BACK_NOTHING, "nothing"))

G_DEFINE_FINAL_TYPE (VdVisit, vd_visit, G_TYPE_OBJECT)

static const char *
state_nick (VdVisitState state)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (VD_TYPE_VISIT_STATE);

  return g_enum_get_value (class, state)->value_nick;
}

static GParamSpec *
fact_to_pspec (const Fact *fact)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GType type = fact->fundamental ? fact->fundamental : fact->type ();

  switch (G_TYPE_FUNDAMENTAL (type))
    {
    case G_TYPE_BOOLEAN:
      return g_param_spec_boolean (fact->name, NULL, NULL, fact->start, flags);
    case G_TYPE_UINT:
      return g_param_spec_uint (fact->name, NULL, NULL, 0, G_MAXUINT, fact->start, flags);
    case G_TYPE_INT:
      return g_param_spec_int (fact->name, NULL, NULL, -1, G_MAXINT, fact->start, flags);
    case G_TYPE_UINT64:
      return g_param_spec_uint64 (fact->name, NULL, NULL, 0, G_MAXUINT64, fact->start, flags);
    case G_TYPE_DOUBLE:
      return g_param_spec_double (fact->name, NULL, NULL, 0, 1, fact->start, flags);
    case G_TYPE_STRING:
      return g_param_spec_string (fact->name, NULL, NULL, NULL, flags);
    case G_TYPE_ENUM:
      return g_param_spec_enum (fact->name, NULL, NULL, type, fact->start, flags);
    case G_TYPE_BOXED:
      return g_param_spec_boxed (fact->name, NULL, NULL, type, flags);
    case G_TYPE_OBJECT:
      return g_param_spec_object (fact->name, NULL, NULL, type, flags);
    default:
      g_assert_not_reached ();
    }
}

static void
forget (VdVisit *self, Lifetime lifetime)
{
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      if (facts[i].lifetime == lifetime)
        g_object_set_property (G_OBJECT (self), facts[i].name, g_param_spec_get_default_value (props[i + 1]));
    }
  if (lifetime == LIVES_A_VISIT)
    g_object_set (self, "language", self->default_language, NULL);
  if (lifetime != LIVES_A_CALL)
    return;
  g_list_store_remove_all (self->pages);
  g_list_store_remove_all (self->turns);
}

static void
vd_visit_constructed (GObject *object)
{
  VdVisit *self = VD_VISIT (object);

  G_OBJECT_CLASS (vd_visit_parent_class)->constructed (object);
  g_object_set (self, "language", self->default_language, NULL);
}

static void
vd_visit_dispose (GObject *object)
{
  VdVisit *self = VD_VISIT (object);

  g_list_store_remove_all (self->pages);
  g_list_store_remove_all (self->turns);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    g_value_reset (&self->values[i]);
  G_OBJECT_CLASS (vd_visit_parent_class)->dispose (object);
}

static void
vd_visit_finalize (GObject *object)
{
  VdVisit *self = VD_VISIT (object);

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    g_value_unset (&self->values[i]);
  g_clear_object (&self->pages);
  g_clear_object (&self->turns);
  g_clear_pointer (&self->default_language, g_free);
  G_OBJECT_CLASS (vd_visit_parent_class)->finalize (object);
}

static void
vd_visit_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VdVisit *self = VD_VISIT (object);

  if (id == PROP_STATE)
    g_value_set_enum (value, self->state);
  else if (id == PROP_PAGES)
    g_value_set_object (value, self->pages);
  else if (id == PROP_TURNS)
    g_value_set_object (value, self->turns);
  else
    g_value_copy (&self->values[id - 1], value);
}

static void
vd_visit_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VdVisit *self = VD_VISIT (object);

  if (id == PROP_DEFAULT_LANGUAGE)
    {
      self->default_language = g_value_dup_string (value);
      return;
    }
  if (g_param_values_cmp (pspec, &self->values[id - 1], value) == 0)
    return;
  g_value_copy (value, &self->values[id - 1]);
  g_object_notify_by_pspec (object, pspec);
}

static void
vd_visit_class_init (VdVisitClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->constructed = vd_visit_constructed;
  object_class->dispose = vd_visit_dispose;
  object_class->finalize = vd_visit_finalize;
  object_class->get_property = vd_visit_get_property;
  object_class->set_property = vd_visit_set_property;

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    props[i + 1] = fact_to_pspec (&facts[i]);
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, VD_TYPE_VISIT_STATE, VD_VISIT_STARTING,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_PAGES] =
      g_param_spec_object ("pages", NULL, NULL, G_TYPE_LIST_MODEL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_TURNS] =
      g_param_spec_object ("turns", NULL, NULL, G_TYPE_LIST_MODEL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_DEFAULT_LANGUAGE] = g_param_spec_string (
      "default-language", NULL, NULL, "fr", G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vd_visit_init (VdVisit *self)
{
  self->pages = g_list_store_new (VD_TYPE_PAGE);
  self->turns = g_list_store_new (VD_TYPE_TEXT_TURN);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      g_value_init (&self->values[i], G_PARAM_SPEC_VALUE_TYPE (props[i + 1]));
      g_value_copy (g_param_spec_get_default_value (props[i + 1]), &self->values[i]);
    }
}

VdVisit *
vd_visit_new (const char *default_language)
{
  return g_object_new (VD_TYPE_VISIT, "default-language", default_language, NULL);
}

VdVisitState
vd_visit_get_state (VdVisit *self)
{
  g_return_val_if_fail (VD_IS_VISIT (self), VD_VISIT_STARTING);
  return self->state;
}

GListStore *
vd_visit_get_pages (VdVisit *self)
{
  g_return_val_if_fail (VD_IS_VISIT (self), NULL);
  return self->pages;
}

guint
vd_visit_count_pages (VdVisit *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (vd_visit_get_pages (self)));
}

GListStore *
vd_visit_get_turns (VdVisit *self)
{
  g_return_val_if_fail (VD_IS_VISIT (self), NULL);
  return self->turns;
}

gboolean
vd_visit_can_move (VdVisitState from, VdVisitState to)
{
  if ((guint)from >= G_N_ELEMENTS (edges) || (guint)to >= G_N_ELEMENTS (edges))
    return FALSE;
  return (edges[from] & (1u << to)) != 0;
}

gboolean
vd_visit_move (VdVisit *self, VdVisitState to, const char *why)
{
  VdVisitState from;

  g_return_val_if_fail (VD_IS_VISIT (self), FALSE);
  g_return_val_if_fail ((guint)to < G_N_ELEMENTS (edges), FALSE);

  from = self->state;
  if (!vd_visit_can_move (from, to))
    {
      g_warning ("refused: %s → %s (%s)", state_nick (from), state_nick (to), why);
      return FALSE;
    }
  g_message ("%s → %s (%s)", state_nick (from), state_nick (to), why);

  /* A screen must never see the new state with the last visit's facts. */
  g_object_freeze_notify (G_OBJECT (self));
  self->state = to;
  if (to == VD_VISIT_FAREWELL || to == VD_VISIT_IDLE)
    forget (self, LIVES_A_CALL);
  if (to == VD_VISIT_IDLE)
    forget (self, LIVES_A_VISIT);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  g_object_thaw_notify (G_OBJECT (self));
  return TRUE;
}
