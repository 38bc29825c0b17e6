#include "Support.h"

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include <algorithm>
#include <memory>

namespace {

// libtorch's allocator tells whoever stands where its profiler would.
class Counter : public c10::MemoryReportingInfoBase {
public:
  void reportMemoryUsage(void *, int64_t bytes, size_t, size_t, c10::Device device) override {
    if (!device.is_cpu()) return;
    held += bytes;
    most = std::max(most, held);
  }

  bool memoryProfilingEnabled() const override { return true; }

  int64_t held = 0;
  int64_t most = 0;
};

struct Count {
  std::shared_ptr<Counter> counter = std::make_shared<Counter>();
  c10::DebugInfoGuard guard{c10::DebugInfoKind::PROFILER_STATE, counter};
};

thread_local std::unique_ptr<Count> counting;

} // namespace

ct_status ct_memory_count_start(void) noexcept {
  return ctorch::wall([] {
    counting.reset();
    counting = std::make_unique<Count>();
  });
}

int64_t ct_memory_count_end(void) noexcept {
  if (!counting) return 0;
  int64_t most = counting->counter->most;
  counting.reset();
  return most;
}
