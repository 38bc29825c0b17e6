#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <openjpeg-2.5/openjpeg.h>

#include <algorithm>
#include <cstring>

#include "guard.hpp"

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

struct Source {
  const std::vector<uint8_t> &bytes;
  size_t place = 0;
};

OPJ_SIZE_T readSource(void *buffer, OPJ_SIZE_T wanted, void *data) {
  auto &source = *static_cast<Source *>(data);
  size_t count = std::min<size_t>(wanted, source.bytes.size() - source.place);
  if (count == 0) return static_cast<OPJ_SIZE_T>(-1);
  std::memcpy(buffer, source.bytes.data() + source.place, count);
  source.place += count;
  return count;
}

OPJ_OFF_T skipSource(OPJ_OFF_T count, void *data) {
  auto &source = *static_cast<Source *>(data);
  if (count < 0 || static_cast<size_t>(count) > source.bytes.size() - source.place) return -1;
  source.place += static_cast<size_t>(count);
  return count;
}

OPJ_BOOL seekSource(OPJ_OFF_T place, void *data) {
  auto &source = *static_cast<Source *>(data);
  if (place < 0 || static_cast<size_t>(place) > source.bytes.size()) return OPJ_FALSE;
  source.place = static_cast<size_t>(place);
  return OPJ_TRUE;
}

struct Free {
  void operator()(opj_stream_t *stream) const { opj_stream_destroy(stream); }
  void operator()(opj_image_t *image) const { opj_image_destroy(image); }
};

struct FreeCodec {
  void operator()(opj_codec_t *codec) const { opj_destroy_codec(codec); }
};

using Image = std::unique_ptr<opj_image_t, Free>;

/// Whether the samples are what the attributes say, so that nothing larger is allocated than was checked.
bool fits(const opj_image_t &image, const cdicom_header &header) {
  if (image.numcomps != static_cast<OPJ_UINT32>(header.channels)) return false;
  for (OPJ_UINT32 index = 0; index < image.numcomps; ++index) {
    const opj_image_comp_t &part = image.comps[index];
    if (part.w != static_cast<OPJ_UINT32>(header.width) || part.h != static_cast<OPJ_UINT32>(header.height) ||
        part.prec != image.comps[0].prec || part.prec < 1 || part.prec > 16)
      return false;
  }
  return true;
}

Image decoded(const std::vector<uint8_t> &bytes, const cdicom_header &header) {
  static const uint8_t boxes[] = {0, 0, 0, 12, 'j', 'P', ' ', ' '};
  bool boxed = bytes.size() > sizeof(boxes) && std::memcmp(bytes.data(), boxes, sizeof(boxes)) == 0;
  Source source{bytes};
  std::unique_ptr<opj_stream_t, Free> stream(opj_stream_default_create(OPJ_TRUE));
  std::unique_ptr<opj_codec_t, FreeCodec> codec(opj_create_decompress(boxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K));
  if (!stream || !codec) throw std::bad_alloc();
  opj_stream_set_user_data(stream.get(), &source, nullptr);
  opj_stream_set_user_data_length(stream.get(), bytes.size());
  opj_stream_set_read_function(stream.get(), readSource);
  opj_stream_set_skip_function(stream.get(), skipSource);
  opj_stream_set_seek_function(stream.get(), seekSource);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  opj_image_t *raw = nullptr;
  if (!opj_setup_decoder(codec.get(), &parameters) || !opj_read_header(stream.get(), codec.get(), &raw)) return {};
  Image image(raw);
  if (!image || !fits(*image, header)) return {};
  if (!opj_decode(codec.get(), stream.get(), image.get())) return {};
  for (OPJ_UINT32 index = 0; index < image->numcomps; ++index)
    if (image->comps[index].data == nullptr) return {};
  return image;
}

/// Interleaved samples of as many bits as the code stream says, whatever the attributes said.
template <typename Sample>
std::vector<Sample> interleaved(const opj_image_t &image) {
  size_t count = size_t(image.comps[0].w) * image.comps[0].h;
  OPJ_INT32 mask = (1 << image.comps[0].prec) - 1;
  std::vector<Sample> samples(count * image.numcomps);
  for (size_t pixel = 0; pixel < count; ++pixel)
    for (OPJ_UINT32 part = 0; part < image.numcomps; ++part)
      samples[pixel * image.numcomps + part] = static_cast<Sample>(image.comps[part].data[pixel] & mask);
  return samples;
}

}  // namespace

int32_t cdicom::decodeJPEG2000(cdicom_file &file) {
  cdicom_header header;
  int32_t code = cdicom_read_header(&file, &header);
  if (code != CDICOM_OK) return code;
  Image image = decoded(firstFrame(file), header);
  if (!image) return fail(CDICOM_DAMAGED, "its JPEG 2000 data cannot be decoded");
  DcmDataset &data = file.dataset;
  OPJ_UINT32 bits = image->comps[0].prec;
  OFCondition status;
  if (bits <= 8) {
    auto samples = interleaved<Uint8>(*image);
    status = data.putAndInsertUint8Array(DCM_PixelData, samples.data(), samples.size());
  } else {
    auto samples = interleaved<Uint16>(*image);
    status = data.putAndInsertUint16Array(DCM_PixelData, samples.data(), samples.size());
  }
  if (status.bad()) throw std::bad_alloc();
  data.putAndInsertUint16(DCM_BitsAllocated, bits <= 8 ? 8 : 16);
  data.putAndInsertUint16(DCM_BitsStored, static_cast<Uint16>(bits));
  data.putAndInsertUint16(DCM_HighBit, static_cast<Uint16>(bits - 1));
  data.putAndInsertUint16(DCM_PlanarConfiguration, 0);
  OFString kind;
  data.findAndGetOFString(DCM_PhotometricInterpretation, kind);
  if (kind == "YBR_RCT" || kind == "YBR_ICT") data.putAndInsertString(DCM_PhotometricInterpretation, "RGB");
  file.syntax = EXS_LittleEndianExplicit;
  return CDICOM_OK;
}
