#include <openjpeg-2.5/openjpeg.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "guard.hpp"

namespace {

struct Source {
  ccodecs::Bytes file;
  size_t place = 0;
};

OPJ_SIZE_T readSource(void *buffer, OPJ_SIZE_T wanted, void *data) {
  auto &source = *static_cast<Source *>(data);
  size_t count = std::min<size_t>(wanted, source.file.count - source.place);
  if (count == 0) return static_cast<OPJ_SIZE_T>(-1);
  std::memcpy(buffer, source.file.data + source.place, count);
  source.place += count;
  return count;
}

OPJ_OFF_T skipSource(OPJ_OFF_T count, void *data) {
  auto &source = *static_cast<Source *>(data);
  if (count < 0 || static_cast<size_t>(count) > source.file.count - source.place) return -1;
  source.place += static_cast<size_t>(count);
  return count;
}

OPJ_BOOL seekSource(OPJ_OFF_T place, void *data) {
  auto &source = *static_cast<Source *>(data);
  if (place < 0 || static_cast<size_t>(place) > source.file.count) return OPJ_FALSE;
  source.place = static_cast<size_t>(place);
  return OPJ_TRUE;
}

struct Free {
  void operator()(opj_stream_t *stream) const { opj_stream_destroy(stream); }
  void operator()(opj_image_t *image) const { opj_image_destroy(image); }
};

struct FreeCodec {
  void operator()(opj_codec_t *codec) const { opj_destroy_codec(codec); }
};

/// A file whose header has been read.
struct Opened {
  Source source;
  std::unique_ptr<opj_stream_t, Free> stream;
  std::unique_ptr<opj_codec_t, FreeCodec> codec;
  std::unique_ptr<opj_image_t, Free> image;

  explicit Opened(ccodecs::Bytes file) : source{file} {
    static const uint8_t boxes[] = {0, 0, 0, 12, 'j', 'P', ' ', ' '};
    bool isBoxed = file.count > sizeof(boxes) && std::memcmp(file.data, boxes, sizeof(boxes)) == 0;
    stream.reset(opj_stream_default_create(OPJ_TRUE));
    codec.reset(opj_create_decompress(isBoxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K));
    if (!stream || !codec) throw std::bad_alloc();
    opj_stream_set_user_data(stream.get(), &source, nullptr);
    opj_stream_set_user_data_length(stream.get(), file.count);
    opj_stream_set_read_function(stream.get(), readSource);
    opj_stream_set_skip_function(stream.get(), skipSource);
    opj_stream_set_seek_function(stream.get(), seekSource);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    opj_image_t *found = nullptr;
    if (opj_setup_decoder(codec.get(), &parameters) == OPJ_FALSE ||
        opj_read_header(stream.get(), codec.get(), &found) == OPJ_FALSE)
      opj_image_destroy(found);
    else
      image.reset(found);
  }
  Opened(const Opened &) = delete;
  Opened &operator=(const Opened &) = delete;

  /// Whether all components are of one size and depth, so that their samples make pixels.
  bool isEven() const {
    for (OPJ_UINT32 index = 0; index < image->numcomps; ++index) {
      const opj_image_comp_t &part = image->comps[index], &first = image->comps[0];
      if (part.w != first.w || part.h != first.h || part.prec != first.prec || part.dx != first.dx ||
          part.dy != first.dy)
        return false;
    }
    return image->numcomps > 0;
  }

