#include <opencv2/imgproc.hpp>

#include "guard.hpp"

int32_t cocv_text_size(
    const char *text, double scale, int32_t thickness, int32_t *width, int32_t *height, int32_t *depth) noexcept {
  return cocv::guarded([&]() -> int32_t {
    int below = 0;
    cv::Size box = cv::getTextSize(text, cv::FONT_HERSHEY_DUPLEX, scale, thickness, &below);
    *width = box.width;
    *height = box.height;
    *depth = below;
    return COCV_OK;
  });
}

int32_t cocv_draw_text(
    uint8_t *pixels, cocv_shape shape, const char *text, int32_t x, int32_t y, double scale, int32_t thickness,
    uint8_t shade) noexcept {
  return cocv::guarded([&]() -> int32_t {
    if (!cocv::isValid(shape) || shape.depth != 8)
      return cocv::fail(COCV_BAD_ARGUMENT, "text is drawn into 8 bit pictures");
    cv::Mat picture = cocv::view(static_cast<void *>(pixels), shape);
    cv::putText(
        picture, text, cv::Point(x, y), cv::FONT_HERSHEY_DUPLEX, scale, cv::Scalar(shade, shade, shade, 255), thickness,
        cv::LINE_AA);
    return COCV_OK;
  });
}

int32_t cocv_face_size(
    const char *text, int32_t face, double scale, int32_t thickness, int32_t *width, int32_t *height,
    int32_t *depth) noexcept {
  return cocv::guarded([&]() -> int32_t {
    int below = 0;
    cv::Size box = cv::getTextSize(text, face, scale, thickness, &below);
    *width = box.width;
    *height = box.height;
    *depth = below;
    return COCV_OK;
  });
}

int32_t cocv_draw_face(
    uint8_t *pixels, cocv_shape shape, const char *text, int32_t face, int32_t x, int32_t y, double scale,
    int32_t thickness, uint8_t shade) noexcept {
  return cocv::guarded([&]() -> int32_t {
    if (!cocv::isValid(shape) || shape.depth != 8)
      return cocv::fail(COCV_BAD_ARGUMENT, "text is drawn into 8 bit pictures");
    cv::Mat picture = cocv::view(static_cast<void *>(pixels), shape);
    cv::putText(
        picture, text, cv::Point(x, y), face, scale, cv::Scalar(shade, shade, shade, 255), thickness, cv::LINE_AA);
    return COCV_OK;
  });
}
