#include "Support.h"

#include <ATen/Context.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/cpu/Utils.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/leaky_relu.h>

#include <array>
#include <string_view>

using namespace ctorch;

// A convolution for inference alone. libtorch converts a weight to bf16 and lays it out for oneDNN anew at each call,
// which for the inner levels of a U-Net costs more than the products. Here both are done once, and oneDNN applies bias
// and activation while the result is in its registers: libtorch has these operators for its compiled models.
namespace {

using Bias = std::optional<at::Tensor>;
using Scalars = c10::List<std::optional<at::Scalar>>;
using Packing = at::Tensor(
    const at::Tensor &, at::IntArrayRef, at::IntArrayRef, at::IntArrayRef, int64_t, at::OptionalIntArrayRef);
using TransposedPacking = at::Tensor(
    const at::Tensor &, at::IntArrayRef, at::IntArrayRef, at::IntArrayRef, at::IntArrayRef, int64_t,
    at::OptionalIntArrayRef);
using Convolution = at::Tensor(
    const at::Tensor &, const at::Tensor &, const Bias &, at::IntArrayRef, at::IntArrayRef, at::IntArrayRef, int64_t,
    std::string_view, Scalars, std::optional<std::string_view>);
using TransposedConvolution = at::Tensor(
    const at::Tensor &, const at::Tensor &, const Bias &, at::IntArrayRef, at::IntArrayRef, at::IntArrayRef,
    at::IntArrayRef, int64_t, std::string_view, Scalars, std::optional<std::string_view>);

template <typename Signature> std::optional<c10::TypedOperatorHandle<Signature>> find(const char *name) {
  const auto schema = c10::Dispatcher::singleton().findSchema({name, ""});
  return schema ? std::optional(schema->typed<Signature>()) : std::nullopt;
}

struct OneDNN {
  std::optional<c10::TypedOperatorHandle<Packing>> pack = find<Packing>("mkldnn::_reorder_convolution_weight");
  std::optional<c10::TypedOperatorHandle<TransposedPacking>> pack_transposed =
      find<TransposedPacking>("mkldnn::_reorder_convolution_transpose_weight");
  std::optional<c10::TypedOperatorHandle<Convolution>> convolve = find<Convolution>("mkldnn::_convolution_pointwise");
  std::optional<c10::TypedOperatorHandle<TransposedConvolution>> convolve_transposed =
      find<TransposedConvolution>("mkldnn::_convolution_transpose_pointwise");
  std::optional<c10::TypedOperatorHandle<bool()>> has_bf16 = find<bool()>("mkldnn::_is_mkldnn_bf16_supported");

  bool takes(const at::Tensor &weight) const {
    const bool is_complete = pack && pack_transposed && convolve && convolve_transposed;
    return is_complete && weight.is_cpu() && at::globalContext().userEnabledMkldnn() &&
        (weight.scalar_type() == at::kFloat || weight.scalar_type() == at::kBFloat16);
  }

