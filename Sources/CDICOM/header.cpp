#include <cmath>
#include <cstring>

#include "guard.hpp"

namespace {

/// Where an attribute of a picture may stand: the data set, or the group that all frames, or the first one, have of it
/// (PS3.3, C.7.6.16).
DcmItem *home(DcmDataset &dataset, const DcmTagKey &group, const DcmTagKey &tag) {
  if (dataset.tagExists(tag)) return &dataset;
  for (const DcmTagKey &set : {DCM_PerFrameFunctionalGroupsSequence, DCM_SharedFunctionalGroupsSequence}) {
    DcmItem *frame = nullptr, *attributes = nullptr;
    if (dataset.findAndGetSequenceItem(set, frame, 0).good() && frame != nullptr &&
        frame->findAndGetSequenceItem(group, attributes, 0).good() && attributes != nullptr &&
        attributes->tagExists(tag))
      return attributes;
  }
  return nullptr;
}

/// The first of the numbers of an attribute; `otherwise` where there is none.
double number(DcmDataset &dataset, const DcmTagKey &group, const DcmTagKey &tag, double otherwise) {
  DcmItem *item = home(dataset, group, tag);
  double value = 0;
  if (item == nullptr || item->findAndGetFloat64(tag, value).bad() || !std::isfinite(value)) return otherwise;
  return value;
}

int32_t u16(DcmDataset &dataset, const DcmTagKey &tag) {
  Uint16 value = 0;
  return dataset.findAndGetUint16(tag, value).good() ? value : 0;
}

/// (0028,1056); an unknown word is a function that must not be guessed.
int32_t function(DcmDataset &dataset, int32_t &result) {
  OFString word;
  DcmItem *item = home(dataset, DCM_FrameVOILUTSequence, DCM_VOILUTFunction);
  if (item != nullptr) item->findAndGetOFString(DCM_VOILUTFunction, word);
  if (word.empty() || word == "LINEAR")
    result = CDICOM_LINEAR;
  else if (word == "LINEAR_EXACT")
    result = CDICOM_LINEAR_EXACT;
  else if (word == "SIGMOID")
    result = CDICOM_SIGMOID;
  else
    return cdicom::fail(CDICOM_UNSUPPORTED, ("a DICOM file with the VOI LUT function " + word).c_str());
  return CDICOM_OK;
}

int32_t readTable(
    DcmDataset &dataset, const DcmTagKey &group, const DcmTagKey &sequence, bool isSigned, cdicom_table &table) {
  table = {0, 0, 0, nullptr};
  DcmItem *item = home(dataset, group, sequence), *lut = nullptr;
  if (item == nullptr || item->findAndGetSequenceItem(sequence, lut, 0).bad() || lut == nullptr) return CDICOM_OK;
  Uint16 count = 0, first = 0, bits = 0;
  if (lut->findAndGetUint16(DCM_LUTDescriptor, count, 0).bad()) {
    Sint16 number = 0;
    if (lut->findAndGetSint16(DCM_LUTDescriptor, number, 0).bad())
      return cdicom::fail(CDICOM_DAMAGED, "a look-up table has no descriptor");
    count = static_cast<Uint16>(number);
  }
  Sint16 number = 0;
  if (lut->findAndGetUint16(DCM_LUTDescriptor, first, 1).bad() &&
      lut->findAndGetSint16(DCM_LUTDescriptor, number, 1).good())
    first = static_cast<Uint16>(number);
  if (lut->findAndGetUint16(DCM_LUTDescriptor, bits, 2).bad() &&
      lut->findAndGetSint16(DCM_LUTDescriptor, number, 2).good())
    bits = static_cast<Uint16>(number);
  const Uint16 *entries = nullptr;
  unsigned long have = 0;
  size_t wanted = count == 0 ? 65536 : count;
  if (lut->findAndGetUint16Array(DCM_LUTData, entries, &have).bad() || entries == nullptr || bits < 1 || bits > 16)
    return cdicom::fail(CDICOM_DAMAGED, "a look-up table makes no sense");
  if (have < wanted) return cdicom::fail(CDICOM_UNSUPPORTED, "a DICOM file with a packed or cut look-up table");
  table = {isSigned ? static_cast<double>(static_cast<Sint16>(first)) : first, bits, wanted, entries};
  return CDICOM_OK;
}

}  // namespace

int32_t cdicom_read_header(cdicom_file *file, cdicom_header *header) noexcept {
  return cdicom::guarded([&]() -> int32_t {
    DcmDataset &data = file->dataset;
    *header = {};
    header->height = u16(data, DCM_Rows);
    header->width = u16(data, DCM_Columns);
    if (header->width == 0 && header->height == 0) {
      OFString modality;
      data.findAndGetOFString(DCM_Modality, modality);
      std::string what = "a DICOM file without a picture";
      if (!modality.empty()) what += " (" + std::string(modality.c_str()) + ")";
      return cdicom::fail(CDICOM_NO_PICTURE, what.c_str());
    }
    OFString kind, frames, shape;
    data.findAndGetOFString(DCM_PhotometricInterpretation, kind);
    header->channels = kind.compare(0, 10, "MONOCHROME") == 0 ? 1 : 3;
    if (kind.empty() && u16(data, DCM_SamplesPerPixel) == 1) header->channels = 1;
    data.findAndGetOFString(DCM_PresentationLUTShape, shape);
    header->is_inverted = kind == "MONOCHROME1" || shape == "INVERSE";
    Sint32 count = 0;
    header->frames = data.findAndGetSint32(DCM_NumberOfFrames, count).good() && count > 0 ? count : 1;
    header->bits_stored = u16(data, DCM_BitsStored);
    header->is_signed = u16(data, DCM_PixelRepresentation) == 1;
    header->slope = number(data, DCM_PixelValueTransformationSequence, DCM_RescaleSlope, 1);
    header->intercept = number(data, DCM_PixelValueTransformationSequence, DCM_RescaleIntercept, 0);
    header->center = number(data, DCM_FrameVOILUTSequence, DCM_WindowCenter, NAN);
    header->window_width = number(data, DCM_FrameVOILUTSequence, DCM_WindowWidth, 0);
    if (std::isnan(header->center)) header->window_width = 0;
    return function(data, header->function);
  });
}

int32_t cdicom_modality_table(cdicom_file *file, cdicom_table *table) noexcept {
  return cdicom::guarded([&]() -> int32_t {
    bool isSigned = u16(file->dataset, DCM_PixelRepresentation) == 1;
    return readTable(
        file->dataset, DCM_PixelValueTransformationSequence, DCM_ModalityLUTSequence, isSigned, *table);
  });
}

int32_t cdicom_voi_table(cdicom_file *file, cdicom_table *table) noexcept {
  return cdicom::guarded([&]() -> int32_t {
    // The table takes what the modality's step gives, which a slope or an intercept may make negative.
    bool isSigned = u16(file->dataset, DCM_PixelRepresentation) == 1 ||
                    number(file->dataset, DCM_PixelValueTransformationSequence, DCM_RescaleIntercept, 0) < 0;
    if (home(file->dataset, DCM_PixelValueTransformationSequence, DCM_ModalityLUTSequence) != nullptr) isSigned = false;
    return readTable(file->dataset, DCM_FrameVOILUTSequence, DCM_VOILUTSequence, isSigned, *table);
  });
}
