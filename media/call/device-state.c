/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "device-state.h"

#include "device-source.h"

/*            open, first buffer
 *   CLOSED ─────────────────────► WORKING ──┐ stall, error
 *     │  └──► UNUSED                 ▲      ▼
 *     └─────► MISSING ◄────────────► FAILED (camera: tried again every 3 s)
 *   Every state goes back to CLOSED with the visit. */
#define BIT(state) (1u << VD_DEVICE_STATE_##state)
static const guint edges[] = {
  [VD_DEVICE_STATE_CLOSED] = BIT (WORKING) | BIT (MISSING) | BIT (FAILED) | BIT (UNUSED),
  [VD_DEVICE_STATE_WORKING] = BIT (CLOSED) | BIT (FAILED),
  [VD_DEVICE_STATE_MISSING] = BIT (CLOSED) | BIT (FAILED) | BIT (WORKING),
  [VD_DEVICE_STATE_FAILED] = BIT (CLOSED) | BIT (MISSING) | BIT (WORKING),
  [VD_DEVICE_STATE_UNUSED] = BIT (CLOSED),
};
#undef BIT

G_DEFINE_ENUM_TYPE (VdDeviceState, vd_device_state, G_DEFINE_ENUM_VALUE (VD_DEVICE_STATE_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (VD_DEVICE_STATE_WORKING, "working"),
                    G_DEFINE_ENUM_VALUE (VD_DEVICE_STATE_MISSING, "missing"),
                    G_DEFINE_ENUM_VALUE (VD_DEVICE_STATE_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (VD_DEVICE_STATE_UNUSED, "unused"))

gboolean
vd_device_state_can_change (VdDeviceState from, VdDeviceState to)
{
  return (edges[from] & (1u << to)) != 0;
}

const char *
vd_device_state_to_nick (VdDeviceState state)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (VD_TYPE_DEVICE_STATE);

  return g_enum_get_value (klass, state)->value_nick;
}

VdDeviceState
vd_device_state_from_error (const GError *error)
{
  if (g_error_matches (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_NONE_CONFIGURED))
    return VD_DEVICE_STATE_UNUSED;
  if (g_error_matches (error, VD_DEVICE_ERROR, VD_DEVICE_ERROR_NOT_FOUND))
    return VD_DEVICE_STATE_MISSING;
  return VD_DEVICE_STATE_FAILED;
}
