/* SPDX-License-Identifier: EUPL-1.2 */
#include "region-finder.h"

#include <math.h>
#include <string.h>

#define N_LEVELS 48    /* differences between neighbours, in gray levels; more never joins */
#define MIN_SHARE 0.02 /* of the picture */
#define MAX_SHARE 0.9
#define MIN_FILL 0.4  /* of its hull that an area covers: print leaves holes */
#define MIN_SIDE 6.0 /* pixels of the halved picture */
#define BEND 0.14     /* radians that a side may bend: curled paper */
#define MAX_SIDES 96

/* Differences up to which neighbours are one area: a sheet in the shade on white, up to a creased one on stripes. */
static const int looks[] = { 2, 4, 7, 12 };

/* The picture at half its size, as a forest: each pixel points towards its area's root. */
typedef struct
{
  int width, height;
  guint8 *plane[VD_EDGE_PLANES];
  guint32 *parent;
  guint32 *size;  /* of a root */
  guint32 *links; /* pixel << 1 | is_down, by difference */
  guint32 start[N_LEVELS + 1];
} Forest;

static void
halve (const VdEdgeMap *map, Forest *forest)
{
  for (int p = 0; p < VD_EDGE_PLANES; p++)
    {
      forest->plane[p] = g_malloc ((gsize)forest->width * forest->height);
      for (int y = 0; y < forest->height; y++)
        {
          const guint8 *from = map->plane[p] + (gsize)2 * y * map->width, *below = from + map->width;
          guint8 *to = forest->plane[p] + (gsize)y * forest->width;

          for (int x = 0; x < forest->width; x++)
            to[x] = (from[2 * x] + from[2 * x + 1] + below[2 * x] + below[2 * x + 1] + 2) >> 2;
        }
    }
}

static inline int
difference (const Forest *forest, guint32 a, guint32 b)
{
  int most = abs (forest->plane[0][a] - forest->plane[0][b]);

  /* Colours differ by less than brightness does, and are less noisy. */
  most = MAX (most, 2 * abs (forest->plane[1][a] - forest->plane[1][b]));
  return MAX (most, 2 * abs (forest->plane[2][a] - forest->plane[2][b]));
}

/* Neighbours by how much they differ: a counting sort. */
static void
sort_links (Forest *forest)
{
  guint32 count = forest->width * forest->height, fill[N_LEVELS + 1] = { 0 };
  g_autofree guint8 *level = g_malloc (2 * count);

  for (int y = 0, i = 0; y < forest->height; y++)
    for (int x = 0; x < forest->width; x++, i++)
      {
        int right = x < forest->width - 1 ? difference (forest, i, i + 1) : N_LEVELS;
        int down = y < forest->height - 1 ? difference (forest, i, i + forest->width) : N_LEVELS;

        level[2 * i] = MIN (right, N_LEVELS);
        level[2 * i + 1] = MIN (down, N_LEVELS);
        fill[level[2 * i]]++;
        fill[level[2 * i + 1]]++;
      }
  forest->links = g_new (guint32, 2 * count);
  for (guint32 k = 0, sum = 0; k <= N_LEVELS; k++)
    {
      forest->start[k] = sum;
      sum += fill[k];
      fill[k] = forest->start[k];
    }
  for (guint32 k = 0; k < 2 * count; k++)
    forest->links[fill[level[k]]++] = k;
}

static guint32
find_root (Forest *forest, guint32 i)
{
  while (forest->parent[i] != i)
    i = forest->parent[i] = forest->parent[forest->parent[i]];
  return i;
}

static void
join_up_to (Forest *forest, int from, int to)
{
  for (guint32 k = forest->start[from]; k < forest->start[to]; k++)
    {
      guint32 at = forest->links[k] >> 1, next = at + (forest->links[k] & 1 ? forest->width : 1);
      guint32 a = find_root (forest, at), b = find_root (forest, next);

      if (a == b)
        continue;
      if (forest->size[a] < forest->size[b])
        {
          guint32 swap = a;

          a = b;
          b = swap;
        }
      forest->parent[b] = a;
      forest->size[a] += forest->size[b];
    }
}

typedef struct
{
  guint32 root;
  int *left, *right; /* of each row; right < left where the area is not */
} Area;

static void
area_clear (void *data)
{
  Area *area = data;

  g_free (area->left);
  g_free (area->right);
}

static Area *
area_of (GArray *areas, guint32 root)
{
  for (guint i = 0; i < areas->len; i++)
    if (g_array_index (areas, Area, i).root == root)
      return &g_array_index (areas, Area, i);
  return NULL;
}

/* Neighbours are mostly of one area: only the first of them is looked up. */
static void
measure_row (Forest *forest, GArray *areas, int y)
{
  guint32 at = y * forest->width, last_root = G_MAXUINT32;
  Area *area = NULL;

  for (int x = 0; x < forest->width; x++)
    {
      guint32 root = find_root (forest, at + x);

      if (root != last_root)
        area = area_of (areas, root);
      last_root = root;
      if (!area)
        continue;
      area->left[y] = MIN (area->left[y], x);
      area->right[y] = MAX (area->right[y], x);
    }
}

