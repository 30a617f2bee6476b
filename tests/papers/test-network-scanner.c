/* SPDX-License-Identifier: EUPL-1.2 */
/* Scanners in the network, by sane-airscan: one that behaves, and all the ways in which one does not. Each is a clear word to
 * the visitor, and none takes the scanner's next use with it. */
#include "mock-escl.h"
#include "page-private.h"
#include "papers-test.h"
#include "scanner-private.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>

#define DEVICE "airscan:e0:Mock"

typedef struct
{
  char *dir, *helper;
  MockEscl *mock;
} Fixture;

typedef struct
{
  const char *name;
  MockWay way;
  int code; /* VdPapersError */
} Way;

static const Way WAYS[] = {
  { "no-capabilities", MOCK_NO_CAPABILITIES, VD_PAPERS_ERROR_FAILED },
  { "jam", MOCK_JAM, VD_PAPERS_ERROR_JAM },
  { "cover-open", MOCK_COVER_OPEN, VD_PAPERS_ERROR_JAM },
  { "dies-in-page", MOCK_DIES_IN_PAGE, VD_PAPERS_ERROR_FAILED },
  { "gone", MOCK_GONE, VD_PAPERS_ERROR_FAILED },
  { "no-job-address", MOCK_NO_JOB_ADDRESS, VD_PAPERS_ERROR_FAILED },
};

/* Those in which the driver, or we, wait or try again for five to ten seconds. */
static const Way SLOW_WAYS[] = {
  { "silent", MOCK_SILENT, VD_PAPERS_ERROR_FAILED },
  { "busy", MOCK_BUSY, VD_PAPERS_ERROR_BUSY },
  { "hangs-in-page", MOCK_HANGS_IN_PAGE, VD_PAPERS_ERROR_FAILED },
  { "no-jpeg", MOCK_NO_JPEG, VD_PAPERS_ERROR_FAILED },
  { "wrong-type", MOCK_WRONG_TYPE, VD_PAPERS_ERROR_FAILED },
};

typedef struct
{
  Fixture fixture;
  VdScanner *scanner;
  GAsyncResult *result;
} Trial;

static void
write_file (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  fixture->mock = mock_escl_new ();
  fixture->dir = g_dir_make_tmp ("vd-escl-XXXXXX", NULL);
  fixture->helper = g_build_filename (g_getenv ("VD_BUILD_ROOT"), "media", "papers", "visiodesk-scan", NULL);
  text = g_strdup_printf ("[devices]\n\"Mock\" = http://127.0.0.1:%u/eSCL/, eSCL\n[options]\ndiscovery = disable\n",
                          mock_escl_get_port (fixture->mock));
  write_file (fixture, "dll.conf", "airscan\n");
  write_file (fixture, "airscan.conf", text);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "dll.conf", "airscan.conf" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->dir, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->helper);
  mock_escl_free (fixture->mock);
}

static void
begin_scan (Fixture *fixture, VdScanner *scanner, GAsyncResult **result)
{
  g_setenv ("SANE_CONFIG_DIR", fixture->dir, TRUE); /* the helper takes it along as it starts */
  vd_scanner_scan_async (scanner, NULL, papers_test_keep_result, result);
}

static GPtrArray *
scan (Fixture *fixture, VdScanner *scanner, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  begin_scan (fixture, scanner, &result);
  papers_test_until (result, 90);
  return vd_scanner_scan_finish (scanner, result, error);
}

static void
test_found (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdScanner) scanner = vd_scanner_new ("auto", fixture->helper);

  mock_escl_set (fixture->mock, MOCK_GOOD, 0, TRUE);
  g_setenv ("SANE_CONFIG_DIR", fixture->dir, TRUE);
  vd_scanner_probe (scanner);
  papers_test_until (vd_scanner_is_available (scanner), 30);
}

