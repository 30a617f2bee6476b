/* SPDX-License-Identifier: EUPL-1.2 */
#include "mock-escl.h"
#include "jpeg-codec.h"

#include <string.h>

#define DPI 75
#define WIDTH 620 /* A4 */
#define HEIGHT 877
#define MAX_REQUEST 65536
#define THREADS 8

struct _MockEscl
{
  GSocketService *service;
  guint16 port;
  GBytes *page, *less;
  GCancellable *over; /* ends what hangs */
  GMutex lock;        /* of what follows: the service's threads read it */
  MockWay way;
  int sheets;         /* in the feeder; -1 with the one on the glass taken */
  gboolean has_glass, from_glass;
};

static const char NAMESPACES[] = "xmlns:scan=\"http://schemas.hp.com/imaging/escl/2011/05/03\" "
                                 "xmlns:pwg=\"http://www.pwg.org/schemas/2010/12/sm\"";
static const char INPUT_CAPS[] =
    "<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2480</scan:MaxWidth><scan:MinHeight>16</scan:MinHeight>"
    "<scan:MaxHeight>3508</scan:MaxHeight><scan:SettingProfiles><scan:SettingProfile><scan:ColorModes>"
    "<scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>"
    "<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat></scan:DocumentFormats>"
    "<scan:SupportedResolutions><scan:DiscreteResolutions><scan:DiscreteResolution><scan:XResolution>75"
    "</scan:XResolution><scan:YResolution>75</scan:YResolution></scan:DiscreteResolution>"
    "</scan:DiscreteResolutions></scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles>";
static const char WEBSITE[] = "<!doctype html><title>Welcome to your printer</title>";

/* Stripes from edge to edge: nothing that could be taken for a card on the glass. */
static GBytes *
draw_page (int height)
{
  VdPicture *picture = vd_picture_new (WIDTH, height, 3);
  GBytes *jpeg;

  for (int y = 0; y < height; y++)
    memset (picture->pixels + y * picture->stride, (y / 8) % 2 ? 230 : 40, picture->stride);
  jpeg = vd_jpeg_encode (picture, 80, DPI);
  vd_picture_free (picture);
  return jpeg;
}

typedef struct
{
  MockEscl *mock;
  GOutputStream *out;
} Answer;

static void
say (Answer *answer, const char *status, const char *more, const char *type, gconstpointer body, gsize size)
{
  g_autofree char *head =
      g_strdup_printf ("HTTP/1.1 %s\r\nConnection: close\r\n%sContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT
                       "\r\n\r\n",
                       status, more, type, size);

  g_output_stream_write_all (answer->out, head, strlen (head), NULL, answer->mock->over, NULL);
  g_output_stream_write_all (answer->out, body, size, NULL, answer->mock->over, NULL);
}

static void
say_text (Answer *answer, const char *status, const char *type, const char *text)
{
  say (answer, status, "", type, text, strlen (text));
}

/* Until the mock goes: no scanner hangs longer than its test. */
static void
hang (Answer *answer)
{
  GPollFD over = { 0 };

  g_output_stream_flush (answer->out, NULL, NULL);
  if (!g_cancellable_make_pollfd (answer->mock->over, &over))
    return;
  g_poll (&over, 1, -1);
  g_cancellable_release_fd (answer->mock->over);
}

static void
say_capabilities (Answer *answer, const MockEscl *now)
{
  g_autofree char *glass =
      g_strdup_printf ("<scan:Platen><scan:PlatenInputCaps>%s</scan:PlatenInputCaps></scan:Platen>", INPUT_CAPS);
  g_autofree char *text = g_strdup_printf (
      "<?xml version=\"1.0\"?><scan:ScannerCapabilities %s><pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>Mock"
      "</pwg:MakeAndModel>%s<scan:Adf><scan:AdfSimplexInputCaps>%s</scan:AdfSimplexInputCaps></scan:Adf>"
      "</scan:ScannerCapabilities>",
      NAMESPACES, now->has_glass ? glass : "", INPUT_CAPS);

  if (now->way == MOCK_NO_CAPABILITIES)
    say_text (answer, "200 OK", "text/html", WEBSITE);
  else
    say_text (answer, "200 OK", "text/xml", text);
}

