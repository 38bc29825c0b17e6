// Every function of the interface, each once: CT_FUNCTION(result, name, (parameters)).
//
// Whoever includes this list says what it makes of an entry: a declaration (CTorch.h), a trampoline (trampolines.S), a
// row of the tables that both sides compare when libtorch is loaded. A new function is an entry here and its body in
// swift-gan-native/Sources/TorchLibrary. Only comments and entries: an assembler reads it too.

#pragma clang assume_nonnull begin


// ------------------------------------------------------------------------------------------------ errors

// The message of the thread's last error: one line, without a backtrace.
CT_FUNCTION(const char *, ct_last_error_message, (void))

// --------------------------------------------------------------------------------------------- libtorch

CT_FUNCTION(const char *, ct_version, (void))
// Loads torch_cuda where it lies beside torch_cpu; false where there is no usable GPU.
CT_FUNCTION(bool, ct_cuda_is_available, (void))
CT_FUNCTION(int32_t, ct_cuda_device_count, (void))
CT_FUNCTION(void, ct_set_thread_count, (int32_t count))
CT_FUNCTION(int32_t, ct_thread_count, (void))
// How many ct_tensor handles are alive in the process.
CT_FUNCTION(int64_t, ct_live_tensor_count, (void))
// Denormal numbers are flushed to zero on the calling thread; false where the processor cannot.
CT_FUNCTION(bool, ct_set_flush_denormals, (bool on))
// Counts what the calling thread's operations take of the processor's memory, until the other is called; that returns
// the most bytes that were held at once. They do not nest.
CT_FUNCTION(ct_status, ct_memory_count_start, (void))
CT_FUNCTION(int64_t, ct_memory_count_end, (void))

// ---------------------------------------------------------------------------------------------- handles

CT_FUNCTION(void, ct_tensor_free, (ct_tensor *tensor))
// A second handle to the same tensor.
CT_FUNCTION(ct_status, ct_alias, (ct_out out, ct_tensor *a))
CT_FUNCTION(int32_t, ct_rank, (ct_tensor *a))
// Writes rank sizes.
CT_FUNCTION(void, ct_shape, (ct_tensor *a, int64_t *sizes))
CT_FUNCTION(int64_t, ct_count, (ct_tensor *a))
CT_FUNCTION(ct_dtype, ct_tensor_dtype, (ct_tensor *a))
CT_FUNCTION(ct_device, ct_tensor_device, (ct_tensor *a))
CT_FUNCTION(bool, ct_is_contiguous, (ct_tensor *a, ct_memory_format format))
CT_FUNCTION(bool, ct_shares_storage, (ct_tensor *a, ct_tensor *b))
// The first element's address; only for contiguous tensors on the CPU, and NULL for others.
CT_FUNCTION(const void *_Nullable, ct_data, (ct_tensor *a))
CT_FUNCTION(ct_status, ct_item, (double *out, ct_tensor *a))
CT_FUNCTION(ct_status, ct_item_int64, (int64_t *out, ct_tensor *a))
// Copies count elements, converted to the type named, in row-major order.
CT_FUNCTION(ct_status, ct_read_float, (ct_tensor *a, float *values, int64_t count))
CT_FUNCTION(ct_status, ct_read_int64, (ct_tensor *a, int64_t *values, int64_t count))
// A text such as PyTorch prints; freed with ct_string_free.
CT_FUNCTION(ct_status, ct_describe, (char *_Nullable *_Nonnull out, ct_tensor *a))
CT_FUNCTION(void, ct_string_free, (char *text))

// --------------------------------------------------------------------------------------------- creation

