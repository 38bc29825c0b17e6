#include "Support.h"

#include <ATen/ops/gelu.h>
#include <ATen/ops/igamma.h>
#include <ATen/ops/isclose.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/isnan.h>
#include <ATen/ops/logical_and.h>
#include <ATen/ops/logical_or.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/softplus.h>

using namespace ctorch;

ct_status ct_add(ct_out out, ct_tensor *a, ct_tensor *b) noexcept {
  return make(out, [&] { return a->value.add(b->value); });
}

ct_status ct_subtract(ct_out out, ct_tensor *a, ct_tensor *b) noexcept {
  return make(out, [&] { return a->value.sub(b->value); });
}

ct_status ct_multiply(ct_out out, ct_tensor *a, ct_tensor *b) noexcept {
  return make(out, [&] { return a->value.mul(b->value); });
}

ct_status ct_divide(ct_out out, ct_tensor *a, ct_tensor *b) noexcept {
  return make(out, [&] { return a->value.div(b->value); });
}

ct_status ct_pow(ct_out out, ct_tensor *a, ct_tensor *b) noexcept {
  return make(out, [&] { return a->value.pow(b->value); });
}

ct_status ct_maximum(ct_out out, ct_tensor *a, ct_tensor *b) noexcept {
  return make(out, [&] { return at::maximum(a->value, b->value); });
}

ct_status ct_minimum(ct_out out, ct_tensor *a, ct_tensor *b) noexcept {
  return make(out, [&] { return at::minimum(a->value, b->value); });
}

ct_status ct_incomplete_gamma(ct_out out, ct_tensor *shape, ct_tensor *x) noexcept {
  return make(out, [&] { return at::igamma(shape->value, x->value); });
}

ct_status ct_add_scalar(ct_out out, ct_tensor *a, double b) noexcept {
  return make(out, [&] { return a->value.add(number(a->value, b)); });
}

ct_status ct_multiply_scalar(ct_out out, ct_tensor *a, double b) noexcept {
  return make(out, [&] { return a->value.mul(number(a->value, b)); });
}

ct_status ct_divide_scalar(ct_out out, ct_tensor *a, double b) noexcept {
  return make(out, [&] { return a->value.div(at::Scalar(b)); });
}

ct_status ct_scalar_subtract(ct_out out, double b, ct_tensor *a) noexcept {
  return make(out, [&] { return a->value.neg().add(number(a->value, b)); });
}

ct_status ct_scalar_divide(ct_out out, double b, ct_tensor *a) noexcept {
  return make(out, [&] { return a->value.reciprocal().mul(at::Scalar(b)); });
}

ct_status ct_pow_scalar(ct_out out, ct_tensor *a, double exponent) noexcept {
  return make(out, [&] { return a->value.pow(number(a->value, exponent)); });
}

ct_status ct_matmul(ct_out out, ct_tensor *a, ct_tensor *b) noexcept {
  return make(out, [&] { return a->value.matmul(b->value); });
}

ct_status ct_apply(ct_out out, ct_unary operation, ct_tensor *a) noexcept {
  return make(out, [&]() -> at::Tensor {
    const at::Tensor &x = a->value;
    switch (operation) {
    case ct_unary_negate: return x.neg();
    case ct_unary_abs: return x.abs();
    case ct_unary_sign: return x.sign();
    case ct_unary_square: return x.square();
    case ct_unary_sqrt: return x.sqrt();
    case ct_unary_rsqrt: return x.rsqrt();
    case ct_unary_reciprocal: return x.reciprocal();
    case ct_unary_exp: return x.exp();
    case ct_unary_log: return x.log();
    case ct_unary_log1p: return x.log1p();
    case ct_unary_sin: return x.sin();
    case ct_unary_cos: return x.cos();
    case ct_unary_tanh: return x.tanh();
    case ct_unary_sigmoid: return x.sigmoid();
    case ct_unary_floor: return x.floor();
    case ct_unary_ceil: return x.ceil();
    case ct_unary_round: return x.round();
    case ct_unary_relu: return x.relu();
    case ct_unary_gelu: return at::gelu(x);
    case ct_unary_softplus: return at::softplus(x);
    case ct_unary_silu: return at::silu(x);
    case ct_unary_isfinite: return at::isfinite(x);
    case ct_unary_isnan: return at::isnan(x);
    case ct_unary_logical_not: return x.logical_not();
    case ct_unary_detach: return x.detach();
    }
    TORCH_CHECK(false, "unknown operation ", static_cast<int>(operation));
  });
}

ct_status ct_compare(ct_out out, ct_comparison operation, ct_tensor *a, ct_tensor *b) noexcept {
  return make(out, [&]() -> at::Tensor {
    switch (operation) {
    case ct_equal_to: return a->value.eq(b->value);
    case ct_not_equal_to: return a->value.ne(b->value);
    case ct_less: return a->value.lt(b->value);
    case ct_less_or_equal: return a->value.le(b->value);
    case ct_greater: return a->value.gt(b->value);
    case ct_greater_or_equal: return a->value.ge(b->value);
    case ct_logical_and: return at::logical_and(a->value, b->value);
    case ct_logical_or: return at::logical_or(a->value, b->value);
    }
    TORCH_CHECK(false, "unknown comparison ", static_cast<int>(operation));
  });
}

ct_status ct_compare_scalar(ct_out out, ct_comparison operation, ct_tensor *a, double b) noexcept {
  return make(out, [&]() -> at::Tensor {
    at::Scalar scalar(b);
    switch (operation) {
    case ct_equal_to: return a->value.eq(scalar);
    case ct_not_equal_to: return a->value.ne(scalar);
    case ct_less: return a->value.lt(scalar);
    case ct_less_or_equal: return a->value.le(scalar);
    case ct_greater: return a->value.gt(scalar);
    case ct_greater_or_equal: return a->value.ge(scalar);
    case ct_logical_and:
    case ct_logical_or: break;
    }
    TORCH_CHECK(false, "unknown comparison with a number ", static_cast<int>(operation));
  });
}

ct_status ct_is_equal(bool *out, ct_tensor *a, ct_tensor *b) noexcept {
  return wall([&] {
    *out = a->value.scalar_type() == b->value.scalar_type() && a->value.sizes() == b->value.sizes() &&
        a->value.equal(b->value);
  });
}

ct_status ct_is_close(bool *out, ct_tensor *a, ct_tensor *b, double relative, double absolute) noexcept {
  return wall([&] {
    *out = a->value.sizes() == b->value.sizes() &&
        at::isclose(a->value, b->value, relative, absolute).all().item<bool>();
  });
}
