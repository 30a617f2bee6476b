/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "uplink.h"

struct _VdUplink
{
  GObject parent_instance;

  VdCamera *camera;
  VdSound *sound;
  VdCommonRate *rate;
  VdRatePlan plan;
  int rung;
  guint guard;
  guint n_peers;
  gboolean is_signed;
};

enum
{
  PROP_0,
  PROP_VIDEO_PAUSED,
  PROP_SIGNED_CONVERSATION,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VdUplink, vd_uplink, G_TYPE_OBJECT)

static void
log_step (VdUplink *self, int rung)
{
  if (rung == VD_RATE_LADDER_AUDIO_ONLY)
    g_message ("uplink: no room for a picture, the voice goes on");
  else
    g_message ("uplink: picture %d×%d, %d a second, of %u kbit/s", self->plan.width, self->plan.height, self->plan.fps,
               self->plan.video_bps / 1000);
}

static gboolean
is_same (const VdRatePlan *one, const VdRatePlan *other)
{
  return one->video_on == other->video_on && one->video_bps == other->video_bps && one->width == other->width &&
         one->height == other->height && one->fps == other->fps && one->audio_bps == other->audio_bps;
}

static void
apply (VdUplink *self)
{
  VdRatePlan plan = vd_common_rate_step (self->rate, g_get_monotonic_time ());
  int rung = vd_common_rate_get_rung (self->rate);
  gboolean was_on = self->plan.video_on;
  guint guard = vd_common_rate_get_guard (self->rate);

  if (is_same (&plan, &self->plan) && guard == self->guard)
    return;
  self->guard = guard;
  self->plan = plan;
  vd_camera_set_plan (self->camera, &plan);
  vd_sound_set_rate (self->sound, plan.audio_bps, guard);
  if (rung != self->rung)
    log_step (self, rung);
  self->rung = rung;
  if (was_on != plan.video_on)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VIDEO_PAUSED]);
}

static void
vd_uplink_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  VdUplink *self = VD_UPLINK (object);

  g_value_set_boolean (value, id == PROP_VIDEO_PAUSED ? !self->plan.video_on : self->is_signed);
}

static void
vd_uplink_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  VdUplink *self = VD_UPLINK (object);

  if (self->is_signed == g_value_get_boolean (value))
    return;
  self->is_signed = g_value_get_boolean (value);
  vd_common_rate_set_signed (self->rate, self->is_signed);
  apply (self);
  g_object_notify_by_pspec (object, spec);
}

static void
vd_uplink_dispose (GObject *object)
{
  VdUplink *self = VD_UPLINK (object);

  g_clear_object (&self->camera);
  g_clear_object (&self->sound);

  G_OBJECT_CLASS (vd_uplink_parent_class)->dispose (object);
}

static void
vd_uplink_finalize (GObject *object)
{
  vd_common_rate_free (VD_UPLINK (object)->rate);

  G_OBJECT_CLASS (vd_uplink_parent_class)->finalize (object);
}

static void
vd_uplink_class_init (VdUplinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vd_uplink_get_property;
  object_class->set_property = vd_uplink_set_property;
  object_class->dispose = vd_uplink_dispose;
  object_class->finalize = vd_uplink_finalize;

  props[PROP_VIDEO_PAUSED] =
      g_param_spec_boolean ("video-paused", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_SIGNED_CONVERSATION] = g_param_spec_boolean (
      "signed-conversation", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vd_uplink_init (VdUplink *self)
{
}

VdUplink *
vd_uplink_new (VdCamera *camera, VdSound *sound, const VdStudioSettings *settings)
{
  VdUplink *self = g_object_new (VD_TYPE_UPLINK, NULL);
  const VdRateLadderConfig config = { .width = settings->width, .height = settings->height, .fps = settings->fps };

  self->camera = g_object_ref (camera);
  self->sound = g_object_ref (sound);
  self->rate = vd_common_rate_new (&config);
  apply (self);
  return self;
}

guint
vd_uplink_join (VdUplink *self, gconstpointer peer)
{
  guint start_bps = vd_common_rate_get_start_bps (self->rate);

  self->n_peers++;
  vd_common_rate_join (self->rate, peer, g_get_monotonic_time ());
  apply (self);
  return start_bps;
}

void
vd_uplink_tell (VdUplink *self, gconstpointer peer, const VdLineNews *news)
{
  vd_common_rate_tell (self->rate, peer, news, g_get_monotonic_time ());
  apply (self);
}

void
vd_uplink_leave (VdUplink *self, gconstpointer peer)
{
  vd_common_rate_leave (self->rate, peer);
  if (--self->n_peers == 0)
    g_object_set (self, "signed-conversation", FALSE, NULL);
  apply (self);
}

VdRatePlan
vd_uplink_get_plan (VdUplink *self)
{
  return self->plan;
}

int
vd_uplink_get_rung (VdUplink *self)
{
  return self->rung;
}

gboolean
vd_uplink_is_video_paused (VdUplink *self)
{
  return !self->plan.video_on;
}
