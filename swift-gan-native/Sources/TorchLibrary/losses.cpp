#include "Support.h"

#include <ATen/core/Reduction.h>
#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/l1_loss.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/nll_loss_nd.h>
#include <ATen/ops/smooth_l1_loss.h>

using namespace ctorch;

namespace {
int64_t code(ct_reduction reduction) {
  switch (reduction) {
  case ct_reduction_none: return at::Reduction::None;
  case ct_reduction_mean: return at::Reduction::Mean;
  case ct_reduction_sum: return at::Reduction::Sum;
  }
  TORCH_CHECK(false, "unknown reduction of a loss ", static_cast<int>(reduction));
}

// libtorch would broadcast, which in a loss is nearly always a mistake.
void require_same_shape(const at::Tensor &a, const at::Tensor &b) {
  TORCH_CHECK(a.sizes() == b.sizes(), "a loss needs two tensors of one shape, not ", a.sizes(), " and ", b.sizes());
}
} // namespace

ct_status ct_bce_with_logits(ct_out out, ct_tensor *logits, ct_tensor *target, ct_reduction reduction) noexcept {
  return make(out, [&] {
    return at::binary_cross_entropy_with_logits(logits->value, target->value, {}, {}, code(reduction));
  });
}

ct_status ct_mse_loss(ct_out out, ct_tensor *a, ct_tensor *b, ct_reduction reduction) noexcept {
  return make(out, [&] {
    require_same_shape(a->value, b->value);
    return at::mse_loss(a->value, b->value, code(reduction));
  });
}

ct_status ct_l1_loss(ct_out out, ct_tensor *a, ct_tensor *b, ct_reduction reduction) noexcept {
  return make(out, [&] {
    require_same_shape(a->value, b->value);
    return at::l1_loss(a->value, b->value, code(reduction));
  });
}

ct_status ct_smooth_l1_loss(ct_out out, ct_tensor *a, ct_tensor *b, ct_reduction reduction, double beta) noexcept {
  return make(out, [&] {
    require_same_shape(a->value, b->value);
    return at::smooth_l1_loss(a->value, b->value, code(reduction), beta);
  });
}

ct_status ct_cross_entropy(ct_out out, ct_tensor *logits, ct_tensor *target, ct_reduction reduction) noexcept {
  return make(out, [&] { return at::cross_entropy_loss(logits->value, target->value, {}, code(reduction)); });
}

ct_status ct_nll_loss(ct_out out, ct_tensor *log_probabilities, ct_tensor *target, ct_reduction reduction) noexcept {
  return make(out, [&] { return at::nll_loss_nd(log_probabilities->value, target->value, {}, code(reduction)); });
}