/* All sheets of the feeder; without any, what lies on the glass. */
static void
test_scans (Fixture *fixture, gconstpointer data)
{
  for (int sheets = 0; sheets <= 3; sheets += 3)
    {
      g_autoptr (VdScanner) scanner = vd_scanner_new (DEVICE, fixture->helper);
      g_autoptr (GPtrArray) pages = NULL;
      g_autoptr (GError) error = NULL;
      const VdPageFacts *facts;

      mock_escl_set (fixture->mock, MOCK_GOOD, sheets, TRUE);
      pages = scan (fixture, scanner, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (pages->len, ==, MAX (sheets, 1));
      facts = vd_page_get_facts (g_ptr_array_index (pages, pages->len - 1));
      g_assert_cmpfloat (facts->dpi, ==, 75);
      g_assert_cmpint (ABS (facts->width - 620), <=, 2);
      g_assert_cmpint (ABS (facts->height - 877), <=, 2);
    }
}

static void
begin_trial (Trial *trial, MockWay way, int sheets)
{
  trial->scanner = vd_scanner_new (DEVICE, trial->fixture.helper);
  /* The driver's own patience, ten seconds of "busy", comes before ours; only where it has none does ours count. */
  if (way == MOCK_HANGS_IN_PAGE)
    vd_scanner_set_patience (trial->scanner, 8, 8);
  mock_escl_set (trial->fixture.mock, way, sheets, FALSE);
  begin_scan (&trial->fixture, trial->scanner, &trial->result);
}

static void
check_refused (Trial *trial, const char *name, int code)
{
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", name);
  papers_test_until (trial->result, 90);
  none = vd_scanner_scan_finish (trial->scanner, trial->result, &error);
  g_assert_null (none);
  g_assert_error (error, VD_PAPERS_ERROR, code);
  g_test_message ("%s: %s", name, error->message);
  g_clear_object (&trial->result);
}

/* The same scanner scans when it is well again. */
static void
check_well_again (Trial *trial)
{
  g_autoptr (GPtrArray) pages = NULL;
  g_autoptr (GError) error = NULL;

  mock_escl_set (trial->fixture.mock, MOCK_GOOD, 1, FALSE);
  vd_scanner_set_patience (trial->scanner, 60, 60);
  pages = scan (&trial->fixture, trial->scanner, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pages->len, ==, 1);
  g_clear_object (&trial->scanner);
}

static void
check_way (const Way *way, int sheets)
{
  Trial trial = { 0 };

  set_up (&trial.fixture, NULL);
  begin_trial (&trial, way->way, sheets);
  check_refused (&trial, way->name, way->code);
  check_well_again (&trial);
  tear_down (&trial.fixture, NULL);
}

static void
test_way (gconstpointer data)
{
  check_way (data, 2);
}

/* All at once, each with a scanner of its own: one after the other their waiting is most of this test's time. */
static void
test_slow_ways (void)
{
  Trial trials[G_N_ELEMENTS (SLOW_WAYS)] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (trials); i++)
    {
      set_up (&trials[i].fixture, NULL);
      begin_trial (&trials[i], SLOW_WAYS[i].way, 2);
    }
  for (guint i = 0; i < G_N_ELEMENTS (trials); i++)
    check_refused (&trials[i], SLOW_WAYS[i].name, SLOW_WAYS[i].code);
  for (guint i = 0; i < G_N_ELEMENTS (trials); i++)
    {
      check_well_again (&trials[i]);
      tear_down (&trials[i].fixture, NULL);
    }
}

static void
test_empty (void)
{
  static const Way way = { "empty", MOCK_GOOD, VD_PAPERS_ERROR_EMPTY };

  check_way (&way, 0);
}

/* A page that is not what was asked for is still a page, as large as it says. */
static void
test_other_size (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VdScanner) scanner = vd_scanner_new (DEVICE, fixture->helper);
  g_autoptr (GPtrArray) pages = NULL;
  g_autoptr (GError) error = NULL;

  mock_escl_set (fixture->mock, MOCK_OTHER_SIZE, 1, FALSE);
  pages = scan (fixture, scanner, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pages->len, ==, 1);
  g_assert_cmpint (vd_page_get_facts (pages->pdata[0])->width, >=, 600);
}

/* What the driver conceals: it fills a page that is cut short, and of one that says to be gigantic takes no more than it asked
 * for. The visitor, who is asked whether they can read everything, sees what is missing. */
static void
test_concealed (Fixture *fixture, gconstpointer data)
{
  static const MockWay ways[] = { MOCK_CUT_JPEG, MOCK_BOMB };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (VdScanner) scanner = vd_scanner_new (DEVICE, fixture->helper);
      g_autoptr (GPtrArray) pages = NULL;
      g_autoptr (GError) error = NULL;
      const VdPageFacts *facts;

      mock_escl_set (fixture->mock, ways[i], 1, FALSE);
      pages = scan (fixture, scanner, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (pages->len, ==, 1);
      facts = vd_page_get_facts (pages->pdata[0]);
      g_test_message ("way %u: %d x %d", ways[i], facts->width, facts->height);
      g_assert_cmpint (facts->width, <=, 622);
      g_assert_cmpint (facts->height, <=, 879);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add ("/network-scanner/found", Fixture, NULL, set_up, test_found, tear_down);
  g_test_add ("/network-scanner/scans", Fixture, NULL, set_up, test_scans, tear_down);
  g_test_add_func ("/network-scanner/empty", test_empty);
  g_test_add ("/network-scanner/other-size", Fixture, NULL, set_up, test_other_size, tear_down);
  g_test_add ("/network-scanner/concealed", Fixture, NULL, set_up, test_concealed, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (WAYS); i++)
    {
      g_autofree char *path = g_strconcat ("/network-scanner/", WAYS[i].name, NULL);

      g_test_add_data_func (path, &WAYS[i], test_way);
    }
  g_test_add_func ("/network-scanner/slow-ways", test_slow_ways);
  return g_test_run ();
}
