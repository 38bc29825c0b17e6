#include "Support.h"

#include <ATen/autocast_mode.h>
#include <ATen/ops/col2im.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/im2col.h>
#include <ATen/ops/matmul.h>
#include <torch/csrc/autograd/custom_function.h>

#include <array>

using namespace ctorch;

// On a CPU some convolutions are faster as a matrix product than by oneDNN: those of few pixels and many weights, forward
// and transposed; transposed ones of one pixel; and those to few channels, which are also the backward of convolutions
// from few.
namespace {

using Sides = std::array<int64_t, 2>;
using Bias = std::optional<at::Tensor>;

const Sides ones = {1, 1};

Sides sides(const int64_t values[2]) { return {values[0], values[1]}; }

bool autocasts() { return at::autocast::is_autocast_enabled(at::kCPU); }

bool is_plain(const at::Tensor &x, const at::Tensor &weight, const int64_t dilation[2], int64_t groups) {
  return x.dim() == 4 && weight.dim() == 4 && groups == 1 && dilation[0] == 1 && dilation[1] == 1 && x.is_cpu() &&
      weight.is_cpu() && x.is_floating_point() && (autocasts() || x.scalar_type() == weight.scalar_type());
}

// ---------------------------------------------------------------------------------------- few pixels, many weights

// oneDNN lays weights and their gradients out anew at each call, which for few pixels and many weights (the inner levels
// of a U-Net) costs several times the product itself. Measured on one core in bf16, forward and backward, 4x4 kernels:
// 1024 to 512 channels from 2x2 pixels 6 ms in place of 58, from 8x8 26 in place of 83; in f32 17 of 47 and 59 of 121;
// from 16x16 there is no gain.
constexpr int64_t few_pixels = 64, many_weights = 1 << 20;

bool is_single_or_lower(const at::Tensor &weight) {
  return weight.scalar_type() == at::kFloat || weight.scalar_type() == at::kBFloat16;
}

bool is_inner(int64_t pixels, const at::Tensor &weight) {
  return pixels <= few_pixels && weight.numel() >= many_weights && weight.is_contiguous() && is_single_or_lower(weight);
}

// How many pixels all maps of a convolution's output have.
int64_t pixels_out(const at::Tensor &x, const at::Tensor &weight, const Sides &stride, const Sides &padding) {
  int64_t pixels = x.size(0);
  for (int side = 0; side < 2; ++side) {
    pixels *= (x.size(2 + side) + 2 * padding[side] - weight.size(2 + side)) / stride[side] + 1;
  }
  return pixels;
}

// `[N, C, ...]` as one row a pixel, and back.
at::Tensor rows_of(const at::Tensor &maps) { return maps.flatten(2).transpose(1, 2).reshape({-1, maps.size(1)}); }

at::Tensor maps_of(const at::Tensor &rows, int64_t count) {
  return rows.view({count, -1, rows.size(1)}).transpose(1, 2);
}

// What each output pixel sees as one row of a product. Without bias.
at::Tensor convolved_by_product(
    const at::Tensor &x, const at::Tensor &weight, const Sides &stride, const Sides &padding) {
  const Sides kernel = {weight.size(2), weight.size(3)};
  const at::Tensor seen = rows_of(at::im2col(x, kernel, ones, padding, stride));
  const at::Tensor rows = product(seen, weight.flatten(1).t());
  const int64_t height = (x.size(2) + 2 * padding[0] - kernel[0]) / stride[0] + 1;
  return maps_of(rows, x.size(0)).reshape({x.size(0), weight.size(0), height, -1});
}

// The picture that each pixel's kernel-sized outputs, `[N, C * kernel, pixels]`, sum to where they overlap.
at::Tensor overlapped(
    const at::Tensor &columns, const at::Tensor &x, const at::Tensor &weight, const Sides &stride, const Sides &padding,
    const Sides &output_padding) {
  const Sides kernel = {weight.size(2), weight.size(3)};
  Sides size;
  for (int side = 0; side < 2; ++side) {
    size[side] = (x.size(2 + side) - 1) * stride[side] - 2 * padding[side] + kernel[side] + output_padding[side];
  }
  return at::col2im(columns, size, kernel, ones, padding, stride);
}

// Without bias.
at::Tensor transposed_by_product(
    const at::Tensor &x, const at::Tensor &weight, const Sides &stride, const Sides &padding,
    const Sides &output_padding) {
  const at::Tensor rows = product(rows_of(x), weight.flatten(1));
  return overlapped(maps_of(rows, x.size(0)), x, weight, stride, padding, output_padding);
}

at::Tensor with_bias(const at::Tensor &pictures, const Bias &bias) {
  return bias ? pictures + bias->to(pictures.scalar_type()).view({1, -1, 1, 1}) : pictures;
}

// -------------------------------------------------------------------------------------------------------- one pixel

bool has_one_pixel(
    const at::Tensor &x, const at::Tensor &weight, const Sides &padding, const Sides &output_padding) {
  const Sides none = {0, 0};
  return x.size(2) == 1 && x.size(3) == 1 && x.size(1) == weight.size(0) && padding == none && output_padding == none;
}

// The layer that projects noise `[N, C, 1, 1]` to a small map, in the weights' layout.
at::Tensor projected(const at::Tensor &x, const at::Tensor &weight, const Bias &bias) {
  const at::Tensor points = x.flatten(1);
  const int64_t channels = weight.size(1), height = weight.size(2), width = weight.size(3);
  if (weight.is_contiguous(at::MemoryFormat::ChannelsLast)) {
    const at::Tensor maps = at::matmul(points, weight.permute({0, 2, 3, 1}).reshape({weight.size(0), -1}));
    return with_bias(maps.view({-1, height, width, channels}).permute({0, 3, 1, 2}), bias);
  }
  return with_bias(at::matmul(points, weight.reshape({weight.size(0), -1})).view({-1, channels, height, width}), bias);
}

// ----------------------------------------------------------------------------------------------------- few channels

// Measured on one core: 128 maps of 64 channels and 14x14 pixels to 1 channel take 2 ms in place of 7 to 16, one of 128
// channels and 128x128 pixels to 3 takes 4 ms in place of 12.
bool has_few_channels(int64_t channels, const at::Tensor &weight, const Sides &stride) {
  return channels * weight.size(2) * weight.size(3) <= 64 && stride[0] > 1 && stride[1] > 1 &&
      is_single_or_lower(weight);
}

at::Tensor lowered(const at::Tensor &x) {
  return autocasts() ? at::autocast::cached_cast(at::autocast::get_autocast_dtype(at::kCPU), x, at::kCPU) : x;
}

struct WithoutAutocast {
  const bool before = autocasts();
  WithoutAutocast() { at::autocast::set_autocast_enabled(at::kCPU, false); }
  ~WithoutAutocast() { at::autocast::set_autocast_enabled(at::kCPU, before); }
};

// The gradients of both convolutions below, by oneDNN where `wanted` says so.
std::tuple<at::Tensor, at::Tensor, at::Tensor> gradients(
    const at::Tensor &gradient, const at::Tensor &x, const at::Tensor &weight, const Sides &stride,
    const Sides &padding, const Sides &output_padding, bool transposed, std::array<bool, 3> wanted) {
  const int64_t channels = weight.size(transposed ? 1 : 0);
  return at::convolution_backward(
      gradient, x, weight, at::IntArrayRef(channels), stride, padding, ones, transposed, output_padding, 1, wanted);
}

std::array<bool, 3> wanted(torch::autograd::AutogradContext *context) {
  return {
      context->needs_input_grad(0), context->needs_input_grad(1),
      context->saved_data["has_bias"].toBool() && context->needs_input_grad(2)};
}

Sides kept(torch::autograd::AutogradContext *context, const char *name) {
  const auto values = context->saved_data[name].toIntVector();
  return {values[0], values[1]};
}

void keep(torch::autograd::AutogradContext *context, const char *name, const Sides &values) {
  context->saved_data[name] = std::vector<int64_t>(values.begin(), values.end());
}

// oneDNN sums the bias' gradient of transposed convolutions by a plain loop: of 128 maps of 64 channels and 14x14 pixels in
// bf16 that takes 2 to 3 of 14 to 21 ms, and this sum 0.3.
struct Transposed : torch::autograd::Function<Transposed> {
  static at::Tensor forward(
      torch::autograd::AutogradContext *context, const at::Tensor &x, const at::Tensor &weight, const Bias &bias,
      Sides stride, Sides padding, Sides output_padding) {
    context->save_for_backward({x, weight});
    context->saved_data["has_bias"] = bias.has_value();
    keep(context, "stride", stride);
    keep(context, "padding", padding);
    keep(context, "output_padding", output_padding);
    if (!has_few_channels(weight.size(1), weight, stride)) {
      return at::conv_transpose2d(x, weight, bias, stride, padding, output_padding);
    }
    // To few channels by a product. Many pixels are columns better.
    const at::Tensor columns = at::matmul(weight.flatten(1).t(), x.flatten(2));
    return with_bias(overlapped(columns, x, weight, stride, padding, output_padding), bias);
  }

