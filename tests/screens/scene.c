/* SPDX-License-Identifier: EUPL-1.2 */
#include "scene.h"
#include "page-private.h"

#include <string.h>

#define DEADLINE_S 60

static const struct
{
  const char *name, *type;
} ACTIONS[] = {
  { "begin", "s" },          { "choose-language", "s" }, { "choose-reason", "s" },
  { "back", NULL },          { "leave", NULL },          { "toggle-microphone", NULL },
  { "toggle-camera", NULL }, { "set-volume", "d" },      { "take-page", NULL },
  { "no-back", NULL },       { "trust-back", NULL },    { "tell-size", "(ub)" },    { "show-paper", NULL },    { "scan", NULL },           { "add-page", NULL },
  { "retake-page", "u" },    { "turn-page", "u" },       { "remove-page", "u" },
  { "send", NULL },          { "write", "b" },           { "type", "s" },
  { "move-page", "(uu)" },   { "adjust-page", "u" },     { "set-corners", "((dd)(dd)(dd)(dd))" },
  { "erase", NULL },         { "no-paper", "s" },        { "stay", NULL },
  { "finish", NULL },        { "telephone-type", "s" },  { "telephone-erase", NULL },
  { "telephone-give", NULL }, { "telephone-change", NULL }, { "telephone-refuse", NULL },
  { "telephone-reconsider", NULL },
};

/* The shortest legal way to each state. */
static const VdVisitState WAYS[][11] = {
  [VD_VISIT_STARTING] = { VD_VISIT_STARTING },
  [VD_VISIT_IDLE] = { VD_VISIT_IDLE },
  [VD_VISIT_REASON] = { VD_VISIT_IDLE, VD_VISIT_REASON },
  [VD_VISIT_WAITING] = { VD_VISIT_IDLE, VD_VISIT_REASON, VD_VISIT_WAITING },
  [VD_VISIT_CONNECTING] = { VD_VISIT_IDLE, VD_VISIT_REASON, VD_VISIT_WAITING, VD_VISIT_CONNECTING },
  [VD_VISIT_TALKING] = { VD_VISIT_IDLE, VD_VISIT_REASON, VD_VISIT_WAITING, VD_VISIT_CONNECTING, VD_VISIT_TALKING },
  [VD_VISIT_FRAMING] = { VD_VISIT_IDLE, VD_VISIT_REASON, VD_VISIT_WAITING, VD_VISIT_CONNECTING, VD_VISIT_TALKING,
                         VD_VISIT_FRAMING },
  [VD_VISIT_REVIEW] = { VD_VISIT_IDLE, VD_VISIT_REASON, VD_VISIT_WAITING, VD_VISIT_CONNECTING, VD_VISIT_TALKING,
                        VD_VISIT_FRAMING, VD_VISIT_REVIEW },
  [VD_VISIT_CORNERS] = { VD_VISIT_IDLE, VD_VISIT_REASON, VD_VISIT_WAITING, VD_VISIT_CONNECTING, VD_VISIT_TALKING,
                         VD_VISIT_FRAMING, VD_VISIT_REVIEW, VD_VISIT_CORNERS },
  [VD_VISIT_SENDING] = { VD_VISIT_IDLE, VD_VISIT_REASON, VD_VISIT_WAITING, VD_VISIT_CONNECTING, VD_VISIT_TALKING,
                         VD_VISIT_FRAMING, VD_VISIT_REVIEW, VD_VISIT_SENDING },
  [VD_VISIT_FAREWELL] = { VD_VISIT_IDLE, VD_VISIT_REASON, VD_VISIT_WAITING, VD_VISIT_FAREWELL },
  [VD_VISIT_OUT_OF_ORDER] = { VD_VISIT_OUT_OF_ORDER },
};

static void
on_asked (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Scene *self = data;
  g_autofree char *text = parameter ? g_variant_print (parameter, FALSE) : NULL;
  const char *name = g_action_get_name (G_ACTION (action));

  g_ptr_array_add (self->asked, text ? g_strdup_printf ("%s %s", name, text) : g_strdup (name));
}

static void
set_door (Scene *self)
{
  const char *reasons[] = { "registration", "monthly-update", "benefits", "financial-aid",
                            "my-file",      "employer",       "other",    NULL };

  g_object_set (self->visit, "online", TRUE, "desk-state", VD_DESK_STATE_BUSY, "desk-waiting", 2, "desk-wait-min", 5,
                "desk-wait-max", 10, "site", "Agence de Mérignac", "reasons", reasons, "camera-state",
                VD_DEVICE_STATE_WORKING, "microphone-state", VD_DEVICE_STATE_WORKING, "speaker-state",
                VD_DEVICE_STATE_WORKING, "scanner-available", TRUE, NULL);
}

static void
set_talk (Scene *self)
{
  g_object_set (self->visit, "advisor-name", "Claire Martin", "advisor-present", TRUE, "microphone-on", TRUE,
                "camera-on", TRUE, "advisor-microphone-on", TRUE, "advisor-camera-on", TRUE, "remote-view",
                self->remote, NULL);
}

