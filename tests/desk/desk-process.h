/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* visiodeskd ($VD_DESK) as a process of its own, with a folder of its own, for tests that kill it. It does not outlive
 * the thread that has started it. */
typedef struct
{
  char *folder; /* its settings and the papers' key lie there, and what the test adds */
  char *state, *papers, *config;
  GPid pid;
  int out; /* what it says, open for as long as it runs */
} DeskProcess;

/* @more: lines for the end of the settings, in [papers]; "" for none. */
void desk_process_set_up (DeskProcess *self, const char *more);
/* Of what it holds itself: folders that the test has added are empty or gone. */
void desk_process_tear_down (DeskProcess *self);
char *desk_process_in (const DeskProcess *self, const char *name);

/* @tools: a folder before all others in PATH, or NULL. The port it listens on. */
guint16 desk_process_start (DeskProcess *self, const char *tools);
/* Sends it @signal, of which it dies if that is SIGKILL, and ends well if not. */
void desk_process_end (DeskProcess *self, int signal);

G_END_DECLS
