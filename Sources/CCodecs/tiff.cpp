#include "tiff.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

namespace {

using namespace ccodecs::tiff;

constexpr int mostPages = 10'000;

tmsize_t take(thandle_t handle, void *target, tmsize_t wanted) {
  auto *source = static_cast<Source *>(handle);
  if (source->place > source->file.count) return 0;
  size_t count = std::min<size_t>(static_cast<size_t>(wanted), source->file.count - source->place);
  std::memcpy(target, source->file.data + source->place, count);
  source->place += count;
  return static_cast<tmsize_t>(count);
}

tmsize_t refuse(thandle_t, void *, tmsize_t) { return 0; }

toff_t seek(thandle_t handle, toff_t place, int from) {
  auto *source = static_cast<Source *>(handle);
  toff_t base = from == SEEK_CUR ? source->place : from == SEEK_END ? source->file.count : 0;
  source->place = static_cast<size_t>(base + place);
  return source->place;
}

int close(thandle_t) { return 0; }
toff_t size(thandle_t handle) { return static_cast<Source *>(handle)->file.count; }

/// Read where they lie: libtiff's other way fails on tiles of less than 1 KiB.
int map(thandle_t handle, void **start, toff_t *count) {
  auto *source = static_cast<Source *>(handle);
  *start = const_cast<uint8_t *>(source->file.data);
  *count = source->file.count;
  return 1;
}

void unmap(thandle_t, void *, toff_t) {}

int saySilently(TIFF *, void *, const char *, const char *, va_list) { return 1; }

int keep(TIFF *, void *data, const char *, const char *format, va_list values) {
  auto *source = static_cast<Source *>(data);
  if (source->text[0] == '\0') std::vsnprintf(source->text, sizeof(source->text), format, values);
  return 1;
}

std::unique_ptr<TIFF, Close> open(Source &source) {
  std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions *)> options(TIFFOpenOptionsAlloc(), TIFFOpenOptionsFree);
  if (!options) throw std::bad_alloc();
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keep, &source);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), saySilently, nullptr);
  // Deflate packs 1032 to 1: what a small file claims beyond that is not there.
  size_t most = std::min<size_t>(size_t(1) << 31, std::max<size_t>(size_t(1) << 28, source.file.count * 1100));
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), static_cast<tmsize_t>(most));
  return std::unique_ptr<TIFF, Close>(
      TIFFClientOpenExt("picture", "r", &source, take, refuse, seek, close, size, map, unmap, options.get()));
}

/// Whether the bytes go as far as the first directory, which may stand at the end of a file.
bool holdsDirectory(ccodecs::Bytes file) {
  if (file.count < 16) return false;
  bool isLittle = file.data[0] == 'I';
  auto number = [&](size_t place, size_t width) {
    uint64_t value = 0;
    for (size_t index = 0; index < width; ++index)
      value = value << 8 | file.data[place + (isLittle ? width - 1 - index : index)];
    return value;
  };
  bool isBig = number(2, 2) == 43;
  size_t counter = isBig ? 8 : 2, entry = isBig ? 20 : 12;
  uint64_t start = isBig ? number(8, 8) : number(4, 4);
  if (start > file.count || file.count - start < counter) return false;
  return number(static_cast<size_t>(start), counter) <= (file.count - start - counter) / entry;
}

Page describe(TIFF *file) {
  Page page;
  TIFFGetField(file, TIFFTAG_IMAGEWIDTH, &page.width);
  TIFFGetField(file, TIFFTAG_IMAGELENGTH, &page.height);
  TIFFGetFieldDefaulted(file, TIFFTAG_BITSPERSAMPLE, &page.bits);
  TIFFGetFieldDefaulted(file, TIFFTAG_SAMPLESPERPIXEL, &page.channels);
  TIFFGetFieldDefaulted(file, TIFFTAG_PLANARCONFIG, &page.planes);
  TIFFGetFieldDefaulted(file, TIFFTAG_SAMPLEFORMAT, &page.kind);
  TIFFGetFieldDefaulted(file, TIFFTAG_COMPRESSION, &page.compression);
  TIFFGetFieldDefaulted(file, TIFFTAG_ORIENTATION, &page.orientation);
  if (TIFFGetField(file, TIFFTAG_PHOTOMETRIC, &page.photometric) == 0)
    page.photometric = page.channels >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
  uint16_t *extras = nullptr;
  bool isSaid = TIFFGetField(file, TIFFTAG_EXTRASAMPLES, &page.extras, &extras) != 0 && page.extras > 0;
  if (isSaid) page.extra = extras[0];
  int colors = page.photometric == PHOTOMETRIC_RGB || page.photometric == PHOTOMETRIC_YCBCR ? 3
               : page.photometric == PHOTOMETRIC_SEPARATED                                 ? 4
                                                                                            : 1;
  // Files of four channels that do not say what the fourth is are those of writers that mean transparency.
  page.hasAlpha = page.channels == colors + 1 && colors != 4 && (!isSaid || page.extra != EXTRASAMPLE_UNSPECIFIED);
  page.isMultiplied = page.hasAlpha && page.extra == EXTRASAMPLE_ASSOCALPHA;
  return page;
}

