#ifndef CTORCH_H
#define CTORCH_H

// A plain C interface to libtorch: tensors, autograd, random generators, kernels. It knows nothing of networks.
//
// Every function is noexcept and returns ct_ok or the kind of the error, whose message ct_last_error_message() holds
// until the thread's next failing call. Results come through the leading `out` parameters, which are written only on
// success; each ct_tensor and ct_generator so returned is owned by the caller and freed with its _free function.
// Dimensions may be negative, counted from the end, wherever libtorch allows it.

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

// The message of the thread's last error: one line, without a backtrace.
const char *ct_last_error_message(void) CT_NOEXCEPT;

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

const char *ct_version(void) CT_NOEXCEPT;
// Loads torch_cuda where it lies beside torch_cpu; false where there is no usable GPU.
bool ct_cuda_is_available(void) CT_NOEXCEPT;
int32_t ct_cuda_device_count(void) CT_NOEXCEPT;
void ct_set_thread_count(int32_t count) CT_NOEXCEPT;
int32_t ct_thread_count(void) CT_NOEXCEPT;
// How many ct_tensor handles are alive in the process.
int64_t ct_live_tensor_count(void) CT_NOEXCEPT;
// Denormal numbers are flushed to zero on the calling thread; false where the processor cannot.
bool ct_set_flush_denormals(bool on) CT_NOEXCEPT;

// ---------------------------------------------------------------------------------------------- handles

void ct_tensor_free(ct_tensor *tensor) CT_NOEXCEPT;
// A second handle to the same tensor.
ct_status ct_alias(ct_out out, ct_tensor *a) CT_NOEXCEPT;
int32_t ct_rank(ct_tensor *a) CT_NOEXCEPT;
// Writes rank sizes.
void ct_shape(ct_tensor *a, int64_t *sizes) CT_NOEXCEPT;
int64_t ct_count(ct_tensor *a) CT_NOEXCEPT;
ct_dtype ct_tensor_dtype(ct_tensor *a) CT_NOEXCEPT;
ct_device ct_tensor_device(ct_tensor *a) CT_NOEXCEPT;
bool ct_is_contiguous(ct_tensor *a, ct_memory_format format) CT_NOEXCEPT;
bool ct_shares_storage(ct_tensor *a, ct_tensor *b) CT_NOEXCEPT;
// The first element's address; only for contiguous tensors on the CPU, and NULL for others.
const void *_Nullable ct_data(ct_tensor *a) CT_NOEXCEPT;
ct_status ct_item(double *out, ct_tensor *a) CT_NOEXCEPT;
ct_status ct_item_int64(int64_t *out, ct_tensor *a) CT_NOEXCEPT;
// Copies count elements, converted to the type named, in row-major order.
ct_status ct_read_float(ct_tensor *a, float *values, int64_t count) CT_NOEXCEPT;
ct_status ct_read_int64(ct_tensor *a, int64_t *values, int64_t count) CT_NOEXCEPT;
// A text such as PyTorch prints; freed with ct_string_free.
ct_status ct_describe(char *_Nullable *_Nonnull out, ct_tensor *a) CT_NOEXCEPT;
void ct_string_free(char *text) CT_NOEXCEPT;

// --------------------------------------------------------------------------------------------- creation

ct_status ct_empty(ct_out out, const int64_t *shape, int32_t rank, ct_dtype dtype, ct_device device) CT_NOEXCEPT;
ct_status ct_full(ct_out out, const int64_t *shape, int32_t rank, double value, ct_dtype dtype, ct_device device) CT_NOEXCEPT;
// Copies byte_count bytes, which must be the size of the shape; row-major.
ct_status ct_from_bytes(ct_out out, const void *_Nullable bytes, int64_t byte_count, const int64_t *shape, int32_t rank, ct_dtype dtype) CT_NOEXCEPT;
ct_status ct_arange(ct_out out, double start, double end, double step, ct_dtype dtype, ct_device device) CT_NOEXCEPT;
ct_status ct_linspace(ct_out out, double start, double end, int64_t count, ct_dtype dtype, ct_device device) CT_NOEXCEPT;
ct_status ct_eye(ct_out out, int64_t count, ct_dtype dtype, ct_device device) CT_NOEXCEPT;
ct_status ct_empty_like(ct_out out, ct_tensor *a) CT_NOEXCEPT;
ct_status ct_full_like(ct_out out, ct_tensor *a, double value) CT_NOEXCEPT;

