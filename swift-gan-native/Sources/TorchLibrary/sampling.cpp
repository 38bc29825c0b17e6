#include "Support.h"

#include <ATen/ops/affine_grid_generator.h>
#include <ATen/ops/grid_sampler.h>

using namespace ctorch;

ct_status ct_affine_grid(ct_out out, ct_tensor *theta, const int64_t size[4], bool align_corners) noexcept {
  return make(out, [&] { return at::affine_grid_generator(theta->value, {size, 4}, align_corners); });
}

ct_status ct_grid_sample(ct_out out, ct_tensor *x, ct_tensor *grid, bool align_corners) noexcept {
  // 0, 0: bilinear, zeros outside.
  return make(out, [&] { return at::grid_sampler(x->value, grid->value, 0, 0, align_corners); });
}
