/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <gio/gio.h>

/* A network scanner (eSCL, as sane-airscan speaks it) on the loop-back interface, that misbehaves on request. */
typedef enum
{
  MOCK_GOOD,
  MOCK_NO_CAPABILITIES,   /* answers them with a page of its own website */
  MOCK_SILENT,            /* takes the connection, and never says a word */
  MOCK_JAM,
  MOCK_COVER_OPEN,
  MOCK_BUSY,              /* 503: somebody else scans */
  MOCK_HANGS_IN_PAGE,     /* half of a page, then nothing, the connection open */
  MOCK_DIES_IN_PAGE,      /* half of a page, then the connection is gone */
  MOCK_GONE,              /* began a job, and does not answer any more (unplugged) */
  MOCK_CUT_JPEG,          /* says that all is well, and the page ends in its middle */
  MOCK_NO_JPEG,           /* "image/jpeg", and then HTML */
  MOCK_WRONG_TYPE,        /* HTML, and says so */
  MOCK_OTHER_SIZE,        /* a page a quarter as long as was asked for */
  MOCK_BOMB,              /* a head of 65,000 × 65,000 pixels */
  MOCK_NO_JOB_ADDRESS,    /* 201 without a Location */
} MockWay;

typedef struct _MockEscl MockEscl;

MockEscl *mock_escl_new (void);
void mock_escl_free (MockEscl *self);
guint16 mock_escl_get_port (MockEscl *self);
/* How the next scan goes. @sheets: in the feeder. @has_glass: there is a flatbed as well. */
void mock_escl_set (MockEscl *self, MockWay way, int sheets, gboolean has_glass);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MockEscl, mock_escl_free)