// ---------------------------------------------------------------------------------------------- random

ct_status ct_generator_new(ct_generator *_Nullable *_Nonnull out, uint64_t seed, ct_device device) CT_NOEXCEPT;
void ct_generator_free(ct_generator *generator) CT_NOEXCEPT;
// The whole state as a uint8 tensor on the CPU.
ct_status ct_generator_state(ct_out out, ct_generator *generator) CT_NOEXCEPT;
ct_status ct_generator_set_state(ct_generator *generator, ct_tensor *state) CT_NOEXCEPT;
ct_status ct_randn(ct_out out, const int64_t *shape, int32_t rank, ct_generator *generator, ct_dtype dtype, ct_device device) CT_NOEXCEPT;
ct_status ct_rand(ct_out out, const int64_t *shape, int32_t rank, ct_generator *generator, ct_dtype dtype, ct_device device) CT_NOEXCEPT;
ct_status ct_randint(ct_out out, int64_t low, int64_t high, const int64_t *shape, int32_t rank, ct_generator *generator, ct_dtype dtype, ct_device device) CT_NOEXCEPT;
ct_status ct_randperm(ct_out out, int64_t count, ct_generator *generator, ct_device device) CT_NOEXCEPT;
ct_status ct_bernoulli(ct_out out, const int64_t *shape, int32_t rank, double p, ct_generator *generator, ct_dtype dtype, ct_device device) CT_NOEXCEPT;
ct_status ct_multinomial(ct_out out, ct_tensor *probabilities, int64_t count, bool replacement, ct_generator *generator) CT_NOEXCEPT;
ct_status ct_fill_normal(ct_tensor *a, double mean, double standard_deviation, ct_generator *generator) CT_NOEXCEPT;
ct_status ct_fill_uniform(ct_tensor *a, double low, double high, ct_generator *generator) CT_NOEXCEPT;

// ------------------------------------------------------------------------------ copies and conversions

ct_status ct_clone(ct_out out, ct_tensor *a) CT_NOEXCEPT;
ct_status ct_make_contiguous(ct_out out, ct_tensor *a, ct_memory_format format) CT_NOEXCEPT;
ct_status ct_to_dtype(ct_out out, ct_tensor *a, ct_dtype dtype) CT_NOEXCEPT;
ct_status ct_to_device(ct_out out, ct_tensor *a, ct_device device) CT_NOEXCEPT;

// ---------------------------------------------------------------------------------------------- in place
// Outside autograd: changing a leaf that requires a gradient is allowed and not recorded.

ct_status ct_copy_(ct_tensor *a, ct_tensor *source) CT_NOEXCEPT;
ct_status ct_fill_(ct_tensor *a, double value) CT_NOEXCEPT;
ct_status ct_add_(ct_tensor *a, ct_tensor *b, double scale) CT_NOEXCEPT;
ct_status ct_multiply_(ct_tensor *a, ct_tensor *b) CT_NOEXCEPT;
ct_status ct_multiply_scalar_(ct_tensor *a, double b) CT_NOEXCEPT;
ct_status ct_add_scalar_(ct_tensor *a, double b) CT_NOEXCEPT;
// a += value * b * c, and a += value * b / c.
ct_status ct_addcmul_(ct_tensor *a, ct_tensor *b, ct_tensor *c, double value) CT_NOEXCEPT;
ct_status ct_addcdiv_(ct_tensor *a, ct_tensor *b, ct_tensor *c, double value) CT_NOEXCEPT;
// a += weight * (b - a).
ct_status ct_lerp_(ct_tensor *a, ct_tensor *b, double weight) CT_NOEXCEPT;
// Either bound may be NaN: no bound.
ct_status ct_clamp_(ct_tensor *a, double minimum, double maximum) CT_NOEXCEPT;
ct_status ct_sqrt_(ct_tensor *a) CT_NOEXCEPT;
// Gives the handle another tensor's storage, shape and type; gradients and other handles of a see it too.
ct_status ct_set_data(ct_tensor *a, ct_tensor *source) CT_NOEXCEPT;

