#include "Support.h"

#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <torch/csrc/autograd/custom_function.h>

using namespace ctorch;

// libtorch hands products of f32 matrices to MKL. Where one of the two is large, oneDNN takes 0.4 to 0.95 of the time on
// the processors this was measured on.
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

bool is_faster_by_onednn(const at::Tensor &a, const at::Tensor &b) {
  return a.dim() == 2 && b.dim() == 2 && a.size(1) == b.size(0) && a.size(0) >= 4 && b.numel() >= 1 << 20 &&
      a.is_cpu() && b.is_cpu() && a.scalar_type() == at::kFloat && b.scalar_type() == at::kFloat &&
      !at::autocast::is_autocast_enabled(at::kCPU) && onednn();
}

at::Tensor by_onednn(const at::Tensor &a, const at::Tensor &b, const Bias &bias);

// a b + bias of [N, K], [K, M] and [M]. The backward is two more such products, so it can be differentiated again; each
// gradient comes out in the layout of its matrix, since turning a large one round costs as much as the product.
struct OneDNNProduct : torch::autograd::Function<OneDNNProduct> {
  static at::Tensor forward(
      torch::autograd::AutogradContext *context, const at::Tensor &a, const at::Tensor &b, const Bias &bias) {
    context->save_for_backward({a, b});
    context->saved_data["has_bias"] = bias.has_value();
    return onednn()->call(a, b.t(), bias, "none", c10::List<std::optional<at::Scalar>>(), "");
  }

  static torch::autograd::variable_list backward(
      torch::autograd::AutogradContext *context, torch::autograd::variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &gradient = gradients[0], &a = saved[0], &b = saved[1];
    at::Tensor of_a, of_b, of_bias;
    if (context->needs_input_grad(0)) {
      of_a = by_onednn(gradient, b.t(), std::nullopt);
    }
    if (context->needs_input_grad(1)) {
      of_b = b.is_contiguous() ? by_onednn(a.t(), gradient, std::nullopt)
                               : by_onednn(gradient.t(), a, std::nullopt).t();
    }
    if (context->saved_data["has_bias"].toBool() && context->needs_input_grad(2)) {
      of_bias = gradient.sum(0);
    }
    return {of_a, of_b, of_bias};
  }
};

at::Tensor by_onednn(const at::Tensor &a, const at::Tensor &b, const Bias &bias) {
  return OneDNNProduct::apply(a, b, bias);
}

} // namespace

at::Tensor ctorch::product(const at::Tensor &a, const at::Tensor &b) {
  return is_faster_by_onednn(a, b) ? by_onednn(a, b, std::nullopt) : at::matmul(a, b);
}

ct_status ct_linear(ct_out out, ct_tensor *x, ct_tensor *weight, ct_tensor *bias) noexcept {
  return make(out, [&] {
    const Bias added = optional(bias);
    const bool is_matrix = weight->value.dim() == 2;
    return is_matrix && is_faster_by_onednn(x->value, weight->value.t())
        ? by_onednn(x->value, weight->value.t(), added)
        : at::linear(x->value, weight->value, added);
  });
}
