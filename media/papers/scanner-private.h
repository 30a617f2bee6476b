/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "scanner.h"

G_BEGIN_DECLS

/* For tests: how long a driver may say nothing, in seconds. */
void vd_scanner_set_patience (VdScanner *self, guint probe_s, guint scan_s);

G_END_DECLS