// ---------------------------------------------------------------------------------- indexing and slicing

ct_status ct_select(ct_out out, ct_tensor *a, int64_t dim, int64_t index) CT_NOEXCEPT;
// Negative bounds count from the end; bounds beyond the end are an index error.
ct_status ct_narrow(ct_out out, ct_tensor *a, int64_t dim, int64_t start, int64_t length) CT_NOEXCEPT;
ct_status ct_slice(ct_out out, ct_tensor *a, int64_t dim, int64_t start, int64_t end, int64_t step) CT_NOEXCEPT;
ct_status ct_index_select(ct_out out, ct_tensor *a, int64_t dim, ct_tensor *indices) CT_NOEXCEPT;
ct_status ct_gather(ct_out out, ct_tensor *a, int64_t dim, ct_tensor *indices) CT_NOEXCEPT;
ct_status ct_scatter(ct_out out, ct_tensor *a, int64_t dim, ct_tensor *indices, ct_tensor *source) CT_NOEXCEPT;
ct_status ct_masked_select(ct_out out, ct_tensor *a, ct_tensor *mask) CT_NOEXCEPT;
ct_status ct_masked_fill(ct_out out, ct_tensor *a, ct_tensor *mask, double value) CT_NOEXCEPT;
ct_status ct_where(ct_out out, ct_tensor *condition, ct_tensor *a, ct_tensor *b) CT_NOEXCEPT;
ct_status ct_nonzero(ct_out out, ct_tensor *a) CT_NOEXCEPT;

// ------------------------------------------------------------------------------------------------- shape

ct_status ct_reshape(ct_out out, ct_tensor *a, const int64_t *shape, int32_t rank) CT_NOEXCEPT;
ct_status ct_flatten(ct_out out, ct_tensor *a, int64_t from, int64_t to) CT_NOEXCEPT;
ct_status ct_transpose(ct_out out, ct_tensor *a, int64_t dim0, int64_t dim1) CT_NOEXCEPT;
ct_status ct_permute(ct_out out, ct_tensor *a, const int64_t *dims, int32_t rank) CT_NOEXCEPT;
ct_status ct_squeeze(ct_out out, ct_tensor *a, int64_t dim) CT_NOEXCEPT;
ct_status ct_unsqueeze(ct_out out, ct_tensor *a, int64_t dim) CT_NOEXCEPT;
ct_status ct_expand(ct_out out, ct_tensor *a, const int64_t *shape, int32_t rank) CT_NOEXCEPT;
ct_status ct_repeat(ct_out out, ct_tensor *a, const int64_t *counts, int32_t rank) CT_NOEXCEPT;
ct_status ct_flip(ct_out out, ct_tensor *a, const int64_t *dims, int32_t count) CT_NOEXCEPT;
ct_status ct_roll(ct_out out, ct_tensor *a, int64_t shift, int64_t dim) CT_NOEXCEPT;
ct_status ct_cat(ct_out out, ct_tensor *_Nonnull const *_Nonnull tensors, int32_t count, int64_t dim) CT_NOEXCEPT;
ct_status ct_stack(ct_out out, ct_tensor *_Nonnull const *_Nonnull tensors, int32_t count, int64_t dim) CT_NOEXCEPT;

// -------------------------------------------------------------------------------------------- arithmetic

