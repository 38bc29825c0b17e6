#include "Support.h"

#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>

using namespace ctorch;

bool ct_requires_grad(ct_tensor *a) noexcept { return a->value.requires_grad(); }

ct_status ct_set_requires_grad(ct_tensor *a, bool on) noexcept {
  return wall([&] { a->value.requires_grad_(on); });
}

bool ct_is_leaf(ct_tensor *a) noexcept { return a->value.is_leaf(); }

ct_status ct_grad(ct_out out, ct_tensor *a) noexcept {
  return wall([&] {
    const at::Tensor &gradient = a->value.grad();
    *out = gradient.defined() ? new ct_tensor(gradient) : nullptr;
  });
}

ct_status ct_set_grad(ct_tensor *a, ct_tensor *gradient) noexcept {
  return wall([&] { a->value.mutable_grad() = gradient ? gradient->value : at::Tensor(); });
}

void ct_clear_grads(ct_tensor *const *tensors, int32_t count) noexcept {
  for (int32_t index = 0; index < count; ++index) {
    try {
      tensors[index]->value.mutable_grad().reset();
    } catch (...) {
      // A tensor that can have no gradient has none to clear.
    }
  }
}

ct_status ct_backward(ct_tensor *a, ct_tensor *gradient, bool retain_graph, bool create_graph) noexcept {
  return wall([&] {
    std::vector<at::Tensor> gradients;
    if (gradient) gradients.push_back(gradient->value);
    torch::autograd::backward({a->value}, gradients, retain_graph, create_graph);
  });
}

ct_status ct_gradients(
    ct_out out, ct_tensor *const *outputs, int32_t output_count, ct_tensor *const *inputs, int32_t input_count,
    ct_tensor *const *grad_outputs, bool retain_graph, bool create_graph, bool allow_unused) noexcept {
  return wall([&] {
    std::vector<at::Tensor> seeds;
    if (grad_outputs) seeds = list(grad_outputs, output_count);
    auto gradients = torch::autograd::grad(
        list(outputs, output_count), list(inputs, input_count), seeds, retain_graph, create_graph, allow_unused);
    std::vector<std::unique_ptr<ct_tensor>> handles(input_count);
    for (int32_t index = 0; index < input_count; ++index) {
      if (gradients[index].defined()) handles[index] = std::make_unique<ct_tensor>(gradients[index]);
    }
    for (int32_t index = 0; index < input_count; ++index) out[index] = handles[index].release();
  });
}

bool ct_set_grad_enabled(bool on) noexcept {
  bool before = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(on);
  return before;
}

bool ct_grad_is_enabled(void) noexcept { return c10::GradMode::is_enabled(); }

ct_autocast_state ct_set_autocast(ct_device_kind device, ct_autocast_state state) noexcept {
  at::DeviceType type = device == ct_cuda ? at::kCUDA : at::kCPU;
  ct_autocast_state before{false, ct_bfloat16};
  try {
    before = {at::autocast::is_autocast_enabled(type), dtype_of(at::autocast::get_autocast_dtype(type))};
    at::autocast::set_autocast_dtype(type, scalar_type(state.dtype));
    at::autocast::set_autocast_enabled(type, state.enabled);
    if (before.enabled && !state.enabled) at::autocast::clear_cache();
  } catch (...) {
    // A device type that this libtorch knows no autocast for computes as before.
  }
  return before;
}

void ct_clear_autocast_cache(void) noexcept {
  try {
    at::autocast::clear_cache();
  } catch (...) {
  }
}
