/* SPDX-License-Identifier: EUPL-1.2 */
#include "quad-score.h"
#include "quad-weights.h"

#include <math.h>

double
vd_quad_score (const float *clues)
{
  double odds = out[N_HIDDEN];

  for (int i = 0; i < N_HIDDEN; i++)
    {
      float sum = hidden[i][VD_N_CLUES];

      for (int k = 0; k < VD_N_CLUES; k++)
        sum += hidden[i][k] * clues[k];
      odds += out[i] * tanhf (sum);
    }
  return odds;
}