ct_status ct_add(ct_out out, ct_tensor *a, ct_tensor *b) CT_NOEXCEPT;
ct_status ct_subtract(ct_out out, ct_tensor *a, ct_tensor *b) CT_NOEXCEPT;
ct_status ct_multiply(ct_out out, ct_tensor *a, ct_tensor *b) CT_NOEXCEPT;
ct_status ct_divide(ct_out out, ct_tensor *a, ct_tensor *b) CT_NOEXCEPT;
ct_status ct_pow(ct_out out, ct_tensor *a, ct_tensor *b) CT_NOEXCEPT;
ct_status ct_maximum(ct_out out, ct_tensor *a, ct_tensor *b) CT_NOEXCEPT;
ct_status ct_minimum(ct_out out, ct_tensor *a, ct_tensor *b) CT_NOEXCEPT;
ct_status ct_add_scalar(ct_out out, ct_tensor *a, double b) CT_NOEXCEPT;
ct_status ct_multiply_scalar(ct_out out, ct_tensor *a, double b) CT_NOEXCEPT;
ct_status ct_divide_scalar(ct_out out, ct_tensor *a, double b) CT_NOEXCEPT;
// b - a, and b / a.
ct_status ct_scalar_subtract(ct_out out, double b, ct_tensor *a) CT_NOEXCEPT;
ct_status ct_scalar_divide(ct_out out, double b, ct_tensor *a) CT_NOEXCEPT;
ct_status ct_pow_scalar(ct_out out, ct_tensor *a, double exponent) CT_NOEXCEPT;
ct_status ct_matmul(ct_out out, ct_tensor *a, ct_tensor *b) CT_NOEXCEPT;
// Either bound may be NaN: no bound.
ct_status ct_clamp(ct_out out, ct_tensor *a, double minimum, double maximum) CT_NOEXCEPT;

typedef enum ct_unary {
  ct_unary_negate, ct_unary_abs, ct_unary_sign, ct_unary_square, ct_unary_sqrt, ct_unary_rsqrt, ct_unary_reciprocal,
  ct_unary_exp, ct_unary_log, ct_unary_log1p, ct_unary_sin, ct_unary_cos, ct_unary_tanh, ct_unary_sigmoid,
  ct_unary_floor, ct_unary_ceil, ct_unary_round, ct_unary_relu, ct_unary_gelu, ct_unary_softplus, ct_unary_silu,
  ct_unary_isfinite, ct_unary_isnan, ct_unary_logical_not, ct_unary_detach,
} ct_unary;
ct_status ct_apply(ct_out out, ct_unary operation, ct_tensor *a) CT_NOEXCEPT;

typedef enum ct_comparison {
  ct_equal_to, ct_not_equal_to, ct_less, ct_less_or_equal, ct_greater, ct_greater_or_equal,
  ct_logical_and, ct_logical_or,
} ct_comparison;
// bool tensors.
ct_status ct_compare(ct_out out, ct_comparison operation, ct_tensor *a, ct_tensor *b) CT_NOEXCEPT;
ct_status ct_compare_scalar(ct_out out, ct_comparison operation, ct_tensor *a, double b) CT_NOEXCEPT;
// Same shape, type and values; NaN differs from itself.
ct_status ct_is_equal(bool *out, ct_tensor *a, ct_tensor *b) CT_NOEXCEPT;
ct_status ct_is_close(bool *out, ct_tensor *a, ct_tensor *b, double relative, double absolute) CT_NOEXCEPT;

// -------------------------------------------------------------------------------------------- reductions

typedef enum ct_reduce {
  ct_reduce_sum, ct_reduce_mean, ct_reduce_max, ct_reduce_min, ct_reduce_all, ct_reduce_any, ct_reduce_prod,
} ct_reduce;
// Over everything, to a scalar.
ct_status ct_reduce_all_dims(ct_out out, ct_reduce operation, ct_tensor *a) CT_NOEXCEPT;
// Over the dims; sum, mean, max and min only.
ct_status ct_reduce_dims(ct_out out, ct_reduce operation, ct_tensor *a, const int64_t *dims, int32_t count, bool keep) CT_NOEXCEPT;
ct_status ct_variance(ct_out out, ct_tensor *a, const int64_t *dims, int32_t count, bool unbiased, bool keep) CT_NOEXCEPT;
// count 0: over everything.
ct_status ct_norm(ct_out out, ct_tensor *a, double p, const int64_t *dims, int32_t count, bool keep) CT_NOEXCEPT;
ct_status ct_max_dim(ct_out values, ct_out indices, ct_tensor *a, int64_t dim, bool keep) CT_NOEXCEPT;
ct_status ct_min_dim(ct_out values, ct_out indices, ct_tensor *a, int64_t dim, bool keep) CT_NOEXCEPT;
ct_status ct_argmax(ct_out out, ct_tensor *a, int64_t dim, bool keep) CT_NOEXCEPT;
ct_status ct_argmin(ct_out out, ct_tensor *a, int64_t dim, bool keep) CT_NOEXCEPT;
ct_status ct_cumsum(ct_out out, ct_tensor *a, int64_t dim) CT_NOEXCEPT;
ct_status ct_sort(ct_out values, ct_out indices, ct_tensor *a, int64_t dim, bool descending) CT_NOEXCEPT;
ct_status ct_topk(ct_out values, ct_out indices, ct_tensor *a, int64_t k, int64_t dim, bool largest) CT_NOEXCEPT;
ct_status ct_logsumexp(ct_out out, ct_tensor *a, int64_t dim, bool keep) CT_NOEXCEPT;

