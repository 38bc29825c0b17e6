// What the two ways of decoding a TIFF page share: the open file and what its first directory says.
#pragma once

#include <tiffio.h>

#include "guard.hpp"

namespace ccodecs::tiff {

struct Source {
  Bytes file;
  size_t place = 0;
  /// libtiff's first complaint.
  char text[160] = "";
};

struct Close {
  void operator()(TIFF *file) const { TIFFClose(file); }
};

struct Page {
  uint32_t width = 0, height = 0;
  uint16_t bits = 1, channels = 1, photometric = PHOTOMETRIC_MINISBLACK, planes = PLANARCONFIG_CONTIG;
  uint16_t kind = SAMPLEFORMAT_UINT, compression = COMPRESSION_NONE, orientation = ORIENTATION_TOPLEFT;
  uint16_t extras = 0;
  /// What the first sample beyond the colours is, such as EXTRASAMPLE_ASSOCALPHA.
  uint16_t extra = EXTRASAMPLE_UNSPECIFIED;
  /// The last sample is transparency.
  bool hasAlpha = false;
  /// Colours are stored multiplied by it.
  bool isMultiplied = false;
};

/// Up to 8 bits: libtiff's own rendering of palettes, inks, YCbCr and the rest.
int32_t decodeRendered(TIFF *file, const Page &page, const ccodecs_header &header, uint8_t *samples);

/// 16 bits, which libtiff's rendering would cut to 8.
int32_t decodeDeep(TIFF *file, const Page &page, const ccodecs_header &header, uint16_t *samples);

/// Takes out of colours what alpha was multiplied into them.
template <typename Sample>
void divideByAlpha(Sample *samples, size_t pixels) {
  const uint32_t peak = static_cast<Sample>(-1);
  for (size_t pixel = 0; pixel < pixels; ++pixel, samples += 4) {
    const uint32_t alpha = samples[3];
    if (alpha == 0) continue;
    for (int part = 0; part < 3; ++part) {
      uint32_t value = (samples[part] * peak + alpha / 2) / alpha;
      samples[part] = static_cast<Sample>(value < peak ? value : peak);
    }
  }
}

}  // namespace ccodecs::tiff