CT_FUNCTION(ct_status, ct_empty, (ct_out out, const int64_t *shape, int32_t rank, ct_dtype dtype, ct_device device))
CT_FUNCTION(ct_status, ct_full, (ct_out out, const int64_t *shape, int32_t rank, double value, ct_dtype dtype, ct_device device))
// Copies byte_count bytes, which must be the size of the shape; row-major.
CT_FUNCTION(ct_status, ct_from_bytes, (ct_out out, const void *_Nullable bytes, int64_t byte_count, const int64_t *shape, int32_t rank, ct_dtype dtype))
CT_FUNCTION(ct_status, ct_arange, (ct_out out, double start, double end, double step, ct_dtype dtype, ct_device device))
CT_FUNCTION(ct_status, ct_linspace, (ct_out out, double start, double end, int64_t count, ct_dtype dtype, ct_device device))
CT_FUNCTION(ct_status, ct_eye, (ct_out out, int64_t count, ct_dtype dtype, ct_device device))
CT_FUNCTION(ct_status, ct_empty_like, (ct_out out, ct_tensor *a))
CT_FUNCTION(ct_status, ct_full_like, (ct_out out, ct_tensor *a, double value))

// ---------------------------------------------------------------------------------------------- random

CT_FUNCTION(ct_status, ct_generator_new, (ct_generator *_Nullable *_Nonnull out, uint64_t seed, ct_device device))
CT_FUNCTION(void, ct_generator_free, (ct_generator *generator))
// The whole state as a uint8 tensor on the CPU.
CT_FUNCTION(ct_status, ct_generator_state, (ct_out out, ct_generator *generator))
CT_FUNCTION(ct_status, ct_generator_set_state, (ct_generator *generator, ct_tensor *state))
CT_FUNCTION(ct_status, ct_randn, (ct_out out, const int64_t *shape, int32_t rank, ct_generator *generator, ct_dtype dtype, ct_device device))
CT_FUNCTION(ct_status, ct_rand, (ct_out out, const int64_t *shape, int32_t rank, ct_generator *generator, ct_dtype dtype, ct_device device))
CT_FUNCTION(ct_status, ct_randint, (ct_out out, int64_t low, int64_t high, const int64_t *shape, int32_t rank, ct_generator *generator, ct_dtype dtype, ct_device device))
CT_FUNCTION(ct_status, ct_randperm, (ct_out out, int64_t count, ct_generator *generator, ct_device device))
CT_FUNCTION(ct_status, ct_bernoulli, (ct_out out, const int64_t *shape, int32_t rank, double p, ct_generator *generator, ct_dtype dtype, ct_device device))
CT_FUNCTION(ct_status, ct_multinomial, (ct_out out, ct_tensor *probabilities, int64_t count, bool replacement, ct_generator *generator))
CT_FUNCTION(ct_status, ct_fill_normal, (ct_tensor *a, double mean, double standard_deviation, ct_generator *generator))
CT_FUNCTION(ct_status, ct_fill_uniform, (ct_tensor *a, double low, double high, ct_generator *generator))

// ------------------------------------------------------------------------------ copies and conversions

CT_FUNCTION(ct_status, ct_clone, (ct_out out, ct_tensor *a))
CT_FUNCTION(ct_status, ct_make_contiguous, (ct_out out, ct_tensor *a, ct_memory_format format))
CT_FUNCTION(ct_status, ct_to_dtype, (ct_out out, ct_tensor *a, ct_dtype dtype))
CT_FUNCTION(ct_status, ct_to_device, (ct_out out, ct_tensor *a, ct_device device))

// ---------------------------------------------------------------------------------------------- in place
// Outside autograd: changing a leaf that requires a gradient is allowed and not recorded.

