#include <iostream>
#include <opencv2/core/utils/logger.hpp>
#include <streambuf>

#include "guard.hpp"

namespace {

thread_local int quietDepth = 0;

/// Stands before `std::cerr`'s buffer and lets everything through but what a thread writes while it is quiet.
class QuietBuffer : public std::streambuf {
 public:
  explicit QuietBuffer(std::streambuf *behind) : behind_(behind) {}

 protected:
  int_type overflow(int_type letter) override {
    if (quietDepth > 0 || traits_type::eq_int_type(letter, traits_type::eof())) return traits_type::not_eof(letter);
    return behind_->sputc(traits_type::to_char_type(letter));
  }
  std::streamsize xsputn(const char *text, std::streamsize count) override {
    return quietDepth > 0 ? count : behind_->sputn(text, count);
  }
  int sync() override { return quietDepth > 0 ? 0 : behind_->pubsync(); }

 private:
  std::streambuf *behind_;
};

int ignoreError(int, const char *, const char *, const char *, int, void *) { return 0; }

}  // namespace

namespace cocv {

Quiet::Quiet() noexcept { ++quietDepth; }
Quiet::~Quiet() { --quietDepth; }

}  // namespace cocv

const char *cocv_last_message(void) noexcept { return cocv::lastMessage; }

void cocv_silence(void) noexcept {
  static const bool once = [] {
    cocv::guarded([] {
      cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
      cv::redirectError(ignoreError);
      // Never destroyed: others may write until the very end.
      std::cerr.rdbuf(new QuietBuffer(std::cerr.rdbuf()));
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
