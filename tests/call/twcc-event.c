/* SPDX-License-Identifier: EUPL-1.2 */
#include "twcc-event.h"

GstStructure *
twcc_packet_new (guint seqnum, guint64 sent_us, guint64 arrived_us, guint8 payload_type, guint size)
{
  return gst_structure_new (
      "RTPTWCCPacket", "seqnum", G_TYPE_UINT, seqnum, "local-ts", G_TYPE_UINT64, sent_us * GST_USECOND, "remote-ts",
      G_TYPE_UINT64, arrived_us == G_MAXUINT64 ? GST_CLOCK_TIME_NONE : arrived_us * GST_USECOND, "payload-type",
      G_TYPE_UCHAR, payload_type, "size", G_TYPE_UINT, size, "lost", G_TYPE_BOOLEAN, arrived_us == G_MAXUINT64, NULL);
}

G_GNUC_BEGIN_IGNORE_DEPRECATIONS
GstEvent *
twcc_event_new (GPtrArray *packets)
{
  GstStructure *structure = gst_structure_new_empty ("RTPTWCCPackets");
  GValueArray *array = g_value_array_new (0);
  GValue value = G_VALUE_INIT;

  for (guint i = 0; i < packets->len; i++)
    {
      GValue item = G_VALUE_INIT;

      g_value_init (&item, GST_TYPE_STRUCTURE);
      gst_value_set_structure (&item, g_ptr_array_index (packets, i));
      g_value_array_append (array, &item);
      g_value_unset (&item);
    }
  g_value_init (&value, g_value_array_get_type ());
  g_value_take_boxed (&value, array);
  gst_structure_take_value (structure, "packets", &value);
  return gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM, structure);
}
G_GNUC_END_IGNORE_DEPRECATIONS

GPtrArray *
twcc_packets_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)gst_structure_free);
}
