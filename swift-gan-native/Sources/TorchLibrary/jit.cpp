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

ct_status ct_script_outputs(
    ct_out out, int32_t capacity, int32_t *count, ct_script *script, ct_tensor *a) noexcept {
  return wall([&] {
    const c10::IValue result = script->module.forward({a->value});
    std::vector<c10::IValue> values;
    if (result.isTuple()) {
      values = result.toTuple()->elements().vec();
    } else if (result.isList()) {
      values = result.toListRef().vec();
    } else {
      values.push_back(result);
    }
    TORCH_CHECK(
        values.size() <= static_cast<size_t>(capacity), "it gives ", values.size(), " values, more than ", capacity);
    std::vector<std::unique_ptr<ct_tensor>> handles;
    for (const c10::IValue &value : values) {
      TORCH_CHECK(value.isTensor(), "it gives a ", value.tagKind(), " in place of a tensor");
      handles.push_back(std::make_unique<ct_tensor>(value.toTensor()));
    }
    *count = static_cast<int32_t>(handles.size());
    for (size_t index = 0; index < handles.size(); ++index) out[index] = handles[index].release();
  });
}
