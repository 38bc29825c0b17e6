#include <memory>
#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>

#include "../OpenCVLibrary/guard.hpp"
#include "COpenCVVideo.h"

struct cocv_flow {
  cv::Ptr<cv::DenseOpticalFlow> method;
  cv::Mat vectors;  // [height, width] of (x, y)
};

int32_t cocv_flow_create(int32_t method, cocv_flow **result) noexcept {
  *result = nullptr;
  return cocv::guarded([&]() -> int32_t {
    auto flow = std::make_unique<cocv_flow>();
    switch (method) {
      case COCV_FLOW_DIS_ULTRAFAST:
        flow->method = cv::DISOpticalFlow::create(cv::DISOpticalFlow::PRESET_ULTRAFAST);
        break;
      case COCV_FLOW_DIS_FAST: flow->method = cv::DISOpticalFlow::create(cv::DISOpticalFlow::PRESET_FAST); break;
      case COCV_FLOW_DIS_MEDIUM: flow->method = cv::DISOpticalFlow::create(cv::DISOpticalFlow::PRESET_MEDIUM); break;
      case COCV_FLOW_FARNEBACK: flow->method = cv::FarnebackOpticalFlow::create(); break;
      default: return cocv::fail(COCV_BAD_ARGUMENT, "there is no such method");
    }
    *result = flow.release();
    return COCV_OK;
  });
}

int32_t cocv_flow_compute(
    cocv_flow *flow, const uint8_t *first, const uint8_t *second, int32_t width, int32_t height, float *x, float *y,
    int32_t result_width, int32_t result_height) noexcept {
  return cocv::guarded([&]() -> int32_t {
    cocv_shape shape{width, height, 1, 8};
    if (!cocv::isValid(shape) || result_width < 1 || result_height < 1)
      return cocv::fail(COCV_BAD_ARGUMENT, "frames are at least 1x1");
    // Each pair stands alone: OpenCV would start from the flow that the last call left here.
    flow->vectors.release();
    flow->method->calc(cocv::view(first, shape), cocv::view(second, shape), flow->vectors);
    if (flow->vectors.rows != height || flow->vectors.cols != width || flow->vectors.type() != CV_32FC2)
      return cocv::fail(COCV_OTHER, "the result has an unexpected size");
    cv::Mat scaled = flow->vectors;
    if (result_width != width || result_height != height)
      cv::resize(
          flow->vectors, scaled, cv::Size(result_width, result_height), 0, 0,
          result_width <= width && result_height <= height ? cv::INTER_AREA : cv::INTER_LINEAR);
    cv::Mat planes[] = {cv::Mat(result_height, result_width, CV_32F, x), cv::Mat(result_height, result_width, CV_32F, y)};
    cv::split(scaled, planes);
    return planes[0].data == reinterpret_cast<uchar *>(x) ? COCV_OK : cocv::fail(COCV_OTHER, "the result is lost");
  });
}

void cocv_flow_destroy(cocv_flow *flow) noexcept {
  cocv::guarded([&]() -> int32_t {
    delete flow;
    return COCV_OK;
  });
}

int32_t cocv_flow_warp(
    const uint8_t *source, int32_t width, int32_t height, int32_t channels, const float *x, const float *y,
    uint8_t *result) noexcept {
  return cocv::guarded([&]() -> int32_t {
    cocv_shape shape{width, height, channels, 8};
    if (!cocv::isValid(shape)) return cocv::fail(COCV_BAD_ARGUMENT, "a picture is at least 1x1");
    cv::Mat columns(height, width, CV_32F), rows(height, width, CV_32F);
    for (int32_t row = 0; row < height; ++row) {
      for (int32_t column = 0; column < width; ++column) {
        size_t place = static_cast<size_t>(row) * width + column;
        columns.at<float>(row, column) = column + x[place];
        rows.at<float>(row, column) = row + y[place];
      }
    }
    cv::Mat target(height, width, CV_8UC(channels), result);
    cv::remap(cocv::view(source, shape), target, columns, rows, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    return target.data == result ? COCV_OK : cocv::fail(COCV_OTHER, "the result is lost");
  });
}
