// A DCMTK stream over bytes in memory that reads long values only when they are asked for.
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcistrmb.h>

#include <cstddef>
#include <cstdint>

namespace cdicom {

/// DCMTK's own buffer stream allocates what a length claims before it looks whether the bytes are there: a few bytes
/// could ask for 4 GiB.
class MemoryStream : public DcmInputBufferStream {
 public:
  MemoryStream(const uint8_t *bytes, size_t count) : bytes_(bytes), count_(count), plain_(currentProducer()) {
    setBuffer(bytes, static_cast<offile_off_t>(count));
    setEos();
  }

  DcmInputStreamFactory *newFactory() const override {
    // Behind an inflating filter a place in the stream is no place in memory.
    if (currentProducer() != plain_) return nullptr;
    size_t place = static_cast<size_t>(tell());
    return place <= count_ ? new Factory(bytes_ + place, count_ - place) : nullptr;
  }

 private:
  class Factory : public DcmInputStreamFactory {
   public:
    Factory(const uint8_t *bytes, size_t count) : bytes_(bytes), count_(count) {}
    DcmInputStream *create() const override { return new MemoryStream(bytes_, count_); }
    DcmInputStreamFactory *clone() const override { return new Factory(*this); }
    DcmInputStreamFactoryType ident() const override { return DFT_DcmInputFileStreamFactory; }

   private:
    const uint8_t *bytes_;
    size_t count_;
  };

  const uint8_t *bytes_;
  size_t count_;
  const DcmProducer *plain_;
};

}  // namespace cdicom