CT_FUNCTION(ct_status, ct_copy_, (ct_tensor *a, ct_tensor *source))
CT_FUNCTION(ct_status, ct_fill_, (ct_tensor *a, double value))
CT_FUNCTION(ct_status, ct_add_, (ct_tensor *a, ct_tensor *b, double scale))
CT_FUNCTION(ct_status, ct_multiply_, (ct_tensor *a, ct_tensor *b))
CT_FUNCTION(ct_status, ct_multiply_scalar_, (ct_tensor *a, double b))
CT_FUNCTION(ct_status, ct_add_scalar_, (ct_tensor *a, double b))
// a += value * b * c, and a += value * b / c.
CT_FUNCTION(ct_status, ct_addcmul_, (ct_tensor *a, ct_tensor *b, ct_tensor *c, double value))
CT_FUNCTION(ct_status, ct_addcdiv_, (ct_tensor *a, ct_tensor *b, ct_tensor *c, double value))
// a += weight * (b - a).
CT_FUNCTION(ct_status, ct_lerp_, (ct_tensor *a, ct_tensor *b, double weight))
// Either bound may be NaN: no bound.
CT_FUNCTION(ct_status, ct_clamp_, (ct_tensor *a, double minimum, double maximum))
CT_FUNCTION(ct_status, ct_sqrt_, (ct_tensor *a))
// Gives the handle another tensor's storage, shape and type; gradients and other handles of a see it too.
CT_FUNCTION(ct_status, ct_set_data, (ct_tensor *a, ct_tensor *source))

// ---------------------------------------------------------------------------------- indexing and slicing

CT_FUNCTION(ct_status, ct_select, (ct_out out, ct_tensor *a, int64_t dim, int64_t index))
// Negative bounds count from the end; bounds beyond the end are an index error.
CT_FUNCTION(ct_status, ct_narrow, (ct_out out, ct_tensor *a, int64_t dim, int64_t start, int64_t length))
CT_FUNCTION(ct_status, ct_slice, (ct_out out, ct_tensor *a, int64_t dim, int64_t start, int64_t end, int64_t step))
CT_FUNCTION(ct_status, ct_index_select, (ct_out out, ct_tensor *a, int64_t dim, ct_tensor *indices))
CT_FUNCTION(ct_status, ct_gather, (ct_out out, ct_tensor *a, int64_t dim, ct_tensor *indices))
CT_FUNCTION(ct_status, ct_scatter, (ct_out out, ct_tensor *a, int64_t dim, ct_tensor *indices, ct_tensor *source))
CT_FUNCTION(ct_status, ct_masked_select, (ct_out out, ct_tensor *a, ct_tensor *mask))
CT_FUNCTION(ct_status, ct_masked_fill, (ct_out out, ct_tensor *a, ct_tensor *mask, double value))
CT_FUNCTION(ct_status, ct_where, (ct_out out, ct_tensor *condition, ct_tensor *a, ct_tensor *b))
CT_FUNCTION(ct_status, ct_nonzero, (ct_out out, ct_tensor *a))

// ------------------------------------------------------------------------------------------------- shape

CT_FUNCTION(ct_status, ct_reshape, (ct_out out, ct_tensor *a, const int64_t *shape, int32_t rank))
CT_FUNCTION(ct_status, ct_flatten, (ct_out out, ct_tensor *a, int64_t from, int64_t to))
CT_FUNCTION(ct_status, ct_transpose, (ct_out out, ct_tensor *a, int64_t dim0, int64_t dim1))
CT_FUNCTION(ct_status, ct_permute, (ct_out out, ct_tensor *a, const int64_t *dims, int32_t rank))
CT_FUNCTION(ct_status, ct_squeeze, (ct_out out, ct_tensor *a, int64_t dim))
CT_FUNCTION(ct_status, ct_unsqueeze, (ct_out out, ct_tensor *a, int64_t dim))
CT_FUNCTION(ct_status, ct_expand, (ct_out out, ct_tensor *a, const int64_t *shape, int32_t rank))
CT_FUNCTION(ct_status, ct_repeat, (ct_out out, ct_tensor *a, const int64_t *counts, int32_t rank))
CT_FUNCTION(ct_status, ct_flip, (ct_out out, ct_tensor *a, const int64_t *dims, int32_t count))
CT_FUNCTION(ct_status, ct_roll, (ct_out out, ct_tensor *a, int64_t shift, int64_t dim))
CT_FUNCTION(ct_status, ct_cat, (ct_out out, ct_tensor *_Nonnull const *_Nonnull tensors, int32_t count, int64_t dim))
CT_FUNCTION(ct_status, ct_stack, (ct_out out, ct_tensor *_Nonnull const *_Nonnull tensors, int32_t count, int64_t dim))

