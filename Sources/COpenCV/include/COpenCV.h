// OpenCV behind a plain C interface: 8 and 16 bit pictures of 1, 3 or 4 channels in RGB(A) order.
//
// Every function that can fail returns COCV_OK or another code, and then keeps one line of text for
// `cocv_last_message` on the calling thread. No C++ exception leaves this library, which the first call loads.
#ifndef COPENCV_H
#define COPENCV_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define COCV_NOEXCEPT noexcept
#else
#define COCV_NOEXCEPT
#endif

enum {
  COCV_OK = 0,
  COCV_BAD_ARGUMENT = 1,
  COCV_UNDECODABLE = 2,
  COCV_UNSUPPORTED = 3,
  COCV_OUT_OF_MEMORY = 4,
  COCV_OTHER = 5,
};

enum { COCV_NEAREST = 0, COCV_BILINEAR = 1, COCV_BICUBIC = 2, COCV_AREA = 3 };

enum { COCV_PAD_REFLECT = 0, COCV_PAD_REPLICATE = 1, COCV_PAD_CONSTANT = 2 };

enum {
  COCV_MAP_VIRIDIS = 0,
  COCV_MAP_INFERNO = 1,
  COCV_MAP_TURBO = 2,
  COCV_MAP_MAGMA = 3,
  COCV_MAP_PLASMA = 4,
};

/// Size and layout of interleaved rows without gaps; `depth` is the number of bits of a sample, 8 or 16.
typedef struct {
  int32_t width;
  int32_t height;
  int32_t channels;
  int32_t depth;
} cocv_shape;

/// A decoded picture, or encoded bytes, that OpenCV owns until it is destroyed.
typedef struct cocv_picture cocv_picture;
typedef struct cocv_bytes cocv_bytes;

#define COCV_FUNCTION(result, name, parameters) result name parameters COCV_NOEXCEPT;
#include "COpenCVFunctions.h"
#undef COCV_FUNCTION

#ifdef __cplusplus
}
#endif

#endif
