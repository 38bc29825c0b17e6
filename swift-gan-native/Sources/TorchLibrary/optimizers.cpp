#include "Support.h"

#include <ATen/ops/_foreach_lerp.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/aminmax.h>
#include <ATen/ops/isfinite.h>

using namespace ctorch;

ct_status ct_fused_adam_(
    ct_tensor *const *parameters, ct_tensor *const *gradients, ct_tensor *const *first_moments,
    ct_tensor *const *second_moments, ct_tensor *const *steps, int32_t count, double learning_rate, double beta1,
    double beta2, double weight_decay, double epsilon) noexcept {
  return change([&] {
    if (count == 0) return;
    at::_fused_adam_(
        list(parameters, count), list(gradients, count), list(first_moments, count), list(second_moments, count), {},
        list(steps, count), learning_rate, beta1, beta2, weight_decay, epsilon, false, false);
  });
}

ct_status ct_fused_sgd_(
    ct_tensor *const *parameters, ct_tensor *const *gradients, ct_tensor *const *momentum_buffers, int32_t count,
    double learning_rate, double momentum, double weight_decay, double dampening, bool nesterov,
    bool is_first_step) noexcept {
  return change([&] {
    if (count == 0) return;
    std::vector<at::Tensor> buffers;
    if (momentum != 0) buffers = list(momentum_buffers, count);
    at::_fused_sgd_(
        list(parameters, count), list(gradients, count), buffers, weight_decay, momentum, learning_rate, dampening,
        nesterov, false, is_first_step);
  });
}

ct_status ct_foreach_lerp_(ct_tensor *const *a, ct_tensor *const *b, int32_t count, double weight) noexcept {
  return change([&] {
    if (count == 0) return;
    at::_foreach_lerp_(list(a, count), list(b, count), at::Scalar(weight));
  });
}

ct_status ct_all_finite(bool *out, ct_tensor *const *tensors, int32_t count) noexcept {
  return change([&] {
    *out = true;
    for (int32_t index = 0; index < count && *out; ++index) {
      const at::Tensor &tensor = tensors[index]->value;
      if (tensor.numel() == 0 || !at::isFloatingType(tensor.scalar_type())) continue;
      // The extremes show an infinity, and a NaN goes through them; no copy of the tensor is made.
      auto [lowest, highest] = at::aminmax(tensor.detach());
      *out = at::isfinite(lowest).item<bool>() && at::isfinite(highest).item<bool>();
    }
  });
}
