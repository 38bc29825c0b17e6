#include <cstdlib>
#include <cstring>
#include <memory>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include "../OpenCVLibrary/guard.hpp"
#include "COpenCVVideo.h"

struct cocv_video {
  cv::VideoWriter writer;
  cocv_shape shape;
  cv::Mat swapped;  // OpenCV's BGR order
};

int32_t cocv_video_create(
    const char *path, const char *codec, double frames_per_second, int32_t width, int32_t height,
    cocv_video **result) noexcept {
  *result = nullptr;
  return cocv::guarded([&]() -> int32_t {
    if (std::strlen(codec) != 4 || width <= 0 || height <= 0 || !(frames_per_second > 0))
      return cocv::fail(COCV_BAD_ARGUMENT, "a codec of four letters and frames of 1 pixel or more are expected");
    setenv("OPENCV_FFMPEG_LOGLEVEL", "-8", 0);
    auto video = std::make_unique<cocv_video>();
    video->shape = {width, height, 3, 8};
    int fourcc = cv::VideoWriter::fourcc(codec[0], codec[1], codec[2], codec[3]);
    if (!video->writer.open(path, fourcc, frames_per_second, cv::Size(width, height), true))
      return cocv::fail(COCV_UNSUPPORTED, "this OpenCV cannot write that codec into that kind of file");
    *result = video.release();
    return COCV_OK;
  });
}

int32_t cocv_video_append(cocv_video *video, const void *pixels) noexcept {
  return cocv::guarded([&]() -> int32_t {
    cv::cvtColor(cocv::view(pixels, video->shape), video->swapped, cv::COLOR_RGB2BGR);
    video->writer.write(video->swapped);
    return COCV_OK;
  });
}

void cocv_video_destroy(cocv_video *video) noexcept {
  cocv::guarded([&]() -> int32_t {
    delete video;
    return COCV_OK;
  });
}
