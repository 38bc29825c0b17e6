#include <dcmtk/dcmdata/dccodec.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmimage/diregist.h>  // makes DicomImage know colours
#include <dcmtk/dcmimgle/dipixel.h>

#include <string>

#include "guard.hpp"

namespace {

bool isJPEG2000(E_TransferSyntax syntax) {
  return syntax == EXS_JPEG2000LosslessOnly || syntax == EXS_JPEG2000 ||
         syntax == EXS_JPEG2000MulticomponentLosslessOnly || syntax == EXS_JPEG2000Multicomponent;
}

/// Whether plain samples of the first frame are all there; those of odd layouts are left to DCMTK.
bool holdsAFrame(DcmDataset &data, DcmElement &pixels) {
  Uint16 rows = 0, columns = 0, samples = 1, bits = 0;
  OFString kind;
  data.findAndGetUint16(DCM_Rows, rows);
  data.findAndGetUint16(DCM_Columns, columns);
  data.findAndGetUint16(DCM_SamplesPerPixel, samples);
  data.findAndGetUint16(DCM_BitsAllocated, bits);
  data.findAndGetOFString(DCM_PhotometricInterpretation, kind);
  uint64_t needed = (uint64_t(rows) * columns * samples * bits + 7) / 8;
  if (kind == "YBR_FULL_422" || kind == "YBR_PARTIAL_422") needed = needed * 2 / 3;
  return pixels.getLength() >= needed;
}

uint32_t littleEndian(const Uint8 *bytes) {
  return uint32_t(bytes[0]) | uint32_t(bytes[1]) << 8 | uint32_t(bytes[2]) << 16 | uint32_t(bytes[3]) << 24;
}

/// Whether the segments of the first run-length encoded frame lie within it (PS3.5, annex G): DCMTK reads where the frame's
/// header points, wherever that is.
bool holdsItsRuns(cdicom_file &file, DcmElement &element) {
  auto *pixels = dynamic_cast<DcmPixelData *>(&element);
  DcmPixelSequence *sequence = nullptr;
  DcmPixelItem *item = nullptr;
  Uint8 *bytes = nullptr;
  DcmXfer syntax(file.syntax);
  if (pixels == nullptr || pixels->getEncapsulatedRepresentation(syntax.getXfer(), nullptr, sequence).bad()) return false;
  // The first item is the table of offsets.
  if (sequence == nullptr || sequence->getItem(item, 1).bad() || item == nullptr) return false;
  uint32_t length = item->getLength();
  if (length < 64 || item->getUint8Array(bytes).bad() || bytes == nullptr) return false;
  uint32_t count = littleEndian(bytes), last = 0;
  if (count < 1 || count > 15) return false;
  for (uint32_t segment = 1; segment <= count; ++segment) {
    uint32_t offset = littleEndian(bytes + 4 * segment);
    if (offset < 64 || offset <= last || offset >= length) return false;
    last = offset;
  }
  return true;
}

int32_t checkPixels(cdicom_file &file) {
  DcmElement *pixels = nullptr;
  if (file.dataset.findAndGetElement(DCM_PixelData, pixels).bad() || pixels == nullptr) {
    if (file.dataset.tagExists(DCM_FloatPixelData) || file.dataset.tagExists(DCM_DoubleFloatPixelData))
      return cdicom::fail(CDICOM_UNSUPPORTED, "a DICOM file of floating-point pixels");
    if (file.endsEarly) return cdicom::fail(CDICOM_TRUNCATED, "it ends before its pixels");
    return cdicom::fail(CDICOM_NO_PICTURE, "a DICOM file without pixels");
  }
  // Nothing behind the pixels means that it is they that end early; decoders would fill the rest with grey.
  if (file.endsEarly && file.dataset.getElement(file.dataset.card() - 1) == pixels)
    return cdicom::fail(CDICOM_TRUNCATED, "its pixels end early");
  DcmXfer syntax(file.syntax);
  if (isJPEG2000(file.syntax)) return cdicom::decodeJPEG2000(file);
  if (syntax.isEncapsulated()) {
    if (file.syntax == EXS_RLELossless && !holdsItsRuns(file, *pixels))
      return cdicom::fail(CDICOM_DAMAGED, "its pixels cannot be decompressed");
    if (DcmCodecList::canChangeCoding(file.syntax, EXS_LittleEndianExplicit)) return CDICOM_OK;
    return cdicom::fail(
        CDICOM_UNSUPPORTED, (std::string("a DICOM file compressed by ") + syntax.getXferName()).c_str());
  }
  if (!holdsAFrame(file.dataset, *pixels)) return cdicom::fail(CDICOM_TRUNCATED, "its pixels end early");
  return CDICOM_OK;
}

int32_t imageFault(const cdicom_file &file) {
  switch (file.image->getStatus()) {
    case EIS_MemoryFailure: return cdicom::fail(CDICOM_OUT_OF_MEMORY, "not enough memory");
    case EIS_NotSupportedValue: return cdicom::fail(CDICOM_UNSUPPORTED, "a DICOM file of a variety that DCMTK lacks");
    case EIS_MissingAttribute: return cdicom::fail(CDICOM_DAMAGED, "an attribute that pictures need is missing");
    default: break;
  }
  return cdicom::fail(
      CDICOM_DAMAGED,
      DcmXfer(file.syntax).isEncapsulated() ? "its pixels cannot be decompressed" : "its pixels make no sense");
}

template <typename Sample>
void copy(const void *source, size_t start, size_t count, double *destination) {
  const Sample *values = static_cast<const Sample *>(source) + start;
  for (size_t index = 0; index < count; ++index) destination[index] = values[index];
}

}  // namespace

