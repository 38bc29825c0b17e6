#include <webp/decode.h>
#include <webp/demux.h>

#include <cstring>
#include <vector>

#include "guard.hpp"

namespace {

/// The Exif chunk's orientation, and the number of frames.
void readChunks(ccodecs::Bytes file, ccodecs_header &header) {
  WebPData data{file.data, file.count};
  WebPDemuxState state;
  WebPDemuxer *demuxer = WebPDemuxPartial(&data, &state);
  if (demuxer == nullptr) return;
  header.pages = static_cast<int32_t>(WebPDemuxGetI(demuxer, WEBP_FF_FRAME_COUNT));
  if (header.pages < 1) header.pages = 1;
  WebPChunkIterator chunk;
  if (WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk) != 0) {
    std::vector<uint8_t> named{'E', 'x', 'i', 'f', 0, 0};
    const uint8_t *start = chunk.chunk.bytes;
    // Some writers put the name there, others do not.
    bool isNamed = chunk.chunk.size > 6 && std::memcmp(start, named.data(), 6) == 0;
    named.insert(named.end(), start + (isNamed ? 6 : 0), start + chunk.chunk.size);
    header.orientation = ccodecs::orientation(named.data(), named.size());
    WebPDemuxReleaseChunkIterator(&chunk);
  }
  WebPDemuxDelete(demuxer);
}

int32_t check(VP8StatusCode code) {
  switch (code) {
    case VP8_STATUS_OK: return CCODECS_OK;
    case VP8_STATUS_OUT_OF_MEMORY: return ccodecs::fail(CCODECS_OUT_OF_MEMORY, "not enough memory");
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED: return ccodecs::fail(CCODECS_TRUNCATED, "its data ends early");
    case VP8_STATUS_UNSUPPORTED_FEATURE: return ccodecs::fail(CCODECS_UNSUPPORTED, "a WebP of an unknown variety");
    default: return ccodecs::fail(CCODECS_DAMAGED, "its compressed data makes no sense");
  }
}

/// Animations are canvases whose first frame lies somewhere on them.
int32_t decodeFirstFrame(ccodecs::Bytes file, const ccodecs_header &header, uint8_t *samples) {
  WebPData data{file.data, file.count};
  WebPAnimDecoderOptions options;
  if (WebPAnimDecoderOptionsInit(&options) == 0) return ccodecs::fail(CCODECS_UNSUPPORTED, "another libwebp");
  options.color_mode = MODE_RGBA;
  WebPAnimDecoder *decoder = WebPAnimDecoderNew(&data, &options);
  if (decoder == nullptr) return ccodecs::fail(CCODECS_DAMAGED, "its frames make no sense");
  uint8_t *frame = nullptr;
  int time = 0;
  bool isGood = WebPAnimDecoderGetNext(decoder, &frame, &time) != 0;
  size_t pixels = size_t(header.width) * header.height;
  for (size_t pixel = 0; isGood && pixel < pixels; ++pixel)
    std::memcpy(samples + pixel * header.channels, frame + pixel * 4, header.channels);
  WebPAnimDecoderDelete(decoder);
  return isGood ? CCODECS_OK : ccodecs::fail(CCODECS_DAMAGED, "its first frame cannot be decoded");
}

}  // namespace

int32_t ccodecs::readWebP(Bytes file, ccodecs_header &header, uint8_t *samples) {
  WebPBitstreamFeatures features;
  int32_t code = check(WebPGetFeatures(file.data, file.count, &features));
  if (code != CCODECS_OK) return code;
  if (samples == nullptr) {
    header.width = features.width;
    header.height = features.height;
    header.channels = features.has_alpha != 0 ? 4 : 3;
    readChunks(file, header);
    return CCODECS_OK;
  }
  if (features.has_animation != 0) return decodeFirstFrame(file, header, samples);
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) return fail(CCODECS_UNSUPPORTED, "another libwebp");
  size_t step = size_t(header.width) * header.channels;
  config.output.colorspace = header.channels == 4 ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = samples;
  config.output.u.RGBA.stride = static_cast<int>(step);
  config.output.u.RGBA.size = step * header.height;
  return check(WebPDecode(file.data, file.count, &config));
}
