#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <dcmtk/oflog/oflog.h>
#include <zlib.h>

#include <cstring>

#include "guard.hpp"
#include "stream.hpp"

namespace {

constexpr Uint32 longestEagerValue = 4096;
constexpr size_t mostInflatedBytes = size_t(1) << 30;

/// Silences DCMTK's log and makes its decoders known.
void prepareOnce() {
  static const bool once = [] {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    DcmRLEDecoderRegistration::registerCodecs();
    DJDecoderRegistration::registerCodecs();
    DJLSDecoderRegistration::registerCodecs();
    return true;
  }();
  static_cast<void>(once);
}

/// Unpacks raw deflate data (PS3.5, A.5) as far as it is there; false where it is none.
bool inflateAll(const uint8_t *bytes, size_t count, std::vector<uint8_t> &result) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  std::unique_ptr<z_stream, int (*)(z_stream *)> end(&stream, inflateEnd);
  stream.next_in = const_cast<uint8_t *>(bytes);
  stream.avail_in = static_cast<uInt>(count);
  int code = Z_OK;
  std::vector<uint8_t> part(1 << 18);
  while (code == Z_OK) {
    stream.next_out = part.data();
    stream.avail_out = static_cast<uInt>(part.size());
    code = inflate(&stream, Z_NO_FLUSH);
    size_t made = part.size() - stream.avail_out;
    if (result.size() + made > mostInflatedBytes) throw std::bad_alloc();
    result.insert(result.end(), part.begin(), part.begin() + static_cast<ptrdiff_t>(made));
  }
  return code == Z_STREAM_END || code == Z_BUF_ERROR;
}

bool meansTruncated(const OFCondition &status) {
  return status == EC_EndOfStream || status == EC_StreamNotifyClient || status == EC_InvalidStream;
}

/// Reads the group of file meta data where there is one, and returns where the data set begins.
size_t readMeta(const uint8_t *bytes, size_t count, E_TransferSyntax &syntax, OFCondition &status) {
  cdicom::MemoryStream stream(bytes, count);
  DcmMetaInfo meta;
  meta.transferInit();
  status = meta.read(stream, EXS_Unknown, EGL_noChange, longestEagerValue);
  meta.transferEnd();
  // The value of an element that was cut off would be given the room that it claims.
  if (status.bad()) return 0;
  OFString name;
  if (meta.findAndGetOFString(DCM_TransferSyntaxUID, name).good()) syntax = DcmXfer(name.c_str()).getXfer();
  return static_cast<size_t>(stream.tell());
}

/// Whether an element claims more bytes than the file has: its value must not be asked for, since it would be given the room.
bool claimsMoreThan(size_t count, DcmObject &object) {
  if (object.isLeaf()) return object.getLengthField() != DCM_UndefinedLength && object.getLengthField() > count;
  DcmStack stack;
  while (object.nextObject(stack, OFTrue).good())
    if (stack.top()->isLeaf() && claimsMoreThan(count, *stack.top())) return true;
  return false;
}

/// Takes out the elements that are cut off and stand behind the pixels; false where others are.
bool dropCutElements(DcmDataset &dataset, size_t count) {
  for (unsigned long place = dataset.card(); place > 0; --place) {
    DcmElement *element = dataset.getElement(place - 1);
    if (!claimsMoreThan(count, *element)) continue;
    if (!(DCM_PixelData < element->getTag())) return false;
    delete dataset.remove(place - 1);
  }
  return true;
}

int32_t parse(cdicom_file &file, const uint8_t *bytes, size_t count, bool headerOnly) {
  OFCondition status = EC_Normal;
  size_t start = readMeta(bytes, count, file.syntax, status);
  if (meansTruncated(status)) return cdicom::fail(CDICOM_TRUNCATED, "its file meta information ends early");
  if (status.bad()) return cdicom::fail(CDICOM_DAMAGED, "its file meta information makes no sense");
  E_TransferSyntax stored = file.syntax;
  const uint8_t *body = bytes + start;
  size_t length = count - start;
  if (stored == EXS_DeflatedLittleEndianExplicit) {
    if (!inflateAll(body, length, file.inflated))
      return cdicom::fail(CDICOM_DAMAGED, "its deflated data makes no sense");
    body = file.inflated.data();
    length = file.inflated.size();
    stored = file.syntax = EXS_LittleEndianExplicit;
  }
  cdicom::MemoryStream stream(body, length);
  file.dataset.transferInit();
  status = file.dataset.readUntilTag(
      stream, stored, EGL_noChange, longestEagerValue, headerOnly ? DCM_PixelData : DCM_UndefinedTagKey);
  file.dataset.transferEnd();
  if (file.syntax == EXS_Unknown) file.syntax = file.dataset.getOriginalXfer();
  file.endsEarly = meansTruncated(status);
  if (status.bad() && !dropCutElements(file.dataset, length))
    return cdicom::fail(CDICOM_TRUNCATED, "its data elements end early");
  if (status.good()) return CDICOM_OK;
  if (!file.endsEarly) return cdicom::fail(CDICOM_DAMAGED, "its data elements make no sense");
  // What stands behind the pixels may be missing; whether the pixels themselves are all there is found out later.
  if (!headerOnly && file.dataset.tagExists(DCM_PixelData)) return CDICOM_OK;
  return cdicom::fail(CDICOM_TRUNCATED, "its data elements end early");
}

}  // namespace

int32_t cdicom_open(const uint8_t *bytes, size_t count, int32_t header_only, cdicom_file **result) noexcept {
  *result = nullptr;
  return cdicom::guarded([&]() -> int32_t {
    prepareOnce();
    auto file = std::make_unique<cdicom_file>();
    int32_t code = parse(*file, bytes, count, header_only != 0);
    if (code == CDICOM_OK) *result = file.release();
    return code;
  });
}

void cdicom_destroy(cdicom_file *file) noexcept {
  cdicom::guarded([&]() -> int32_t {
    delete file;
    return CDICOM_OK;
  });
}