static GArray *
collect_areas (Forest *forest)
{
  guint32 count = forest->width * forest->height;
  GArray *areas = g_array_new (FALSE, FALSE, sizeof (Area));

  g_array_set_clear_func (areas, area_clear);
  for (guint32 i = 0; i < count; i++)
    if (forest->parent[i] == i && forest->size[i] > MIN_SHARE * count && forest->size[i] < MAX_SHARE * count)
      {
        Area area = { i, g_new (int, forest->height), g_new (int, forest->height) };

        for (int y = 0; y < forest->height; y++)
          {
            area.left[y] = forest->width;
            area.right[y] = -1;
          }
        g_array_append_val (areas, area);
      }
  for (int y = 0; y < forest->height && areas->len > 0; y++)
    measure_row (forest, areas, y);
  return areas;
}

static double
cross (const VdPoint *o, const VdPoint *a, const VdPoint *b)
{
  return (a->x - o->x) * (b->y - o->y) - (a->y - o->y) * (b->x - o->x);
}

static void
add_to_chain (GArray *hull, guint floor, VdPoint p)
{
  while (hull->len >= floor + 2 &&
         cross (&g_array_index (hull, VdPoint, hull->len - 2), &g_array_index (hull, VdPoint, hull->len - 1), &p) <= 0)
    g_array_set_size (hull, hull->len - 1);
  g_array_append_val (hull, p);
}

/* Andrew's monotone chain, down the right and up the left: clockwise on a screen. */
static GArray *
find_hull (const Area *area, int height)
{
  GArray *hull = g_array_new (FALSE, FALSE, sizeof (VdPoint));
  guint floor;

  for (int y = 0; y < height; y++)
    if (area->right[y] >= area->left[y])
      add_to_chain (hull, 0, (VdPoint){ area->right[y], y });
  floor = hull->len > 0 ? hull->len - 1 : 0;
  for (int y = height - 1; y >= 0; y--)
    if (area->right[y] >= area->left[y])
      add_to_chain (hull, floor, (VdPoint){ area->left[y], y });
  return hull;
}

static double
hull_area (const GArray *hull)
{
  double sum = 0;

  for (guint i = 0; i < hull->len; i++)
    {
      const VdPoint *a = &g_array_index (hull, VdPoint, i), *b = &g_array_index (hull, VdPoint, (i + 1) % hull->len);

      sum += (a->x * b->y - b->x * a->y) / 2;
    }
  return fabs (sum);
}

static double
turn_between (const VdPoint *a, const VdPoint *b, const VdPoint *c, const VdPoint *d)
{
  double ux = b->x - a->x, uy = b->y - a->y, vx = d->x - c->x, vy = d->y - c->y;

  return fabs (atan2 (ux * vy - uy * vx, ux * vx + uy * vy));
}

/* Pieces of the hull that are straight but for a bend. */
static void
add_sides (const GArray *hull, GArray *sides)
{
  guint n = hull->len;

  for (guint i = 0; i < n && sides->len < MAX_SIDES; i++)
    {
      const VdPoint *before = &g_array_index (hull, VdPoint, (i + n - 1) % n), *a = &g_array_index (hull, VdPoint, i);
      const VdPoint *b = &g_array_index (hull, VdPoint, (i + 1) % n);
      guint k = 1;

      /* From each corner on, as far as it stays straight; a longer piece that includes this one was added before it. */
      if (i > 0 && turn_between (before, a, a, b) < BEND / 4)
        continue;
      while (k < n && turn_between (a, b, &g_array_index (hull, VdPoint, (i + k) % n),
                                    &g_array_index (hull, VdPoint, (i + k + 1) % n)) < BEND)
        k++;
      b = &g_array_index (hull, VdPoint, (i + k) % n);
      if (hypot (b->x - a->x, b->y - a->y) >= MIN_SIDE)
        {
          const VdRegionSide side = { { 2 * a->x + 0.5, 2 * a->y + 0.5 }, { 2 * b->x + 0.5, 2 * b->y + 0.5 } };

          g_array_append_val (sides, side);
        }
    }
}

static void
forest_clear (Forest *forest)
{
  for (int p = 0; p < VD_EDGE_PLANES; p++)
    {
      explicit_bzero (forest->plane[p], (gsize)forest->width * forest->height);
      g_free (forest->plane[p]);
    }
  g_free (forest->parent);
  g_free (forest->size);
  g_free (forest->links);
}

GArray *
vd_region_finder_run (const VdEdgeMap *map)
{
  GArray *sides = g_array_new (FALSE, FALSE, sizeof (VdRegionSide));
  Forest forest = { map->width / 2, map->height / 2 };
  guint32 count = forest.width * forest.height;

  halve (map, &forest);
  forest.parent = g_new (guint32, count);
  forest.size = g_new (guint32, count);
  for (guint32 i = 0; i < count; i++)
    {
      forest.parent[i] = i;
      forest.size[i] = 1;
    }
  sort_links (&forest);
  for (guint look = 0; look < G_N_ELEMENTS (looks); look++)
    {
      g_autoptr (GArray) areas = NULL;

      join_up_to (&forest, look > 0 ? looks[look - 1] : 0, looks[look]);
      areas = collect_areas (&forest);
      for (guint i = 0; i < areas->len; i++)
        {
          const Area *area = &g_array_index (areas, Area, i);
          g_autoptr (GArray) hull = find_hull (area, forest.height);

          if (hull->len >= 4 && forest.size[area->root] >= MIN_FILL * hull_area (hull))
            add_sides (hull, sides);
        }
    }
  forest_clear (&forest);
  return sides;
}
