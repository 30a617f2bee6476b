/* SPDX-License-Identifier: EUPL-1.2 */
#include "quad-score.h"

#include <math.h>

#define N_HIDDEN 8

/* Of the clues, in the order of VdClue, and a bias. */
typedef struct
{
  float hidden[N_HIDDEN][VD_N_CLUES + 1];
  float out[N_HIDDEN + 1];
} Weights;

#include "quad-weights.h"
#include "tray-weights.h"

double
vd_quad_score (VdQuadView view, const float *clues)
{
  const Weights *weights = view == VD_QUAD_IN_NEWS ? &tray_weights : &photo_weights;
  double odds = weights->out[N_HIDDEN];

  for (int i = 0; i < N_HIDDEN; i++)
    {
      float sum = weights->hidden[i][VD_N_CLUES];

      for (int k = 0; k < VD_N_CLUES; k++)
        sum += weights->hidden[i][k] * clues[k];
      odds += weights->out[i] * tanhf (sum);
    }
  return odds;
}
