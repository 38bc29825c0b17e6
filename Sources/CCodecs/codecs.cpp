#include "guard.hpp"

namespace {

// A fixed buffer, since keeping the message of a failed allocation must not allocate.
thread_local char lastMessage[256] = "";

/// With samples, `header` is what was promised; a reader that finds another picture than that fails.
int32_t read(int32_t format, ccodecs::Bytes file, ccodecs_header &header, void *samples) {
  auto *bytes = static_cast<uint8_t *>(samples);
  switch (format) {
    case CCODECS_JPEG: return ccodecs::readJPEG(file, header, bytes);
    case CCODECS_PNG: return ccodecs::readPNG(file, header, bytes);
    case CCODECS_TIFF: return ccodecs::readTIFF(file, header, bytes);
    case CCODECS_WEBP: return ccodecs::readWebP(file, header, bytes);
    case CCODECS_GIF: return ccodecs::readGIF(file, header, bytes);
    case CCODECS_JPEG2000: return ccodecs::readJPEG2000(file, header, bytes);
    default: return ccodecs::fail(CCODECS_UNSUPPORTED, "an unknown format");
  }
}

}  // namespace

namespace ccodecs {

int32_t fail(int32_t code, const char *text) noexcept {
  size_t length = 0;
  while (text != nullptr && text[length] != '\0' && text[length] != '\n' && length + 1 < sizeof(lastMessage)) {
    lastMessage[length] = text[length];
    ++length;
  }
  lastMessage[length] = '\0';
  return code;
}

}  // namespace ccodecs

const char *ccodecs_last_message(void) noexcept { return lastMessage; }

int32_t ccodecs_read_header(int32_t format, const uint8_t *bytes, size_t count, ccodecs_header *header) noexcept {
  return ccodecs::guarded([&]() -> int32_t {
    *header = {0, 0, 0, 8, 1, 1};
    int32_t code = read(format, {bytes, count}, *header, nullptr);
    if (code != CCODECS_OK) return code;
    if (header->width <= 0 || header->height <= 0) return ccodecs::fail(CCODECS_DAMAGED, "it claims no pixels");
    return CCODECS_OK;
  });
}

int32_t ccodecs_decode(
    int32_t format, const uint8_t *bytes, size_t count, const ccodecs_header *header, void *samples) noexcept {
  return ccodecs::guarded([&]() -> int32_t {
    ccodecs_header again;
    int32_t code = ccodecs_read_header(format, bytes, count, &again);
    if (code != CCODECS_OK) return code;
    if (again.width != header->width || again.height != header->height || again.channels != header->channels ||
        again.depth != header->depth)
      return ccodecs::fail(CCODECS_DAMAGED, "its header contradicts itself");
    return read(format, {bytes, count}, again, samples);
  });
}
