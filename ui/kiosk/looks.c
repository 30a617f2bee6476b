/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "looks.h"
#include "visit.h"

/* Side by side on a wide screen, one below the other on a high one. */
static GtkOrientation
arrange_columns (gpointer self, gboolean portrait)
{
  return portrait ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;
}

static GtkOrientation
arrange_rows (gpointer self, gboolean portrait)
{
  return portrait ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL;
}

/* On a high screen the side column lies below, and its pictures would take the whole width. */
static GtkAlign
align_tile (gpointer self, gboolean portrait)
{
  return portrait ? GTK_ALIGN_CENTER : GTK_ALIGN_FILL;
}

static gboolean
is_neither (gpointer self, gboolean one, gboolean other)
{
  return !one && !other;
}

static gboolean
is_without (gpointer self, gboolean one, gboolean other)
{
  return one && !other;
}

static gboolean
is_not (gpointer self, gboolean value)
{
  return !value;
}

static gboolean
is_text (gpointer self, const char *text)
{
  return text && *text;
}

static gboolean
is_counting (gpointer self, double share, gboolean is_missing)
{
  return share > 0 && !is_missing;
}

static gboolean
is_some (gpointer self, guint value)
{
  return value > 0;
}

static gboolean
is_none (gpointer self, guint value)
{
  return value == 0;
}

static gboolean
is_staffed (gpointer self, VdDeskState desk, gboolean online)
{
  return online && (desk == VD_DESK_STATE_OPEN || desk == VD_DESK_STATE_BUSY);
}

static gboolean
is_working (gpointer self, VdDeviceState device)
{
  return device == VD_DEVICE_STATE_WORKING;
}

static gboolean
is_reason (gpointer self, VdVisitState state)
{
  return state == VD_VISIT_REASON;
}

static gboolean
is_leaving_possible (gpointer self, VdVisitState state)
{
  return state >= VD_VISIT_WAITING && state <= VD_VISIT_SENDING;
}

static gboolean
is_offered (gpointer self, VdCallBack stage)
{
  return stage == VD_CALL_BACK_OFFERED;
}

static gboolean
is_given (gpointer self, VdCallBack stage)
{
  return stage == VD_CALL_BACK_SENDING || stage == VD_CALL_BACK_GIVEN;
}

static gboolean
is_refused (gpointer self, VdCallBack stage)
{
  return stage == VD_CALL_BACK_REFUSED;
}

static gboolean
is_out_of_order (gpointer self, VdVisitState state)
{
  return state == VD_VISIT_OUT_OF_ORDER;
}

static gboolean
is_bad_end (gpointer self, VdVisitEnd end)
{
  return end == VD_VISIT_END_NOBODY || end == VD_VISIT_END_CLOSED || end == VD_VISIT_END_CALL_LOST ||
         end == VD_VISIT_END_OFFLINE || end == VD_VISIT_END_UNSAFE;
}

static char *
icon_door (gpointer self, VdDeskState desk, gboolean online)
{
  if (!online)
    return g_strdup ("warning");
  if (desk == VD_DESK_STATE_OPEN)
    return g_strdup ("check");
  return g_strdup (desk == VD_DESK_STATE_BUSY || desk == VD_DESK_STATE_UNKNOWN ? "clock" : "phone");
}

static char **
classes_door (gpointer self, VdDeskState desk, gboolean online)
{
  const char *tone = !online ? "bad" : desk == VD_DESK_STATE_OPEN ? "good" : "calm";

  return g_strdupv ((char **)(const char *[]){ "card", "state", tone, NULL });
}

static char **
classes_ringing (gpointer self, gboolean ringing)
{
  return g_strdupv ((char **)(const char *[]){ "card", "state", ringing ? "good" : "calm", NULL });
}

static char *
icon_waiting (gpointer self, gboolean ringing)
{
  return g_strdup (ringing ? "phone" : "clock");
}

static char *
icon_remote (gpointer self, VdVisitState state, gboolean camera_on)
{
  return g_strdup (state != VD_VISIT_CONNECTING && !camera_on ? "camera-off" : "person");
}

static char *
icon_microphone (gpointer self, gboolean on)
{
  return g_strdup (on ? "microphone" : "microphone-off");
}

static char *
icon_camera (gpointer self, gboolean on)
{
  return g_strdup (on ? "camera" : "camera-off");
}

static char *
icon_leave (gpointer self, VdVisitState state)
{
  return g_strdup (state >= VD_VISIT_CONNECTING && state <= VD_VISIT_SENDING ? "hang-up" : "leave");
}

static char *
icon_erased (gpointer self, gboolean erased)
{
  return g_strdup (erased ? "shield" : "clock");
}

static char *
icon_pause (gpointer self, VdVisitState state)
{
  return g_strdup (state == VD_VISIT_OUT_OF_ORDER ? "wrench" : "clock");
}

void
vd_looks_bind (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_callback (klass, arrange_columns);
  gtk_widget_class_bind_template_callback (klass, arrange_rows);
  gtk_widget_class_bind_template_callback (klass, align_tile);
  gtk_widget_class_bind_template_callback (klass, is_neither);
  gtk_widget_class_bind_template_callback (klass, is_offered);
  gtk_widget_class_bind_template_callback (klass, is_given);
  gtk_widget_class_bind_template_callback (klass, is_refused);
  gtk_widget_class_bind_template_callback (klass, is_without);
  gtk_widget_class_bind_template_callback (klass, is_not);
  gtk_widget_class_bind_template_callback (klass, is_text);
  gtk_widget_class_bind_template_callback (klass, is_counting);
  gtk_widget_class_bind_template_callback (klass, is_some);
  gtk_widget_class_bind_template_callback (klass, is_none);
  gtk_widget_class_bind_template_callback (klass, is_staffed);
  gtk_widget_class_bind_template_callback (klass, is_working);
  gtk_widget_class_bind_template_callback (klass, is_reason);
  gtk_widget_class_bind_template_callback (klass, is_leaving_possible);
  gtk_widget_class_bind_template_callback (klass, is_out_of_order);
  gtk_widget_class_bind_template_callback (klass, is_bad_end);
  gtk_widget_class_bind_template_callback (klass, classes_door);
  gtk_widget_class_bind_template_callback (klass, classes_ringing);
  gtk_widget_class_bind_template_callback (klass, icon_door);
  gtk_widget_class_bind_template_callback (klass, icon_waiting);
  gtk_widget_class_bind_template_callback (klass, icon_remote);
  gtk_widget_class_bind_template_callback (klass, icon_microphone);
  gtk_widget_class_bind_template_callback (klass, icon_camera);
  gtk_widget_class_bind_template_callback (klass, icon_leave);
  gtk_widget_class_bind_template_callback (klass, icon_erased);
  gtk_widget_class_bind_template_callback (klass, icon_pause);
}
