#include "Support.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/multinomial.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/randperm.h>

using namespace ctorch;

ct_status ct_generator_new(ct_generator **out, uint64_t seed, ct_device device) noexcept {
  return wall([&] {
    at::Generator generator = device.kind == ct_cpu
        ? at::detail::createCPUGenerator(seed)
        : at::detail::getCUDAHooks().getNewGenerator(device_of(device).index());
    generator.set_current_seed(seed);
    *out = new ct_generator{generator};
  });
}

void ct_generator_free(ct_generator *generator) noexcept { delete generator; }

ct_status ct_generator_state(ct_out out, ct_generator *generator) noexcept {
  return make(out, [&] { return generator->value.get_state(); });
}

ct_status ct_generator_set_state(ct_generator *generator, ct_tensor *state) noexcept {
  return wall([&] { generator->value.set_state(state->value); });
}

ct_status ct_randn(
    ct_out out, const int64_t *shape, int32_t rank, ct_generator *generator, ct_dtype dtype, ct_device device) noexcept {
  return make(out, [&] { return at::randn(ints(shape, rank), generator->value, options(dtype, device)); });
}

ct_status ct_rand(
    ct_out out, const int64_t *shape, int32_t rank, ct_generator *generator, ct_dtype dtype, ct_device device) noexcept {
  return make(out, [&] { return at::rand(ints(shape, rank), generator->value, options(dtype, device)); });
}

ct_status ct_randint(
    ct_out out, int64_t low, int64_t high, const int64_t *shape, int32_t rank, ct_generator *generator, ct_dtype dtype,
    ct_device device) noexcept {
  return make(out, [&] { return at::randint(low, high, ints(shape, rank), generator->value, options(dtype, device)); });
}

ct_status ct_randperm(ct_out out, int64_t count, ct_generator *generator, ct_device device) noexcept {
  return make(out, [&] { return at::randperm(count, generator->value, options(ct_int64, device)); });
}

ct_status ct_bernoulli(
    ct_out out, const int64_t *shape, int32_t rank, double p, ct_generator *generator, ct_dtype dtype,
    ct_device device) noexcept {
  return make(out, [&] {
    return at::empty(ints(shape, rank), options(dtype, device)).bernoulli_(p, generator->value);
  });
}

ct_status ct_multinomial(
    ct_out out, ct_tensor *probabilities, int64_t count, bool replacement, ct_generator *generator) noexcept {
  return make(out, [&] { return at::multinomial(probabilities->value, count, replacement, generator->value); });
}

ct_status ct_fill_normal(ct_tensor *a, double mean, double standard_deviation, ct_generator *generator) noexcept {
  return change([&] { a->value.normal_(mean, standard_deviation, generator->value); });
}

ct_status ct_fill_uniform(ct_tensor *a, double low, double high, ct_generator *generator) noexcept {
  return change([&] { a->value.uniform_(low, high, generator->value); });
}
