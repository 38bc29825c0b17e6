#include <opencv2/imgproc.hpp>

#include "guard.hpp"

int32_t cocv_convert(const void *source, cocv_shape shape, int32_t channels, void *destination) noexcept {
  return cocv::guarded([&]() -> int32_t {
    cocv_shape target{shape.width, shape.height, channels, shape.depth};
    if (!cocv::isValid(shape) || !cocv::isValid(target))
      return cocv::fail(COCV_BAD_ARGUMENT, "pictures have 1, 3 or 4 channels");
    cv::Mat from = cocv::view(source, shape), to = cocv::view(destination, target);
    int code = -1;
    switch (shape.channels * 10 + channels) {
      case 13: code = cv::COLOR_GRAY2RGB; break;
      case 14: code = cv::COLOR_GRAY2RGBA; break;
      case 31: code = cv::COLOR_RGB2GRAY; break;
      case 34: code = cv::COLOR_RGB2RGBA; break;
      case 41: code = cv::COLOR_RGBA2GRAY; break;
      case 43: code = cv::COLOR_RGBA2RGB; break;
      default: break;
    }
    if (code < 0)
      from.copyTo(to);
    else
      cv::cvtColor(from, to, code);
    return cocv::wrote(to, destination);
  });
}

int32_t cocv_color_map(int32_t map, uint8_t *destination) noexcept {
  return cocv::guarded([&]() -> int32_t {
    static const int maps[] = {
        cv::COLORMAP_VIRIDIS, cv::COLORMAP_INFERNO, cv::COLORMAP_TURBO, cv::COLORMAP_MAGMA, cv::COLORMAP_PLASMA};
    if (map < 0 || map > COCV_MAP_PLASMA) return cocv::fail(COCV_BAD_ARGUMENT, "no such colour map");
    cv::Mat ramp(256, 1, CV_8U), colors;
    for (int level = 0; level < 256; ++level) ramp.at<uint8_t>(level, 0) = static_cast<uint8_t>(level);
    cv::applyColorMap(ramp, colors, maps[map]);
    cv::Mat result(256, 1, CV_8UC3, destination);
    cv::cvtColor(colors, result, cv::COLOR_BGR2RGB);
    return cocv::wrote(result, destination);
  });
}
