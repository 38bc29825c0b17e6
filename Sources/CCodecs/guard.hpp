// What the sources of this target share: a file's bytes, the readers, and the wall that exceptions stop at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>

#include "CCodecs.h"

namespace ccodecs {

int32_t fail(int32_t code, const char *text) noexcept;

/// Runs `body`, which returns a code, and turns whatever it throws into one.
template <typename Body>
int32_t guarded(Body &&body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc &) {
    return fail(CCODECS_OUT_OF_MEMORY, "not enough memory");
  } catch (const std::exception &error) {
    return fail(CCODECS_DAMAGED, error.what());
  } catch (...) {
    return fail(CCODECS_DAMAGED, "unknown failure");
  }
}

struct Bytes {
  const uint8_t *data;
  size_t count;
};

/// Each fills `header`, or, where there is room for them, `samples`, whose shape `header` then says.
int32_t readJPEG(Bytes file, ccodecs_header &header, uint8_t *samples);
int32_t readPNG(Bytes file, ccodecs_header &header, uint8_t *samples);
int32_t readTIFF(Bytes file, ccodecs_header &header, uint8_t *samples);
int32_t readWebP(Bytes file, ccodecs_header &header, uint8_t *samples);
int32_t readJPEG2000(Bytes file, ccodecs_header &header, uint8_t *samples);
int32_t readGIF(Bytes file, ccodecs_header &header, uint8_t *samples);

/// The orientation, 1...8, in Exif data; 1 where it says none.
int32_t orientation(const uint8_t *exif, size_t count) noexcept;

}  // namespace ccodecs
