#pragma once

// What every area of the C interface shares: the handle, and the wall that no exception passes.

#include "CTorch.h"

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <c10/core/GradMode.h>

#include <cmath>
#include <exception>
#include <memory>
#include <vector>

struct ct_tensor {
  at::Tensor value;
  explicit ct_tensor(at::Tensor tensor);
  ~ct_tensor();
  ct_tensor(const ct_tensor &) = delete;
  ct_tensor &operator=(const ct_tensor &) = delete;
};

struct ct_generator {
  at::Generator value;
};

namespace ctorch {

// Classifies the exception that is being handled and keeps its message for the thread.
ct_status record_error() noexcept;

at::ScalarType scalar_type(ct_dtype dtype);
ct_dtype dtype_of(at::ScalarType type);
at::Device device_of(ct_device device);

inline at::TensorOptions options(ct_dtype dtype, ct_device device) {
  return at::TensorOptions().dtype(scalar_type(dtype)).device(device_of(device));
}

// a b of matrices, by the library that is faster at their sizes; other shapes as at::matmul.
at::Tensor product(const at::Tensor &a, const at::Tensor &b);

inline at::IntArrayRef ints(const int64_t *values, int32_t count) {
  return {values, static_cast<size_t>(count)};
}

inline at::IntArrayRef pair(const int64_t *values) { return {values, 2}; }

inline std::optional<at::Tensor> optional(ct_tensor *tensor) {
  return tensor ? std::optional<at::Tensor>(tensor->value) : std::nullopt;
}

inline std::vector<at::Tensor> list(ct_tensor *const *tensors, int32_t count) {
  std::vector<at::Tensor> result;
  result.reserve(count);
  for (int32_t index = 0; index < count; ++index) result.push_back(tensors[index]->value);
  return result;
}

// A number beside a tensor. Whole numbers stay whole beside tensors of whole numbers, as in PyTorch, where a literal
// says which it is.
inline at::Scalar number(const at::Tensor &beside, double value) {
  if (at::isIntegralType(beside.scalar_type(), true) && std::trunc(value) == value && std::abs(value) < 0x1p53)
    return at::Scalar(static_cast<int64_t>(value));
  return at::Scalar(value);
}

// Runs a body behind the wall.
template <typename Body> ct_status wall(Body body) noexcept {
  try {
    body();
    return ct_ok;
  } catch (...) {
    return record_error();
  }
}

// Runs a body that makes one tensor.
template <typename Body> ct_status make(ct_out out, Body body) noexcept {
  return wall([&] { *out = new ct_tensor(body()); });
}

// Runs a body that makes a tuple of two tensors; neither is handed out unless both are made.
template <typename Body> ct_status make_two(ct_out first, ct_out second, Body body) noexcept {
  return wall([&] {
    auto [a, b] = body();
    auto one = std::make_unique<ct_tensor>(std::move(a));
    *second = new ct_tensor(std::move(b));
    *first = one.release();
  });
}

// Runs a body that changes tensors in place, unseen by autograd.
template <typename Body> ct_status change(Body body) noexcept {
  return wall([&] {
    c10::AutoGradMode off(false);
    body();
  });
}

} // namespace ctorch
