#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <vector>

// Needs the two above.
#include <jerror.h>
#include <jpeglib.h>

#include "guard.hpp"

namespace {

/// Each scan of a progressive file goes over the whole picture: a few bytes could ask for hours.
constexpr int mostScans = 500;

struct Fault {
  jpeg_error_mgr manager;
  jpeg_progress_mgr progress;
  std::jmp_buf exit;
  bool endsEarly;
  bool isCorrupt;
  char text[JMSG_LENGTH_MAX];
};

[[noreturn]] void leave(j_common_ptr info) {
  auto *fault = static_cast<Fault *>(info->client_data);
  info->err->format_message(info, fault->text);
  std::longjmp(fault->exit, 1);
}

void noteWarning(j_common_ptr info, int level) {
  if (level >= 0) return;
  auto *fault = static_cast<Fault *>(info->client_data);
  ++info->err->num_warnings;
  switch (info->err->msg_code) {
    case JWRN_JPEG_EOF: fault->endsEarly = true; break;
    // What follows them is grey or garbage. Others, such as bytes too many, leave a whole picture.
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE: fault->isCorrupt = true; break;
    default: break;
  }
}

void printNothing(j_common_ptr) {}

void countScans(j_common_ptr info) {
  auto *decoder = reinterpret_cast<j_decompress_ptr>(info);
  if (decoder->input_scan_number > mostScans) {
    info->err->msg_code = JERR_BAD_PROGRESSION;
    info->err->error_exit(info);
  }
}

void prepare(jpeg_decompress_struct &decoder, Fault &fault) {
  decoder.err = jpeg_std_error(&fault.manager);
  decoder.client_data = &fault;
  fault.manager.error_exit = leave;
  fault.manager.emit_message = noteWarning;
  fault.manager.output_message = printNothing;
  fault.progress.progress_monitor = countScans;
}

int32_t describe(const jpeg_decompress_struct &decoder, ccodecs_header &header) {
  if (decoder.data_precision != 8)
    return ccodecs::fail(CCODECS_UNSUPPORTED, "a JPEG of more than 8 bits a sample");
  header.width = static_cast<int32_t>(decoder.image_width);
  header.height = static_cast<int32_t>(decoder.image_height);
  header.channels = decoder.jpeg_color_space == JCS_GRAYSCALE ? 1 : 3;
  for (auto *marker = decoder.marker_list; marker != nullptr && header.orientation == 1; marker = marker->next)
    if (marker->data_length > 6 && std::memcmp(marker->data, "Exif\0", 6) == 0)
      header.orientation = ccodecs::orientation(marker->data, marker->data_length);
  return CCODECS_OK;
}

/// Inks as all programs write them, 255 where there is none, in place to light.
void toLight(const uint8_t *inks, uint8_t *light, size_t width) {
  for (size_t x = 0; x < width; ++x, inks += 4, light += 3)
    for (int part = 0; part < 3; ++part) light[part] = static_cast<uint8_t>((inks[part] * inks[3] + 127) / 255);
}

void decode(jpeg_decompress_struct &decoder, Fault &fault, uint8_t *samples, std::vector<uint8_t> &row) {
  bool isInk = decoder.jpeg_color_space == JCS_CMYK || decoder.jpeg_color_space == JCS_YCCK;
  bool isGrey = decoder.jpeg_color_space == JCS_GRAYSCALE;
  decoder.out_color_space = isGrey ? JCS_GRAYSCALE : isInk ? JCS_CMYK : JCS_RGB;
  decoder.progress = &fault.progress;
  jpeg_start_decompress(&decoder);
  size_t step = size_t(decoder.output_width) * (isGrey ? 1 : 3);
  if (isInk) row.resize(size_t(decoder.output_width) * 4);
  while (decoder.output_scanline < decoder.output_height) {
    uint8_t *target = samples + decoder.output_scanline * step;
    JSAMPROW pointer = isInk ? row.data() : target;
    if (jpeg_read_scanlines(&decoder, &pointer, 1) == 1 && isInk) toLight(row.data(), target, decoder.output_width);
  }
  // Goes on to the end marker, whose absence is what a cut leaves behind.
  jpeg_finish_decompress(&decoder);
}

int32_t verdict(const Fault &fault, bool left) {
  if (fault.endsEarly) return ccodecs::fail(CCODECS_TRUNCATED, "its data ends early");
  if (left) {
    switch (fault.manager.msg_code) {
      case JERR_OUT_OF_MEMORY: return ccodecs::fail(CCODECS_OUT_OF_MEMORY, "not enough memory");
      case JERR_BAD_PRECISION: return ccodecs::fail(CCODECS_UNSUPPORTED, "a JPEG of more than 8 bits a sample");
      case JERR_IMAGE_TOO_BIG:
        return ccodecs::fail(CCODECS_UNSUPPORTED, "a JPEG of more than 65500 pixels a side");
      case JERR_SOF_UNSUPPORTED: return ccodecs::fail(CCODECS_UNSUPPORTED, "a lossless or hierarchical JPEG");
      case JERR_CONVERSION_NOTIMPL: return ccodecs::fail(CCODECS_UNSUPPORTED, "a JPEG of an unknown colour space");
      default: return ccodecs::fail(CCODECS_DAMAGED, fault.text);
    }
  }
  return fault.isCorrupt ? ccodecs::fail(CCODECS_DAMAGED, "its compressed data makes no sense") : CCODECS_OK;
}

}  // namespace

int32_t ccodecs::readJPEG(Bytes file, ccodecs_header &header, uint8_t *samples) {
  jpeg_decompress_struct decoder{};
  Fault fault{};
  // Outside of what a jump leaves, so that it is destroyed.
  std::vector<uint8_t> row;
  prepare(decoder, fault);
  volatile int32_t code = CCODECS_OK;
  bool left = setjmp(fault.exit) != 0;
  if (!left) {
    jpeg_create_decompress(&decoder);
    jpeg_mem_src(&decoder, file.data, static_cast<unsigned long>(file.count));
    jpeg_save_markers(&decoder, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(&decoder, TRUE);
    if (samples == nullptr)
      code = describe(decoder, header);
    else
      decode(decoder, fault, samples, row);
  }
  jpeg_destroy_decompress(&decoder);
  return code != CCODECS_OK ? static_cast<int32_t>(code) : verdict(fault, left);
}
