// DCMTK behind a plain C interface: what a DICOM file says of its picture, and the stored samples of its first frame.
//
// Every function that can fail returns CDICOM_OK or another code, and then keeps one line of text for
// `cdicom_last_message` on the calling thread. No C++ exception leaves this library, and nothing is printed.
#ifndef CDICOM_H
#define CDICOM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define CDICOM_NOEXCEPT noexcept
#else
#define CDICOM_NOEXCEPT
#endif

enum {
  CDICOM_OK = 0,
  /// The bytes end before the picture does.
  CDICOM_TRUNCATED = 1,
  CDICOM_DAMAGED = 2,
  CDICOM_UNSUPPORTED = 3,
  CDICOM_OUT_OF_MEMORY = 4,
  /// A sound file without a picture, such as a report.
  CDICOM_NO_PICTURE = 5,
};

/// Attribute (0028,1056), VOI LUT Function.
enum { CDICOM_LINEAR = 0, CDICOM_LINEAR_EXACT = 1, CDICOM_SIGMOID = 2 };

typedef struct {
  int32_t width;
  int32_t height;
  /// 1 (grey) or 3 (colour: RGB, YBR, PALETTE COLOR).
  int32_t channels;
  int32_t frames;
  int32_t bits_stored;
  int32_t is_signed;
  /// Low values are white (MONOCHROME1).
  int32_t is_inverted;
  double slope;
  double intercept;
  /// The first window; a width of 0 where there is none.
  double center;
  double window_width;
  int32_t function;
} cdicom_header;

/// A look-up table (PS3.3, C.11.1 and C.11.2); `count` is 0 where there is none.
typedef struct {
  /// The value that the first entry stands for.
  double first;
  int32_t bits;
  size_t count;
  /// Valid as long as the file.
  const uint16_t *_Nullable entries;
} cdicom_table;

typedef struct cdicom_file cdicom_file;

/// What went wrong last on this thread; valid until the next call on it.
const char *_Nonnull cdicom_last_message(void) CDICOM_NOEXCEPT;

/// Parses a file's bytes, which must stay where they are until the file is destroyed.
///
/// - `header_only`: stop in front of the pixels, so that the start of a file may be enough.
int32_t cdicom_open(
    const uint8_t *_Nonnull bytes, size_t count, int32_t header_only,
    cdicom_file *_Nullable *_Nonnull result) CDICOM_NOEXCEPT;

void cdicom_destroy(cdicom_file *_Nullable file) CDICOM_NOEXCEPT;

/// What the attributes say; CDICOM_NO_PICTURE where there is none.
int32_t cdicom_read_header(cdicom_file *_Nonnull file, cdicom_header *_Nonnull header) CDICOM_NOEXCEPT;

int32_t cdicom_modality_table(cdicom_file *_Nonnull file, cdicom_table *_Nonnull table) CDICOM_NOEXCEPT;
int32_t cdicom_voi_table(cdicom_file *_Nonnull file, cdicom_table *_Nonnull table) CDICOM_NOEXCEPT;

/// Decompresses and unpacks the first frame; the functions below then give its samples.
int32_t cdicom_decode(cdicom_file *_Nonnull file) CDICOM_NOEXCEPT;

/// Copies `count` stored grey values from the `start`-th on.
int32_t cdicom_copy_values(
    const cdicom_file *_Nonnull file, size_t start, size_t count, double *_Nonnull destination) CDICOM_NOEXCEPT;

/// Bits of a colour sample, 8 or 16.
int32_t cdicom_color_bits(const cdicom_file *_Nonnull file) CDICOM_NOEXCEPT;

/// Copies the picture as interleaved RGB samples of `cdicom_color_bits` bits; `size` is in bytes.
int32_t cdicom_copy_colors(
    const cdicom_file *_Nonnull file, void *_Nonnull destination, size_t size) CDICOM_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