// ---------------------------------------------------------------------------------------- linear algebra

ct_status ct_eigh(ct_out values, ct_out vectors, ct_tensor *a) CT_NOEXCEPT;
ct_status ct_svd(ct_out u, ct_out s, ct_out vh, ct_tensor *a) CT_NOEXCEPT;

// ---------------------------------------------------------------------------------------------- autograd

bool ct_requires_grad(ct_tensor *a) CT_NOEXCEPT;
ct_status ct_set_requires_grad(ct_tensor *a, bool on) CT_NOEXCEPT;
bool ct_is_leaf(ct_tensor *a) CT_NOEXCEPT;
// *out is NULL where there is no gradient.
ct_status ct_grad(ct_out out, ct_tensor *a) CT_NOEXCEPT;
// NULL clears it.
ct_status ct_set_grad(ct_tensor *a, ct_tensor *_Nullable gradient) CT_NOEXCEPT;
// Clears the gradients of many tensors.
void ct_clear_grads(ct_tensor *_Nonnull const *_Nonnull tensors, int32_t count) CT_NOEXCEPT;
ct_status ct_backward(ct_tensor *a, ct_tensor *_Nullable gradient, bool retain_graph, bool create_graph) CT_NOEXCEPT;
// Writes input_count gradients, NULL where an input was not used. grad_outputs may be NULL: ones.
ct_status ct_gradients(ct_out out, ct_tensor *_Nonnull const *_Nonnull outputs, int32_t output_count,
  ct_tensor *_Nonnull const *_Nonnull inputs, int32_t input_count, ct_tensor *_Nonnull const *_Nullable grad_outputs,
  bool retain_graph, bool create_graph, bool allow_unused) CT_NOEXCEPT;
// Of the calling thread; returns what was set before.
bool ct_set_grad_enabled(bool on) CT_NOEXCEPT;
bool ct_grad_is_enabled(void) CT_NOEXCEPT;

typedef struct ct_autocast_state {
  bool enabled;
  ct_dtype dtype;
} ct_autocast_state;
// Of the calling thread; returns what was set before. Leaving the outermost scope drops the cache of cast weights.
ct_autocast_state ct_set_autocast(ct_device_kind device, ct_autocast_state state) CT_NOEXCEPT;
void ct_clear_autocast_cache(void) CT_NOEXCEPT;

// ------------------------------------------------------------------------------------------------ layers
// Sides are given as {height, width}.

ct_status ct_conv2d(ct_out out, ct_tensor *x, ct_tensor *weight, ct_tensor *_Nullable bias, const int64_t stride[_Nonnull 2],
  const int64_t padding[_Nonnull 2], const int64_t dilation[_Nonnull 2], int64_t groups) CT_NOEXCEPT;
ct_status ct_conv_transpose2d(ct_out out, ct_tensor *x, ct_tensor *weight, ct_tensor *_Nullable bias,
  const int64_t stride[_Nonnull 2], const int64_t padding[_Nonnull 2], const int64_t output_padding[_Nonnull 2],
  const int64_t dilation[_Nonnull 2], int64_t groups) CT_NOEXCEPT;
