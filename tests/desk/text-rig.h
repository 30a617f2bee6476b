/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "paper-texts.h"
#include "upload-rig.h"

G_BEGIN_DECLS

/* A book whose papers get a text layer, by the real Tesseract or by what stands in for it. */
#define TESSERACT "tesseract"
#define TIMEOUT_S 120
#define TEXT_RIG_SETTING "/etc/desk.conf: [papers] text-layer"
/* hOCR of one word. */
#define TEXT_RIG_ANSWER                                                                                                \
  "<html><span id=\"line_1_1\" title=\"bbox 10 10 400 50; baseline 0 -8; x_size 36\">"                                 \
  "<span class=\"ocrx_word\" title=\"bbox 10 10 400 50; x_wconf 95\">patience</span></span></html>"

typedef struct
{
  UploadRig rig;
  char *tools; /* where stand-ins and what they need lie */
  VdPaperTexts *texts;
} TextRig;

void text_rig_set_up (TextRig *f, gconstpointer unused);
void text_rig_tear_down (TextRig *f, gconstpointer unused);

char *text_rig_in_tools (TextRig *f, const char *name);
/* The path of a reader that knows French, and is @script, of a shell. */
char *text_rig_make_stand_in (TextRig *f, const char *script);
/* Says its one word once somebody has opened the pipe and closed it again. */
char *text_rig_make_late_stand_in (TextRig *f);
/* Once a late stand-in waits. */
int text_rig_open_pipe (TextRig *f);
/* Whether a process runs that has @word among the words of its command. */
gboolean text_rig_is_running (const char *word);

const VdPaperRow *text_rig_get_row (TextRig *f);
void text_rig_accept_paper (TextRig *f);
/* One that is kept for two hours, as if it had come @age_s ago; nobody has judged it yet. */
VdPaperRow *text_rig_send_letter (TextRig *f, gint64 age_s);
void text_rig_start (TextRig *f, const char *program, guint timeout_s);
void text_rig_wait_for_end (TextRig *f);   /* of its wait */
void text_rig_wait_for_pause (TextRig *f); /* or the end */
/* That the log says so next. */
void text_rig_expect_pause (guint pause_s, const char *why);
void text_rig_expect_missing (const char *why);
void text_rig_expect_none (const char *why);
void text_rig_assert_as_sent (TextRig *f);
void text_rig_assert_has_text (TextRig *f); /* behind what was sent */

G_END_DECLS
