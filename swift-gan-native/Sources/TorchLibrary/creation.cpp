#include "Support.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/full.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/linspace.h>
#include <ATen/ops/zeros.h>

#include <cstring>

using namespace ctorch;

ct_status ct_empty(ct_out out, const int64_t *shape, int32_t rank, ct_dtype dtype, ct_device device) noexcept {
  return make(out, [&] { return at::empty(ints(shape, rank), options(dtype, device)); });
}

ct_status ct_full(
    ct_out out, const int64_t *shape, int32_t rank, double value, ct_dtype dtype, ct_device device) noexcept {
  return make(out, [&] {
    if (value == 0) return at::zeros(ints(shape, rank), options(dtype, device));
    return at::full(ints(shape, rank), value, options(dtype, device));
  });
}

ct_status ct_from_bytes(
    ct_out out, const void *bytes, int64_t byte_count, const int64_t *shape, int32_t rank, ct_dtype dtype) noexcept {
  return make(out, [&] {
    at::Tensor tensor = at::empty(ints(shape, rank), options(dtype, {ct_cpu, 0}));
    TORCH_CHECK(
        static_cast<int64_t>(tensor.nbytes()) == byte_count, "a tensor of shape ", tensor.sizes(), " has ",
        tensor.nbytes(), " bytes and not ", byte_count);
    if (byte_count > 0) std::memcpy(tensor.mutable_data_ptr(), bytes, byte_count);
    return tensor;
  });
}

ct_status ct_arange(ct_out out, double start, double end, double step, ct_dtype dtype, ct_device device) noexcept {
  return make(out, [&] { return at::arange(start, end, step, options(dtype, device)); });
}

ct_status ct_linspace(ct_out out, double start, double end, int64_t count, ct_dtype dtype, ct_device device) noexcept {
  return make(out, [&] { return at::linspace(start, end, count, options(dtype, device)); });
}

ct_status ct_eye(ct_out out, int64_t count, ct_dtype dtype, ct_device device) noexcept {
  return make(out, [&] { return at::eye(count, options(dtype, device)); });
}

ct_status ct_empty_like(ct_out out, ct_tensor *a) noexcept {
  return make(out, [&] { return at::empty_like(a->value); });
}

ct_status ct_full_like(ct_out out, ct_tensor *a, double value) noexcept {
  return make(out, [&] { return at::full_like(a->value, value); });
}