ct_status ct_linear(ct_out out, ct_tensor *x, ct_tensor *weight, ct_tensor *_Nullable bias) CT_NOEXCEPT;
ct_status ct_embedding(ct_out out, ct_tensor *weight, ct_tensor *indices) CT_NOEXCEPT;
ct_status ct_one_hot(ct_out out, ct_tensor *indices, int64_t classes) CT_NOEXCEPT;
ct_status ct_max_pool2d(ct_out out, ct_tensor *x, const int64_t kernel[_Nonnull 2], const int64_t stride[_Nonnull 2], const int64_t padding[_Nonnull 2]) CT_NOEXCEPT;
ct_status ct_avg_pool2d(ct_out out, ct_tensor *x, const int64_t kernel[_Nonnull 2], const int64_t stride[_Nonnull 2], const int64_t padding[_Nonnull 2]) CT_NOEXCEPT;
ct_status ct_adaptive_avg_pool2d(ct_out out, ct_tensor *x, const int64_t size[_Nonnull 2]) CT_NOEXCEPT;
typedef enum ct_pad_mode { ct_pad_constant, ct_pad_reflect, ct_pad_replicate } ct_pad_mode;
ct_status ct_pad(ct_out out, ct_tensor *x, int64_t left, int64_t right, int64_t top, int64_t bottom, ct_pad_mode mode, double value) CT_NOEXCEPT;
typedef enum ct_upsample_mode { ct_nearest, ct_bilinear, ct_bicubic } ct_upsample_mode;
ct_status ct_upsample(ct_out out, ct_tensor *x, int64_t height, int64_t width, ct_upsample_mode mode, bool align_corners, bool antialias) CT_NOEXCEPT;
// theta: [N, 2, 3]; size: {N, C, H, W}.
ct_status ct_affine_grid(ct_out out, ct_tensor *theta, const int64_t size[_Nonnull 4], bool align_corners) CT_NOEXCEPT;
// Bilinear; zeros outside the picture.
ct_status ct_grid_sample(ct_out out, ct_tensor *x, ct_tensor *grid, bool align_corners) CT_NOEXCEPT;
// Running statistics are changed in place in training.
ct_status ct_batch_norm(ct_out out, ct_tensor *x, ct_tensor *_Nullable weight, ct_tensor *_Nullable bias,
  ct_tensor *_Nullable running_mean, ct_tensor *_Nullable running_variance, bool training, double momentum, double epsilon) CT_NOEXCEPT;
ct_status ct_instance_norm(ct_out out, ct_tensor *x, ct_tensor *_Nullable weight, ct_tensor *_Nullable bias, double epsilon) CT_NOEXCEPT;
ct_status ct_layer_norm(ct_out out, ct_tensor *x, const int64_t *shape, int32_t rank, ct_tensor *_Nullable weight, ct_tensor *_Nullable bias, double epsilon) CT_NOEXCEPT;
ct_status ct_leaky_relu(ct_out out, ct_tensor *x, double slope) CT_NOEXCEPT;
ct_status ct_elu(ct_out out, ct_tensor *x, double alpha) CT_NOEXCEPT;
ct_status ct_softmax(ct_out out, ct_tensor *x, int64_t dim) CT_NOEXCEPT;
ct_status ct_log_softmax(ct_out out, ct_tensor *x, int64_t dim) CT_NOEXCEPT;
// x * mask / (1 - p), the mask drawn from the generator.
ct_status ct_dropout(ct_out out, ct_tensor *x, double p, ct_generator *generator) CT_NOEXCEPT;
// Recorded by autograd; they overwrite x, which must not be needed by another backward.
ct_status ct_relu_(ct_tensor *x) CT_NOEXCEPT;
ct_status ct_leaky_relu_(ct_tensor *x, double slope) CT_NOEXCEPT;
ct_status ct_tanh_(ct_tensor *x) CT_NOEXCEPT;

// ---------------------------------------------------------------------------------- prepared convolutions

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
} ct_activation;

// A weight, each output channel of which is multiplied by its scale, in `dtype` and in the layout that suits inputs of a
// size {N, C, H, W}. It is good for ct_prepared_convolution alone.
ct_status ct_prepare_convolution(ct_out out, ct_tensor *weight, ct_tensor *_Nullable scale, ct_dtype dtype,
  const ct_convolution *layer, const int64_t input_size[_Nonnull 4]) CT_NOEXCEPT;
