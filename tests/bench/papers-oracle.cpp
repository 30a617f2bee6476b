/* SPDX-License-Identifier: EUPL-1.2 */
/* What finders of papers do elsewhere, to measure ours beside them: papers-oracle contours|jscanify IMAGE…
 * prints for each image a line of JSON: {"quad": [[x, y], …] or null, "confidence": …, "ms": {"find": …}}.
 *
 * contours: many binarisations, their outlines, four corners of each, the best by size, angles and edges under the sides.
 * jscanify: the method of that library (Canny 50/200, blur, Otsu, largest contour, farthest point in each quarter). */
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <vector>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

using Quad = std::vector<cv::Point2f>;

static const int longest = 640;

struct Answer
{
  Quad quad;
  double confidence = 0;
};

/* Four corners of an outline: its hull, simplified more and more. */
static Quad
corners_of (const std::vector<cv::Point> &outline)
{
  std::vector<cv::Point> hull, simple;

  cv::convexHull (outline, hull);
  for (double share = 0.01; share < 0.12; share += 0.01)
    {
      cv::approxPolyDP (hull, simple, share * cv::arcLength (hull, true), true);
      if (simple.size () == 4)
        return Quad (simple.begin (), simple.end ());
    }
  return Quad ();
}

static double
angle_score (const Quad &quad)
{
  double worst = 0;

  for (int i = 0; i < 4; i++)
    {
      cv::Point2f a = quad[(i + 3) % 4] - quad[i], b = quad[(i + 1) % 4] - quad[i];
      worst = std::max (worst, std::abs (a.dot (b)) / (cv::norm (a) * cv::norm (b) + 1e-9));
    }
  return 1 - worst;
}

static double
edge_score (const Quad &quad, const cv::Mat &edges)
{
  int on = 0, all = 0;

  for (int i = 0; i < 4; i++)
    for (int k = 0; k < 100; k++, all++)
      {
        cv::Point2f p = quad[i] + (quad[(i + 1) % 4] - quad[i]) * (k / 100.f);
        cv::Rect near = cv::Rect ((int)p.x - 1, (int)p.y - 1, 3, 3) & cv::Rect (0, 0, edges.cols, edges.rows);
        on += near.area () > 0 && cv::countNonZero (edges (near)) > 0;
      }
  return (double)on / all;
}

static void
consider (const cv::Mat &mask, const cv::Mat &edges, Answer &best)
{
  std::vector<std::vector<cv::Point>> outlines;

  cv::findContours (mask, outlines, cv::RETR_LIST, cv::CHAIN_APPROX_SIMPLE);
  for (const auto &outline : outlines)
    {
      double share = cv::contourArea (outline) / mask.total ();
      if (share < 0.03 || share > 0.98)
        continue;
      Quad quad = corners_of (outline);
      if (quad.empty () || !cv::isContourConvex (quad))
        continue;
      double score = edge_score (quad, edges) + 0.5 * angle_score (quad) + 0.7 * std::sqrt (share);
      if (score > best.confidence)
        best = { quad, score };
    }
}

static Answer
find_by_contours (const cv::Mat &small)
{
  cv::Mat lab, hsv, edges, mask, kernel = cv::getStructuringElement (cv::MORPH_RECT, cv::Size (5, 5));
  std::vector<cv::Mat> planes, colours;
  Answer best;

  cv::cvtColor (small, lab, cv::COLOR_BGR2Lab);
  cv::cvtColor (small, hsv, cv::COLOR_BGR2HSV);
  cv::split (lab, planes);
  cv::split (hsv, colours);
  planes.push_back (colours[1]);
  for (auto &plane : planes)
    cv::GaussianBlur (plane, plane, cv::Size (5, 5), 0);
  cv::Canny (planes[0], edges, 30, 90);
  for (const auto &plane : planes)
    {
      cv::threshold (plane, mask, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
      consider (mask, edges, best);
      cv::bitwise_not (mask, mask);
      consider (mask, edges, best);
      cv::Canny (plane, mask, 25, 75);
      cv::morphologyEx (mask, mask, cv::MORPH_CLOSE, kernel);
      consider (mask, edges, best);
      for (int level = 60; level < 240; level += 30)
        {
          cv::threshold (plane, mask, level, 255, cv::THRESH_BINARY);
          cv::morphologyEx (mask, mask, cv::MORPH_OPEN, kernel);
          consider (mask, edges, best);
        }
    }
  return best;
}

static Answer
find_as_jscanify (const cv::Mat &small)
{
  cv::Mat edges, mask;
  std::vector<std::vector<cv::Point>> outlines;
  Answer answer;

  cv::Canny (small, edges, 50, 200);
  cv::GaussianBlur (edges, edges, cv::Size (3, 3), 0);
  cv::threshold (edges, mask, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
  cv::findContours (mask, outlines, cv::RETR_CCOMP, cv::CHAIN_APPROX_SIMPLE);
  if (outlines.empty ())
    return answer;
  const auto &outline = *std::max_element (outlines.begin (), outlines.end (), [] (const auto &a, const auto &b) {
    return cv::contourArea (a) < cv::contourArea (b);
  });
  cv::Point2f centre = cv::minAreaRect (outline).center, corner[4];
  double far[4] = { -1, -1, -1, -1 };
  for (const auto &p : outline)
    {
      int quarter = p.y < centre.y ? (p.x < centre.x ? 0 : 1) : (p.x < centre.x ? 3 : 2);
      double distance = std::hypot (p.x - centre.x, p.y - centre.y);
      if (distance > far[quarter])
        {
          far[quarter] = distance;
          corner[quarter] = p;
        }
    }
  if (std::all_of (far, far + 4, [] (double d) { return d >= 0; }))
    answer = { Quad (corner, corner + 4), cv::contourArea (outline) / mask.total () };
  return answer;
}

static bool
answer_for (const char *path, bool by_contours)
{
  cv::Mat photo = cv::imread (path, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION), small;

  if (photo.empty ())
    {
      fprintf (stderr, "%s: not a picture\n", path);
      return false;
    }
  double scale = std::min (1.0, (double)longest / std::max (photo.cols, photo.rows));
  cv::resize (photo, small, cv::Size (), scale, scale, cv::INTER_AREA);
  auto begin = std::chrono::steady_clock::now ();
  Answer answer = by_contours ? find_by_contours (small) : find_as_jscanify (small);
  std::chrono::duration<double, std::milli> ms = std::chrono::steady_clock::now () - begin;
  printf ("{\"quad\": ");
  for (size_t i = 0; i < answer.quad.size (); i++)
    printf ("%s[%.1f, %.1f]", i > 0 ? ", " : "[", answer.quad[i].x / scale, answer.quad[i].y / scale);
  printf ("%s, \"confidence\": %.3f, \"ms\": {\"find\": %.2f}}\n", answer.quad.empty () ? "null" : "]",
          answer.confidence, ms.count ());
  return true;
}

int
main (int argc, char **argv)
{
  bool all = argc > 2 && (strcmp (argv[1], "contours") == 0 || strcmp (argv[1], "jscanify") == 0);

  if (!all)
    {
      fprintf (stderr, "papers-oracle contours|jscanify IMAGE…\n");
      return 2;
    }
  cv::setNumThreads (1);
  for (int i = 2; i < argc; i++)
    all = answer_for (argv[i], strcmp (argv[1], "contours") == 0) && all;
  return all ? 0 : 1;
}