static void
say_status (Answer *answer, const MockEscl *now)
{
  const char *feeder = now->way == MOCK_JAM          ? "ScannerAdfJam"
                       : now->way == MOCK_COVER_OPEN ? "ScannerAdfDoorOpen"
                       : now->sheets > 0             ? "ScannerAdfLoaded"
                                                     : "ScannerAdfEmpty";
  g_autofree char *text =
      g_strdup_printf ("<?xml version=\"1.0\"?><scan:ScannerStatus %s><pwg:Version>2.63</pwg:Version><pwg:State>%s"
                       "</pwg:State><scan:AdfState>%s</scan:AdfState></scan:ScannerStatus>",
                       NAMESPACES, now->way == MOCK_BUSY ? "Processing" : "Idle", feeder);

  say_text (answer, "200 OK", "text/xml", text);
}

static void
begin_job (Answer *answer, const char *request)
{
  MockEscl *mock = answer->mock;
  gboolean wants_glass = strstr (request, ">Platen<") != NULL, is_empty;
  MockWay way;

  g_mutex_lock (&mock->lock);
  way = mock->way;
  is_empty = !wants_glass && mock->sheets <= 0;
  mock->from_glass = wants_glass;
  g_mutex_unlock (&mock->lock);
  if (way == MOCK_BUSY)
    say_text (answer, "503 Service Unavailable", "text/plain", "");
  else if (is_empty || way == MOCK_JAM || way == MOCK_COVER_OPEN)
    say_text (answer, "409 Conflict", "text/plain", "");
  else
    say (answer, "201 Created", way == MOCK_NO_JOB_ADDRESS ? "" : "Location: /eSCL/ScanJobs/1\r\n", "text/plain", "", 0);
}

/* The head says all of it, and half of it follows. */
static void
say_half (Answer *answer, GBytes *page)
{
  gsize size = g_bytes_get_size (page);
  g_autofree char *head =
      g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", size);

  g_output_stream_write_all (answer->out, head, strlen (head), NULL, NULL, NULL);
  g_output_stream_write_all (answer->out, g_bytes_get_data (page, NULL), size / 2, NULL, NULL, NULL);
}

/* Its frame header says so; the rest is the page's. */
static void
say_bomb (Answer *answer, GBytes *page)
{
  gsize size = g_bytes_get_size (page);
  g_autofree guint8 *bomb = g_memdup2 (g_bytes_get_data (page, NULL), size);

  for (gsize i = 0; i + 9 < size; i++)
    if (bomb[i] == 0xff && bomb[i + 1] == 0xc0)
      {
        memset (bomb + i + 5, 0xfd, 4);
        break;
      }
  say (answer, "200 OK", "", "image/jpeg", bomb, size);
}

static gboolean
take_sheet (MockEscl *mock)
{
  gboolean is_there;

  g_mutex_lock (&mock->lock);
  is_there = mock->from_glass ? mock->sheets >= 0 : mock->sheets > 0;
  mock->sheets = mock->from_glass ? -1 : mock->sheets - 1;
  g_mutex_unlock (&mock->lock);
  return is_there;
}

static void
say_page (Answer *answer, const MockEscl *now)
{
  GBytes *page = now->way == MOCK_OTHER_SIZE ? now->less : now->page;
  gsize size = g_bytes_get_size (page);

  if (!take_sheet (answer->mock))
    say_text (answer, "404 Not Found", "text/plain", "");
  else if (now->way == MOCK_DIES_IN_PAGE || now->way == MOCK_HANGS_IN_PAGE)
    say_half (answer, page);
  else if (now->way == MOCK_CUT_JPEG)
    say (answer, "200 OK", "", "image/jpeg", g_bytes_get_data (page, NULL), size / 2);
  else if (now->way == MOCK_NO_JPEG)
    say_text (answer, "200 OK", "image/jpeg", WEBSITE);
  else if (now->way == MOCK_WRONG_TYPE)
    say_text (answer, "200 OK", "text/html", WEBSITE);
  else if (now->way == MOCK_BOMB)
    say_bomb (answer, page);
  else if (now->way != MOCK_GONE)
    say (answer, "200 OK", "", "image/jpeg", g_bytes_get_data (page, NULL), size);
  if (now->way == MOCK_HANGS_IN_PAGE)
    hang (answer);
}