  static torch::autograd::variable_list backward(
      torch::autograd::AutogradContext *context, torch::autograd::variable_list gradient) {
    const auto saved = context->get_saved_variables();
    auto [of_x, of_weight, of_bias] = wanted(context);
    torch::autograd::variable_list found(6);
    if (of_x || of_weight) {
      std::tie(found[0], found[1], std::ignore) = gradients(
          gradient[0], saved[0], saved[1], kept(context, "stride"), kept(context, "padding"),
          kept(context, "output_padding"), true, {of_x, of_weight, false});
    }
    if (of_bias) found[2] = gradient[0].sum({0, 2, 3});
    return found;
  }
};

// A convolution from few channels: its gradient for the picture is a transposed convolution to few.
struct ConvolutionFromFew : torch::autograd::Function<ConvolutionFromFew> {
  static at::Tensor forward(
      torch::autograd::AutogradContext *context, const at::Tensor &x, const at::Tensor &weight, const Bias &bias,
      Sides stride, Sides padding) {
    context->save_for_backward({x, weight});
    context->saved_data["has_bias"] = bias.has_value();
    keep(context, "stride", stride);
    keep(context, "padding", padding);
    return at::conv2d(x, weight, bias, stride, padding);
  }

  static torch::autograd::variable_list backward(
      torch::autograd::AutogradContext *context, torch::autograd::variable_list gradient) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1];
    const Sides stride = kept(context, "stride"), padding = kept(context, "padding");
    Sides left;
    for (int side = 0; side < 2; ++side) {
      left[side] = x.size(2 + side) + 2 * padding[side] - weight.size(2 + side) -
          (gradient[0].size(2 + side) - 1) * stride[side];
    }
    auto asked = wanted(context);
    at::Tensor of_x;
    if (asked[0]) {
      of_x = Transposed::apply(gradient[0], weight, Bias(), stride, padding, left);
    }
    asked[0] = false;
    at::Tensor of_weight, of_bias;
    if (asked[1] || asked[2]) {
      std::tie(std::ignore, of_weight, of_bias) =
          gradients(gradient[0], x, weight, stride, padding, {0, 0}, false, asked);
    }
    return {of_x, of_weight, of_bias, {}, {}};
  }
};

} // namespace

