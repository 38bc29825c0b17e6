#include "Support.h"

#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/linear.h>
#include <torch/csrc/autograd/custom_function.h>

using namespace ctorch;

// A map of f32 rows by many weights is one large matrix product, and its backward two more. at::linear hands them to
// MKL; oneDNN's product of the same matrices takes 0.76 to 0.94 of the time on the processor this was measured on.
namespace {

using Bias = std::optional<at::Tensor>;

// oneDNN's affine map of plain tensors, which libtorch has for compiled models; nothing where it is built without oneDNN.
using Signature = at::Tensor(
    const at::Tensor &, const at::Tensor &, const Bias &, std::string_view, c10::List<std::optional<at::Scalar>>,
    std::optional<std::string_view>);
using Product = c10::TypedOperatorHandle<Signature>;

const std::optional<Product> &onednn() {
  static const std::optional<Product> product = []() -> std::optional<Product> {
    const auto schema = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
    if (!schema || !schema->hasKernelForDispatchKey(c10::DispatchKey::CPU)) {
      return std::nullopt;
    }
    return schema->typed<Signature>();
  }();
  return product;
}

bool is_faster_by_onednn(const at::Tensor &x, const at::Tensor &weight) {
  return x.dim() == 2 && weight.dim() == 2 && x.size(1) == weight.size(1) && x.size(0) >= 32 &&
      weight.numel() >= 1 << 20 && x.is_cpu() && weight.is_cpu() && x.scalar_type() == at::kFloat &&
      weight.scalar_type() == at::kFloat && !at::autocast::is_autocast_enabled(at::kCPU) && onednn();
}

at::Tensor product(const at::Tensor &x, const at::Tensor &weight, const Bias &bias);

// x weight^T + bias of [N, K], [M, K] and [M]. The backward is the same map of the same tensors turned round, so it can
// be differentiated again.
struct OneDNNLinear : torch::autograd::Function<OneDNNLinear> {
  static at::Tensor forward(
      torch::autograd::AutogradContext *context, const at::Tensor &x, const at::Tensor &weight, const Bias &bias) {
    context->save_for_backward({x, weight});
    context->saved_data["has_bias"] = bias.has_value();
    return onednn()->call(x, weight, bias, "none", c10::List<std::optional<at::Scalar>>(), "");
  }

  static torch::autograd::variable_list backward(
      torch::autograd::AutogradContext *context, torch::autograd::variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &gradient = gradients[0];
    at::Tensor of_x, of_weight, of_bias;
    if (context->needs_input_grad(0)) {
      of_x = product(gradient, saved[1].t(), std::nullopt);
    }
    if (context->needs_input_grad(1)) {
      of_weight = product(gradient.t(), saved[0].t(), std::nullopt);
    }
    if (context->saved_data["has_bias"].toBool() && context->needs_input_grad(2)) {
      of_bias = gradient.sum(0);
    }
    return {of_x, of_weight, of_bias};
  }
};

at::Tensor product(const at::Tensor &x, const at::Tensor &weight, const Bias &bias) {
  return OneDNNLinear::apply(x, weight, bias);
}

} // namespace

ct_status ct_linear(ct_out out, ct_tensor *x, ct_tensor *weight, ct_tensor *bias) noexcept {
  return make(out, [&] {
    const Bias added = optional(bias);
    return is_faster_by_onednn(x->value, weight->value) ? product(x->value, weight->value, added)
                                                        : at::linear(x->value, weight->value, added);
  });
}