// -------------------------------------------------------------------------------------------- arithmetic

CT_FUNCTION(ct_status, ct_add, (ct_out out, ct_tensor *a, ct_tensor *b))
CT_FUNCTION(ct_status, ct_subtract, (ct_out out, ct_tensor *a, ct_tensor *b))
CT_FUNCTION(ct_status, ct_multiply, (ct_out out, ct_tensor *a, ct_tensor *b))
CT_FUNCTION(ct_status, ct_divide, (ct_out out, ct_tensor *a, ct_tensor *b))
CT_FUNCTION(ct_status, ct_pow, (ct_out out, ct_tensor *a, ct_tensor *b))
CT_FUNCTION(ct_status, ct_maximum, (ct_out out, ct_tensor *a, ct_tensor *b))
CT_FUNCTION(ct_status, ct_minimum, (ct_out out, ct_tensor *a, ct_tensor *b))
CT_FUNCTION(ct_status, ct_incomplete_gamma, (ct_out out, ct_tensor *shape, ct_tensor *x))
CT_FUNCTION(ct_status, ct_add_scalar, (ct_out out, ct_tensor *a, double b))
CT_FUNCTION(ct_status, ct_multiply_scalar, (ct_out out, ct_tensor *a, double b))
CT_FUNCTION(ct_status, ct_divide_scalar, (ct_out out, ct_tensor *a, double b))
// b - a, and b / a.
CT_FUNCTION(ct_status, ct_scalar_subtract, (ct_out out, double b, ct_tensor *a))
CT_FUNCTION(ct_status, ct_scalar_divide, (ct_out out, double b, ct_tensor *a))
CT_FUNCTION(ct_status, ct_pow_scalar, (ct_out out, ct_tensor *a, double exponent))
CT_FUNCTION(ct_status, ct_matmul, (ct_out out, ct_tensor *a, ct_tensor *b))
// Either bound may be NaN: no bound.
CT_FUNCTION(ct_status, ct_clamp, (ct_out out, ct_tensor *a, double minimum, double maximum))

CT_FUNCTION(ct_status, ct_apply, (ct_out out, ct_unary operation, ct_tensor *a))

// bool tensors.
CT_FUNCTION(ct_status, ct_compare, (ct_out out, ct_comparison operation, ct_tensor *a, ct_tensor *b))
CT_FUNCTION(ct_status, ct_compare_scalar, (ct_out out, ct_comparison operation, ct_tensor *a, double b))
// Same shape, type and values; NaN differs from itself.
CT_FUNCTION(ct_status, ct_is_equal, (bool *out, ct_tensor *a, ct_tensor *b))
CT_FUNCTION(ct_status, ct_is_close, (bool *out, ct_tensor *a, ct_tensor *b, double relative, double absolute))

// -------------------------------------------------------------------------------------------- reductions

// Over everything, to a scalar.
CT_FUNCTION(ct_status, ct_reduce_all_dims, (ct_out out, ct_reduce operation, ct_tensor *a))
// Over the dims; sum, mean, max and min only.
CT_FUNCTION(ct_status, ct_reduce_dims, (ct_out out, ct_reduce operation, ct_tensor *a, const int64_t *dims, int32_t count, bool keep))
CT_FUNCTION(ct_status, ct_variance, (ct_out out, ct_tensor *a, const int64_t *dims, int32_t count, bool unbiased, bool keep))
// count 0: over everything.
CT_FUNCTION(ct_status, ct_norm, (ct_out out, ct_tensor *a, double p, const int64_t *dims, int32_t count, bool keep))
CT_FUNCTION(ct_status, ct_max_dim, (ct_out values, ct_out indices, ct_tensor *a, int64_t dim, bool keep))
CT_FUNCTION(ct_status, ct_min_dim, (ct_out values, ct_out indices, ct_tensor *a, int64_t dim, bool keep))
CT_FUNCTION(ct_status, ct_argmax, (ct_out out, ct_tensor *a, int64_t dim, bool keep))
CT_FUNCTION(ct_status, ct_argmin, (ct_out out, ct_tensor *a, int64_t dim, bool keep))
CT_FUNCTION(ct_status, ct_cumsum, (ct_out out, ct_tensor *a, int64_t dim))
CT_FUNCTION(ct_status, ct_sort, (ct_out values, ct_out indices, ct_tensor *a, int64_t dim, bool descending))
CT_FUNCTION(ct_status, ct_topk, (ct_out values, ct_out indices, ct_tensor *a, int64_t k, int64_t dim, bool largest))
CT_FUNCTION(ct_status, ct_logsumexp, (ct_out out, ct_tensor *a, int64_t dim, bool keep))