ct_status ct_conv2d(
    ct_out out, ct_tensor *x, ct_tensor *weight, ct_tensor *bias, const int64_t stride[2], const int64_t padding[2],
    const int64_t dilation[2], int64_t groups) noexcept {
  return make(out, [&] {
    if (is_plain(x->value, weight->value, dilation, groups) && c10::GradMode::is_enabled() &&
        x->value.requires_grad() && x->value.size(1) == weight->value.size(1) &&
        has_few_channels(weight->value.size(1), weight->value, sides(stride))) {
      const at::Tensor picture = lowered(x->value), kernels = lowered(weight->value);
      const Bias added = bias ? Bias(lowered(bias->value)) : Bias();
      const WithoutAutocast off;
      return ConvolutionFromFew::apply(picture, kernels, added, sides(stride), sides(padding));
    }
    if (is_plain(x->value, weight->value, dilation, groups) && x->value.size(1) == weight->value.size(1) &&
        is_inner(pixels_out(x->value, weight->value, sides(stride), sides(padding)), weight->value)) {
      return with_bias(
          convolved_by_product(lowered(x->value), weight->value, sides(stride), sides(padding)), optional(bias));
    }
    return at::conv2d(
        x->value, weight->value, optional(bias), pair(stride), pair(padding), pair(dilation), groups);
  });
}

ct_status ct_conv_transpose2d(
    ct_out out, ct_tensor *x, ct_tensor *weight, ct_tensor *bias, const int64_t stride[2], const int64_t padding[2],
    const int64_t output_padding[2], const int64_t dilation[2], int64_t groups) noexcept {
  return make(out, [&] {
    const at::Tensor &maps = x->value, &kernels = weight->value;
    if (is_plain(maps, kernels, dilation, groups) && maps.size(1) == kernels.size(0)) {
      const bool to_few = has_few_channels(kernels.size(1), kernels, sides(stride));
      if (!to_few && has_one_pixel(maps, kernels, sides(padding), sides(output_padding))) {
        return projected(maps, kernels, optional(bias));
      }
      if (!to_few && is_inner(maps.size(0) * maps.size(2) * maps.size(3), kernels)) {
        return with_bias(
            transposed_by_product(lowered(maps), kernels, sides(stride), sides(padding), sides(output_padding)),
            optional(bias));
      }
      const at::Tensor lower_maps = lowered(maps), lower_kernels = lowered(kernels);
      const Bias added = bias ? Bias(lowered(bias->value)) : Bias();
      const WithoutAutocast off;
      return Transposed::apply(
          lower_maps, lower_kernels, added, sides(stride), sides(padding), sides(output_padding));
    }
    return at::conv_transpose2d(
        maps, kernels, optional(bias), pair(stride), pair(padding), pair(output_padding), groups, pair(dilation));
  });
}
