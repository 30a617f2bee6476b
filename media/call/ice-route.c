/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "ice-route.h"

#include "turn-tunnel.h"

struct _VdIceRoute
{
  GObject parent_instance;

  VdIceConfig *asked;
  VdIceConfig *usable;
  GPtrArray *tunnels; /* of VdTurnTunnel */
  GTlsDatabase *trust;
  GCancellable *gone;
  guint n_open; /* look-ups */
  guint timeout_id;
  VdIceRouteReadyFunc ready;
  gpointer owner;
};

G_DEFINE_FINAL_TYPE (VdIceRoute, vd_ice_route, G_TYPE_OBJECT)

typedef struct
{
  VdIceRoute *route; /* borrowed: a route that is gone has cancelled its look-ups */
  VdIceUrl *url;
  char *username, *credential;
} LookUp;

static void
look_up_free (LookUp *self)
{
  vd_ice_url_free (self->url);
  g_free (self->username);
  g_free (self->credential);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LookUp, look_up_free)

static void
tell_ready (VdIceRoute *self)
{
  VdIceRouteReadyFunc ready = self->ready;

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->ready = NULL;
  if (ready)
    ready (self->owner);
}

static gboolean
on_timeout (gpointer data)
{
  VdIceRoute *self = data;

  self->timeout_id = 0;
  g_message ("%u names of ICE servers were not found in time", self->n_open);
  tell_ready (self);
  return G_SOURCE_REMOVE;
}

/* The first of each family: a candidate of a host is only paired with a relay of its own. */
static void
add_addresses (VdIceRoute *self, const LookUp *look_up, GList *addresses)
{
  gboolean has[2] = { FALSE, FALSE };

  for (; addresses; addresses = addresses->next)
    {
      gboolean is_v6 = g_inet_address_get_family (addresses->data) == G_SOCKET_FAMILY_IPV6;
      g_autofree char *address = g_inet_address_to_string (addresses->data);
      g_autofree char *url = vd_ice_url_to_text (look_up->url, address);

      if (!has[is_v6])
        vd_ice_config_add (self->usable, url, look_up->username, look_up->credential);
      has[is_v6] = TRUE;
    }
}

static void
on_found (GObject *resolver, GAsyncResult *result, gpointer data)
{
  g_autoptr (LookUp) look_up = data;
  g_autoptr (GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (resolver), result, &error);
  VdIceRoute *self = look_up->route;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error)
    g_message ("an ICE server's name was not found");
  add_addresses (self, look_up, addresses);
  g_resolver_free_addresses (addresses);
  if (--self->n_open == 0)
    tell_ready (self);
}

static void
look_up (VdIceRoute *self, const VdIceServer *server, VdIceUrl *url)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  LookUp *look_up = g_new0 (LookUp, 1);

  look_up->route = self;
  look_up->url = url;
  look_up->username = g_strdup (server->username);
  look_up->credential = g_strdup (server->credential);
  self->n_open++;
  g_resolver_lookup_by_name_async (resolver, url->host, self->gone, on_found, look_up);
}

static void
dig (VdIceRoute *self, const VdIceServer *server, const VdIceUrl *url)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *inner = NULL;
  VdTurnTunnel *tunnel = vd_turn_tunnel_new (url->host, url->port, self->trust, &error);

  if (!tunnel)
    {
      g_message ("no tunnel to a relay: %s", error->message);
      return;
    }
  g_ptr_array_add (self->tunnels, tunnel);
  inner = g_strdup_printf ("turn:127.0.0.1:%u?transport=tcp", vd_turn_tunnel_get_port (tunnel));
  vd_ice_config_add (self->usable, inner, server->username, server->credential);
}

static void
add_server (VdIceRoute *self, const VdIceServer *server)
{
  g_autoptr (VdIceUrl) url = vd_ice_url_parse (server->url);

  if (!url || (url->is_secure && (!url->is_relay || g_strcmp0 (url->transport, "udp") == 0)))
    g_message ("an ICE server cannot be used"); /* DTLS to a relay, or what is no such URL */
  else if (url->is_secure)
    dig (self, server, url);
  else if (g_hostname_is_ip_address (url->host))
    vd_ice_config_add (self->usable, server->url, server->username, server->credential);
  else
    look_up (self, server, g_steal_pointer (&url));
}

static void
vd_ice_route_dispose (GObject *object)
{
  VdIceRoute *self = VD_ICE_ROUTE (object);

  g_cancellable_cancel (self->gone);
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_pointer (&self->tunnels, g_ptr_array_unref);
  g_clear_pointer (&self->asked, vd_ice_config_free);
  g_clear_pointer (&self->usable, vd_ice_config_free);
  g_clear_object (&self->trust);

  G_OBJECT_CLASS (vd_ice_route_parent_class)->dispose (object);
}

static void
vd_ice_route_finalize (GObject *object)
{
  g_object_unref (VD_ICE_ROUTE (object)->gone);

  G_OBJECT_CLASS (vd_ice_route_parent_class)->finalize (object);
}

static void
vd_ice_route_class_init (VdIceRouteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vd_ice_route_dispose;
  G_OBJECT_CLASS (klass)->finalize = vd_ice_route_finalize;
}

static void
vd_ice_route_init (VdIceRoute *self)
{
  self->gone = g_cancellable_new ();
  self->usable = vd_ice_config_new ();
  self->tunnels = g_ptr_array_new_with_free_func (g_object_unref);
}

VdIceRoute *
vd_ice_route_new (const VdIceConfig *config, GTlsDatabase *trust)
{
  VdIceRoute *self = g_object_new (VD_TYPE_ICE_ROUTE, NULL);

  self->asked = vd_ice_config_copy (config);
  self->usable->relay_only = self->asked->relay_only;
  g_set_object (&self->trust, trust);
  return self;
}

void
vd_ice_route_prepare (VdIceRoute *self, VdIceRouteReadyFunc ready, gpointer owner)
{
  g_return_if_fail (VD_IS_ICE_ROUTE (self) && ready && !self->ready);

  self->ready = ready;
  self->owner = owner;
  for (guint i = 0; i < self->asked->servers->len; i++)
    add_server (self, g_ptr_array_index (self->asked->servers, i));
  g_ptr_array_set_size (self->asked->servers, 0);
  if (self->n_open == 0)
    tell_ready (self);
  else
    self->timeout_id = g_timeout_add (VD_ICE_ROUTE_LOOK_UP_MS, on_timeout, self);
}

const VdIceConfig *
vd_ice_route_get_config (VdIceRoute *self)
{
  return self->usable;
}
