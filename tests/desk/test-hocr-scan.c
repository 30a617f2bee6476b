/* SPDX-License-Identifier: EUPL-1.2 */
#include "hocr-scan.h"

#include <string.h>

static void
on_start (const VdHocrElement *element, gpointer said)
{
  g_string_append_printf (said, "<%s|%s|%s>", element->id, element->class, element->title);
}

static gboolean
on_end (guint depth, gpointer said)
{
  g_string_append_printf (said, "</%u>", depth);
  return !strstr (((GString *)said)->str, "stop");
}

static void
on_text (const char *piece, gsize size, gpointer said)
{
  g_string_append_len (said, piece, (gssize)size);
}

static const VdHocrHandler handler = { on_start, on_end, on_text };

static void
test_good (void)
{
  static const struct
  {
    const char *text, *said;
  } cases[] = {
    { "<a/>", "<||></0>" },
    { "<?xml version='1.0' ?>\n<!DOCTYPE html PUBLIC \"-//W3C\">\n<a ></a >", "\n\n<||></0>" },
    { "<a id='1' class = \"b\" lang='fr' title='image \"x\"; bbox 1'><b id=\"2>\"/>été</a>",
      "<1|b|image \"x\"; bbox 1><2>||></1>été</0>" },
    { "<a>l&#39;&#xE9;t&#xe9; &amp;&lt;&gt;&quot;&apos;&#128512;<!-- <b> -- & --></a>", "<||>l'été &<>\"'😀</0>" },
    { "<a id='1' id='2'><b.c:d-e_f/></a>", "<1||><||></1></0>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) said = g_string_new (NULL);

      g_assert_true (vd_hocr_scan (cases[i].text, strlen (cases[i].text), &handler, said));
      g_assert_cmpstr (said->str, ==, cases[i].said);
    }
}

static void
test_bad (void)
{
  static const char *const cases[] = {
    "",
    " ",
    "text",
    "<a>",
    "</a>",
    "<a></b>",
    "<a></ab>",
    "<a></a></a>",
    "<a><b></a></b>",
    "<",
    "<a",
    "<a ",
    "<a/",
    "<a x>",
    "<a x=>",
    "<a x=1/>",
    "<a x='1/>",
    "<a x=\"1'/>",
    "<a'/>",
    "<a x='1'",
    "< a/>",
    "<a/ >",
    "</a",
    "<a></a",
    "<a></",
    "<?xml <a/>",
    "<!-- <a/>",
    "<a/><!",
    "<a>&</a>",
    "<a>&b;</a>",
    "<a>&amp</a>",
    "<a>&#;</a>",
    "<a>&#x;</a>",
    "<a>&#0;</a>",
    "<a>&#12a;</a>",
    "<a>&#xD800;</a>",
    "<a>&#x110000;</a>",
    "<a>&#x1100000;</a>",
    "<a>\xff</a>",
    "<a>\xc3</a>",
    "<a>stop</a>",
    "<a/><b/>",
    "<a></a><!-- --><b></b>",
    "<a><![CDATA[<b>]]></a>",
    "<a/><!ELEMENT b>",
    "<a/>&#38",
  };
  g_autoptr (GString) deep = g_string_new (NULL), said = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%u", i);
      g_assert_false (vd_hocr_scan (cases[i], strlen (cases[i]), &handler, said));
      g_string_truncate (said, 0);
    }
  g_assert_false (vd_hocr_scan ("<a>\0</a>", 8, &handler, said));
  for (guint i = 0; i < 1000; i++)
    g_string_append (deep, "<a>");
  g_assert_false (vd_hocr_scan (deep->str, deep->len, &handler, said));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hocr-scan/good", test_good);
  g_test_add_func ("/hocr-scan/bad", test_bad);
  return g_test_run ();
}
