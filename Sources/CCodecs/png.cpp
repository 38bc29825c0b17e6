#include <png.h>

#include <csetjmp>
#include <cstring>
#include <memory>
#include <vector>

#include "guard.hpp"

namespace {

struct Reader {
  ccodecs::Bytes file;
  size_t place = 0;
  bool endsEarly = false;
  char text[128] = "";
};

void take(png_structp png, png_bytep target, size_t count) {
  auto *reader = static_cast<Reader *>(png_get_io_ptr(png));
  if (count > reader->file.count - reader->place) {
    reader->endsEarly = true;
    png_error(png, "its data ends early");
  }
  std::memcpy(target, reader->file.data + reader->place, count);
  reader->place += count;
}

[[noreturn]] void leave(png_structp png, png_const_charp text) {
  auto *reader = static_cast<Reader *>(png_get_error_ptr(png));
  std::strncpy(reader->text, text, sizeof(reader->text) - 1);
  png_longjmp(png, 1);
}

void saySilently(png_structp, png_const_charp) {}

void prepare(png_structp png, Reader &reader) {
  png_set_read_fn(png, &reader, take);
  png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);
  // Profiles and texts change no sample here; what is wrong in them is no fault of the picture.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
  // Exif data, and the texts in which ImageMagick wrote it before there was a chunk for it.
  static const png_byte kept[] = "eXIf\0tEXt\0zTXt";
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT, kept, 3);
  png_set_chunk_malloc_max(png, 1 << 20);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
}

int hexDigit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/// Exif data as a text: a line with a word, one with its length, then hexadecimal digits in lines.
int32_t orientationInTexts(png_structp png, png_infop info) {
  png_textp texts = nullptr;
  int count = 0;
  png_get_text(png, info, &texts, &count);
  for (int index = 0; index < count; ++index) {
    if (std::strcmp(texts[index].key, "Raw profile type exif") != 0 || texts[index].text == nullptr) continue;
    const char *place = texts[index].text;
    while (*place == '\n') ++place;
    for (int line = 0; line < 2 && *place != '\0'; ++line) {
      while (*place != '\0' && *place != '\n') ++place;
      if (*place == '\n') ++place;
    }
    std::vector<uint8_t> bytes;
    for (int high = -1; *place != '\0'; ++place) {
      int digit = hexDigit(*place);
      if (digit < 0) continue;
      if (high >= 0) bytes.push_back(static_cast<uint8_t>(high * 16 + digit));
      high = high >= 0 ? -1 : digit;
    }
    return ccodecs::orientation(bytes.data(), bytes.size());
  }
  return 1;
}

void describe(png_structp png, png_infop info, ccodecs_header &header) {
  header.width = static_cast<int32_t>(png_get_image_width(png, info));
  header.height = static_cast<int32_t>(png_get_image_height(png, info));
  header.depth = png_get_bit_depth(png, info) == 16 ? 16 : 8;
  int kind = png_get_color_type(png, info);
  bool isKeyed = png_get_valid(png, info, PNG_INFO_tRNS) != 0;
  // A grey level that stands for transparent is left a grey level: such pictures are grey ones to all who use them.
  header.channels = kind == PNG_COLOR_TYPE_GRAY ? 1 : (kind & PNG_COLOR_MASK_ALPHA) != 0 || isKeyed ? 4 : 3;
  png_bytep exif = nullptr;
  png_uint_32 count = 0;
  if (png_get_eXIf_1(png, info, &count, &exif) == 0 || exif == nullptr) {
    header.orientation = orientationInTexts(png, info);
    return;
  }
  // libexif expects the name that stands before it in JPEG files.
  std::vector<uint8_t> named{'E', 'x', 'i', 'f', 0, 0};
  named.insert(named.end(), exif, exif + count);
  header.orientation = ccodecs::orientation(named.data(), named.size());
}

void decode(
    png_structp png, png_infop info, const ccodecs_header &header, uint8_t *samples, std::vector<png_bytep> &rows) {
  int kind = png_get_color_type(png, info);
  if (kind == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (kind == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png);
  if (header.channels == 4 && png_get_valid(png, info, PNG_INFO_tRNS) != 0) png_set_tRNS_to_alpha(png);
  if (kind == PNG_COLOR_TYPE_GRAY_ALPHA) png_set_gray_to_rgb(png);
  const uint16_t one = 1;
  if (header.depth == 16 && *reinterpret_cast<const uint8_t *>(&one) == 1) png_set_swap(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  size_t step = size_t(header.width) * header.channels * (header.depth / 8);
  if (png_get_rowbytes(png, info) != step) png_error(png, "its rows have another length than its header says");
  rows.resize(header.height);
  for (size_t row = 0; row < rows.size(); ++row) rows[row] = samples + row * step;
  png_read_image(png, rows.data());
  png_read_end(png, nullptr);
}

}  // namespace

int32_t ccodecs::readPNG(Bytes file, ccodecs_header &header, uint8_t *samples) {
  Reader reader{file};
  // Outside of what a jump leaves, so that it is destroyed.
  std::vector<png_bytep> rows;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader, leave, saySilently);
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  bool left = true;
  if (info != nullptr) {
    left = setjmp(png_jmpbuf(png)) != 0;
    if (!left) {
      prepare(png, reader);
      png_read_info(png, info);
      if (samples == nullptr)
        describe(png, info, header);
      else
        decode(png, info, header, samples, rows);
    }
  }
  if (png != nullptr) png_destroy_read_struct(&png, &info, nullptr);
  if (!left) return CCODECS_OK;
  if (reader.endsEarly) return fail(CCODECS_TRUNCATED, reader.text);
  if (reader.text[0] == '\0' || std::strstr(reader.text, "memory") != nullptr)
    return fail(CCODECS_OUT_OF_MEMORY, "not enough memory");
  return fail(CCODECS_DAMAGED, reader.text);
}