// ---------------------------------------------------------------------------------------- linear algebra

CT_FUNCTION(ct_status, ct_eigh, (ct_out values, ct_out vectors, ct_tensor *a))
CT_FUNCTION(ct_status, ct_svd, (ct_out u, ct_out s, ct_out vh, ct_tensor *a))

// ---------------------------------------------------------------------------------------------- autograd

CT_FUNCTION(bool, ct_requires_grad, (ct_tensor *a))
CT_FUNCTION(ct_status, ct_set_requires_grad, (ct_tensor *a, bool on))
CT_FUNCTION(bool, ct_is_leaf, (ct_tensor *a))
// *out is NULL where there is no gradient.
CT_FUNCTION(ct_status, ct_grad, (ct_out out, ct_tensor *a))
// NULL clears it.
CT_FUNCTION(ct_status, ct_set_grad, (ct_tensor *a, ct_tensor *_Nullable gradient))
// Clears the gradients of many tensors.
CT_FUNCTION(void, ct_clear_grads, (ct_tensor *_Nonnull const *_Nonnull tensors, int32_t count))
CT_FUNCTION(ct_status, ct_backward, (ct_tensor *a, ct_tensor *_Nullable gradient, bool retain_graph, bool create_graph))
// Writes input_count gradients, NULL where an input was not used. grad_outputs may be NULL: ones.
CT_FUNCTION(ct_status, ct_gradients, (ct_out out, ct_tensor *_Nonnull const *_Nonnull outputs, int32_t output_count,
  ct_tensor *_Nonnull const *_Nonnull inputs, int32_t input_count, ct_tensor *_Nonnull const *_Nullable grad_outputs,
  bool retain_graph, bool create_graph, bool allow_unused))
// Of the calling thread; returns what was set before.
CT_FUNCTION(bool, ct_set_grad_enabled, (bool on))
CT_FUNCTION(bool, ct_grad_is_enabled, (void))

// Of the calling thread; returns what was set before. Leaving the outermost scope drops the cache of cast weights.
CT_FUNCTION(ct_autocast_state, ct_set_autocast, (ct_device_kind device, ct_autocast_state state))
CT_FUNCTION(void, ct_clear_autocast_cache, (void))

// ------------------------------------------------------------------------------------------------ layers
// Sides are given as {height, width}.

CT_FUNCTION(ct_status, ct_conv2d, (ct_out out, ct_tensor *x, ct_tensor *weight, ct_tensor *_Nullable bias, const int64_t stride[_Nonnull 2],
  const int64_t padding[_Nonnull 2], const int64_t dilation[_Nonnull 2], int64_t groups))
CT_FUNCTION(ct_status, ct_conv_transpose2d, (ct_out out, ct_tensor *x, ct_tensor *weight, ct_tensor *_Nullable bias,
  const int64_t stride[_Nonnull 2], const int64_t padding[_Nonnull 2], const int64_t output_padding[_Nonnull 2],
  const int64_t dilation[_Nonnull 2], int64_t groups))
