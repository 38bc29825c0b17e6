#include <opencv2/core/utils/logger.hpp>

#include "guard.hpp"

namespace {

int ignoreError(int, const char *, const char *, const char *, int, void *) { return 0; }

}  // namespace

const char *cocv_last_message(void) noexcept { return cocv::lastMessage; }

void cocv_silence(void) noexcept {
  static const bool once = [] {
    cocv::guarded([] {
      cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
      cv::redirectError(ignoreError);
      return static_cast<int32_t>(COCV_OK);
    });
    return true;
  }();
  static_cast<void>(once);
}

void cocv_set_threads(int32_t count) noexcept {
  cocv::guarded([&] {
    cv::setNumThreads(count);
    return static_cast<int32_t>(COCV_OK);
  });
}

int32_t cocv_threads(void) noexcept {
  int32_t count = 1;
  cocv::guarded([&] {
    count = cv::getNumThreads();
    return static_cast<int32_t>(COCV_OK);
  });
  return count;
}