int32_t unsupported(const std::string &what) { return ccodecs::fail(CCODECS_UNSUPPORTED, what.c_str()); }

int32_t checkKind(TIFF *file, const Page &page) {
  if (page.width == 0 || page.height == 0) return ccodecs::fail(CCODECS_DAMAGED, "its directory gives no size");
  if (page.kind == SAMPLEFORMAT_IEEEFP || page.kind == SAMPLEFORMAT_COMPLEXIEEEFP)
    return unsupported("a TIFF of floating-point samples");
  if (page.bits != 1 && page.bits != 2 && page.bits != 4 && page.bits != 8 && page.bits != 16)
    return unsupported("a TIFF of " + std::to_string(page.bits) + " bits a sample");
  if (page.kind != SAMPLEFORMAT_UINT && page.kind != SAMPLEFORMAT_VOID)
    return unsupported("a TIFF of samples with a sign");
  if (page.channels > 4)
    return unsupported("a TIFF of " + std::to_string(page.channels) + " channels");
  if (TIFFIsCODECConfigured(page.compression) == 0)
    return unsupported("a TIFF of compression " + std::to_string(page.compression));
  switch (page.photometric) {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
    case PHOTOMETRIC_RGB: break;
    case PHOTOMETRIC_SEPARATED:
      if (page.channels != 4 || (page.bits == 16 && page.planes == PLANARCONFIG_SEPARATE))
        return unsupported("a TIFF of inks that are not CMYK, pixel by pixel");
      break;
    case PHOTOMETRIC_PALETTE:
    case PHOTOMETRIC_YCBCR:
      if (page.bits == 16) return unsupported("a TIFF of 16 bits that is neither grey, RGB nor CMYK");
      break;
    // libtiff's rendering of these is some levels off.
    case PHOTOMETRIC_CIELAB:
    case PHOTOMETRIC_ICCLAB:
    case PHOTOMETRIC_ITULAB: return unsupported("a TIFF of L*a*b* colours");
    default: return unsupported("a TIFF of photometric interpretation " + std::to_string(page.photometric));
  }
  char text[1024] = "";
  if (page.bits != 16 && TIFFRGBAImageOK(file, text) == 0) return unsupported("a TIFF of a variety without rendering");
  return CCODECS_OK;
}

/// Pages that are not smaller copies of others.
int32_t countPages(TIFF *file) {
  int32_t pages = 1;
  for (int read = 1; read < mostPages && TIFFReadDirectory(file) != 0; ++read) {
    uint32_t kind = 0;
    TIFFGetFieldDefaulted(file, TIFFTAG_SUBFILETYPE, &kind);
    if ((kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0) ++pages;
  }
  return pages;
}

/// Every strip or tile must lie inside the file: decoders fill what is missing in silence.
int32_t checkEnd(TIFF *file, const Source &source) {
  uint32_t count = TIFFIsTiled(file) ? TIFFNumberOfTiles(file) : TIFFNumberOfStrips(file);
  for (uint32_t index = 0; index < count; ++index) {
    int error = 0;
    uint64_t place = TIFFGetStrileOffsetWithErr(file, index, &error);
    uint64_t length = error == 0 ? TIFFGetStrileByteCountWithErr(file, index, &error) : 0;
    if (error != 0 || length > source.file.count || place > source.file.count - length)
      return ccodecs::fail(CCODECS_TRUNCATED, "its pixels lie beyond its end");
    if (length == 0) return ccodecs::fail(CCODECS_DAMAGED, "a part of its pixels is empty");
  }
  return CCODECS_OK;
}

}  // namespace

int32_t ccodecs::readTIFF(Bytes bytes, ccodecs_header &header, uint8_t *samples) {
  Source source{bytes};
  std::unique_ptr<TIFF, Close> file = open(source);
  if (!file) {
    if (!holdsDirectory(bytes)) return fail(CCODECS_TRUNCATED, "its directory lies beyond its end");
    return fail(CCODECS_DAMAGED, source.text[0] != '\0' ? source.text : "its directory makes no sense");
  }
  Page page = describe(file.get());
  int32_t code = checkKind(file.get(), page);
  if (code != CCODECS_OK) return code;
  if (samples == nullptr) {
    header.width = static_cast<int32_t>(std::min<uint32_t>(page.width, INT32_MAX));
    header.height = static_cast<int32_t>(std::min<uint32_t>(page.height, INT32_MAX));
    header.depth = page.bits == 16 ? 16 : 8;
    bool isGrey = page.photometric == PHOTOMETRIC_MINISBLACK || page.photometric == PHOTOMETRIC_MINISWHITE;
    header.channels = page.hasAlpha ? 4 : isGrey ? 1 : 3;
    if (page.orientation >= 1 && page.orientation <= 8) header.orientation = page.orientation;
    header.pages = countPages(file.get());
    return CCODECS_OK;
  }
  code = checkEnd(file.get(), source);
  if (code != CCODECS_OK) return code;
  if (header.depth == 16) return decodeDeep(file.get(), page, header, reinterpret_cast<uint16_t *>(samples));
  return decodeRendered(file.get(), page, header, samples);
}