  bool decode() {
    if (opj_decode(codec.get(), stream.get(), image.get()) == OPJ_FALSE) return false;
    for (OPJ_UINT32 index = 0; index < image->numcomps; ++index)
      if (image->comps[index].data == nullptr) return false;
    return true;
  }
};

int32_t describe(const Opened &file, ccodecs_header &header) {
  const opj_image_t &image = *file.image;
  const opj_image_comp_t &part = image.comps[0];
  if (!file.isEven() || part.dx != 1 || part.dy != 1)
    return ccodecs::fail(CCODECS_UNSUPPORTED, "a JPEG 2000 file of channels smaller than the picture");
  if (image.numcomps > 4)
    return ccodecs::fail(CCODECS_UNSUPPORTED, "a JPEG 2000 file of more than 4 channels");
  if (part.prec > 16) return ccodecs::fail(CCODECS_UNSUPPORTED, "a JPEG 2000 file of more than 16 bits a sample");
  if (image.color_space == OPJ_CLRSPC_SYCC || image.color_space == OPJ_CLRSPC_EYCC ||
      image.color_space == OPJ_CLRSPC_CMYK)
    return ccodecs::fail(CCODECS_UNSUPPORTED, "a JPEG 2000 file of colours that are neither grey nor RGB");
  header.width = static_cast<int32_t>(std::min<OPJ_UINT32>(part.w, INT32_MAX));
  header.height = static_cast<int32_t>(std::min<OPJ_UINT32>(part.h, INT32_MAX));
  // Grey with alpha becomes RGBA.
  header.channels = image.numcomps == 2 ? 4 : static_cast<int32_t>(image.numcomps);
  header.depth = part.prec > 8 ? 16 : 8;
  return CCODECS_OK;
}

/// Levels of all the bits that there are to the whole range.
template <typename Sample>
void copy(const opj_image_t &image, const ccodecs_header &header, Sample *samples) {
  const int64_t peak = static_cast<Sample>(-1), most = (int64_t(1) << image.comps[0].prec) - 1;
  const size_t pixels = size_t(header.width) * header.height;
  for (int32_t channel = 0; channel < header.channels; ++channel) {
    int32_t from = image.numcomps == 2 ? (channel < 3 ? 0 : 1) : channel;
    const opj_image_comp_t &part = image.comps[from];
    const int64_t offset = part.sgnd != 0 ? int64_t(1) << (part.prec - 1) : 0;
    for (size_t pixel = 0; pixel < pixels; ++pixel) {
      int64_t value = std::clamp<int64_t>(part.data[pixel] + offset, 0, most);
      samples[pixel * header.channels + channel] = static_cast<Sample>((value * peak + most / 2) / most);
    }
  }
}

}  // namespace

int32_t ccodecs::readJPEG2000(Bytes bytes, ccodecs_header &header, uint8_t *samples) {
  Opened file(bytes);
  if (!file.image) {
    // Its header is short: where it is not to be understood for want of bytes, there are next to none.
    if (file.source.place >= bytes.count) return fail(CCODECS_TRUNCATED, "its header ends early");
    return fail(CCODECS_DAMAGED, "its header makes no sense");
  }
  if (samples == nullptr) return describe(file, header);
  if (!file.decode()) return fail(CCODECS_DAMAGED, "its compressed data makes no sense");
  // Palettes are resolved while decoding.
  ccodecs_header found = header;
  int32_t code = describe(file, found);
  if (code != CCODECS_OK) return code;
  if (found.width != header.width || found.height != header.height || found.channels != header.channels ||
      found.depth != header.depth)
    return fail(CCODECS_UNSUPPORTED, "a JPEG 2000 file with a palette");
  if (header.depth == 16)
    copy(*file.image, header, reinterpret_cast<uint16_t *>(samples));
  else
    copy(*file.image, header, samples);
  return CCODECS_OK;
}

int32_t ccodecs_decode_jpeg2000_values(
    const uint8_t *bytes, size_t count, int32_t width, int32_t height, int32_t channels, uint16_t *samples,
    int32_t *bits) noexcept {
  return ccodecs::guarded([&]() -> int32_t {
    Opened file({bytes, count});
    if (!file.image || !file.isEven()) return ccodecs::fail(CCODECS_DAMAGED, "its header makes no sense");
    const opj_image_comp_t &part = file.image->comps[0];
    if (file.image->numcomps != static_cast<OPJ_UINT32>(channels) || part.w != static_cast<OPJ_UINT32>(width) ||
        part.h != static_cast<OPJ_UINT32>(height) || part.prec < 1 || part.prec > 16)
      return ccodecs::fail(CCODECS_DAMAGED, "its JPEG 2000 data is of another picture than the file says");
    if (!file.decode()) return ccodecs::fail(CCODECS_DAMAGED, "its JPEG 2000 data cannot be decoded");
    *bits = static_cast<int32_t>(part.prec);
    const OPJ_INT32 mask = (1 << part.prec) - 1;
    const size_t pixels = size_t(width) * height;
    for (size_t pixel = 0; pixel < pixels; ++pixel)
      for (int32_t channel = 0; channel < channels; ++channel)
        samples[pixel * channels + channel] = static_cast<uint16_t>(file.image->comps[channel].data[pixel] & mask);
    return CCODECS_OK;
  });
}