CT_FUNCTION(ct_status, ct_linear, (ct_out out, ct_tensor *x, ct_tensor *weight, ct_tensor *_Nullable bias))
CT_FUNCTION(ct_status, ct_embedding, (ct_out out, ct_tensor *weight, ct_tensor *indices))
CT_FUNCTION(ct_status, ct_one_hot, (ct_out out, ct_tensor *indices, int64_t classes))
CT_FUNCTION(ct_status, ct_max_pool2d, (ct_out out, ct_tensor *x, const int64_t kernel[_Nonnull 2], const int64_t stride[_Nonnull 2], const int64_t padding[_Nonnull 2]))
CT_FUNCTION(ct_status, ct_avg_pool2d, (ct_out out, ct_tensor *x, const int64_t kernel[_Nonnull 2], const int64_t stride[_Nonnull 2], const int64_t padding[_Nonnull 2]))
CT_FUNCTION(ct_status, ct_adaptive_avg_pool2d, (ct_out out, ct_tensor *x, const int64_t size[_Nonnull 2]))
CT_FUNCTION(ct_status, ct_pad, (ct_out out, ct_tensor *x, int64_t left, int64_t right, int64_t top, int64_t bottom, ct_pad_mode mode, double value))
CT_FUNCTION(ct_status, ct_upsample, (ct_out out, ct_tensor *x, int64_t height, int64_t width, ct_upsample_mode mode, bool align_corners, bool antialias))
// theta: [N, 2, 3]; size: {N, C, H, W}.
CT_FUNCTION(ct_status, ct_affine_grid, (ct_out out, ct_tensor *theta, const int64_t size[_Nonnull 4], bool align_corners))
// Bilinear; zeros outside the picture.
CT_FUNCTION(ct_status, ct_grid_sample, (ct_out out, ct_tensor *x, ct_tensor *grid, bool align_corners))
// Running statistics are changed in place in training.
CT_FUNCTION(ct_status, ct_batch_norm, (ct_out out, ct_tensor *x, ct_tensor *_Nullable weight, ct_tensor *_Nullable bias,
  ct_tensor *_Nullable running_mean, ct_tensor *_Nullable running_variance, bool training, double momentum, double epsilon))
CT_FUNCTION(ct_status, ct_instance_norm, (ct_out out, ct_tensor *x, ct_tensor *_Nullable weight, ct_tensor *_Nullable bias, double epsilon))
CT_FUNCTION(ct_status, ct_layer_norm, (ct_out out, ct_tensor *x, const int64_t *shape, int32_t rank, ct_tensor *_Nullable weight, ct_tensor *_Nullable bias, double epsilon))
CT_FUNCTION(ct_status, ct_leaky_relu, (ct_out out, ct_tensor *x, double slope))
CT_FUNCTION(ct_status, ct_elu, (ct_out out, ct_tensor *x, double alpha))
CT_FUNCTION(ct_status, ct_softmax, (ct_out out, ct_tensor *x, int64_t dim))
CT_FUNCTION(ct_status, ct_log_softmax, (ct_out out, ct_tensor *x, int64_t dim))
// x * mask / (1 - p), the mask drawn from the generator.
CT_FUNCTION(ct_status, ct_dropout, (ct_out out, ct_tensor *x, double p, ct_generator *generator))
// Recorded by autograd; they overwrite x, which must not be needed by another backward.
CT_FUNCTION(ct_status, ct_relu_, (ct_tensor *x))
CT_FUNCTION(ct_status, ct_leaky_relu_, (ct_tensor *x, double slope))
CT_FUNCTION(ct_status, ct_tanh_, (ct_tensor *x))

// ---------------------------------------------------------------------------------- prepared convolutions

// A weight, each output channel of which is multiplied by its scale, in `dtype` and in the layout that suits inputs of a
// size {N, C, H, W}. It is good for ct_prepared_convolution alone.
CT_FUNCTION(ct_status, ct_prepare_convolution, (ct_out out, ct_tensor *weight, ct_tensor *_Nullable scale, ct_dtype dtype,
  const ct_convolution *layer, const int64_t input_size[_Nonnull 4]))
// Outside autograd and channels-last; x and bias are of the `dtype` above. Other sizes of x are slower and as right.
CT_FUNCTION(ct_status, ct_prepared_convolution, (ct_out out, ct_tensor *x, ct_tensor *prepared, ct_tensor *_Nullable bias,
  const ct_convolution *layer, ct_activation activation, double slope))
