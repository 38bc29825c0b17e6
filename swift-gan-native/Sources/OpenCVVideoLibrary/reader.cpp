#include <cstdlib>
#include <cstring>
#include <memory>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>
#include <opencv2/videoio/registry.hpp>
#include <vector>

#include "../OpenCVLibrary/guard.hpp"
#include "COpenCVVideo.h"

struct cocv_reader {
  cv::VideoCapture capture;
  cv::Mat frame;  // OpenCV's BGR order
};

namespace {

// FFmpeg prints what it thinks of a file; the caller says it in one sentence.
void silenceDecoder() { setenv("OPENCV_FFMPEG_LOGLEVEL", "-8", 0); }

bool open(cv::VideoCapture &capture, const char *path, int32_t timeout) {
  if (timeout > 0) {
    std::vector<int> limits{cv::CAP_PROP_OPEN_TIMEOUT_MSEC, timeout, cv::CAP_PROP_READ_TIMEOUT_MSEC, timeout};
    if (capture.open(path, cv::CAP_FFMPEG, limits)) return true;
  } else if (capture.open(path, cv::CAP_FFMPEG)) {
    return true;
  }
  // Others open what FFmpeg is not for: devices, patterns of pictures. Of a file that FFmpeg refuses they would print.
  bool isFile = std::strstr(path, "://") == nullptr && std::strchr(path, '%') == nullptr &&
                std::strncmp(path, "/dev/", 5) != 0;
  return !(isFile && cv::videoio_registry::hasBackend(cv::CAP_FFMPEG)) && capture.open(path, cv::CAP_ANY);
}

}  // namespace

int32_t cocv_reader_open(
    const char *path, int32_t camera, int32_t timeout_milliseconds, cocv_reader **result) noexcept {
  *result = nullptr;
  return cocv::guarded([&]() -> int32_t {
    silenceDecoder();
    auto reader = std::make_unique<cocv_reader>();
    bool isOpen = camera >= 0 ? reader->capture.open(camera) : open(reader->capture, path, timeout_milliseconds);
    if (!isOpen) return cocv::fail(COCV_UNDECODABLE, "OpenCV cannot open it as a video");
    *result = reader.release();
    return COCV_OK;
  });
}

int32_t cocv_reader_facts(cocv_reader *reader, cocv_video_facts *facts) noexcept {
  return cocv::guarded([&]() -> int32_t {
    auto &capture = reader->capture;
    facts->width = static_cast<int32_t>(capture.get(cv::CAP_PROP_FRAME_WIDTH));
    facts->height = static_cast<int32_t>(capture.get(cv::CAP_PROP_FRAME_HEIGHT));
    facts->frames_per_second = capture.get(cv::CAP_PROP_FPS);
    facts->frame_count = static_cast<int64_t>(capture.get(cv::CAP_PROP_FRAME_COUNT));
    return COCV_OK;
  });
}

int32_t cocv_reader_next(cocv_reader *reader, int32_t *width, int32_t *height, double *milliseconds) noexcept {
  return cocv::guarded([&]() -> int32_t {
    if (!reader->capture.grab()) return cocv::fail(COCV_UNDECODABLE, "there is no further frame");
    *milliseconds = reader->capture.get(cv::CAP_PROP_POS_MSEC);
    if (!reader->capture.retrieve(reader->frame) || reader->frame.empty()) {
      *width = *height = 0;
      return COCV_OK;
    }
    if (reader->frame.depth() != CV_8U || (reader->frame.channels() != 1 && reader->frame.channels() != 3))
      return cocv::fail(COCV_UNSUPPORTED, "its frames are neither grey nor colour of 8 bits");
    *width = reader->frame.cols;
    *height = reader->frame.rows;
    return COCV_OK;
  });
}

int32_t cocv_reader_copy(cocv_reader *reader, uint8_t *pixels) noexcept {
  return cocv::guarded([&]() -> int32_t {
    const cv::Mat &frame = reader->frame;
    cv::Mat result = cocv::view(pixels, {frame.cols, frame.rows, 3, 8});
    cv::cvtColor(frame, result, frame.channels() == 1 ? cv::COLOR_GRAY2RGB : cv::COLOR_BGR2RGB);
    return cocv::wrote(result, pixels);
  });
}

void cocv_reader_destroy(cocv_reader *reader) noexcept {
  cocv::guarded([&]() -> int32_t {
    delete reader;
    return COCV_OK;
  });
}
