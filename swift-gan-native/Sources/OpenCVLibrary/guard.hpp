// What the sources of both OpenCV targets share: views of callers' memory and the wall that exceptions stop at.
#pragma once

#include <limits>
#include <new>
#include <opencv2/core.hpp>
#include <string>

#include "COpenCV.h"

namespace cocv {

// A fixed buffer, since keeping the message of a failed allocation must not allocate.
inline thread_local char lastMessage[512] = "";

inline void setMessage(const char *text) noexcept {
  size_t length = 0;
  while (text != nullptr && text[length] != '\0' && text[length] != '\n' && length + 1 < sizeof(lastMessage)) {
    lastMessage[length] = text[length];
    ++length;
  }
  lastMessage[length] = '\0';
}

inline int32_t fail(int32_t code, const char *text) noexcept {
  setMessage(text);
  return code;
}

/// Runs `body`, which returns a code, and turns whatever it throws into one.
template <typename Body>
int32_t guarded(Body &&body) noexcept {
  try {
    return body();
  } catch (const cv::Exception &error) {
    bool memory = error.code == cv::Error::StsNoMem;
    return fail(memory ? COCV_OUT_OF_MEMORY : COCV_OTHER, error.err.c_str());
  } catch (const std::bad_alloc &) {
    return fail(COCV_OUT_OF_MEMORY, "not enough memory");
  } catch (const std::exception &error) {
    return fail(COCV_OTHER, error.what());
  } catch (...) {
    return fail(COCV_OTHER, "unknown failure");
  }
}

/// While one lives, what this thread writes to `std::cerr` is lost: OpenCV's decoder prints what it has caught there,
/// whatever its log's level.
struct Quiet {
  Quiet() noexcept;
  ~Quiet();
};

inline bool isValid(const cocv_shape &shape) noexcept {
  return shape.width > 0 && shape.height > 0 && (shape.channels == 1 || shape.channels == 3 || shape.channels == 4) &&
         (shape.depth == 8 || shape.depth == 16);
}

inline int matType(const cocv_shape &shape) { return CV_MAKETYPE(shape.depth == 16 ? CV_16U : CV_8U, shape.channels); }

/// A header over the caller's samples; nothing is copied.
inline cv::Mat view(void *samples, const cocv_shape &shape) {
  return cv::Mat(shape.height, shape.width, matType(shape), samples);
}

/// OpenCV has no const header; the callers below only read through this one.
inline cv::Mat view(const void *samples, const cocv_shape &shape) {
  return view(const_cast<void *>(samples), shape);
}

/// Writes into caller's memory; a result of another size or type would have been allocated elsewhere and lost.
inline int32_t wrote(const cv::Mat &destination, const void *memory) noexcept {
  return destination.data == memory ? COCV_OK : fail(COCV_OTHER, "the result has an unexpected size");
}

/// Turns a picture upright by its EXIF orientation.
void orient(const cv::Mat &source, int32_t orientation, cv::Mat &destination);

}  // namespace cocv
