#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include "guard.hpp"

// As in CCodecs.h, which C++ of another target cannot include: it would need that target's module.
extern "C" {
const char *ccodecs_last_message(void) noexcept;
int32_t ccodecs_decode_jpeg2000_values(
    const uint8_t *bytes, size_t count, int32_t width, int32_t height, int32_t channels, uint16_t *samples,
    int32_t *bits) noexcept;
}

namespace {

/// The fragments of the first frame, put together.
std::vector<uint8_t> firstFrame(cdicom_file &file) {
  std::vector<uint8_t> bytes;
  DcmElement *element = nullptr;
  DcmPixelSequence *sequence = nullptr;
  if (file.dataset.findAndGetElement(DCM_PixelData, element).bad()) return bytes;
  auto *pixels = dynamic_cast<DcmPixelData *>(element);
  if (pixels == nullptr || pixels->getEncapsulatedRepresentation(file.syntax, nullptr, sequence).bad() ||
      sequence == nullptr)
    return bytes;
  Sint32 frames = 1;
  file.dataset.findAndGetSint32(DCM_NumberOfFrames, frames);
  unsigned long fragments = sequence->card();
  // A fragment a frame is how files of many frames are; of others, the decoder stops where the first frame ends.
  if (frames > 1 && fragments == static_cast<unsigned long>(frames) + 1) fragments = 2;
  for (unsigned long index = 1; index < fragments; ++index) {
    DcmPixelItem *item = nullptr;
    Uint8 *part = nullptr;
    if (sequence->getItem(item, index).bad() || item == nullptr || item->getUint8Array(part).bad() || part == nullptr)
      break;
    bytes.insert(bytes.end(), part, part + item->getLength());
  }
  return bytes;
}

}  // namespace

int32_t cdicom::decodeJPEG2000(cdicom_file &file) {
  cdicom_header header;
  int32_t code = cdicom_read_header(&file, &header);
  if (code != CDICOM_OK) return code;
  std::vector<uint8_t> frame = firstFrame(file);
  std::vector<uint16_t> samples(size_t(header.width) * header.height * header.channels);
  int32_t bits = 0;
  code = ccodecs_decode_jpeg2000_values(
      frame.data(), frame.size(), header.width, header.height, header.channels, samples.data(), &bits);
  if (code != 0) return fail(CDICOM_DAMAGED, ccodecs_last_message());
  // As many bits as the code stream says, whatever the attributes said.
  DcmDataset &data = file.dataset;
  if (data.putAndInsertUint16Array(DCM_PixelData, samples.data(), samples.size()).bad()) throw std::bad_alloc();
  data.putAndInsertUint16(DCM_BitsAllocated, 16);
  data.putAndInsertUint16(DCM_BitsStored, static_cast<Uint16>(bits));
  data.putAndInsertUint16(DCM_HighBit, static_cast<Uint16>(bits - 1));
  data.putAndInsertUint16(DCM_PlanarConfiguration, 0);
  OFString kind;
  data.findAndGetOFString(DCM_PhotometricInterpretation, kind);
  if (kind == "YBR_RCT" || kind == "YBR_ICT") data.putAndInsertString(DCM_PhotometricInterpretation, "RGB");
  file.syntax = EXS_LittleEndianExplicit;
  return CDICOM_OK;
}