/* What belongs to each state, set when it is entered. */
static void
set_facts (Scene *self, VdVisitState state)
{
  switch ((int)state)
    {
    case VD_VISIT_IDLE:
      set_door (self);
      break;
    case VD_VISIT_WAITING:
      g_object_set (self->visit, "ticket", "A042", "position", 3, "wait-min", 5, "wait-max", 10, "self-view",
                    self->self_view, NULL);
      break;
    case VD_VISIT_CONNECTING:
      set_talk (self);
      break;
    case VD_VISIT_FRAMING:
      g_object_set (self->visit, "paper-kind", "payslip", "paper-note", "octobre 2026", "paper-view", self->paper,
                    "auto-take", 0.6, NULL);
      break;
    case VD_VISIT_CORNERS:
      {
        g_autoptr (VdPage) page = g_list_model_get_item (G_LIST_MODEL (self->pages), 0);

        g_object_set (self->visit, "adjusted-page", page, NULL);
        break;
      }
    case VD_VISIT_SENDING:
      g_object_set (self->visit, "sent-bytes", (guint64)430000, "total-bytes", (guint64)1000000, NULL);
      break;
    case VD_VISIT_FAREWELL:
      g_object_set (self->visit, "end", VD_VISIT_END_DONE, "papers-sent", 1, "pages-sent", 3, "receipts", "5C5D-D56C",
                    "erased", TRUE, NULL);
      break;
    default:
      break;
    }
}

Scene *
scene_new (void)
{
  Scene *self = g_new0 (Scene, 1);

  self->visit = vd_visit_new ("fr");
  self->actions = g_simple_action_group_new ();
  self->asked = g_ptr_array_new_with_free_func (g_free);
  self->remote = vd_feed_new ();
  self->self_view = vd_feed_new ();
  self->paper = vd_feed_new ();
  vd_feed_push (self->remote, scene_paint_person (1280, 720, 0.25));
  vd_feed_push (self->self_view, scene_paint_person (320, 180, 0.6));
  vd_feed_push (self->paper, scene_paint_paper (1280, 720));
  g_object_get (self->visit, "pages", &self->pages, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (ACTIONS); i++)
    {
      g_autoptr (GVariantType) type = ACTIONS[i].type ? g_variant_type_new (ACTIONS[i].type) : NULL;
      g_autoptr (GSimpleAction) action = g_simple_action_new (ACTIONS[i].name, type);

      g_signal_connect (action, "activate", G_CALLBACK (on_asked), self);
      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
    }
  return self;
}

void
scene_free (Scene *self)
{
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
  /* Not asserted: a tooltip window that GTK keeps for the life of the display may hold them. */
  g_object_unref (self->actions);
  g_clear_object (&self->pages);
  g_assert_finalize_object (self->visit);
  g_object_unref (self->remote);
  g_object_unref (self->self_view);
  g_object_unref (self->paper);
  g_ptr_array_unref (self->asked);
  g_free (self);
}

void
scene_go (Scene *self, VdVisitState state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (WAYS[0]); i++)
    {
      VdVisitState next = WAYS[state][i];

      if (next == VD_VISIT_STARTING)
        break;
      if (next == VD_VISIT_REVIEW && g_list_model_get_n_items (G_LIST_MODEL (self->pages)) == 0)
        scene_add_page (self, VD_ADVICE_NONE);
      if (next == VD_VISIT_FAREWELL)
        g_object_set (self->visit, "end", VD_VISIT_END_DONE, NULL);
      g_assert_true (vd_visit_move (self->visit, next, "scene"));
      set_facts (self, next);
    }
}

/* What scene_paint_paper () draws on a tray: a sheet of 0.84 of the height, in the middle. */
const VdQuad SCENE_CORNERS = { { { 0.3328, 0.08 }, { 0.6672, 0.08 }, { 0.6672, 0.92 }, { 0.3328, 0.92 } } };

static void
keep_photo (VdPage *page)
{
  g_autoptr (VdFrame) frame = scene_paint_paper (1600, 900);
  g_autoptr (GBytes) bytes = vd_frame_get_bytes (frame);
  g_autoptr (VdPicture) photo =
      vd_picture_from_bgrx (g_bytes_get_data (bytes, NULL), vd_frame_get_stride (frame), 1600, 900, 1600);
  g_autoptr (GBytes) jpeg = vd_page_photo_encode (photo);

  vd_page_take_photo (page, vd_page_photo_new (jpeg, NULL, &SCENE_CORNERS));
}

void
scene_add_page (Scene *self, VdAdvice advice)
{
  g_autoptr (VdFrame) frame = scene_paint_paper (620, 877);
  g_autoptr (GBytes) bytes = vd_frame_get_bytes (frame);
  g_autoptr (VdPicture) picture = vd_picture_from_bgrx (g_bytes_get_data (bytes, NULL), vd_frame_get_stride (frame),
                                                        vd_frame_get_width (frame), vd_frame_get_height (frame), 877);
  g_autoptr (VdPage) page = vd_page_new_from_picture (picture, 75, advice);

  keep_photo (page);
  vd_page_set_watermark (page, "Copie pour Agence de Lens, le 28/11/2026, dossier d’emploi");
  g_list_store_append (self->pages, page);
}

