#include "Support.h"

#include <ATen/core/Formatting.h>

#include <atomic>
#include <cstring>
#include <sstream>
#include <string>

using namespace ctorch;

namespace {
std::atomic<int64_t> live_tensors{0};

template <typename Element> void read(const at::Tensor &tensor, at::ScalarType type, Element *values, int64_t count) {
  TORCH_CHECK(tensor.numel() == count, "a tensor of ", tensor.numel(), " elements was read as ", count);
  at::Tensor plain = tensor.detach().to(at::kCPU, type).contiguous();
  if (count > 0) std::memcpy(values, plain.const_data_ptr(), count * sizeof(Element));
}
} // namespace

ct_tensor::ct_tensor(at::Tensor tensor) : value(std::move(tensor)) {
  live_tensors.fetch_add(1, std::memory_order_relaxed);
}

ct_tensor::~ct_tensor() { live_tensors.fetch_sub(1, std::memory_order_relaxed); }

int64_t ct_live_tensor_count(void) noexcept { return live_tensors.load(std::memory_order_relaxed); }

void ct_tensor_free(ct_tensor *tensor) noexcept { delete tensor; }

ct_status ct_alias(ct_out out, ct_tensor *a) noexcept {
  return make(out, [&] { return a->value; });
}

int32_t ct_rank(ct_tensor *a) noexcept { return static_cast<int32_t>(a->value.dim()); }

void ct_shape(ct_tensor *a, int64_t *sizes) noexcept {
  auto shape = a->value.sizes();
  std::copy(shape.begin(), shape.end(), sizes);
}

int64_t ct_count(ct_tensor *a) noexcept { return a->value.numel(); }

ct_dtype ct_tensor_dtype(ct_tensor *a) noexcept { return dtype_of(a->value.scalar_type()); }

ct_device ct_tensor_device(ct_tensor *a) noexcept {
  at::Device device = a->value.device();
  return {device.is_cuda() ? ct_cuda : ct_cpu, device.has_index() ? device.index() : int32_t{0}};
}

bool ct_is_contiguous(ct_tensor *a, ct_memory_format format) noexcept {
  return a->value.is_contiguous(format == ct_channels_last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
}

bool ct_shares_storage(ct_tensor *a, ct_tensor *b) noexcept { return a->value.is_alias_of(b->value); }

const void *ct_data(ct_tensor *a) noexcept {
  if (!a->value.is_cpu() || !a->value.is_contiguous()) return nullptr;
  return a->value.const_data_ptr();
}

ct_status ct_item(double *out, ct_tensor *a) noexcept {
  return wall([&] { *out = a->value.item().toDouble(); });
}

ct_status ct_item_int64(int64_t *out, ct_tensor *a) noexcept {
  return wall([&] { *out = a->value.item().toLong(); });
}

ct_status ct_read_float(ct_tensor *a, float *values, int64_t count) noexcept {
  return wall([&] { read(a->value, at::kFloat, values, count); });
}

ct_status ct_read_int64(ct_tensor *a, int64_t *values, int64_t count) noexcept {
  return wall([&] { read(a->value, at::kLong, values, count); });
}

ct_status ct_describe(char **out, ct_tensor *a) noexcept {
  return wall([&] {
    std::ostringstream stream;
    stream << a->value.detach();
    *out = strdup(stream.str().c_str());
    if (!*out) throw std::bad_alloc();
  });
}

void ct_string_free(char *text) noexcept { free(text); }
