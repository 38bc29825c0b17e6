// What the sources of this target share: an opened file, and the wall that exceptions stop at.
#pragma once

#include <dcmtk/config/osconfig.h>
// Before the headers that build on it.
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmimgle/dcmimage.h>

#include <exception>
#include <memory>
#include <new>
#include <vector>

#include "CDICOM.h"

struct cdicom_file {
  DcmDataset dataset;
  E_TransferSyntax syntax = EXS_Unknown;
  // Holds what the dataset still reads from, where the file is deflated.
  std::vector<uint8_t> inflated;
  bool endsEarly = false;
  std::unique_ptr<DicomImage> image;
};

namespace cdicom {

int32_t fail(int32_t code, const char *text) noexcept;

/// Runs `body`, which returns a code, and turns whatever it throws into one.
template <typename Body>
int32_t guarded(Body &&body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc &) {
    return fail(CDICOM_OUT_OF_MEMORY, "not enough memory");
  } catch (const std::exception &error) {
    return fail(CDICOM_DAMAGED, error.what());
  } catch (...) {
    return fail(CDICOM_DAMAGED, "unknown failure");
  }
}

/// Replaces a first frame that is compressed by JPEG 2000, which DCMTK does not know, by plain samples.
int32_t decodeJPEG2000(cdicom_file &file);

}  // namespace cdicom