void
scene_add_scan (Scene *self)
{
  g_autoptr (VdPicture) picture = vd_picture_new (620, 877, 3);
  g_autoptr (VdPage) page = NULL;

  memset (picture->pixels, 240, picture->stride * 877);
  page = vd_page_new_from_picture (picture, 75, VD_ADVICE_NONE);
  g_list_store_append (self->pages, page);
}

void
scene_add_card (Scene *self, double middle)
{
  g_autoptr (VdFrame) frame = scene_paint_person (1011, 638, middle);
  g_autoptr (GBytes) bytes = vd_frame_get_bytes (frame);
  g_autoptr (VdPicture) picture =
      vd_picture_from_bgrx (g_bytes_get_data (bytes, NULL), vd_frame_get_stride (frame), 1011, 638, 1011);
  g_autoptr (VdPage) page = vd_page_new_from_picture (picture, 300, VD_ADVICE_NONE);

  keep_photo (page);
  g_list_store_append (self->pages, page);
}

void
scene_write (Scene *self, const char *own, const char *theirs)
{
  const VdWritten own_written = { own, 0 }, their_written = { theirs, 0 };

  vd_text_turns_update (vd_visit_get_turns (self->visit), &own_written, &their_written);
}

const char *
scene_last_asked (Scene *self)
{
  return self->asked->len > 0 ? g_ptr_array_index (self->asked, self->asked->len - 1) : NULL;
}

static gboolean
on_deadline (gpointer data)
{
  g_error ("nothing happened in %d s", DEADLINE_S);
  return G_SOURCE_REMOVE;
}

void
scene_wait_until (gboolean (*done) (gpointer data), gpointer data)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);

  while (!done (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static gboolean
on_drawn (GtkWidget *widget, GdkFrameClock *clock, gpointer left)
{
  return --*(guint *)left > 0;
}

static gboolean
is_drawn (gpointer left)
{
  return *(guint *)left == 0;
}

void
scene_let_draw (GtkWidget *window, guint times)
{
  gtk_widget_add_tick_callback (window, on_drawn, &times, NULL);
  gtk_widget_queue_draw (window);
  scene_wait_until (is_drawn, &times);
}

static VdFrame *
take_frame (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, (gsize)stride * height, NULL);
  g_autoptr (GstCaps) caps =
      gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "BGRA", "width", G_TYPE_INT, width, "height",
                           G_TYPE_INT, height, "framerate", GST_TYPE_FRACTION, 30, 1, NULL);
  g_autoptr (GstSample) sample = NULL;

  cairo_surface_flush (surface);
  gst_buffer_fill (buffer, 0, cairo_image_surface_get_data (surface), (gsize)stride * height);
  sample = gst_sample_new (buffer, caps, NULL, NULL);
  gst_buffer_unref (buffer);
  cairo_surface_destroy (surface);
  return vd_frame_new_from_sample (sample);
}

VdFrame *
scene_paint_person (int width, int height, double shade)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, height, height);
  cairo_set_source_rgb (cr, 0.35 + shade / 3, 0.42 + shade / 4, 0.5);
  cairo_paint (cr);
  cairo_translate (cr, width / 2.0 / height, 0);
  cairo_set_source_rgb (cr, 0.16, 0.25 + shade / 4, 0.38);
  cairo_arc (cr, 0, 1.16, 0.5, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.86 - shade / 3, 0.68 - shade / 3, 0.56 - shade / 3);
  cairo_arc (cr, 0, 0.42, 0.21, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.2, 0.13, 0.1);
  cairo_arc (cr, 0, 0.36, 0.225, G_PI, 2 * G_PI);
  cairo_fill (cr);
  cairo_destroy (cr);
  return take_frame (surface);
}

VdFrame *
scene_paint_paper (int width, int height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  gboolean is_tray = width > height;
  double side = is_tray ? height * 0.84 : height;

  cairo_set_source_rgb (cr, 0.24, 0.25, 0.27);
  cairo_paint (cr);
  cairo_translate (cr, (width - side / 1.414) / 2, (height - side) / 2);
  cairo_scale (cr, side / 1.414, side / 1.414);
  cairo_set_source_rgb (cr, 0.97, 0.97, 0.95);
  cairo_rectangle (cr, 0, 0, 1, 1.414);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.2, 0.2, 0.25);
  for (int row = 0; row < 22; row++)
    cairo_rectangle (cr, 0.1, 0.12 + row * 0.052, row % 7 == 6 ? 0 : 0.5 + 0.3 * ((row * 37) % 10) / 10,
                     row == 0 ? 0.03 : 0.013);
  cairo_fill (cr);
  cairo_destroy (cr);
  return take_frame (surface);
}

static void
collect (GtkWidget *widget, gboolean (*test) (GtkWidget *widget), GPtrArray *found)
{
  if (test (widget))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    collect (child, test, found);
}

GPtrArray *
scene_find (GtkWidget *root, gboolean (*test) (GtkWidget *widget))
{
  GPtrArray *found = g_ptr_array_new ();

  collect (root, test, found);
  return found;
}
