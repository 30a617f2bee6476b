/* SPDX-License-Identifier: EUPL-1.2 */
/* What somebody standing at the kiosk could see and touch, for the tests and the demo that play a visitor: one line of
 * JSON, an array of all that is in the windows of the applications whose name holds the given text, each thing with
 * role, name, place (x, y, w, h: pixels of the window, which fills the screen), reachable (a finger put at the place
 * touch would hit it), sensitive and pressed. One look a run: libatspi's cache, even switched off, misses children that
 * come and go. It only looks: the touching is done with real pointer events. */
#include <atspi/atspi.h>
#include <stdio.h>
#include <string.h>

/* libatspi of Debian 12 declares no automatic cleanup and later ones do: names of our own suit both. */
typedef AtspiAccessible Node;
typedef AtspiComponent Place;
typedef AtspiStateSet States;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Node, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Place, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (States, g_object_unref)

/* Deep enough for any GTK tree; a cycle in a broken one must not hang the tests. */
#define MAX_DEPTH 64

static void
append_json_text (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text ? text : ""; *p; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_printf (out, "\\%c", *p);
      else if ((guchar)*p < 0x20)
        g_string_append_printf (out, "\\u%04x", (guchar)*p);
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

static const char *
truth (gboolean value)
{
  return value ? "true" : "false";
}

static gboolean
is_same (Node *a, Node *b)
{
  return g_strcmp0 (a->parent.path, b->parent.path) == 0;
}

static gboolean
is_hit (Place *window, Node *node, int x, int y)
{
  g_autoptr (Node) hit = atspi_component_get_accessible_at_point (window, x, y, ATSPI_COORD_TYPE_WINDOW, NULL);

  for (int depth = 0; hit && depth < MAX_DEPTH; depth++)
    {
      g_autoptr (Node) child = g_steal_pointer (&hit);

      if (is_same (child, node))
        return TRUE;
      hit = atspi_accessible_get_parent (child, NULL);
    }
  return FALSE;
}

/* GTK 4.8 calls every child of a stack visible, shown or not, and says nothing of what covers what. What a finger would
 * hit is the honest question: what lies at a point of the node, seen from its window, must be the node or a part of
 * it. The middle first; beside it, since a decoration there (role presentation) is nothing that GTK could name. */
static gboolean
find_touch (Node *window, Node *node, const AtspiRect *extents, int *x, int *y)
{
  static const struct
  {
    int across, down; /* sixteenths of the node */
  } points[] = { { 8, 8 }, { 8, 12 }, { 2, 8 }, { 14, 8 } };
  g_autoptr (Place) place = atspi_accessible_get_component_iface (window);

  if (!place || extents->width <= 0 || extents->height <= 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      *x = extents->x + extents->width * points[i].across / 16;
      *y = extents->y + extents->height * points[i].down / 16;
      if (is_hit (place, node, *x, *y))
        return TRUE;
    }
  return FALSE;
}

static void
append_node (GString *out, Node *window, Node *node)
{
  g_autofree char *role = atspi_accessible_get_role_name (node, NULL);
  g_autofree char *name = atspi_accessible_get_name (node, NULL);
  g_autoptr (States) states = atspi_accessible_get_state_set (node);
  g_autoptr (Place) place = atspi_accessible_get_component_iface (node);
  g_autofree AtspiRect *extents = place ? atspi_component_get_extents (place, ATSPI_COORD_TYPE_WINDOW, NULL) : NULL;

  gboolean reachable;
  int x = 0, y = 0;

  if (!extents || !states)
    return;
  reachable = find_touch (window, node, extents, &x, &y);
  g_string_append (out, out->len > 1 ? ",{\"role\":" : "{\"role\":");
  append_json_text (out, role);
  g_string_append (out, ",\"name\":");
  append_json_text (out, name);
  g_string_append_printf (out, ",\"x\":%d,\"y\":%d,\"w\":%d,\"h\":%d", extents->x, extents->y, extents->width,
                          extents->height);
  g_string_append_printf (out, ",\"reachable\":%s,\"touch\":[%d,%d],\"sensitive\":%s,\"pressed\":%s}",
                          truth (reachable), x, y, truth (atspi_state_set_contains (states, ATSPI_STATE_SENSITIVE)),
                          truth (atspi_state_set_contains (states, ATSPI_STATE_PRESSED)));
}

static void
collect (GPtrArray *nodes, Node *node, int depth)
{
  g_autoptr (States) states = atspi_accessible_get_state_set (node);
  int count;

  if (depth > MAX_DEPTH || !states || !atspi_state_set_contains (states, ATSPI_STATE_VISIBLE))
    return;
  g_ptr_array_add (nodes, g_object_ref (node));
  count = atspi_accessible_get_child_count (node, NULL);
  for (int i = 0; i < count; i++)
    {
      g_autoptr (Node) child = atspi_accessible_get_child_at_index (node, i, NULL);

      if (child)
        collect (nodes, child, depth + 1);
    }
}

/* All nodes first, their places after: GTK knows a node's parent only once the node was asked for. A stack hands out
 * the same children twice, as its own and as its pages'. */
static void
append_window (GString *out, Node *window)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  collect (nodes, window, 0);
  for (guint i = 0; i < nodes->len; i++)
    {
      Node *node = g_ptr_array_index (nodes, i);

      if (g_hash_table_add (seen, node->parent.path))
        append_node (out, window, node);
    }
}

static void
append_application (GString *out, Node *application)
{
  int count = atspi_accessible_get_child_count (application, NULL);

  for (int i = 0; i < count; i++)
    {
      g_autoptr (Node) window = atspi_accessible_get_child_at_index (application, i, NULL);

      if (window)
        append_window (out, window);
    }
}

static void
list (const char *wanted)
{
  g_autoptr (GString) out = g_string_new ("[");
  g_autoptr (Node) desktop = atspi_get_desktop (0);
  int count = desktop ? atspi_accessible_get_child_count (desktop, NULL) : 0;

  for (int i = 0; i < count; i++)
    {
      g_autoptr (Node) application = atspi_accessible_get_child_at_index (desktop, i, NULL);
      g_autofree char *name = application ? atspi_accessible_get_name (application, NULL) : NULL;

      if (name && strstr (name, wanted))
        append_application (out, application);
    }
  g_string_append_c (out, ']');
  puts (out->str);
}

int
main (int argc, char **argv)
{
  if (argc != 2)
    {
      g_printerr ("usage: kiosk-eyes APPLICATION-NAME\n");
      return 2;
    }
  if (atspi_init () > 1)
    {
      g_printerr ("kiosk-eyes: no accessibility bus\n");
      return 1;
    }
  list (argv[1]);
  return 0;
}
