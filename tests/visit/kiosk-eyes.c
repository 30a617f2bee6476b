/* SPDX-License-Identifier: EUPL-1.2 */
/* What somebody standing at the kiosk could see and touch, for the tests and the demo that play a visitor: one line of
 * JSON, an array of all that is in the windows of the applications whose name holds the given text, each thing with
 * role, name, place (x, y, w, h: pixels of the window, which fills the screen), reachable (a finger put at the place
 * touch would hit it), sensitive and pressed. It only looks: the touching is done with real pointer events.
 *
 *   kiosk-eyes APPLICATION-NAME [NAME]     with NAME, tells only of things that are called exactly that
 *
 * It speaks AT-SPI's D-Bus interfaces itself. libatspi asks one thing at a time and waits for each answer, and a kiosk
 * that draws 30 pictures a second answers between two of them: a look took seconds. Here all that can be asked at once
 * is, so a look waits for as many drawings as the tree is deep. And each question costs the kiosk time that it would
 * rather draw in: who waits for one thing asks about that one. */
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#define ACCESSIBLE "org.a11y.atspi.Accessible"
#define COMPONENT "org.a11y.atspi.Component"
#define ROOT "/org/a11y/atspi/accessible/root"
#define COORD_TYPE_WINDOW 1
/* Of AtspiStateType. */
#define STATE_PRESSED 20
#define STATE_SENSITIVE 24
#define STATE_VISIBLE 30

/* Deep enough for any GTK tree; a cycle in a broken one must not hang the tests. */
#define MAX_DEPTH 64
#define ANSWER_MS 20000

/* The line to what is looked at. */
typedef struct
{
  GDBusConnection *bus;
  guint n_waiting;
  const char *wanted; /* (nullable) the name of what is looked for */
} Line;

typedef struct
{
  Line *line;
  char *bus, *path;
  char *role, *name, *parent; /* parent: its path */
  guint64 states;
  GVariant *children; /* a(so) */
  gboolean has_place, is_reachable;
  int x, y, w, h;
  int touch_x, touch_y;
  char *hit; /* the path of what lies at the touch */
} Node;

typedef void (*Answer) (Node *node, GVariant *answer);

typedef struct
{
  Node *node;
  Answer answer;
} Question;

static void
node_free (void *data)
{
  Node *node = data;

  g_free (node->bus);
  g_free (node->path);
  g_free (node->role);
  g_free (node->name);
  g_free (node->parent);
  g_free (node->hit);
  g_clear_pointer (&node->children, g_variant_unref);
  g_free (node);
}

static Node *
node_new (Line *line, const char *name, const char *path)
{
  Node *node = g_new0 (Node, 1);

  node->line = line;
  node->bus = g_strdup (name);
  node->path = g_strdup (path);
  return node;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Question *question = data;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  /* No answer: the thing went away since its parent named it, and is not there to be seen. */
  if (answer)
    question->answer (question->node, answer);
  question->node->line->n_waiting--;
}

/* Asks @whom something about @node. */
static void
ask_of (Node *whom, Node *node, const char *interface, const char *method, GVariant *arguments, Answer answer)
{
  Question *question = g_new (Question, 1);

  question->node = node;
  question->answer = answer;
  node->line->n_waiting++;
  g_dbus_connection_call (node->line->bus, whom->bus, whom->path, interface, method, arguments, NULL,
                          G_DBUS_CALL_FLAGS_NONE, ANSWER_MS, NULL, on_answer, question);
}

static void
ask (Node *node, const char *interface, const char *method, GVariant *arguments, Answer answer)
{
  ask_of (node, node, interface, method, arguments, answer);
}

