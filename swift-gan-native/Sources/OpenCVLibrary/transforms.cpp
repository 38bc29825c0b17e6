#include <opencv2/imgproc.hpp>
#include <utility>

#include "guard.hpp"

namespace cocv {

void orient(const cv::Mat &source, int32_t orientation, cv::Mat &destination) {
  switch (orientation) {
    case 2: cv::flip(source, destination, 1); break;
    case 3: cv::flip(source, destination, -1); break;
    case 4: cv::flip(source, destination, 0); break;
    case 5: cv::transpose(source, destination); break;
    case 6: cv::rotate(source, destination, cv::ROTATE_90_CLOCKWISE); break;
    case 7: {
      cv::Mat turned;
      cv::transpose(source, turned);
      cv::flip(turned, destination, -1);
      break;
    }
    case 8: cv::rotate(source, destination, cv::ROTATE_90_COUNTERCLOCKWISE); break;
    default:
      if (destination.empty())
        destination = source;
      else
        source.copyTo(destination);
  }
}

}  // namespace cocv

int32_t cocv_resize(
    const void *source, cocv_shape shape, int32_t interpolation, void *destination, int32_t width,
    int32_t height) noexcept {
  return cocv::guarded([&]() -> int32_t {
    cocv_shape target{width, height, shape.channels, shape.depth};
    if (!cocv::isValid(shape) || !cocv::isValid(target) || interpolation < 0 || interpolation > COCV_AREA)
      return cocv::fail(COCV_BAD_ARGUMENT, "both sizes are at least 1x1");
    // Exact: the plain one rounds the source position down and shifts a picture by up to a pixel.
    static const int kinds[] = {cv::INTER_NEAREST_EXACT, cv::INTER_LINEAR, cv::INTER_CUBIC, cv::INTER_AREA};
    cv::Mat result = cocv::view(destination, target);
    cv::resize(cocv::view(source, shape), result, result.size(), 0, 0, kinds[interpolation]);
    return cocv::wrote(result, destination);
  });
}

int32_t cocv_crop(
    const void *source, cocv_shape shape, int32_t x, int32_t y, void *destination, int32_t width,
    int32_t height) noexcept {
  return cocv::guarded([&]() -> int32_t {
    if (!cocv::isValid(shape) || x < 0 || y < 0 || width < 1 || height < 1 || width > shape.width - x ||
        height > shape.height - y)
      return cocv::fail(COCV_BAD_ARGUMENT, "the window lies outside the picture");
    cv::Mat result = cocv::view(destination, {width, height, shape.channels, shape.depth});
    cocv::view(source, shape)(cv::Rect(x, y, width, height)).copyTo(result);
    return cocv::wrote(result, destination);
  });
}

int32_t cocv_orient(const void *source, cocv_shape shape, int32_t orientation, void *destination) noexcept {
  return cocv::guarded([&]() -> int32_t {
    if (!cocv::isValid(shape)) return cocv::fail(COCV_BAD_ARGUMENT, "a picture is at least 1x1");
    cocv_shape target = shape;
    if (orientation >= 5) std::swap(target.width, target.height);
    cv::Mat result = cocv::view(destination, target);
    cocv::orient(cocv::view(source, shape), orientation, result);
    return cocv::wrote(result, destination);
  });
}

int32_t cocv_pad(
    const void *source, cocv_shape shape, int32_t left, int32_t right, int32_t top, int32_t bottom, int32_t mode,
    double value, void *destination) noexcept {
  return cocv::guarded([&]() -> int32_t {
    if (!cocv::isValid(shape) || left < 0 || right < 0 || top < 0 || bottom < 0 || mode < 0 || mode > COCV_PAD_CONSTANT)
      return cocv::fail(COCV_BAD_ARGUMENT, "borders are 0 or more");
    static const int kinds[] = {cv::BORDER_REFLECT_101, cv::BORDER_REPLICATE, cv::BORDER_CONSTANT};
    cv::Mat result = cocv::view(
        destination, {shape.width + left + right, shape.height + top + bottom, shape.channels, shape.depth});
    cv::copyMakeBorder(
        cocv::view(source, shape), result, top, bottom, left, right, kinds[mode], cv::Scalar::all(value));
    return cocv::wrote(result, destination);
  });
}

int32_t cocv_local_contrast(
    const void *source, cocv_shape shape, double deviation, void *destination) noexcept {
  return cocv::guarded([&]() -> int32_t {
    if (!cocv::isValid(shape) || !(deviation > 0))
      return cocv::fail(COCV_BAD_ARGUMENT, "the reach of local contrast is above 0");
    cv::Mat result = cocv::view(destination, shape);
    const double levels = result.depth() == CV_8U ? 255 : 65535;
    cv::Mat picture, mean, spread;
    cocv::view(source, shape).convertTo(picture, CV_32F, 2 / levels, -1);
    cv::GaussianBlur(picture, mean, cv::Size(), deviation, deviation, cv::BORDER_REPLICATE);
    picture -= mean;
    cv::GaussianBlur(picture.mul(picture), spread, cv::Size(), 2 * deviation, 2 * deviation, cv::BORDER_REPLICATE);
    cv::sqrt(cv::max(spread, 0), spread);
    // Flat places are left flat: a hundredth of the range counts as no structure.
    cv::divide(picture, spread + cv::Scalar::all(0.02), picture);
    picture.convertTo(result, result.type(), levels / 8, levels / 2);
    return cocv::wrote(result, destination);
  });
}
