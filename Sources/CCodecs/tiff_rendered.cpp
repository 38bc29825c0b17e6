#include <algorithm>
#include <vector>

#include "tiff.hpp"

namespace {

using namespace ccodecs::tiff;

constexpr size_t bandBytes = size_t(16) << 20;

/// libtiff multiplies colours by an alpha that is said not to be in them; as one that is, it leaves them alone.
void hideAlphaKind(TIFF *file) {
  uint16_t count = 0, *kinds = nullptr;
  if (TIFFGetField(file, TIFFTAG_EXTRASAMPLES, &count, &kinds) == 0 || count == 0) return;
  std::vector<uint16_t> shown(kinds, kinds + count);
  if (shown[0] != EXTRASAMPLE_UNASSALPHA) return;
  shown[0] = EXTRASAMPLE_ASSOCALPHA;
  TIFFSetField(file, TIFFTAG_EXTRASAMPLES, count, shown.data());
}

struct Rendering {
  TIFFRGBAImage image{};
  bool isOpen = false;
  explicit Rendering(TIFF *file) {
    char text[1024];
    isOpen = TIFFRGBAImageBegin(&image, file, 1, text) != 0;
    // Upright is made later, by the orientation that the header gives.
    image.orientation = image.req_orientation = ORIENTATION_TOPLEFT;
  }
  ~Rendering() {
    if (isOpen) TIFFRGBAImageEnd(&image);
  }
};

void unpack(const uint32_t *raster, size_t pixels, int32_t channels, uint8_t *samples) {
  for (size_t pixel = 0; pixel < pixels; ++pixel, samples += channels) {
    const uint32_t value = raster[pixel];
    samples[0] = static_cast<uint8_t>(TIFFGetR(value));
    if (channels == 1) continue;
    samples[1] = static_cast<uint8_t>(TIFFGetG(value));
    samples[2] = static_cast<uint8_t>(TIFFGetB(value));
    if (channels == 4) samples[3] = static_cast<uint8_t>(TIFFGetA(value));
  }
}

/// Whole strips or rows of tiles, so that none is decoded twice.
uint32_t rowsOfBand(TIFF *file, const Page &page) {
  uint32_t unit = 0;
  if (TIFFIsTiled(file))
    TIFFGetField(file, TIFFTAG_TILELENGTH, &unit);
  else
    TIFFGetFieldDefaulted(file, TIFFTAG_ROWSPERSTRIP, &unit);
  unit = std::clamp<uint32_t>(unit, 1, page.height);
  uint64_t units = std::max<uint64_t>(1, bandBytes / (uint64_t(page.width) * 4 * unit));
  return static_cast<uint32_t>(std::min<uint64_t>(page.height, units * unit));
}

}  // namespace

int32_t ccodecs::tiff::decodeRendered(TIFF *file, const Page &page, const ccodecs_header &header, uint8_t *samples) {
  hideAlphaKind(file);
  Rendering rendering(file);
  if (!rendering.isOpen) return fail(CCODECS_DAMAGED, "its pixels cannot be rendered");
  uint32_t band = rowsOfBand(file, page);
  std::vector<uint32_t> raster(size_t(page.width) * band);
  for (uint32_t row = 0; row < page.height; row += band) {
    uint32_t rows = std::min(band, page.height - row);
    rendering.image.row_offset = static_cast<int>(row);
    rendering.image.col_offset = 0;
    if (TIFFRGBAImageGet(&rendering.image, raster.data(), page.width, rows) == 0)
      return fail(CCODECS_DAMAGED, "its compressed pixels make no sense");
    size_t pixels = size_t(page.width) * rows;
    uint8_t *target = samples + size_t(row) * page.width * header.channels;
    unpack(raster.data(), pixels, header.channels, target);
    if (page.isMultiplied && header.channels == 4) divideByAlpha(target, pixels);
  }
  return CCODECS_OK;
}
