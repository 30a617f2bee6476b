/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "vd-screens"

#include "phone-numbers.h"
#include "tongue.h"

struct _VdPhoneNumbers
{
  GtkBox parent_instance;
};

G_DEFINE_FINAL_TYPE (VdPhoneNumbers, vd_phone_numbers, GTK_TYPE_BOX)

static const struct
{
  const char *number, *whom;
} NUMBERS[] = {
  { "39 49", NULL },
  { "39 95", N_ ("employers") },
  { "01 70 772 372", NULL },
};

static void
vd_phone_numbers_class_init (VdPhoneNumbersClass *klass)
{
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "phone-numbers");
}

static void
vd_phone_numbers_init (VdPhoneNumbers *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (NUMBERS); i++)
    {
      GtkWidget *one = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      GtkWidget *number = gtk_label_new (NUMBERS[i].number);

      gtk_widget_add_css_class (one, "one-number");
      gtk_widget_add_css_class (number, "number");
      gtk_box_append (GTK_BOX (one), number);
      if (NUMBERS[i].whom)
        {
          GtkWidget *whom = gtk_label_new (_ (NUMBERS[i].whom));

          gtk_widget_add_css_class (whom, "whom");
          gtk_widget_set_valign (whom, GTK_ALIGN_BASELINE);
          gtk_widget_set_valign (number, GTK_ALIGN_BASELINE);
          gtk_box_append (GTK_BOX (one), whom);
        }
      gtk_box_append (GTK_BOX (self), one);
    }
}
