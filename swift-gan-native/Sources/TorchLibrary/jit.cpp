#include "Support.h"

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>

#include <string>

using namespace ctorch;

struct ct_script {
  torch::jit::Module module;
};

ct_status ct_script_load(ct_script **out, const char *path, ct_device device) noexcept {
  return wall([&] {
    auto script = std::make_unique<ct_script>(ct_script{torch::jit::load(path, device_of(device))});
    script->module.eval();
    *out = script.release();
  });
}

void ct_script_free(ct_script *script) noexcept { delete script; }

bool ct_script_takes(ct_script *script, const char *argument) noexcept {
  try {
    auto method = script->module.find_method("forward");
    return method && method->function().getSchema().argumentIndexWithName(argument).has_value();
  } catch (...) {
    return false;
  }
}

ct_status ct_script_forward(ct_out out, ct_script *script, ct_tensor *a, const char *flag) noexcept {
  return make(out, [&]() -> at::Tensor {
    c10::AutoGradMode off(false);
    torch::jit::Kwargs arguments;
    if (flag) arguments[flag] = true;
    c10::IValue result = script->module.forward({a->value}, arguments);
    TORCH_CHECK(result.isTensor(), "it gives a ", result.tagKind(), " in place of one tensor");
    return result.toTensor();
  });
}