static void
await_answers (Line *line)
{
  while (line->n_waiting > 0)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
has_state (Node *node, int state)
{
  return node->states >> state & 1;
}

static void
take_states (Node *node, GVariant *answer)
{
  g_autoptr (GVariant) words = g_variant_get_child_value (answer, 0);
  guint32 word;

  for (gsize i = 0; i < MIN (2, g_variant_n_children (words)); i++)
    {
      g_variant_get_child (words, i, "u", &word);
      node->states |= (guint64)word << (32 * i);
    }
}

static void
take_children (Node *node, GVariant *answer)
{
  node->children = g_variant_get_child_value (answer, 0);
}

static void
take_role (Node *node, GVariant *answer)
{
  g_variant_get (answer, "(s)", &node->role);
}

static void
take_properties (Node *node, GVariant *answer)
{
  g_autoptr (GVariant) all = g_variant_get_child_value (answer, 0);

  g_variant_lookup (all, "Name", "s", &node->name);
  g_variant_lookup (all, "Parent", "(so)", NULL, &node->parent);
}

static void
take_place (Node *node, GVariant *answer)
{
  g_variant_get (answer, "((iiii))", &node->x, &node->y, &node->w, &node->h);
  node->has_place = TRUE;
}

static void
take_hit (Node *node, GVariant *answer)
{
  g_clear_pointer (&node->hit, g_free);
  g_variant_get (answer, "((so))", NULL, &node->hit);
}

static void
ask_properties (Node *node)
{
  ask (node, "org.freedesktop.DBus.Properties", "GetAll", g_variant_new ("(s)", ACCESSIBLE), take_properties);
}

static void
ask_children (Node *node)
{
  ask (node, ACCESSIBLE, "GetState", NULL, take_states);
  ask (node, ACCESSIBLE, "GetChildren", NULL, take_children);
}

static GPtrArray *
make_children (Node *node)
{
  GPtrArray *children = g_ptr_array_new_with_free_func (node_free);
  GVariantIter iter;
  const char *name, *path;

  if (!node->children)
    return children;
  g_variant_iter_init (&iter, node->children);
  while (g_variant_iter_next (&iter, "(&s&o)", &name, &path))
    if (*name)
      g_ptr_array_add (children, node_new (node->line, name, path));
  return children;
}

/* Moves into @next the children of @node that @seen (path → Node) has not: a stack hands out the same children twice,
 * as its own and as its pages'. */
static void
add_new_children (Node *node, GPtrArray *next, GHashTable *seen)
{
  g_autoptr (GPtrArray) children = make_children (node);

  while (children->len > 0)
    {
      Node *child = g_ptr_array_steal_index (children, 0);

      if (g_hash_table_contains (seen, child->path))
        {
          node_free (child);
          continue;
        }
      g_hash_table_insert (seen, child->path, child);
      g_ptr_array_add (next, child);
    }
}

/* All that is visible from @window (transfer full) down, one level of the tree after the other. */
static GPtrArray *
collect (Node *window, GHashTable *seen)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func (node_free);
  g_autoptr (GPtrArray) level = g_ptr_array_new_with_free_func (node_free);

  g_hash_table_insert (seen, window->path, window);
  g_ptr_array_add (level, window);
  for (int depth = 0; level->len > 0 && depth < MAX_DEPTH; depth++)
    {
      GPtrArray *next = g_ptr_array_new_with_free_func (node_free);

      for (guint i = 0; i < level->len; i++)
        ask_children (g_ptr_array_index (level, i));
      await_answers (window->line);
      for (guint i = 0; i < level->len; i++)
        if (has_state (g_ptr_array_index (level, i), STATE_VISIBLE))
          add_new_children (g_ptr_array_index (level, i), next, seen);
      g_ptr_array_extend_and_steal (nodes, g_steal_pointer (&level));
      level = next;
    }
  return nodes;
}

static gboolean
is_hit (Node *node, GHashTable *seen)
{
  const char *path = node->hit;

  for (int depth = 0; path && depth < MAX_DEPTH; depth++)
    {
      Node *above;

      if (g_str_equal (path, node->path))
        return TRUE;
      above = g_hash_table_lookup (seen, path);
      path = above ? above->parent : NULL;
    }
  return FALSE;
}

/* GTK 4.8 calls every child of a stack visible, shown or not, and says nothing of what covers what. What a finger would
 * hit is the honest question: what lies at a point of the node, seen from its window, must be the node or a part of
 * it. The middle first; beside it, since a decoration there (role presentation) is nothing that GTK could name. */
static void
find_touches (Node *window, GPtrArray *nodes, GHashTable *seen)
{
  static const struct
  {
    int across, down; /* sixteenths of the node */
  } points[] = { { 8, 8 }, { 8, 12 }, { 2, 8 }, { 14, 8 } };

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      for (guint j = 0; j < nodes->len; j++)
        {
          Node *node = g_ptr_array_index (nodes, j);

          if (node->is_reachable || node->w <= 0 || node->h <= 0)
            continue;
          node->touch_x = node->x + node->w * points[i].across / 16;
          node->touch_y = node->y + node->h * points[i].down / 16;
          ask_of (window, node, COMPONENT, "GetAccessibleAtPoint",
                  g_variant_new ("(iiu)", node->touch_x, node->touch_y, COORD_TYPE_WINDOW), take_hit);
        }
      await_answers (window->line);
      for (guint j = 0; j < nodes->len; j++)
        {
          Node *node = g_ptr_array_index (nodes, j);

          node->is_reachable = node->is_reachable || is_hit (node, seen);
        }
    }
}

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

