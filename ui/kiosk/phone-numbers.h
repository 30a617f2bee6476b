/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The numbers that answer when nobody does here. */
#define VD_TYPE_PHONE_NUMBERS (vd_phone_numbers_get_type ())
G_DECLARE_FINAL_TYPE (VdPhoneNumbers, vd_phone_numbers, VD, PHONE_NUMBERS, GtkBox)

G_END_DECLS