// Outside autograd and channels-last; x and bias are of the `dtype` above. Other sizes of x are slower and as right.
ct_status ct_prepared_convolution(ct_out out, ct_tensor *x, ct_tensor *prepared, ct_tensor *_Nullable bias,
  const ct_convolution *layer, ct_activation activation, double slope) CT_NOEXCEPT;
// Whether the processor multiplies bfloat16 numbers itself; where it does not, float32 is many times faster.
bool ct_has_bfloat16_instructions(void) CT_NOEXCEPT;

// ------------------------------------------------------------------------------------------------ losses

ct_status ct_bce_with_logits(ct_out out, ct_tensor *logits, ct_tensor *target, ct_reduction reduction) CT_NOEXCEPT;
ct_status ct_mse_loss(ct_out out, ct_tensor *a, ct_tensor *b, ct_reduction reduction) CT_NOEXCEPT;
ct_status ct_l1_loss(ct_out out, ct_tensor *a, ct_tensor *b, ct_reduction reduction) CT_NOEXCEPT;
ct_status ct_smooth_l1_loss(ct_out out, ct_tensor *a, ct_tensor *b, ct_reduction reduction, double beta) CT_NOEXCEPT;
// target: int64 class indices.
ct_status ct_cross_entropy(ct_out out, ct_tensor *logits, ct_tensor *target, ct_reduction reduction) CT_NOEXCEPT;
ct_status ct_nll_loss(ct_out out, ct_tensor *log_probabilities, ct_tensor *target, ct_reduction reduction) CT_NOEXCEPT;

// -------------------------------------------------------------------------------------------- optimizers
// Lists are of equal count, parameter by parameter.

// libtorch's fused Adam; each step is a float32 scalar, which the caller has raised by one.
ct_status ct_fused_adam_(ct_tensor *_Nonnull const *_Nonnull parameters, ct_tensor *_Nonnull const *_Nonnull gradients,
  ct_tensor *_Nonnull const *_Nonnull first_moments, ct_tensor *_Nonnull const *_Nonnull second_moments,
  ct_tensor *_Nonnull const *_Nonnull steps, int32_t count, double learning_rate, double beta1, double beta2,
  double weight_decay, double epsilon) CT_NOEXCEPT;
// libtorch's fused SGD; momentum buffers are used where momentum is not 0.
ct_status ct_fused_sgd_(ct_tensor *_Nonnull const *_Nonnull parameters, ct_tensor *_Nonnull const *_Nonnull gradients,
  ct_tensor *_Nonnull const *_Nonnull momentum_buffers, int32_t count, double learning_rate, double momentum,
  double weight_decay, double dampening, bool nesterov, bool is_first_step) CT_NOEXCEPT;
// a[i] += weight * (b[i] - a[i]).
ct_status ct_foreach_lerp_(ct_tensor *_Nonnull const *_Nonnull a, ct_tensor *_Nonnull const *_Nonnull b, int32_t count, double weight) CT_NOEXCEPT;
// Whether every element of every tensor is finite.
ct_status ct_all_finite(bool *out, ct_tensor *_Nonnull const *_Nonnull tensors, int32_t count) CT_NOEXCEPT;

// ------------------------------------------------------------------------------------------ TorchScript

typedef struct ct_script ct_script;

// Loads a TorchScript file and puts it into evaluation mode. It is a program: its operators run when it is called.
ct_status ct_script_load(ct_script *_Nullable *_Nonnull out, const char *path, ct_device device) CT_NOEXCEPT;
void ct_script_free(ct_script *script) CT_NOEXCEPT;
// Whether `forward` takes an argument of this name.
bool ct_script_takes(ct_script *script, const char *argument) CT_NOEXCEPT;
// One tensor to one tensor, outside autograd; `flag` names an argument of `forward` that is set to true.
ct_status ct_script_forward(ct_out out, ct_script *script, ct_tensor *a, const char *_Nullable flag) CT_NOEXCEPT;

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
#endif