static void
append_node (GString *out, Node *node)
{
  if (!node->has_place)
    return;
  g_string_append (out, out->len > 1 ? ",{\"role\":" : "{\"role\":");
  append_json_text (out, node->role);
  g_string_append (out, ",\"name\":");
  append_json_text (out, node->name);
  g_string_append_printf (out, ",\"x\":%d,\"y\":%d,\"w\":%d,\"h\":%d", node->x, node->y, node->w, node->h);
  g_string_append_printf (out, ",\"reachable\":%s,\"touch\":[%d,%d],\"sensitive\":%s,\"pressed\":%s}",
                          truth (node->is_reachable), node->touch_x, node->touch_y,
                          truth (has_state (node, STATE_SENSITIVE)), truth (has_state (node, STATE_PRESSED)));
}

static void
ask_looks (Node *node)
{
  ask (node, ACCESSIBLE, "GetRoleName", NULL, take_role);
  ask (node, COMPONENT, "GetExtents", g_variant_new ("(u)", COORD_TYPE_WINDOW), take_place);
}

/* All nodes first, their parents and places after: GTK knows a node's parent only once the node was asked for. What has
 * no place is neither touched nor told of. */
static void
append_window (GString *out, Node *window)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) nodes = collect (window, seen);
  const char *wanted = window->line->wanted;

  for (guint i = 0; i < nodes->len; i++)
    {
      Node *node = g_ptr_array_index (nodes, i);

      if (!has_state (node, STATE_VISIBLE))
        continue;
      ask_properties (node);
      if (!wanted)
        ask_looks (node);
    }
  await_answers (window->line);
  for (guint i = 0; wanted && i < nodes->len; i++)
    if (g_strcmp0 (((Node *)g_ptr_array_index (nodes, i))->name, wanted) == 0)
      ask_looks (g_ptr_array_index (nodes, i));
  await_answers (window->line);
  find_touches (window, nodes, seen);
  for (guint i = 0; i < nodes->len; i++)
    append_node (out, g_ptr_array_index (nodes, i));
}

static GPtrArray *
ask_for_children (Node *node)
{
  ask_children (node);
  await_answers (node->line);
  return make_children (node);
}

static void
append_application (GString *out, Node *application)
{
  g_autoptr (GPtrArray) windows = ask_for_children (application);

  while (windows->len > 0)
    append_window (out, g_ptr_array_steal_index (windows, 0));
}

static void
list (Line *line, const char *wanted)
{
  g_autoptr (GString) out = g_string_new ("[");
  Node *desktop = node_new (line, "org.a11y.atspi.Registry", ROOT);
  g_autoptr (GPtrArray) applications = ask_for_children (desktop);

  for (guint i = 0; i < applications->len; i++)
    ask_properties (g_ptr_array_index (applications, i));
  await_answers (line);
  for (guint i = 0; i < applications->len; i++)
    {
      Node *application = g_ptr_array_index (applications, i);

      if (application->name && strstr (application->name, wanted))
        append_application (out, application);
    }
  node_free (desktop);
  g_string_append_c (out, ']');
  puts (out->str);
}

static GDBusConnection *
connect_to_accessibility (GError **error)
{
  g_autoptr (GDBusConnection) session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, error);
  g_autoptr (GVariant) answer = NULL;
  const char *address;

  if (session)
    answer = g_dbus_connection_call_sync (session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", NULL,
                                          G_VARIANT_TYPE ("(s)"), G_DBUS_CALL_FLAGS_NONE, ANSWER_MS, NULL, error);
  if (!answer)
    return NULL;
  g_variant_get (answer, "(&s)", &address);
  return g_dbus_connection_new_for_address_sync (
      address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
      NULL, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Line line = { 0 };

  if (argc != 2 && argc != 3)
    {
      g_printerr ("usage: kiosk-eyes APPLICATION-NAME [NAME]\n");
      return 2;
    }
  line.wanted = argv[2];
  line.bus = connect_to_accessibility (&error);
  if (!line.bus)
    {
      g_printerr ("kiosk-eyes: no accessibility bus: %s\n", error->message);
      return 1;
    }
  list (&line, argv[1]);
  g_clear_object (&line.bus);
  return 0;
}