  // Without kernels of oneDNN's, libtorch computes bf16 many times slower than f32, and sums a transposed convolution
  // in bf16. The same rounded numbers in f32 kernels are the better answer there.
  bool computes(at::ScalarType type, const at::Device &device) const {
    return type != at::kBFloat16 || !device.is_cpu() || (has_bf16 && has_bf16->call());
  }
};

const OneDNN &onednn() {
  static const OneDNN operators;
  return operators;
}

struct Activation {
  const char *name;
  Scalars scalars;
};

Activation activation_of(ct_activation kind, double slope) {
  switch (kind) {
  case ct_activation_none: return {"none", Scalars()};
  case ct_activation_relu: return {"relu", Scalars()};
  case ct_activation_leaky_relu: return {"leaky_relu", Scalars({std::optional<at::Scalar>(slope)})};
  case ct_activation_tanh: return {"tanh", Scalars()};
  case ct_activation_sigmoid: return {"sigmoid", Scalars()};
  case ct_activation_relu6: return {"hardtanh", Scalars({std::optional<at::Scalar>(0.0), std::optional<at::Scalar>(6.0)})};
  }
  TORCH_CHECK(false, "unknown activation ", static_cast<int>(kind));
}

at::Tensor &activate(at::Tensor &x, ct_activation kind, double slope) {
  switch (kind) {
  case ct_activation_none: return x;
  case ct_activation_relu: return x.relu_();
  case ct_activation_leaky_relu: return at::leaky_relu_(x, slope);
  case ct_activation_tanh: return x.tanh_();
  case ct_activation_sigmoid: return x.sigmoid_();
  case ct_activation_relu6: return x.clamp_(0, 6);
  }
  TORCH_CHECK(false, "unknown activation ", static_cast<int>(kind));
}

at::Tensor by_onednn(
    const at::Tensor &x, const at::Tensor &weight, const Bias &bias, const ct_convolution &layer,
    ct_activation activation, double slope) {
  const Activation fused = activation_of(activation, slope);
  return layer.transposed
      ? onednn().convolve_transposed->call(
            x, weight, bias, pair(layer.padding), pair(layer.output_padding), pair(layer.stride), pair(layer.dilation),
            layer.groups, fused.name, fused.scalars, "")
      : onednn().convolve->call(
            x, weight, bias, pair(layer.padding), pair(layer.stride), pair(layer.dilation), layer.groups, fused.name,
            fused.scalars, "");
}

at::Tensor by_libtorch(
    const at::Tensor &x, const at::Tensor &weight, const Bias &bias, const ct_convolution &layer,
    ct_activation activation, double slope) {
  at::Tensor maps = layer.transposed
      ? at::conv_transpose2d(
            x, weight, bias, pair(layer.stride), pair(layer.padding), pair(layer.output_padding), layer.groups,
            pair(layer.dilation))
      : at::conv2d(x, weight, bias, pair(layer.stride), pair(layer.padding), pair(layer.dilation), layer.groups);
  return activate(maps, activation, slope);
}

} // namespace

ct_status ct_prepare_convolution(
    ct_out out, ct_tensor *weight, ct_tensor *scale, ct_dtype dtype, const ct_convolution *layer,
    const int64_t input_size[4]) noexcept {
  return make(out, [&] {
    c10::AutoGradMode off(false);
    at::Tensor kernels = weight->value.detach();
    if (scale) {
      std::array<int64_t, 4> beside_kernels = {1, 1, 1, 1};
      beside_kernels[layer->transposed ? 1 : 0] = -1;
      kernels = kernels.mul(scale->value.view(beside_kernels));
    }
    kernels = kernels.to(scalar_type(dtype));
    if (!onednn().computes(kernels.scalar_type(), kernels.device())) kernels = kernels.to(at::kFloat);
    if (!onednn().takes(kernels)) return kernels.contiguous(at::MemoryFormat::ChannelsLast);
    const at::IntArrayRef size(input_size, 4);
    return layer->transposed
        ? onednn().pack_transposed->call(
              kernels, pair(layer->padding), pair(layer->output_padding), pair(layer->stride), pair(layer->dilation),
              layer->groups, size)
        : onednn().pack->call(
              kernels, pair(layer->padding), pair(layer->stride), pair(layer->dilation), layer->groups, size);
  });
}

ct_status ct_prepared_convolution(
    ct_out out, ct_tensor *x, ct_tensor *prepared, ct_tensor *bias, const ct_convolution *layer,
    ct_activation activation, double slope) noexcept {
  return make(out, [&]() -> at::Tensor {
    c10::AutoGradMode off(false);
    const at::Tensor &weight = prepared->value;
    const at::ScalarType type = weight.scalar_type();
    const at::Tensor input = x->value.to(type);
    const Bias added = bias ? Bias(bias->value.to(type)) : Bias();
    const at::Tensor maps = weight.is_mkldnn() ? by_onednn(input, weight, added, *layer, activation, slope)
                                               : by_libtorch(input, weight, added, *layer, activation, slope);
    return maps.to(x->value.scalar_type());
  });
}

bool ct_has_bfloat16_instructions(void) noexcept {
  try {
    static const bool has = [] {
      const auto capabilities = at::cpu::get_cpu_capabilities();
      for (const char *name : {"avx512_bf16", "amx_bf16", "bf16"}) {
        const auto found = capabilities.find(name);
        if (found != capabilities.end() && found->second.isBool() && found->second.toBool()) return true;
      }
      return false;
    }();
    return has;
  } catch (...) {
    return false;
  }
}
