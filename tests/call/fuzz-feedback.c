/* SPDX-License-Identifier: EUPL-1.2 */
/* Feedback as rtpsession passes it on, with fields that are missing, of another type, or absurd. 22 bytes a packet:
 * what is wrong with it, sent, arrived, size, payload type. */
#include "feedback.h"

#include <stdint.h>

#define PACKET_BYTES 22
#define VOICE 111

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

enum
{
  HAS_SENT = 1 << 0,
  HAS_ARRIVED = 1 << 1,
  HAS_SIZE = 1 << 2,
  HAS_TYPE = 1 << 3,
  HAS_LOST = 1 << 4,
  IS_STRUCTURE = 1 << 5,
  IS_LOST = 1 << 6,
  IS_ODD = 1 << 7, /* the time is no time */
};

static guint64
read_bytes (const uint8_t *data, guint count)
{
  guint64 value = 0;

  while (count-- > 0)
    value = value << 8 | *data++;
  return value;
}

static void
fill (GstStructure *packet, const uint8_t *data)
{
  if (data[0] & HAS_SENT && data[0] & IS_ODD)
    gst_structure_set (packet, "local-ts", G_TYPE_STRING, "now", NULL);
  else if (data[0] & HAS_SENT)
    gst_structure_set (packet, "local-ts", G_TYPE_UINT64, read_bytes (data + 1, 8), NULL);
  if (data[0] & HAS_ARRIVED)
    gst_structure_set (packet, "remote-ts", G_TYPE_UINT64, read_bytes (data + 9, 8), NULL);
  if (data[0] & HAS_SIZE)
    gst_structure_set (packet, "size", G_TYPE_UINT, (guint)read_bytes (data + 17, 4), NULL);
  if (data[0] & HAS_TYPE)
    gst_structure_set (packet, "payload-type", G_TYPE_UCHAR, data[21], NULL);
  if (data[0] & HAS_LOST)
    gst_structure_set (packet, "lost", G_TYPE_BOOLEAN, (data[0] & IS_LOST) != 0, NULL);
}

G_GNUC_BEGIN_IGNORE_DEPRECATIONS
static void
append (GValueArray *packets, const uint8_t *data)
{
  g_autoptr (GstStructure) packet = gst_structure_new_empty ("RTPTWCCPacket");
  g_auto (GValue) value = G_VALUE_INIT;

  fill (packet, data);
  g_value_init (&value, data[0] & IS_STRUCTURE ? GST_TYPE_STRUCTURE : G_TYPE_INT);
  if (data[0] & IS_STRUCTURE)
    gst_value_set_structure (&value, packet);
  g_value_array_append (packets, &value);
}

static GstEvent *
make_event (const uint8_t *data, size_t size)
{
  GstStructure *structure = gst_structure_new_empty ("RTPTWCCPackets");
  GValueArray *packets = g_value_array_new (0);
  GValue value = G_VALUE_INIT;

  for (; size >= PACKET_BYTES; data += PACKET_BYTES, size -= PACKET_BYTES)
    append (packets, data);
  g_value_init (&value, g_value_array_get_type ());
  g_value_take_boxed (&value, packets);
  gst_structure_take_value (structure, "packets", &value);
  return gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM, structure);
}
G_GNUC_END_IGNORE_DEPRECATIONS

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GstEvent) event = NULL;
  g_autoptr (VdFeedback) feedback = NULL;

  if (!gst_is_initialized ())
    gst_init (NULL, NULL);
  event = make_event (data, size);
  feedback = vd_feedback_new_from_event (event, VOICE, 1);
  g_assert_nonnull (feedback);
  g_assert_cmpuint (feedback->reports->len, <=, MIN (size / PACKET_BYTES, VD_FEEDBACK_MAX));
  g_assert_cmpuint (feedback->voice_received + feedback->voice_lost, <=, feedback->reports->len);
  for (guint i = 0; i < feedback->reports->len; i++)
    {
      const VdPacketReport *report = &g_array_index (feedback->reports, VdPacketReport, i);

      g_assert_true (report->sent_us >= 0 && report->arrived_us >= 0 && report->size_bytes > 0);
    }
  return 0;
}
