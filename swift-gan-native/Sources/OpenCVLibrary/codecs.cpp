#include <memory>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "guard.hpp"

struct cocv_picture {
  cv::Mat pixels;  // OpenCV's BGR(A) order
};

struct cocv_bytes {
  std::vector<uchar> values;
};

int32_t cocv_decode(const uint8_t *bytes, size_t count, int32_t orientation, cocv_picture **result) noexcept {
  *result = nullptr;
  return cocv::guarded([&]() -> int32_t {
    if (count == 0 || count > static_cast<size_t>(std::numeric_limits<int>::max()))
      return cocv::fail(COCV_BAD_ARGUMENT, "a file of 1 byte to 2 GiB is expected");
    cv::Mat file(1, static_cast<int>(count), CV_8U, const_cast<uint8_t *>(bytes));
    auto picture = std::make_unique<cocv_picture>();
    cv::Mat decoded;
    cocv::Quiet quiet;
    try {
      decoded = cv::imdecode(file, cv::IMREAD_UNCHANGED);
    } catch (const cv::Exception &error) {
      if (error.code == cv::Error::StsNoMem) throw;
      return cocv::fail(COCV_UNDECODABLE, error.err.c_str());
    }
    if (decoded.empty()) return cocv::fail(COCV_UNDECODABLE, "OpenCV found no picture in it");
    if (decoded.depth() != CV_8U && decoded.depth() != CV_16U)
      return cocv::fail(COCV_UNSUPPORTED, "the samples are not whole numbers of 8 or 16 bits");
    int channels = decoded.channels();
    if (channels != 1 && channels != 3 && channels != 4)
      return cocv::fail(COCV_UNSUPPORTED, "the channels are neither 1, 3 nor 4");
    cocv::orient(decoded, orientation, picture->pixels);
    *result = picture.release();
    return COCV_OK;
  });
}

cocv_shape cocv_picture_shape(const cocv_picture *picture) noexcept {
  const cv::Mat &pixels = picture->pixels;
  return {pixels.cols, pixels.rows, pixels.channels(), pixels.depth() == CV_16U ? 16 : 8};
}

int32_t cocv_picture_copy(const cocv_picture *picture, void *destination) noexcept {
  return cocv::guarded([&]() -> int32_t {
    cv::Mat target = cocv::view(destination, cocv_picture_shape(picture));
    switch (picture->pixels.channels()) {
      case 3: cv::cvtColor(picture->pixels, target, cv::COLOR_BGR2RGB); break;
      case 4: cv::cvtColor(picture->pixels, target, cv::COLOR_BGRA2RGBA); break;
      default: picture->pixels.copyTo(target);
    }
    return cocv::wrote(target, destination);
  });
}

void cocv_picture_destroy(cocv_picture *picture) noexcept { delete picture; }

int32_t cocv_encode(
    const void *source, cocv_shape shape, const char *extension, int32_t quality, cocv_bytes **result) noexcept {
  *result = nullptr;
  return cocv::guarded([&]() -> int32_t {
    if (!cocv::isValid(shape)) return cocv::fail(COCV_BAD_ARGUMENT, "a picture of 1, 3 or 4 channels is expected");
    cv::Mat pixels = cocv::view(source, shape), swapped;
    if (shape.channels == 3) cv::cvtColor(pixels, swapped, cv::COLOR_RGB2BGR);
    if (shape.channels == 4) cv::cvtColor(pixels, swapped, cv::COLOR_RGBA2BGRA);
    auto bytes = std::make_unique<cocv_bytes>();
    const cv::Mat &ordered = shape.channels == 1 ? pixels : swapped;
    const std::vector<int> options{cv::IMWRITE_JPEG_QUALITY, quality, cv::IMWRITE_WEBP_QUALITY, quality};
    if (!cv::imencode(extension, ordered, bytes->values, options))
      return cocv::fail(COCV_OTHER, "OpenCV could not encode the picture");
    *result = bytes.release();
    return COCV_OK;
  });
}

size_t cocv_bytes_count(const cocv_bytes *bytes) noexcept { return bytes->values.size(); }
const uint8_t *cocv_bytes_data(const cocv_bytes *bytes) noexcept { return bytes->values.data(); }
void cocv_bytes_destroy(cocv_bytes *bytes) noexcept { delete bytes; }
