#include "Support.h"

#include <cmath>

using namespace ctorch;

namespace {
std::optional<at::Scalar> bound(double value) {
  return std::isnan(value) ? std::nullopt : std::optional<at::Scalar>(value);
}
} // namespace

ct_status ct_clone(ct_out out, ct_tensor *a) noexcept {
  return make(out, [&] { return a->value.clone(); });
}

ct_status ct_make_contiguous(ct_out out, ct_tensor *a, ct_memory_format format) noexcept {
  return make(out, [&] {
    if (format != ct_channels_last) {
      return a->value.contiguous();
    }
    // A tensor of one channel is contiguous in both formats; layers go by its strides, which only a copy changes.
    const bool is_so = a->value.suggest_memory_format() == at::MemoryFormat::ChannelsLast &&
        a->value.is_contiguous(at::MemoryFormat::ChannelsLast);
    return is_so ? a->value : a->value.clone(at::MemoryFormat::ChannelsLast);
  });
}

ct_status ct_to_dtype(ct_out out, ct_tensor *a, ct_dtype dtype) noexcept {
  return make(out, [&] { return a->value.to(scalar_type(dtype)); });
}

ct_status ct_to_device(ct_out out, ct_tensor *a, ct_device device) noexcept {
  return make(out, [&] { return a->value.to(device_of(device)); });
}

ct_status ct_copy_(ct_tensor *a, ct_tensor *source) noexcept {
  return change([&] { a->value.copy_(source->value); });
}

ct_status ct_fill_(ct_tensor *a, double value) noexcept {
  return change([&] { a->value.fill_(value); });
}

ct_status ct_add_(ct_tensor *a, ct_tensor *b, double scale) noexcept {
  return change([&] { a->value.add_(b->value, scale); });
}

ct_status ct_multiply_(ct_tensor *a, ct_tensor *b) noexcept {
  return change([&] { a->value.mul_(b->value); });
}

ct_status ct_multiply_scalar_(ct_tensor *a, double b) noexcept {
  return change([&] { a->value.mul_(number(a->value, b)); });
}

ct_status ct_add_scalar_(ct_tensor *a, double b) noexcept {
  return change([&] { a->value.add_(number(a->value, b)); });
}

ct_status ct_addcmul_(ct_tensor *a, ct_tensor *b, ct_tensor *c, double value) noexcept {
  return change([&] { a->value.addcmul_(b->value, c->value, value); });
}

ct_status ct_addcdiv_(ct_tensor *a, ct_tensor *b, ct_tensor *c, double value) noexcept {
  return change([&] { a->value.addcdiv_(b->value, c->value, value); });
}

ct_status ct_lerp_(ct_tensor *a, ct_tensor *b, double weight) noexcept {
  return change([&] { a->value.lerp_(b->value, at::Scalar(weight)); });
}

ct_status ct_clamp_(ct_tensor *a, double minimum, double maximum) noexcept {
  return change([&] { a->value.clamp_(bound(minimum), bound(maximum)); });
}

ct_status ct_sqrt_(ct_tensor *a) noexcept {
  return change([&] { a->value.sqrt_(); });
}

ct_status ct_set_data(ct_tensor *a, ct_tensor *source) noexcept {
  return wall([&] { a->value.set_data(source->value); });
}

ct_status ct_clamp(ct_out out, ct_tensor *a, double minimum, double maximum) noexcept {
  return make(out, [&] { return a->value.clamp(bound(minimum), bound(maximum)); });
}