// Whether the processor multiplies bfloat16 numbers itself; where it does not, float32 is many times faster.
CT_FUNCTION(bool, ct_has_bfloat16_instructions, (void))

// ------------------------------------------------------------------------------------------------ losses

CT_FUNCTION(ct_status, ct_bce_with_logits, (ct_out out, ct_tensor *logits, ct_tensor *target, ct_reduction reduction))
CT_FUNCTION(ct_status, ct_mse_loss, (ct_out out, ct_tensor *a, ct_tensor *b, ct_reduction reduction))
CT_FUNCTION(ct_status, ct_l1_loss, (ct_out out, ct_tensor *a, ct_tensor *b, ct_reduction reduction))
CT_FUNCTION(ct_status, ct_smooth_l1_loss, (ct_out out, ct_tensor *a, ct_tensor *b, ct_reduction reduction, double beta))
// target: int64 class indices.
CT_FUNCTION(ct_status, ct_cross_entropy, (ct_out out, ct_tensor *logits, ct_tensor *target, ct_reduction reduction))
CT_FUNCTION(ct_status, ct_nll_loss, (ct_out out, ct_tensor *log_probabilities, ct_tensor *target, ct_reduction reduction))

// -------------------------------------------------------------------------------------------- optimizers
// Lists are of equal count, parameter by parameter.

// libtorch's fused Adam; each step is a float32 scalar, which the caller has raised by one.
CT_FUNCTION(ct_status, ct_fused_adam_, (ct_tensor *_Nonnull const *_Nonnull parameters, ct_tensor *_Nonnull const *_Nonnull gradients,
  ct_tensor *_Nonnull const *_Nonnull first_moments, ct_tensor *_Nonnull const *_Nonnull second_moments,
  ct_tensor *_Nonnull const *_Nonnull steps, int32_t count, double learning_rate, double beta1, double beta2,
  double weight_decay, double epsilon))
// libtorch's fused SGD; momentum buffers are used where momentum is not 0.
CT_FUNCTION(ct_status, ct_fused_sgd_, (ct_tensor *_Nonnull const *_Nonnull parameters, ct_tensor *_Nonnull const *_Nonnull gradients,
  ct_tensor *_Nonnull const *_Nonnull momentum_buffers, int32_t count, double learning_rate, double momentum,
  double weight_decay, double dampening, bool nesterov, bool is_first_step))
// a[i] += weight * (b[i] - a[i]).
CT_FUNCTION(ct_status, ct_foreach_lerp_, (ct_tensor *_Nonnull const *_Nonnull a, ct_tensor *_Nonnull const *_Nonnull b, int32_t count, double weight))
// Whether every element of every tensor is finite.
CT_FUNCTION(ct_status, ct_all_finite, (bool *out, ct_tensor *_Nonnull const *_Nonnull tensors, int32_t count))

// ------------------------------------------------------------------------------------------ TorchScript

// Loads a TorchScript file and puts it into evaluation mode. It is a program: its operators run when it is called.
CT_FUNCTION(ct_status, ct_script_load, (ct_script *_Nullable *_Nonnull out, const char *path, ct_device device))
CT_FUNCTION(void, ct_script_free, (ct_script *script))
// Whether `forward` takes an argument of this name.
CT_FUNCTION(bool, ct_script_takes, (ct_script *script, const char *argument))
// One tensor to one tensor, outside autograd; `flag` names an argument of `forward` that is set to true.
CT_FUNCTION(ct_status, ct_script_forward, (ct_out out, ct_script *script, ct_tensor *a, const char *_Nullable flag))
// A tensor, or a tuple or list of at most capacity tensors; gradients flow to a.
CT_FUNCTION(ct_status, ct_script_outputs, (ct_out out, int32_t capacity, int32_t *count, ct_script *script, ct_tensor *a))

#pragma clang assume_nonnull end
