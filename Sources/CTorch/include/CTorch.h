#ifndef CTORCH_H
#define CTORCH_H

// A plain C interface to libtorch: tensors, autograd, random generators, kernels. It knows nothing of networks.
//
// The types are here, the functions in CTorchFunctions.h. Every function is noexcept and returns ct_ok or the kind of
// the error, whose message ct_last_error_message() holds until the thread's next failing call. Results come through the
// leading `out` parameters, which are written only on success; each ct_tensor and ct_generator so returned is owned by
// the caller and freed with its _free function. Dimensions may be negative, counted from the end, wherever libtorch
// allows it.
//
// The functions lie in a shared library, which the first call of any of them loads, and libtorch with it: nothing is
// paid for it by a program that computes nothing. Where it does not load, that call ends the program with one line.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CT_NOEXCEPT noexcept
extern "C" {
#else
#define CT_NOEXCEPT
#endif

#pragma clang assume_nonnull begin

typedef struct ct_tensor ct_tensor;
typedef struct ct_generator ct_generator;
typedef ct_tensor *_Nullable *_Nonnull ct_out;

// ------------------------------------------------------------------------------------------------ errors

typedef enum ct_status {
  ct_ok = 0,
  ct_error_shape = 1,
  ct_error_dtype = 2,
  ct_error_index = 3,
  ct_error_out_of_memory = 4,
  ct_error_missing_file = 5,
  ct_error_device = 6,
  ct_error_other = 7,
} ct_status;

// --------------------------------------------------------------------------------------------- libtorch

typedef enum ct_dtype {
  ct_float32 = 0,
  ct_float64 = 1,
  ct_float16 = 2,
  ct_bfloat16 = 3,
  ct_int64 = 4,
  ct_int32 = 5,
  ct_int16 = 6,
  ct_int8 = 7,
  ct_uint8 = 8,
  ct_bool = 9,
} ct_dtype;

typedef enum ct_device_kind { ct_cpu = 0, ct_cuda = 1 } ct_device_kind;
typedef struct ct_device {
  ct_device_kind kind;
  int32_t index;
} ct_device;

typedef enum ct_memory_format { ct_contiguous = 0, ct_channels_last = 1 } ct_memory_format;
typedef enum ct_reduction { ct_reduction_none = 0, ct_reduction_mean = 1, ct_reduction_sum = 2 } ct_reduction;

// -------------------------------------------------------------------------------------------- arithmetic

typedef enum ct_unary {
  ct_unary_negate, ct_unary_abs, ct_unary_sign, ct_unary_square, ct_unary_sqrt, ct_unary_rsqrt, ct_unary_reciprocal,
  ct_unary_exp, ct_unary_log, ct_unary_log1p, ct_unary_sin, ct_unary_cos, ct_unary_tanh, ct_unary_sigmoid,
  ct_unary_floor, ct_unary_ceil, ct_unary_round, ct_unary_relu, ct_unary_gelu, ct_unary_softplus, ct_unary_silu,
  ct_unary_isfinite, ct_unary_isnan, ct_unary_logical_not, ct_unary_detach,
} ct_unary;

typedef enum ct_comparison {
  ct_equal_to, ct_not_equal_to, ct_less, ct_less_or_equal, ct_greater, ct_greater_or_equal,
  ct_logical_and, ct_logical_or,
} ct_comparison;

// -------------------------------------------------------------------------------------------- reductions

typedef enum ct_reduce {
  ct_reduce_sum, ct_reduce_mean, ct_reduce_max, ct_reduce_min, ct_reduce_all, ct_reduce_any, ct_reduce_prod,
} ct_reduce;

// ---------------------------------------------------------------------------------------------- autograd

typedef struct ct_autocast_state {
  bool enabled;
  ct_dtype dtype;
} ct_autocast_state;

// ------------------------------------------------------------------------------------------------ layers

typedef enum ct_pad_mode { ct_pad_constant, ct_pad_reflect, ct_pad_replicate } ct_pad_mode;
typedef enum ct_upsample_mode { ct_nearest, ct_bilinear, ct_bicubic } ct_upsample_mode;

typedef struct ct_convolution {
  int64_t stride[2];
  int64_t padding[2];
  int64_t output_padding[2];
  int64_t dilation[2];
  int64_t groups;
  bool transposed;
} ct_convolution;

typedef enum ct_activation {
  ct_activation_none, ct_activation_relu, ct_activation_leaky_relu, ct_activation_tanh, ct_activation_sigmoid,
  ct_activation_relu6,
} ct_activation;

// ------------------------------------------------------------------------------------------ TorchScript

typedef struct ct_script ct_script;

#pragma clang assume_nonnull end

#define CT_FUNCTION(result, name, parameters) result name parameters CT_NOEXCEPT;
#include "CTorchFunctions.h"
#undef CT_FUNCTION

// Loads libtorch now and not at the first call. NULL once it is loaded, or one line that says what is wrong and what to
// do, which lasts until the thread's next call.
const char *_Nullable ct_load(void) CT_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