int32_t cdicom_decode(cdicom_file *file) noexcept {
  return cdicom::guarded([&]() -> int32_t {
    int32_t code = checkPixels(*file);
    if (code != CDICOM_OK) return code;
    // The modality's step is ours: DCMTK cuts its results to whole numbers.
    file->image = std::make_unique<DicomImage>(
        &file->dataset, file->syntax,
        CIF_UsePartialAccessToPixelData | CIF_IgnoreModalityTransformation | CIF_NeverAccessEmbeddedOverlays, 0, 1);
    return file->image->getStatus() == EIS_Normal ? CDICOM_OK : imageFault(*file);
  });
}

int32_t cdicom_copy_values(const cdicom_file *file, size_t start, size_t count, double *destination) noexcept {
  return cdicom::guarded([&]() -> int32_t {
    const DiPixel *pixels = file->image && file->image->isMonochrome() ? file->image->getInterData() : nullptr;
    if (pixels == nullptr || pixels->getData() == nullptr)
      return cdicom::fail(CDICOM_DAMAGED, "it says grey and holds colours");
    size_t have = pixels->getCount();
    if (start > have || count > have - start) return cdicom::fail(CDICOM_DAMAGED, "it holds fewer pixels than it says");
    const void *data = pixels->getData();
    switch (pixels->getRepresentation()) {
      case EPR_Uint8: copy<Uint8>(data, start, count, destination); break;
      case EPR_Sint8: copy<Sint8>(data, start, count, destination); break;
      case EPR_Uint16: copy<Uint16>(data, start, count, destination); break;
      case EPR_Sint16: copy<Sint16>(data, start, count, destination); break;
      case EPR_Uint32: copy<Uint32>(data, start, count, destination); break;
      case EPR_Sint32: copy<Sint32>(data, start, count, destination); break;
    }
    return CDICOM_OK;
  });
}

int32_t cdicom_color_bits(const cdicom_file *file) noexcept {
  return file->image && file->image->getDepth() > 8 ? 16 : 8;
}

int32_t cdicom_copy_colors(const cdicom_file *file, void *destination, size_t size) noexcept {
  return cdicom::guarded([&]() -> int32_t {
    if (!file->image || file->image->isMonochrome())
      return cdicom::fail(CDICOM_DAMAGED, "it says colour and holds grey");
    if (!file->image->getOutputData(destination, static_cast<unsigned long>(size), cdicom_color_bits(file), 0, 0))
      return cdicom::fail(CDICOM_DAMAGED, "its colours make no sense");
    return CDICOM_OK;
  });
}
