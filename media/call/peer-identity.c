/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-call"

#include "peer-private.h"

/* Whether the certificate of one transceiver's transport is the one that the answer promised. */
static gboolean
is_expected (VdPeer *self, GstWebRTCRTPTransceiver *transceiver)
{
  g_autoptr (GstWebRTCRTPReceiver) receiver = NULL;
  g_autoptr (GstWebRTCDTLSTransport) transport = NULL;
  g_autofree char *pem = NULL;
  GstWebRTCDTLSTransportState state = GST_WEBRTC_DTLS_TRANSPORT_STATE_NEW;
  VdFingerprint actual;

  g_object_get (transceiver, "receiver", &receiver, NULL);
  if (receiver)
    g_object_get (receiver, "transport", &transport, NULL);
  if (transport)
    g_object_get (transport, "state", &state, "remote-certificate", &pem, NULL);
  return state == GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED && pem && vd_fingerprint_of_pem (pem, &actual) &&
         vd_fingerprint_equal (&actual, &self->expected);
}

gboolean
vd_peer_is_verified (VdPeer *self)
{
  g_autoptr (GArray) transceivers = NULL;
  gboolean is_right;

  g_signal_emit_by_name (self->wire->webrtc, "get-transceivers", &transceivers);
  is_right = transceivers && transceivers->len > 0;
  for (guint i = 0; transceivers && i < transceivers->len; i++)
    is_right = is_right && is_expected (self, g_array_index (transceivers, GstWebRTCRTPTransceiver *, i));
  return is_right;
}
