#include "Support.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>

using namespace ctorch;

ct_status ct_select(ct_out out, ct_tensor *a, int64_t dim, int64_t index) noexcept {
  return make(out, [&] { return a->value.select(dim, index); });
}

ct_status ct_narrow(ct_out out, ct_tensor *a, int64_t dim, int64_t start, int64_t length) noexcept {
  return make(out, [&] { return a->value.narrow(dim, start, length); });
}

ct_status ct_slice(ct_out out, ct_tensor *a, int64_t dim, int64_t start, int64_t end, int64_t step) noexcept {
  return make(out, [&] { return a->value.slice(dim, start, end, step); });
}

ct_status ct_index_select(ct_out out, ct_tensor *a, int64_t dim, ct_tensor *indices) noexcept {
  return make(out, [&] { return a->value.index_select(dim, indices->value); });
}

ct_status ct_gather(ct_out out, ct_tensor *a, int64_t dim, ct_tensor *indices) noexcept {
  return make(out, [&] { return a->value.gather(dim, indices->value); });
}

ct_status ct_scatter(ct_out out, ct_tensor *a, int64_t dim, ct_tensor *indices, ct_tensor *source) noexcept {
  return make(out, [&] { return a->value.scatter(dim, indices->value, source->value); });
}

ct_status ct_masked_select(ct_out out, ct_tensor *a, ct_tensor *mask) noexcept {
  return make(out, [&] { return a->value.masked_select(mask->value); });
}

ct_status ct_masked_fill(ct_out out, ct_tensor *a, ct_tensor *mask, double value) noexcept {
  return make(out, [&] { return a->value.masked_fill(mask->value, value); });
}

ct_status ct_where(ct_out out, ct_tensor *condition, ct_tensor *a, ct_tensor *b) noexcept {
  return make(out, [&] { return at::where(condition->value, a->value, b->value); });
}

ct_status ct_nonzero(ct_out out, ct_tensor *a) noexcept {
  return make(out, [&] { return a->value.nonzero(); });
}

ct_status ct_reshape(ct_out out, ct_tensor *a, const int64_t *shape, int32_t rank) noexcept {
  return make(out, [&] { return a->value.reshape(ints(shape, rank)); });
}

ct_status ct_flatten(ct_out out, ct_tensor *a, int64_t from, int64_t to) noexcept {
  return make(out, [&] { return a->value.flatten(from, to); });
}

ct_status ct_transpose(ct_out out, ct_tensor *a, int64_t dim0, int64_t dim1) noexcept {
  return make(out, [&] { return a->value.transpose(dim0, dim1); });
}

ct_status ct_permute(ct_out out, ct_tensor *a, const int64_t *dims, int32_t rank) noexcept {
  return make(out, [&] { return a->value.permute(ints(dims, rank)); });
}

ct_status ct_squeeze(ct_out out, ct_tensor *a, int64_t dim) noexcept {
  return make(out, [&] { return a->value.squeeze(dim); });
}

ct_status ct_unsqueeze(ct_out out, ct_tensor *a, int64_t dim) noexcept {
  return make(out, [&] { return a->value.unsqueeze(dim); });
}

ct_status ct_expand(ct_out out, ct_tensor *a, const int64_t *shape, int32_t rank) noexcept {
  return make(out, [&] { return a->value.expand(ints(shape, rank)); });
}

ct_status ct_repeat(ct_out out, ct_tensor *a, const int64_t *counts, int32_t rank) noexcept {
  return make(out, [&] { return a->value.repeat(ints(counts, rank)); });
}

ct_status ct_flip(ct_out out, ct_tensor *a, const int64_t *dims, int32_t count) noexcept {
  return make(out, [&] { return a->value.flip(ints(dims, count)); });
}

ct_status ct_roll(ct_out out, ct_tensor *a, int64_t shift, int64_t dim) noexcept {
  return make(out, [&] { return a->value.roll(shift, dim); });
}

ct_status ct_cat(ct_out out, ct_tensor *const *tensors, int32_t count, int64_t dim) noexcept {
  return make(out, [&] { return at::cat(list(tensors, count), dim); });
}

ct_status ct_stack(ct_out out, ct_tensor *const *tensors, int32_t count, int64_t dim) noexcept {
  return make(out, [&] { return at::stack(list(tensors, count), dim); });
}
