#include <gif_lib.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "guard.hpp"

struct ccodecs_bytes {
  std::vector<uint8_t> values;
};

namespace {

struct Source {
  ccodecs::Bytes file;
  size_t place = 0;
  bool endsEarly = false;
};

int take(GifFileType *gif, GifByteType *target, int wanted) {
  auto *source = static_cast<Source *>(gif->UserData);
  size_t count = std::min<size_t>(static_cast<size_t>(wanted), source->file.count - source->place);
  if (count < static_cast<size_t>(wanted)) source->endsEarly = true;
  std::memcpy(target, source->file.data + source->place, count);
  source->place += count;
  return static_cast<int>(count);
}

struct Close {
  void operator()(GifFileType *gif) const { DGifCloseFile(gif, nullptr); }
};

/// What the blocks in front of a first frame, and the frame's own description, say.
struct Frame {
  GifImageDesc place{};
  const ColorMapObject *colors = nullptr;
  int transparent = NO_TRANSPARENT_COLOR;
};

int32_t fault(const Source &source) {
  return source.endsEarly ? ccodecs::fail(CCODECS_TRUNCATED, "its data ends early")
                          : ccodecs::fail(CCODECS_DAMAGED, "its blocks make no sense");
}

/// Reads an extension; keeps the transparent colour that one of them names.
bool readExtension(GifFileType *gif, Frame &frame) {
  int code = 0;
  GifByteType *block = nullptr;
  if (DGifGetExtension(gif, &code, &block) == GIF_ERROR) return false;
  while (block != nullptr) {
    GraphicsControlBlock control;
    if (code == GRAPHICS_EXT_FUNC_CODE && block[0] >= 4 && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
      frame.transparent = control.TransparentColor;
    if (DGifGetExtensionNext(gif, &block) == GIF_ERROR) return false;
  }
  return true;
}

/// Goes on to the next frame's pixels; `isEnd` where there is none.
bool nextFrame(GifFileType *gif, Frame &frame, bool &isEnd) {
  isEnd = false;
  while (true) {
    GifRecordType kind;
    if (DGifGetRecordType(gif, &kind) == GIF_ERROR) return false;
    if (kind == TERMINATE_RECORD_TYPE) return isEnd = true;
    if (kind == EXTENSION_RECORD_TYPE && !readExtension(gif, frame)) return false;
    if (kind != IMAGE_DESC_RECORD_TYPE) continue;
    if (DGifGetImageHeader(gif) == GIF_ERROR) return false;
    frame.place = gif->Image;
    frame.colors = gif->Image.ColorMap != nullptr ? gif->Image.ColorMap : gif->SColorMap;
    return true;
  }
}

bool skipPixels(GifFileType *gif) {
  int size = 0;
  GifByteType *block = nullptr;
  if (DGifGetCode(gif, &size, &block) == GIF_ERROR) return false;
  while (block != nullptr)
    if (DGifGetCodeNext(gif, &block) == GIF_ERROR) return false;
  return true;
}

/// Rows in the order of an interlaced file.
std::vector<int> rowOrder(const GifImageDesc &place) {
  std::vector<int> order;
  const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
  for (int pass = 0; pass < (place.Interlace ? 4 : 1); ++pass)
    for (int row = place.Interlace ? starts[pass] : 0; row < place.Height; row += place.Interlace ? steps[pass] : 1)
      order.push_back(row);
  return order;
}

int32_t decode(
    GifFileType *gif, const Source &source, const Frame &frame, const ccodecs_header &header, uint8_t *samples) {
  std::memset(samples, 0, size_t(header.width) * header.height * header.channels);
  std::vector<GifPixelType> line(static_cast<size_t>(std::max(frame.place.Width, 1)));
  for (int row : rowOrder(frame.place)) {
    if (DGifGetLine(gif, line.data(), frame.place.Width) == GIF_ERROR) return fault(source);
    int y = frame.place.Top + row;
    if (y >= header.height) continue;
    for (int x = 0; x < frame.place.Width && frame.place.Left + x < header.width; ++x) {
      int index = line[static_cast<size_t>(x)];
      if (index == frame.transparent) continue;
      GifColorType color{};
      if (frame.colors == nullptr)  // Left to the reader, which takes levels of grey.
        color.Red = color.Green = color.Blue = static_cast<GifByteType>(index);
      else if (index < frame.colors->ColorCount)
        color = frame.colors->Colors[index];
      uint8_t *pixel = samples + (size_t(y) * header.width + frame.place.Left + x) * header.channels;
      pixel[0] = color.Red;
      pixel[1] = color.Green;
      pixel[2] = color.Blue;
      if (header.channels == 4) pixel[3] = 255;
    }
  }
  return CCODECS_OK;
}

int store(GifFileType *gif, const GifByteType *bytes, int count) {
  auto &values = static_cast<ccodecs_bytes *>(gif->UserData)->values;
  try {
    values.insert(values.end(), bytes, bytes + count);
  } catch (...) {
    return 0;
  }
  return count;
}

/// The extension that browsers know for repeating without end.
bool putRepeats(GifFileType *gif) {
  const uint8_t forEver[] = {1, 0, 0};
  return EGifPutExtensionLeader(gif, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
         EGifPutExtensionBlock(gif, 11, "NETSCAPE2.0") == GIF_OK &&
         EGifPutExtensionBlock(gif, sizeof(forEver), forEver) == GIF_OK && EGifPutExtensionTrailer(gif) == GIF_OK;
}

bool putFrame(GifFileType *gif, const uint8_t *indices, int32_t width, int32_t height, int32_t hundredths) {
  GraphicsControlBlock control{DISPOSE_DO_NOT, false, hundredths, NO_TRANSPARENT_COLOR};
  GifByteType extension[4];
  size_t length = EGifGCBToExtension(&control, extension);
  std::vector<GifPixelType> row(static_cast<size_t>(width));
  if (EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, static_cast<int>(length), extension) == GIF_ERROR ||
      EGifPutImageDesc(gif, 0, 0, width, height, false, nullptr) == GIF_ERROR)
    return false;
  for (int32_t y = 0; y < height; ++y) {
    // A copy, since the encoder takes what it may write to.
    std::memcpy(row.data(), indices + size_t(y) * width, row.size());
    if (EGifPutLine(gif, row.data(), width) == GIF_ERROR) return false;
  }
  return true;
}

}  // namespace

int32_t ccodecs::readGIF(Bytes file, ccodecs_header &header, uint8_t *samples) {
  Source source{file};
  std::unique_ptr<GifFileType, Close> gif(DGifOpen(&source, take, nullptr));
  Frame frame;
  bool isEnd = false;
  if (!gif || !nextFrame(gif.get(), frame, isEnd)) return fault(source);
  if (isEnd) return fail(CCODECS_DAMAGED, "it holds no frame");
  if (samples != nullptr) return decode(gif.get(), source, frame, header, samples);
  header.width = gif->SWidth > 0 ? gif->SWidth : frame.place.Width;
  header.height = gif->SHeight > 0 ? gif->SHeight : frame.place.Height;
  bool isCovered = frame.place.Left == 0 && frame.place.Top == 0 && frame.place.Width >= header.width &&
                   frame.place.Height >= header.height;
  header.channels = frame.transparent != NO_TRANSPARENT_COLOR || !isCovered ? 4 : 3;
  Frame next;
  if (!skipPixels(gif.get())) return fault(source);
  while (nextFrame(gif.get(), next, isEnd) && !isEnd && skipPixels(gif.get())) ++header.pages;
  // Later frames that are cut off do no harm to the first.
  return CCODECS_OK;
}

int32_t ccodecs_encode_gif(
    const uint8_t *palette, const uint8_t *indices, int32_t width, int32_t height, int32_t frames, int32_t hundredths,
    ccodecs_bytes **result) noexcept {
  *result = nullptr;
  return ccodecs::guarded([&]() -> int32_t {
    if (width < 1 || height < 1 || width > 0xFFFF || height > 0xFFFF)
      return ccodecs::fail(CCODECS_UNSUPPORTED, "a GIF is at most 65535 pixels a side");
    auto bytes = std::make_unique<ccodecs_bytes>();
    GifColorType colors[256];
    for (int index = 0; index < 256; ++index)
      colors[index] = {palette[3 * index], palette[3 * index + 1], palette[3 * index + 2]};
    std::unique_ptr<ColorMapObject, void (*)(ColorMapObject *)> map(GifMakeMapObject(256, colors), GifFreeMapObject);
    GifFileType *gif = EGifOpen(bytes.get(), store, nullptr);
    if (!map || gif == nullptr) throw std::bad_alloc();
    EGifSetGifVersion(gif, true);
    bool isGood = EGifPutScreenDesc(gif, width, height, 8, 0, map.get()) == GIF_OK && putRepeats(gif);
    for (int32_t frame = 0; isGood && frame < frames; ++frame)
      isGood = putFrame(gif, indices + size_t(frame) * width * height, width, height, hundredths);
    isGood = EGifCloseFile(gif, nullptr) == GIF_OK && isGood;
    // The encoder fails for nothing but want of memory.
    if (!isGood) throw std::bad_alloc();
    *result = bytes.release();
    return CCODECS_OK;
  });
}

size_t ccodecs_bytes_count(const ccodecs_bytes *bytes) noexcept { return bytes->values.size(); }
const uint8_t *ccodecs_bytes_data(const ccodecs_bytes *bytes) noexcept { return bytes->values.data(); }
void ccodecs_bytes_destroy(ccodecs_bytes *bytes) noexcept { delete bytes; }
