/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "fake-desk.h"
#include "kiosk.h"

G_BEGIN_DECLS

/* A kiosk with test devices at a fake desk, and the visitor's and the desk's moves in a visit. */
typedef struct
{
  FakeDesk *desk;
  VdKioskSettings settings;
  VdKiosk *kiosk;
  VdVisit *visit;
} Door;

void door_set_up (Door *door, gconstpointer unused);    /* desk listening, kiosk made but not started */
void door_tear_down (Door *door, gconstpointer unused); /* stops the kiosk and checks that it is finalised */

void door_wait_state (Door *door, VdVisitState state);
/* Waits until the boolean, number, enum or text property @name reads as @value; "" stands for NULL,
 * "set" for any object. */
void door_wait_fact (Door *door, const char *name, const char *value);
char *door_read_fact (Door *door, const char *name);
void door_expect_fact (Door *door, const char *name, const char *value);

/* The visitor. The action must be enabled. */
void door_act (Door *door, const char *action, GVariant *parameter);
gboolean door_can (Door *door, const char *action);

/* The way to a state. */
void door_open (Door *door);  /* IDLE and online */
void door_begin (Door *door); /* REASON */
void door_join (Door *door);  /* WAITING as contact "c1", ticket A001 */
void door_prepare (Door *door, const char *contact, const char *call);
/* The desk's answers. */
void door_queue (Door *door, const VdMessage *join, const char *contact);
/* @re: (nullable) what it answers, if that matters. */
void door_expect_error (Door *door, const char *code, const char *re);

G_END_DECLS