static void
answer_request (Answer *answer, const char *request)
{
  MockEscl *mock = answer->mock, now;

  g_mutex_lock (&mock->lock);
  now = *mock;
  g_mutex_unlock (&mock->lock);
  if (now.way == MOCK_SILENT)
    hang (answer);
  else if (g_str_has_prefix (request, "GET /eSCL/ScannerCapabilities "))
    say_capabilities (answer, &now);
  else if (g_str_has_prefix (request, "GET /eSCL/ScannerStatus "))
    say_status (answer, &now);
  else if (g_str_has_prefix (request, "POST /eSCL/ScanJobs "))
    begin_job (answer, request);
  else if (g_str_has_prefix (request, "GET /eSCL/ScanJobs/1/NextDocument "))
    say_page (answer, &now);
  else
    say_text (answer, g_str_has_prefix (request, "DELETE ") ? "200 OK" : "404 Not Found", "text/plain", "");
}

/* The body's length, 0 where nothing is said of it. */
static gsize
read_length (const char *request)
{
  g_autofree char *low = g_ascii_strdown (request, -1);
  const char *field = strstr (low, "\r\ncontent-length:");

  return field ? g_ascii_strtoull (field + strlen ("\r\ncontent-length:"), NULL, 10) : 0;
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  MockEscl *self = data;
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  Answer answer = { self, g_io_stream_get_output_stream (G_IO_STREAM (connection)) };
  g_autofree char *request = g_malloc0 (MAX_REQUEST + 1);
  gsize got = 0;
  gssize n = 1;

  while (n > 0 && got < MAX_REQUEST)
    {
      const char *end = strstr (request, "\r\n\r\n");

      if (end && got >= (gsize)(end + 4 - request) + read_length (request))
        {
          answer_request (&answer, request);
          break;
        }
      n = g_input_stream_read (in, request + got, MAX_REQUEST - got, self->over, NULL);
      got += n > 0 ? n : 0;
    }
  return TRUE;
}

static void
clear (gpointer data)
{
  MockEscl *self = data;

  g_object_unref (self->over);
  g_bytes_unref (self->page);
  g_bytes_unref (self->less);
  g_mutex_clear (&self->lock);
}

/* By whoever has it last: each of the service's threads keeps the service, and with it what its handler needs. */
static void
release (gpointer self, GClosure *closure)
{
  g_atomic_rc_box_release_full (self, clear);
}

MockEscl *
mock_escl_new (void)
{
  MockEscl *self = g_atomic_rc_box_new0 (MockEscl);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0), bound = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->lock);
  self->over = g_cancellable_new ();
  self->page = draw_page (HEIGHT);
  self->less = draw_page (HEIGHT / 4);
  self->service = g_threaded_socket_service_new (THREADS);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect_data (self->service, "run", G_CALLBACK (on_run), g_atomic_rc_box_acquire (self), release, 0);
  g_socket_service_start (self->service);
  return self;
}

void
mock_escl_free (MockEscl *self)
{
  g_socket_service_stop (self->service);
  g_cancellable_cancel (self->over);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  release (self, NULL);
}

guint16
mock_escl_get_port (MockEscl *self)
{
  return self->port;
}

void
mock_escl_set (MockEscl *self, MockWay way, int sheets, gboolean has_glass)
{
  g_mutex_lock (&self->lock);
  self->way = way;
  self->sheets = sheets;
  self->has_glass = has_glass;
  g_mutex_unlock (&self->lock);
}
