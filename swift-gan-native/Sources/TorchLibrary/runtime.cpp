#include "Support.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <torch/version.h>

#include <dlfcn.h>

#include <mutex>

namespace {

// torch_cuda registers its kernels when it is loaded; nothing links it, so that a machine without a GPU needs none.
void load_cuda_once() {
  static std::once_flag once;
  std::call_once(once, [] {
    for (const char *name : {"libtorch_cuda.so", "libtorch_cuda_linalg.so"}) dlopen(name, RTLD_NOW | RTLD_GLOBAL);
  });
}

} // namespace

at::ScalarType ctorch::scalar_type(ct_dtype dtype) {
  switch (dtype) {
  case ct_float32: return at::kFloat;
  case ct_float64: return at::kDouble;
  case ct_float16: return at::kHalf;
  case ct_bfloat16: return at::kBFloat16;
  case ct_int64: return at::kLong;
  case ct_int32: return at::kInt;
  case ct_int16: return at::kShort;
  case ct_int8: return at::kChar;
  case ct_uint8: return at::kByte;
  case ct_bool: return at::kBool;
  }
  TORCH_CHECK(false, "unknown dtype ", static_cast<int>(dtype));
}

ct_dtype ctorch::dtype_of(at::ScalarType type) {
  switch (type) {
  case at::kFloat: return ct_float32;
  case at::kDouble: return ct_float64;
  case at::kHalf: return ct_float16;
  case at::kBFloat16: return ct_bfloat16;
  case at::kLong: return ct_int64;
  case at::kInt: return ct_int32;
  case at::kShort: return ct_int16;
  case at::kChar: return ct_int8;
  case at::kByte: return ct_uint8;
  case at::kBool: return ct_bool;
  default: return ct_float32;
  }
}

at::Device ctorch::device_of(ct_device device) {
  if (device.kind == ct_cpu) return at::Device(at::kCPU);
  TORCH_CHECK(ct_cuda_is_available(), "no CUDA device is available");
  return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(device.index));
}

const char *ct_version(void) noexcept { return TORCH_VERSION; }

bool ct_cuda_is_available(void) noexcept { return ct_cuda_device_count() > 0; }

int32_t ct_cuda_device_count(void) noexcept {
  try {
    load_cuda_once();
    if (!at::hasCUDA()) return 0;
    return at::detail::getCUDAHooks().deviceCount();
  } catch (...) {
    return 0;
  }
}

void ct_set_thread_count(int32_t count) noexcept {
  try {
    at::set_num_threads(count);
  } catch (...) {
  }
}

int32_t ct_thread_count(void) noexcept {
  try {
    return at::get_num_threads();
  } catch (...) {
    return 1;
  }
}

bool ct_set_flush_denormals(bool on) noexcept {
  try {
    return at::globalContext().setFlushDenormal(on);
  } catch (...) {
    return false;
  }
}
