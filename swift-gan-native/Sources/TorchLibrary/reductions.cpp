#include "Support.h"

#include <ATen/ops/amax.h>
#include <ATen/ops/amin.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/prod.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/var.h>

using namespace ctorch;

namespace {
at::OptionalIntArrayRef dims_or_all(const int64_t *dims, int32_t count) {
  return count == 0 ? at::OptionalIntArrayRef() : at::OptionalIntArrayRef(ints(dims, count));
}
} // namespace

ct_status ct_reduce_all_dims(ct_out out, ct_reduce operation, ct_tensor *a) noexcept {
  return make(out, [&]() -> at::Tensor {
    switch (operation) {
    case ct_reduce_sum: return a->value.sum();
    case ct_reduce_mean: return a->value.mean();
    case ct_reduce_max: return a->value.max();
    case ct_reduce_min: return a->value.min();
    case ct_reduce_all: return a->value.all();
    case ct_reduce_any: return a->value.any();
    case ct_reduce_prod: return a->value.prod();
    }
    TORCH_CHECK(false, "unknown reduction ", static_cast<int>(operation));
  });
}

ct_status ct_reduce_dims(
    ct_out out, ct_reduce operation, ct_tensor *a, const int64_t *dims, int32_t count, bool keep) noexcept {
  return make(out, [&]() -> at::Tensor {
    switch (operation) {
    case ct_reduce_sum: return at::sum(a->value, ints(dims, count), keep);
    case ct_reduce_mean: return at::mean(a->value, ints(dims, count), keep);
    case ct_reduce_max: return at::amax(a->value, ints(dims, count), keep);
    case ct_reduce_min: return at::amin(a->value, ints(dims, count), keep);
    case ct_reduce_all:
    case ct_reduce_any:
    case ct_reduce_prod: break;
    }
    TORCH_CHECK(false, "unknown reduction over dimensions ", static_cast<int>(operation));
  });
}

ct_status ct_variance(
    ct_out out, ct_tensor *a, const int64_t *dims, int32_t count, bool unbiased, bool keep) noexcept {
  return make(out, [&] { return at::var(a->value, dims_or_all(dims, count), unbiased, keep); });
}

ct_status ct_norm(ct_out out, ct_tensor *a, double p, const int64_t *dims, int32_t count, bool keep) noexcept {
  return make(out, [&] { return at::linalg_vector_norm(a->value, p, dims_or_all(dims, count), keep); });
}

ct_status ct_max_dim(ct_out values, ct_out indices, ct_tensor *a, int64_t dim, bool keep) noexcept {
  return make_two(values, indices, [&] { return a->value.max(dim, keep); });
}

ct_status ct_min_dim(ct_out values, ct_out indices, ct_tensor *a, int64_t dim, bool keep) noexcept {
  return make_two(values, indices, [&] { return a->value.min(dim, keep); });
}

ct_status ct_argmax(ct_out out, ct_tensor *a, int64_t dim, bool keep) noexcept {
  return make(out, [&] { return a->value.argmax(dim, keep); });
}

ct_status ct_argmin(ct_out out, ct_tensor *a, int64_t dim, bool keep) noexcept {
  return make(out, [&] { return a->value.argmin(dim, keep); });
}

ct_status ct_cumsum(ct_out out, ct_tensor *a, int64_t dim) noexcept {
  return make(out, [&] { return a->value.cumsum(dim); });
}

ct_status ct_sort(ct_out values, ct_out indices, ct_tensor *a, int64_t dim, bool descending) noexcept {
  return make_two(values, indices, [&] { return a->value.sort(true, dim, descending); });
}

ct_status ct_topk(ct_out values, ct_out indices, ct_tensor *a, int64_t k, int64_t dim, bool largest) noexcept {
  return make_two(values, indices, [&] { return a->value.topk(k, dim, largest); });
}

ct_status ct_logsumexp(ct_out out, ct_tensor *a, int64_t dim, bool keep) noexcept {
  return make(out, [&] { return at::logsumexp(a->value, dim, keep); });
}

ct_status ct_eigh(ct_out values, ct_out vectors, ct_tensor *a) noexcept {
  return make_two(values, vectors, [&] { return at::linalg_eigh(a->value); });
}

ct_status ct_svd(ct_out u, ct_out s, ct_out vh, ct_tensor *a) noexcept {
  return wall([&] {
    auto [left, values, right] = at::linalg_svd(a->value, false);
    auto one = std::make_unique<ct_tensor>(left);
    auto two = std::make_unique<ct_tensor>(values);
    *vh = new ct_tensor(right);
    *u = one.release();
    *s = two.release();
  });
}
