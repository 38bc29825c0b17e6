#include <algorithm>
#include <vector>

#include "tiff.hpp"

namespace {

using namespace ccodecs::tiff;

/// Strips and tiles alike: pieces of one size that cover the page.
struct Pieces {
  bool isTiled;
  uint32_t width, height;
  size_t bytes;

  Pieces(TIFF *file, const Page &page) : isTiled(TIFFIsTiled(file) != 0), width(page.width), height(page.height) {
    if (isTiled) {
      TIFFGetField(file, TIFFTAG_TILEWIDTH, &width);
      TIFFGetField(file, TIFFTAG_TILELENGTH, &height);
      bytes = static_cast<size_t>(std::max<tmsize_t>(0, TIFFTileSize(file)));
    } else {
      TIFFGetFieldDefaulted(file, TIFFTAG_ROWSPERSTRIP, &height);
      height = std::clamp<uint32_t>(height, 1, page.height);
      bytes = static_cast<size_t>(std::max<tmsize_t>(0, TIFFVStripSize(file, height)));
    }
  }

  bool read(TIFF *file, uint32_t x, uint32_t y, uint16_t plane, std::vector<uint16_t> &buffer, uint32_t rows) const {
    auto size = static_cast<tmsize_t>(buffer.size() * sizeof(uint16_t));
    if (isTiled) return TIFFReadEncodedTile(file, TIFFComputeTile(file, x, y, 0, plane), buffer.data(), size) >= 0;
    tmsize_t wanted = TIFFVStripSize(file, rows);
    return TIFFReadEncodedStrip(file, TIFFComputeStrip(file, y, plane), buffer.data(), size) >= wanted;
  }
};

/// Inks, 65535 where one covers all, to light.
void mix(const uint16_t *inks, uint16_t *pixel) {
  for (int part = 0; part < 3; ++part)
    pixel[part] = static_cast<uint16_t>((uint64_t(65535 - inks[part]) * (65535 - inks[3]) + 32767) / 65535);
}

/// Where samples of a channel go: grey with alpha becomes RGBA.
void scatter(uint16_t value, uint16_t channel, const Page &page, const ccodecs_header &header, uint16_t *pixel) {
  bool isGrey = page.photometric <= PHOTOMETRIC_MINISBLACK;
  if (page.photometric == PHOTOMETRIC_MINISWHITE && channel == 0) value = static_cast<uint16_t>(65535 - value);
  if (isGrey && header.channels == 4) {
    if (channel == 0) pixel[0] = pixel[1] = pixel[2] = value;
    if (channel == 1) pixel[3] = value;
  } else if (channel < header.channels) {
    pixel[channel] = value;
  }
}

}  // namespace

int32_t ccodecs::tiff::decodeDeep(TIFF *file, const Page &page, const ccodecs_header &header, uint16_t *samples) {
  Pieces pieces(file, page);
  bool isPlanar = page.planes == PLANARCONFIG_SEPARATE;
  uint16_t planes = isPlanar ? page.channels : 1;
  size_t inPiece = isPlanar ? 1 : page.channels;
  if (pieces.width == 0 || pieces.height == 0 || pieces.bytes < size_t(pieces.width) * pieces.height * inPiece * 2)
    return fail(CCODECS_DAMAGED, "its strips or tiles make no sense");
  std::vector<uint16_t> buffer((pieces.bytes + 1) / 2);
  for (uint32_t top = 0; top < page.height; top += pieces.height)
    for (uint32_t left = 0; left < page.width; left += pieces.width)
      for (uint16_t plane = 0; plane < planes; ++plane) {
        uint32_t rows = std::min(pieces.height, page.height - top);
        uint32_t columns = std::min(pieces.width, page.width - left);
        if (!pieces.read(file, left, top, plane, buffer, rows))
          return fail(CCODECS_DAMAGED, "its compressed pixels make no sense");
        for (uint32_t row = 0; row < rows; ++row)
          for (uint32_t column = 0; column < columns; ++column) {
            const uint16_t *source = &buffer[(size_t(row) * pieces.width + column) * inPiece];
            uint16_t *pixel = samples + (size_t(top + row) * page.width + left + column) * header.channels;
            if (page.photometric == PHOTOMETRIC_SEPARATED) {
              mix(source, pixel);
              continue;
            }
            for (size_t part = 0; part < inPiece; ++part)
              scatter(source[part], static_cast<uint16_t>(isPlanar ? plane : part), page, header, pixel);
          }
      }
  if (page.isMultiplied && header.channels == 4) divideByAlpha(samples, size_t(page.width) * page.height);
  return CCODECS_OK;
}
