/* SPDX-License-Identifier: EUPL-1.2 */
/* What becomes of the desk's servers before libnice sees them. Names are answered by a resolver of our own. */
#include "ice-route.h"

#include <string.h>

#define FAKE_TYPE_RESOLVER (fake_resolver_get_type ())
G_DECLARE_FINAL_TYPE (FakeResolver, fake_resolver, FAKE, RESOLVER, GResolver)

struct _FakeResolver
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (FakeResolver, fake_resolver, G_TYPE_RESOLVER)

static void
on_cancelled (GCancellable *cancellable, gpointer task)
{
  g_task_return_error_if_cancelled (task);
}

static void
addresses_free (gpointer list)
{
  g_resolver_free_addresses (list);
}

static void
fake_lookup_async (GResolver *resolver, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback,
                   gpointer data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, data);
  static const char *const both[] = { "192.0.2.7", "192.0.2.8", "2001:db8::7", "2001:db8::8", NULL };
  GList *list = NULL;

  if (g_str_equal (name, "both.example"))
    {
      for (guint i = 0; both[i]; i++)
        list = g_list_append (list, g_inet_address_new_from_string (both[i]));
      g_task_return_pointer (task, list, addresses_free);
    }
  else if (g_str_equal (name, "silent.example"))
    g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), g_object_ref (task), g_object_unref);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no such name");
}

static GList *
fake_lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_resolver_class_init (FakeResolverClass *klass)
{
  klass->parent_class.lookup_by_name_async = fake_lookup_async;
  klass->parent_class.lookup_by_name_finish = fake_lookup_finish;
}

static void
fake_resolver_init (FakeResolver *self)
{
}

static void
on_ready (gpointer owner)
{
  ++*(guint *)owner;
}

/* The usable servers' URLs, one a line. */
static char *
tell (VdIceRoute *route)
{
  const VdIceConfig *config = vd_ice_route_get_config (route);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < config->servers->len; i++)
    {
      const VdIceServer *server = g_ptr_array_index (config->servers, i);

      g_string_append_printf (text, "%s %s %s\n", server->url, server->username, server->credential);
    }
  return g_string_free (text, FALSE);
}

static VdIceRoute *
plan (const char *const *urls)
{
  g_autoptr (VdIceConfig) config = vd_ice_config_new ();

  for (; *urls; urls++)
    vd_ice_config_add (config, *urls, "u", "c");
  config->relay_only = TRUE;
  return vd_ice_route_new (config, NULL);
}

static void
wait_ready (VdIceRoute *route, guint *n_ready)
{
  vd_ice_route_prepare (route, on_ready, n_ready);
  while (!*n_ready)
    g_main_context_iteration (NULL, TRUE);
}

/* Numbers need no time at all: a call is not later for it. */
static void
test_numbers (void)
{
  const char *urls[] = { "stun:192.0.2.1:3478", "turn:192.0.2.1:3478?transport=udp", "turn:[2001:db8::1]", NULL };
  VdIceRoute *route = plan (urls);
  g_autofree char *told = NULL;
  guint n_ready = 0;

  vd_ice_route_prepare (route, on_ready, &n_ready);
  g_assert_cmpuint (n_ready, ==, 1);
  told = tell (route);
  g_assert_cmpstr (told, ==,
                   "stun:192.0.2.1:3478 u c\nturn:192.0.2.1:3478?transport=udp u c\nturn:[2001:db8::1] u c\n");
  g_assert_true (vd_ice_route_get_config (route)->relay_only);
  g_assert_finalize_object (route);
}

static void
test_names (void)
{
  const char *urls[] = { "turn:both.example?transport=tcp", "stun:nobody.example", NULL };
  VdIceRoute *route = plan (urls);
  g_autofree char *told = NULL;
  guint n_ready = 0;

  wait_ready (route, &n_ready);
  g_assert_cmpuint (n_ready, ==, 1);
  told = tell (route);
  g_assert_cmpstr (told, ==, "turn:192.0.2.7:3478?transport=tcp u c\nturn:[2001:db8::7]:3478?transport=tcp u c\n");
  g_assert_finalize_object (route);
}

/* A name server that says nothing holds nobody up for long, and what answers later is not waited for. */
static void
test_silent (void)
{
  const char *urls[] = { "turn:silent.example", "turn:192.0.2.1", NULL };
  VdIceRoute *route = plan (urls);
  g_autofree char *told = NULL;
  guint n_ready = 0;

  wait_ready (route, &n_ready);
  told = tell (route);
  g_assert_cmpstr (told, ==, "turn:192.0.2.1 u c\n");
  g_assert_finalize_object (route);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_ready, ==, 1);
}

static void
test_gone_before (void)
{
  const char *urls[] = { "turn:silent.example", "turn:both.example", NULL };
  VdIceRoute *route = plan (urls);
  guint n_ready = 0;

  vd_ice_route_prepare (route, on_ready, &n_ready);
  g_assert_finalize_object (route);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_ready, ==, 0);
}

/* "turns:" never reaches libnice, which would speak it in the clear. */
static void
test_secure (void)
{
  const char *urls[] = { "turns:relay.example:443?transport=tcp", "turns:192.0.2.1?transport=udp", "stuns:192.0.2.1",
                         "turns:relay.example/", NULL };
  VdIceRoute *route = plan (urls);
  g_autofree char *told = NULL;
  guint n_ready = 0;

  wait_ready (route, &n_ready);
  told = tell (route);
  g_assert_true (g_regex_match_simple ("^turn:127\\.0\\.0\\.1:[0-9]+\\?transport=tcp u c\n$", told, 0, 0));
  g_assert_finalize_object (route);
}

int
main (int argc, char **argv)
{
  g_autoptr (GResolver) resolver = NULL;

  g_test_init (&argc, &argv, NULL);
  resolver = g_object_new (FAKE_TYPE_RESOLVER, NULL);
  g_resolver_set_default (resolver);
  g_test_add_func ("/call/ice-route/numbers", test_numbers);
  g_test_add_func ("/call/ice-route/names", test_names);
  g_test_add_func ("/call/ice-route/silent", test_silent);
  g_test_add_func ("/call/ice-route/gone-before", test_gone_before);
  g_test_add_func ("/call/ice-route/secure", test_secure);
  return g_test_run ();
}
