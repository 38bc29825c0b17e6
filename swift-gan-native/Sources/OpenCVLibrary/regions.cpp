#include <opencv2/imgproc.hpp>

#include "guard.hpp"

int32_t cocv_regions(
    const uint8_t *pixels, int32_t width, int32_t height, int32_t *labels, int32_t *count) noexcept {
  return cocv::guarded([&]() -> int32_t {
    if (width < 1 || height < 1) return cocv::fail(COCV_BAD_ARGUMENT, "a picture is at least 1x1");
    cv::Mat result(height, width, CV_32S, labels);
    int found = cv::connectedComponents(cocv::view(pixels, {width, height, 1, 8}), result, 8, CV_32S);
    // OpenCV counts the ground too.
    *count = found - 1;
    return cocv::wrote(result, labels);
  });
}
