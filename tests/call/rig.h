/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "device-state.h"
#include "answerer.h"
#include "call.h"

G_BEGIN_DECLS

/* A studio with test devices, a call, and an answerer for each peer the call makes, joined by direct signalling. */
typedef struct
{
  VdStudio *studio;
  VdCall *call;
  VdAnswerer *answerer; /* of the newest peer */
  guint peer;
  GPtrArray *past;                                    /* answerers of earlier peers */
  char *offer, *answer;                               /* the newest */
  GString *edges;                                     /* "preparing offered …": the states the call went through */
  char *(*tamper) (char *);                           /* (nullable) changes the answer on its way */
  void (*meet) (VdAnswerer *answerer, gpointer data); /* (nullable) before it takes the offer */
  gpointer meet_data;
  gboolean withhold_answer;
  gboolean answerer_listens; /* sends nothing */
  guint candidates, relayed, ends;
  gboolean is_deaf; /* passes nothing to a new answerer: the line is cut */
  struct
  {
    guint64 audio, video, shown; /* packets that the answerer had, frames on our screen */
  } before;                      /* for conditions that ask whether there are more: the test notes them */
} VdRig;

void vd_rig_open (VdRig *rig, const VdStudioSettings *settings);
void vd_rig_call (VdRig *rig, const VdIceConfig *ice);
void vd_rig_hang_up (VdRig *rig); /* if need be, waits for ENDED, checks that the call is finalised */
void vd_rig_close (VdRig *rig);   /* hangs up and closes the studio likewise */

typedef gboolean (*VdCondition) (VdRig *rig);
/* Iterates the main context until @condition holds; the test fails after @seconds. */
void vd_rig_wait (VdRig *rig, VdCondition condition, guint seconds);
void vd_rig_wait_state (VdRig *rig, VdCallState state);
/* Of the studio: "camera-state", "microphone-state" or "speaker-state". The test fails if it does not come in a minute.
 */
VdDeviceState vd_rig_get_device (VdRig *rig, const char *name);
void vd_rig_wait_device (VdRig *rig, const char *name, VdDeviceState state);
/* Iterates for a time in which something must not happen. */
void vd_rig_let_pass (guint ms);

/* Of a folder: /proc/self/fd, /proc/self/task. */
guint vd_rig_count_entries (const char *path);

extern const VdStudioSettings vd_rig_settings;

G_END_DECLS
