// libjpeg, libpng, libtiff, libwebp, giflib and OpenJPEG behind one plain C interface, from bytes in memory to samples.
//
// Used in place of OpenCV's wrapping of the same libraries, which lets them print on stderr, multiplies TIFF colours by
// alpha, and fills what is missing with grey.
//
// Every function that can fail returns CCODECS_OK or another code, and then keeps one line of text for
// `ccodecs_last_message` on the calling thread. No C++ exception leaves this library, and nothing is printed.
#ifndef CCODECS_H
#define CCODECS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define CCODECS_NOEXCEPT noexcept
#else
#define CCODECS_NOEXCEPT
#endif

enum {
  CCODECS_OK = 0,
  /// The bytes end before the picture does.
  CCODECS_TRUNCATED = 1,
  CCODECS_DAMAGED = 2,
  CCODECS_UNSUPPORTED = 3,
  CCODECS_OUT_OF_MEMORY = 4,
};

enum { CCODECS_JPEG = 0, CCODECS_PNG = 1, CCODECS_TIFF = 2, CCODECS_WEBP = 3, CCODECS_GIF = 4, CCODECS_JPEG2000 = 5 };

typedef struct {
  /// As stored, before the orientation.
  int32_t width;
  int32_t height;
  /// 1 (grey), 3 (RGB) or 4 (RGBA, alpha not multiplied in).
  int32_t channels;
  /// Bits of a sample, 8 or 16.
  int32_t depth;
  /// EXIF's 1...8; 1 is upright.
  int32_t orientation;
  /// Pages or frames; the first is read.
  int32_t pages;
} ccodecs_header;

/// What went wrong last on this thread; valid until the next call on it.
const char *_Nonnull ccodecs_last_message(void) CCODECS_NOEXCEPT;

/// Reads what a file says of its picture; its start may be enough, and CCODECS_TRUNCATED asks for more.
int32_t ccodecs_read_header(
    int32_t format, const uint8_t *_Nonnull bytes, size_t count, ccodecs_header *_Nonnull header) CCODECS_NOEXCEPT;

/// Decodes the first page to interleaved rows in the machine's byte order, as stored, before the orientation.
///
/// - `header`: as `ccodecs_read_header` gave it for the same bytes.
/// - `samples`: room for `width * height * channels` samples of `depth` bits.
int32_t ccodecs_decode(
    int32_t format, const uint8_t *_Nonnull bytes, size_t count, const ccodecs_header *_Nonnull header,
    void *_Nonnull samples) CCODECS_NOEXCEPT;

// jpeg2000.cpp

/// Decodes a JPEG 2000 file or code stream of a known shape to interleaved values of as many bits as it has, at most
/// 16; negative values are given as those of two's complement.
int32_t ccodecs_decode_jpeg2000_values(
    const uint8_t *_Nonnull bytes, size_t count, int32_t width, int32_t height, int32_t channels,
    uint16_t *_Nonnull samples, int32_t *_Nonnull bits) CCODECS_NOEXCEPT;

// gif.cpp

/// Bytes that the library owns until they are destroyed.
typedef struct ccodecs_bytes ccodecs_bytes;

/// Encodes an animation that repeats without end.
///
/// - `palette`: 256 RGB entries, for all frames.
/// - `indices`: `frames * width * height` entries of the palette.
/// - `hundredths`: how long each frame stays, in hundredths of a second.
int32_t ccodecs_encode_gif(
    const uint8_t *_Nonnull palette, const uint8_t *_Nonnull indices, int32_t width, int32_t height, int32_t frames,
    int32_t hundredths, ccodecs_bytes *_Nullable *_Nonnull result) CCODECS_NOEXCEPT;

size_t ccodecs_bytes_count(const ccodecs_bytes *_Nonnull bytes) CCODECS_NOEXCEPT;
const uint8_t *_Nonnull ccodecs_bytes_data(const ccodecs_bytes *_Nonnull bytes) CCODECS_NOEXCEPT;
void ccodecs_bytes_destroy(ccodecs_bytes *_Nullable bytes) CCODECS_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
