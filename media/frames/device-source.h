/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Media devices are settings: "auto" (the best there is), a device's name as GStreamer's device monitor shows it, or a
 * part of it, or what the system calls it (PipeWire's or PulseAudio's node), a path like /dev/video2, "none", or a
 * GStreamer description ("videotestsrc is-live=true pattern=ball"), so that a test camera needs no special build. */
typedef enum
{
  VD_DEVICE_CAMERA,
  VD_DEVICE_MICROPHONE,
  VD_DEVICE_SPEAKER,
} VdDeviceKind;

#define VD_DEVICE_ERROR (vd_device_error_quark ())
GQuark vd_device_error_quark (void);
typedef enum
{
  VD_DEVICE_ERROR_NONE_CONFIGURED, /* the setting is "none" */
  VD_DEVICE_ERROR_NOT_FOUND,       /* no such device is plugged in (now) */
  VD_DEVICE_ERROR_BAD_DESCRIPTION, /* the description does not parse: a mistake of the operator */
} VdDeviceError;

/* An element (or bin) with one always pad that gives (camera, microphone) or takes (speaker) the medium.
 * @setting: as above. Main thread. The message of @error names the setting's text, for the operator. */
GstElement *vd_device_make_element (VdDeviceKind kind, const char *setting, GError **error); /* (transfer floating) */

/* The same with a memory: @preferred (nullable) is a name that was used before, taken before others that match as well.
 * @name gets the name of the device, or NULL where the setting is a path or a description. */
GstElement *vd_device_make_preferred (VdDeviceKind kind, const char *setting, const char *preferred, char **name,
                                      GError **error); /* (transfer floating) */

/* Whether @setting is "auto" or a name: what it stands for may come and go. */
gboolean vd_device_is_looked_for (const char *setting);

/* Whether @setting can be parsed at all, without opening a device: used when settings are read. */
gboolean vd_device_check_setting (VdDeviceKind kind, const char *setting, GError **error);

G_END_DECLS
