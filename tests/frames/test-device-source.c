/* SPDX-License-Identifier: EUPL-1.2 */
#include "device-source.h"

static const struct
{
  const char *name;
  VdDeviceKind kind;
  const char *setting;
  int code; /* -1: an element comes */
} cases[] = {
  { "camera-description", VD_DEVICE_CAMERA, "videotestsrc is-live=true pattern=ball", -1 },
  { "camera-one-word", VD_DEVICE_CAMERA, "videotestsrc", -1 },
  { "camera-chain", VD_DEVICE_CAMERA, "videotestsrc ! videoconvert ! video/x-raw,format=I420", -1 },
  { "microphone-description", VD_DEVICE_MICROPHONE, "audiotestsrc is-live=true", -1 },
  { "speaker-description", VD_DEVICE_SPEAKER, "fakesink sync=true", -1 },
  { "none", VD_DEVICE_CAMERA, "none", VD_DEVICE_ERROR_NONE_CONFIGURED },
  { "no-such-name", VD_DEVICE_CAMERA, "A camera nobody makes", VD_DEVICE_ERROR_NOT_FOUND },
  { "no-such-path", VD_DEVICE_CAMERA, "/dev/video-nobody", VD_DEVICE_ERROR_NOT_FOUND },
  { "path-of-sound", VD_DEVICE_MICROPHONE, "/dev/snd/pcmC0D0c", VD_DEVICE_ERROR_BAD_DESCRIPTION },
  { "mistyped-element", VD_DEVICE_CAMERA, "videotestsrcc is-live=true", VD_DEVICE_ERROR_BAD_DESCRIPTION },
  { "mistyped-property", VD_DEVICE_CAMERA, "videotestsrc is-life=true", VD_DEVICE_ERROR_BAD_DESCRIPTION },
  { "sink-as-camera", VD_DEVICE_CAMERA, "fakesink", VD_DEVICE_ERROR_BAD_DESCRIPTION },
  { "source-as-speaker", VD_DEVICE_SPEAKER, "audiotestsrc", VD_DEVICE_ERROR_BAD_DESCRIPTION },
  { "filter-as-camera", VD_DEVICE_CAMERA, "videoconvert", VD_DEVICE_ERROR_BAD_DESCRIPTION },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) element = vd_device_make_element (cases[i].kind, cases[i].setting, &error);

  if (cases[i].code < 0)
    {
      g_assert_no_error (error);
      g_assert_true (g_object_is_floating (element));
      gst_object_ref_sink (element);
      return;
    }
  g_assert_null (element);
  g_assert_error (error, VD_DEVICE_ERROR, cases[i].code);
  g_assert_nonnull (strstr (error->message, cases[i].setting));
}

/* Reading the settings complains about mistakes only: a device that is not plugged in now may come later. */
static void
test_check (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  gboolean ok = vd_device_check_setting (cases[i].kind, cases[i].setting, &error);

  if (cases[i].code == VD_DEVICE_ERROR_BAD_DESCRIPTION)
    {
      g_assert_false (ok);
      g_assert_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_BAD_DESCRIPTION);
    }
  else
    {
      g_assert_no_error (error);
      g_assert_true (ok);
    }
}

static void
test_empty (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (vd_device_check_setting (VD_DEVICE_CAMERA, "", &error));
  g_assert_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_BAD_DESCRIPTION);
}

/* With or without a device, "auto" gives an element or says that none is plugged in. */
static void
test_auto (void)
{
  for (VdDeviceKind kind = VD_DEVICE_CAMERA; kind <= VD_DEVICE_SPEAKER; kind++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GstElement) element = vd_device_make_element (kind, "auto", &error);

      if (element)
        gst_object_ref_sink (element);
      else
        g_assert_error (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_NOT_FOUND);
    }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *make = g_strdup_printf ("/frames/device-source/make/%s", cases[i].name);
      g_autofree char *check = g_strdup_printf ("/frames/device-source/check/%s", cases[i].name);

      g_test_add_data_func (make, GUINT_TO_POINTER (i), test_case);
      g_test_add_data_func (check, GUINT_TO_POINTER (i), test_check);
    }
  g_test_add_func ("/frames/device-source/check/empty", test_empty);
  g_test_add_func ("/frames/device-source/auto", test_auto);
  return g_test_run ();
}
